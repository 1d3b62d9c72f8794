"""What is known of items besides the core's record, read and written: when they expire, whether they are put aside.

Apart from `stock`, because the look-ups of borrowing ask here which items are not lent, and `stock` asks those look-ups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from . import rows
from .stock_models import StockRow

Aside = Literal["", "damaged", "lost"]

_STOCK = "SELECT item_id, expires_day, aside, hands, out_ms FROM lending_stock"
_MOVING = "SELECT item_id, state FROM lending_transfer WHERE state IN ('leaving', 'transit')"


@dataclass(frozen=True, slots=True)
class Stock:
    """What the desk knows of an item besides where it is. `expires_day` yyyymmdd, 0: never; `hands`: who took it (staff id)."""

    expires_day: int = 0
    aside: Aside = ""
    hands: str = ""
    out_ms: int | None = None

    def expired(self, today: int) -> bool:
        """Whether its day is over: it is good until the end of the day that stands on it."""
        return 0 < self.expires_day < today


SOUND = Stock()


def stocks() -> dict[str, Stock]:
    """What is known of items, by id; those without a row are sound."""
    return {row[0]: Stock(*row[1:]) for row in rows.run(_STOCK).fetchall()}


def stock_of(item_id: str) -> Stock:
    """What is known of one item."""
    row = rows.run(f"{_STOCK} WHERE item_id = ?", item_id).fetchone()
    return SOUND if row is None else Stock(*row[1:])


def set_stock(item_id: str, **changes: str | int | None) -> None:
    """Change what is known of one item; columns are the callers' own words."""
    if StockRow.update(**changes).where(StockRow.item_id == item_id).execute() == 0:
        StockRow.create(item_id=item_id, **changes)


def moving() -> dict[str, str]:
    """Items under transfer: "leaving" (its door was opened) or "transit"."""
    return dict(rows.run(_MOVING).fetchall())


def barred(today: int) -> frozenset[str]:
    """Items that are not lent whatever their place says: expired, put aside, out of the stock, about to be moved."""
    known = {item_id for item_id, one in stocks().items() if one.aside or one.out_ms or one.expired(today)}
    return frozenset(known | moving().keys())


def turned_up(item_id: str, hands: str = "") -> None:
    """It is here, whoever brought it: behind a door, or in somebody's hands. What was damaged stays so."""
    known = stock_of(item_id)
    if known != SOUND or hands:
        set_stock(item_id, aside="" if known.aside == "lost" else known.aside, hands=hands)
