"""How a conversation ends: `done` ends the visit, `home` goes on at the home screen, `back` one question up."""

from __future__ import annotations

from typing import Literal

End = Literal["done", "home", "back"]
