"""卡种: the tiers of member cards, by what routes one is given, and what it costs, as a dated rule.

The routes are the manual's (000, F03): 预存开卡 (paid in at once), 消费开卡 (spent in the mall), 升级开卡 (from the tier
below). Which tier is given for what is the site's; its names are data, because the manual itself has two names for one
tier, 白钻卡 and 白金卡 (domain.md D2).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kiosk.core.api import Product, RuleKind, Text, titled
from kiosk.plugins.cards.words import _

Route = Literal["prepaid", "spent", "upgraded"]

ROUTES: dict[Route, Text] = {
    "prepaid": _("By paying in"),
    "spent": _("By spending"),
    "upgraded": _("By upgrade"),
}
"""开卡类别, in the order of form F03."""

Fen = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]{1,19}$")]
Name = Annotated[str, Meta(min_length=1, max_length=20)]


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tier; amounts in fen. A route whose amount is missing is not offered.

    `prepaid_from`: so much is paid in at once (0: for nothing). `spent_from`: so much was spent. `upgraded_from`: the tier
    below, and `upgraded_spent` what was spent as its holder. `fee` is what the card itself costs, `replaced_fee` a new one
    for a lost or broken one (补办). `reorder_at`: blanks left when new ones are ordered.
    """

    key: Key
    name: Name
    name_en: Name
    prepaid_from: Fen | None = None
    spent_from: Fen | None = None
    upgraded_from: Key | None = None
    upgraded_spent: Fen = 0
    fee: Fen = 0
    replaced_fee: Fen = 0
    reorder_at: Annotated[int, Meta(ge=0, le=100_000)] = 0

    @property
    def product(self) -> str:
        """Its blanks, as stock."""
        return f"cards_{self.key}"

    @property
    def title(self) -> Text:
        """What people call it."""
        return titled(self.name, self.name_en)

    @property
    def routes(self) -> tuple[Route, ...]:
        """How it is given here."""
        given: dict[Route, bool] = {
            "prepaid": self.prepaid_from is not None,
            "spent": self.spent_from is not None,
            "upgraded": self.upgraded_from is not None,
        }
        return tuple(route for route, offered in given.items() if offered)


class Tiers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every tier, the lowest first."""

    tiers: Annotated[tuple[Tier, ...], Meta(min_length=1, max_length=12)]

    def of(self, key: str) -> Tier | None:
        """One tier by its key, or by either name: what an imported member list says."""
        return next((one for one in self.tiers if key in (one.key, one.name, one.name_en)), None)


def _wrong(rule: Tiers) -> str:
    keys = [one.key for one in rule.tiers]
    if len(set(keys)) != len(keys):
        return "two tiers have one key"
    for index, one in enumerate(rule.tiers):
        if not one.routes:
            return f"{one.key}: nobody could ever have one"
        if one.upgraded_from is not None and one.upgraded_from not in keys[:index]:
            return f"{one.key}: it is upgraded from a tier that stands before it"
    return ""


TIERS: RuleKind[Tiers] = RuleKind("cards.tiers", _("Tiers of member cards"), Tiers, _wrong)

FIRST_ORDER = 200  # allow constant: a place in a list
"""Where member cards stand in lists and forms: after the cards that are sold (F01)."""


def blanks(rule: Tiers) -> list[Product]:
    """Blank cards of each tier; each has its number printed on it."""
    return [
        Product(one.product, one.title, numbered=True, order=FIRST_ORDER + index, reorder_at=one.reorder_at)
        for index, one in enumerate(rule.tiers)
    ]
