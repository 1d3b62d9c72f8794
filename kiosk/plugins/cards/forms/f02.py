"""F02 购物卡日销售统计, as the manual has it (000): shopping cards by their face, and the sum that was sold.

The manual's table has lost its row 销; it has one for each shift here, as F01 has (domain.md D4). 合计 is the face value of
all cards sold that day; cards that were taken back the same day count against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.core.api import Field, Money, Report, Sheet, Span, Transaction
from kiosk.plugins.cards.rules.wares import FEN_A_YUAN, WARES, shopping_card
from kiosk.plugins.cards.words import _

from .of_stock import Column, moved, sheet


def report() -> Report:
    """A sheet for each day."""
    return Report("f02", _("F02 Shopping cards sold"), _make, at_desk=True)


def _make(tx: Transaction, span: Span, _settings: Mapping[str, Any]) -> Sequence[Sheet]:
    wares = tx.rule(WARES)
    faces = wares[0].shopping if wares is not None else ()
    columns = [Column(shopping_card(face), _("{yuan} yuan", yuan=face // FEN_A_YUAN)) for face in faces]
    return [sheet(tx, day, _("Name"), columns, [_sold(tx, day, faces, columns)]) for day in span.days]


def _sold(tx: Transaction, day: int, faces: Sequence[int], columns: Sequence[Column]) -> Field:
    days = moved(tx, day, columns)
    pieces = [sum(days[column.product].sold.values()) for column in columns]
    return Field(_("Sum"), Money(sum(face * count for face, count in zip(faces, pieces, strict=True))))
