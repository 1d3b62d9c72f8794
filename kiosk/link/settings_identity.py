"""To whom buyers' identity records are sealed, as `kiosk.toml` says it. The private key is nowhere on this box (ADR 10)."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class Identity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An empty `public_key`: documents are looked at, and nothing of them is kept. `again_after_months`: for how long a
    member's record may be used once more, the document being looked at again; 0 is never."""

    public_key: str = ""
    again_after_months: Annotated[int, Meta(ge=0, le=60)] = 12
