"""The screens of stock that goes from one counter to another: to which, how many, and what the other side says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from kiosk.core.moments import stamp
from kiosk.core.products import Product, Shipment
from kiosk.core.session.stock_screens import MOST_DIGITS
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Choice, Confirm, Fact, Keypad, Menu, Notice, PresentCard, Row, Table
from kiosk.link.texts import Text

_ = Texts("core")

Names = Mapping[str, Text]

REASONS: dict[str, Text] = {
    "fewer": _("There are fewer"),
    "other": _("It is something else"),
    "not_needed": _("It is not needed here"),
}
"""Why a shipment is sent back, by the key that stands in the ledger."""


def to_which(counters: Sequence[str]) -> Menu:
    """Counters that somebody has held of late."""
    return Menu(
        title=_("To which counter?"),
        choices=tuple(Choice(f"to:{name}", name, icon="storefront") for name in counters),
    )


def first_number(error: Text = "") -> PresentCard:
    """Of those that go."""
    return PresentCard(
        title=_("The first number to go"),
        subtitle=_("Scan or swipe the first one of the pack."),
        error=error,
        actions=(Action("type", _("Type the number"), icon="dialpad"),),
    )


def how_many(product: Product, first: str = "", error: Text = "") -> Keypad:
    """How many go."""
    return Keypad(
        title=_("How many go there?"),
        subtitle=_("{thing}, from {number} on", thing=product.name, number=first) if first else product.name,
        maximum=MOST_DIGITS,
        error=error,
    )


def review(product: Product, count: int, numbers: Sequence[str], to: str) -> Confirm:
    """Before it leaves one's hands."""
    return Confirm(
        title=_("Hand it over to {counter}?", counter=to),
        subtitle=_("It is on the way until somebody there has taken it over."),
        facts=(
            Fact(product.name, f"{count:,}"),
            *_run(numbers[0] if numbers else "", numbers[-1] if numbers else ""),
        ),
        actions=(Action("send", _("Yes, it goes now"), icon="check", primary=True),),
        icon="inventory_2",
        tone="sky",
    )


def under_way(shipments: Sequence[Shipment], names: Names, here: str, zone: ZoneInfo) -> Table:
    """What is on the way here, and what was sent from here and not taken over yet."""
    return Table(
        _("On the way"),
        (_("Product"), _("Pieces"), _("From and to"), _("Sent")),
        tuple(
            Row(
                one.id,
                (
                    names.get(one.product, one.product),
                    f"{one.pieces:,}",
                    _("from {counter}", counter=one.from_counter)
                    if one.to_counter == here
                    else _("to {counter}", counter=one.to_counter),
                    stamp(one.sent_ms, zone),
                ),
                alert=one.to_counter == here,
            )
            for one in shipments
        ),
        subtitle=_("Press a line in red: it is here, or it is not."),
        widths=(4, 2, 3, 4),
        empty=_("Nothing is on the way"),
    )


def one(shipment: Shipment, names: Names, zone: ZoneInfo) -> Confirm:
    """What somebody says to have sent, to be held against what is there."""
    return Confirm(
        title=_("Is all of this here?"),
        subtitle=_("Count it before you answer. If anything is missing, all of it goes back."),
        facts=(
            Fact(names.get(shipment.product, shipment.product), f"{shipment.pieces:,}"),
            *_run(shipment.first, shipment.last),
            Fact(_("Sent from"), shipment.from_counter),
            Fact(_("Sent"), stamp(shipment.sent_ms, zone)),
        ),
        actions=(
            Action("accept", _("All of it: take it over"), icon="check", primary=True),
            Action("send_back", _("Not all, or wrong: send it back")),
        ),
        icon="inventory_2",
        tone="sky",
    )


def why_back(shipment: Shipment, names: Names) -> Menu:
    """Nothing goes back without a reason."""
    return Menu(
        title=_("Why does it go back?"),
        subtitle=names.get(shipment.product, shipment.product),
        choices=tuple(Choice(key, words) for key, words in REASONS.items()),
    )


def _run(first: str, last: str) -> tuple[Fact, ...]:
    return (Fact(_("First number"), first), Fact(_("Last number"), last)) if first else ()


REFUSALS: dict[str, tuple[Text, Text]] = {
    "no_shift": (
        _("Nobody holds the counter"),
        _("Nothing was entered. Open a shift first: staff menu, Shift."),
    ),
    "not_here": (
        _("Not all of these are in stock here"),
        _("Nothing was entered. Look at the numbers, or type a smaller number."),
    ),
    "over": (
        _("Somebody was faster"),
        _("It was taken over or sent back already. Nothing was entered a second time."),
    ),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)
