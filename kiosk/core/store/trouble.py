"""What an audit says when the books do not agree."""

from __future__ import annotations

from typing import Literal

import msgspec


class Trouble(msgspec.Struct, frozen=True):
    """One disagreement; `check.Finding` is its public form."""

    code: str
    text: str
    severity: Literal["warning", "wrong"] = "wrong"
