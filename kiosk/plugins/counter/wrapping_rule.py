"""礼品包装: the price list of gift wrapping, as a dated rule.

The manual has it free and for a fee at once (免费礼品包装; 包装前告知费用并缴费: domain.md D1), so that a price may be 0. What
is used up can be counted as stock of the counter: paper, ribbon, boxes.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kiosk.core.api import Product, RuleKind, Text, Transaction, said

from .words import _

Fen = Annotated[int, Meta(ge=0, le=100_000_000)]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]{1,19}$")]
Name = Annotated[str, Meta(min_length=1, max_length=20)]

FIRST_ORDER = 400  # allow constant: a place in a list
"""Where materials stand in lists of stock: after every card."""


class Material(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is used up, counted by the piece. `reorder_at`: pieces left when more is ordered."""

    key: Key
    name: Name
    name_en: Name
    reorder_at: Annotated[int, Meta(ge=0, le=100_000)] = 0

    @property
    def product(self) -> str:
        """As stock."""
        return f"counter_{self.key}"


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to wrap, and what it costs each (fen; 0: nothing). `material`: what is used for it, `uses` pieces of that each
    time; without one, nothing is taken from the stock."""

    key: Key
    name: Name
    name_en: Name
    price: Fen = 0
    material: str = ""
    uses: Annotated[int, Meta(ge=1, le=100)] = 1

    @property
    def title(self) -> Text:
        """What people call it."""
        return said(self.name, self.name_en)


class Wrapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole list, in the order in which it is shown."""

    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1, max_length=12)]
    materials: Annotated[tuple[Material, ...], Meta(max_length=12)] = ()

    def of(self, key: str) -> Kind | None:
        """One kind by its key."""
        return next((one for one in self.kinds if one.key == key), None)

    def material_of(self, kind: Kind) -> Material | None:
        """What is used up for it."""
        return next((one for one in self.materials if one.key == kind.material), None)


def _wrong(rule: Wrapping) -> str:
    for keys in ([one.key for one in rule.kinds], [one.key for one in rule.materials]):
        if len(set(keys)) != len(keys):
            return "two have one key"
    for one in rule.kinds:
        if one.material and rule.material_of(one) is None:
            return f"{one.key}: there is no material {one.material!r}"
    return ""


WRAPPING: RuleKind[Wrapping] = RuleKind("counter.wrapping", _("Gift wrapping"), Wrapping, _wrong)


def products(tx: Transaction) -> list[Product]:
    """What is used up, as the rule of today names it."""
    rule = tx.rule(WRAPPING)
    if rule is None:
        return []
    return [
        Product(
            one.product, said(one.name, one.name_en), order=FIRST_ORDER + index, reorder_at=one.reorder_at
        )
        for index, one in enumerate(rule[0].materials)
    ]
