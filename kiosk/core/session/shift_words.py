"""What shifts, tenders, counted things and reasons are called, and how an amount is said."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.core.counter_words import TENDERS
from kiosk.core.ledger import Account
from kiosk.core.products import Product
from kiosk.core.shifts import is_money
from kiosk.core.texts import Texts
from kiosk.link.money import yuan
from kiosk.link.texts import Text

_ = Texts("core")

REASONS: Mapping[str, Text] = {
    "change": _("Wrong change given"),
    "typed": _("Amount typed wrongly"),
    "not_entered": _("Something was not entered"),
    "damaged": _("Damaged or missing"),
    "unknown": _("Not known"),
}
"""Why the count differs, by the key that stands in the ledger."""


def amount(account: Account, number: int) -> str:
    """An amount of an account in its unit."""
    return yuan(number) if is_money(account) else f"{number:,}"


def difference(account: Account, number: int) -> str:
    """More or less than the books have; with its sign."""
    return f"+{amount(account, number)}" if number > 0 else amount(account, number)


Names = Mapping[str, Product]
"""What is counted here, by a product's id."""


def counted_thing(account: Account, names: Names) -> Text:
    """What is counted: a tender's money, or a product (by its own id where its service is not loaded)."""
    if is_money(account):
        return TENDERS.get(account.owner.rsplit("/", 1)[-1], account.owner)
    product = account.unit.split(":", 1)[-1]
    return names[product].name if product in names else product
