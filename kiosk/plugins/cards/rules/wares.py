"""购物卡 · 积兑卡 · 洗车票: what is sold or given by the piece beside member cards, as a dated rule.

Denominations are data (domain.md R02); none may be above what the law lets an unnamed card hold, which is looked at when one is
sold. Car-wash cards and tickets are one product with its form (D3).
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kiosk.core.api import Product, RuleKind, Text, Transaction
from kiosk.plugins.cards.words import _

from .tiers import TIERS, blanks

Denomination = Annotated[int, Meta(ge=100, le=100_000_000)]
FEN_A_YUAN = 100  # allow constant: what a fen is


class Entitled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many car washes for a tier's members in each calendar month."""

    tier: str
    a_month: Annotated[int, Meta(ge=0, le=100)]


class Wares(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Face values in fen, by rising value; none: the site has none of them.

    `shopping`: cards that are sold (购物卡). `exchange`: cards that are given for points (积兑卡), `points_a_yuan` for each
    yuan of their face. `carwash`: what members of a tier may fetch. `reorder_at`: pieces left when new ones are ordered.
    """

    shopping: tuple[Denomination, ...] = ()
    exchange: tuple[Denomination, ...] = ()
    points_a_yuan: Annotated[int, Meta(ge=1, le=1_000_000)] = 100  # allow constant: a rule's default
    carwash: tuple[Entitled, ...] = ()
    reorder_at: Annotated[int, Meta(ge=0, le=100_000)] = 0


def _wrong(rule: Wares) -> str:
    for values in (rule.shopping, rule.exchange):
        if list(values) != sorted(set(values)):
            return "face values go up from one to the next"
        if any(value % FEN_A_YUAN for value in values):
            return "face values are whole yuan"
    return ""


WARES: RuleKind[Wares] = RuleKind("cards.wares", _("Shopping cards and tickets"), Wares, _wrong)

CARWASH = "cards_carwash"

EXCHANGE_ORDER, CARWASH_ORDER, SHOPPING_ORDER = 100, 150, 300  # allow constant: F01's order, then F02's


def shopping_card(face_fen: int) -> str:
    """The product of a shopping card with this face."""
    return f"cards_shopping_{face_fen // FEN_A_YUAN}"


def exchange_card(face_fen: int) -> str:
    """The product of a card that is given for points."""
    return f"cards_exchange_{face_fen // FEN_A_YUAN}"


def products(tx: Transaction) -> list[Product]:
    """Everything of this plugin that is counted by the piece, as the rules of today name it."""
    tiers, wares = tx.rule(TIERS), tx.rule(WARES)
    found = blanks(tiers[0]) if tiers is not None else []
    if wares is None:
        return found
    rule = wares[0]
    for index, face in enumerate(rule.exchange):
        name = _("Exchange card {yuan}", yuan=face // FEN_A_YUAN)
        found.append(_card(exchange_card(face), name, face, EXCHANGE_ORDER + index, rule))
    for index, face in enumerate(rule.shopping):
        name = _("Shopping card {yuan}", yuan=face // FEN_A_YUAN)
        found.append(_card(shopping_card(face), name, face, SHOPPING_ORDER + index, rule))
    if rule.carwash:
        found.append(Product(CARWASH, _("Car wash"), order=CARWASH_ORDER, reorder_at=rule.reorder_at))
    return found


def _card(product: str, name: Text, face: int, order: int, rule: Wares) -> Product:
    return Product(product, name, numbered=True, face_fen=face, order=order, reorder_at=rule.reorder_at)
