"""`kiosk check`: is everything in the store as it should be? Looks, and changes nothing."""

from __future__ import annotations

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it should be. `warning` is worth a look; `wrong` makes the check fail."""

    code: str
    text: str
    severity: Literal["warning", "wrong"] = "wrong"
