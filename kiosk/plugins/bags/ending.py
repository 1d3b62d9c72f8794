"""How a flow of bag storage ends: the visit is over, or the customer wants to be at the home screen."""

from __future__ import annotations

from typing import Literal

End = Literal["done", "home"]
