"""The screens of stock at the counter: what there is, what comes in, what is written off."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.core.products import Product
from kiosk.core.texts import Texts
from kiosk.link.prompts import (
    Action,
    Choice,
    Confirm,
    Fact,
    Keypad,
    Menu,
    Notice,
    PresentCard,
    Prompt,
    Row,
    Table,
)
from kiosk.link.texts import Text

_ = Texts("core")

MOST_DIGITS = 5
"""Of pieces that come in at once."""

SERIAL_DIGITS = 20

AskNumber = Callable[[Text], Prompt]

REASONS: dict[str, Text] = {
    "damaged": _("Damaged"),
    "expired": _("Past its date"),
    "missing": _("Missing"),
    "returned": _("Sent back to the supplier"),
}
"""Why something is written off, by the key that stands in the ledger."""


def running_out(product: Product, number: int) -> bool:
    """Whether it is to be ordered anew."""
    return number <= product.reorder_at and product.reorder_at > 0


def table(held: Sequence[tuple[Product, int]], coming: int | None = None) -> Table:
    """Every product of this counter, with how many there are by the books. `coming`: shipments under way; None where there is
    no other counter."""
    return Table(
        _("Stock at this counter"),
        (_("Product"), _("In stock"), _("Note")),
        tuple(
            Row(
                product.id,
                (product.name, f"{number:,}", _("Order anew") if running_out(product, number) else ""),
                alert=running_out(product, number),
            )
            for product, number in held
        ),
        subtitle=_("Press a line: it has come in, or it is damaged."),
        widths=(5, 2, 3),
        actions=()
        if coming is None
        else (
            Action(
                "under_way", _("On the way: {count}", count=coming), icon="swap_horiz", primary=coming > 0
            ),
        ),
    )


def about(product: Product, number: int, *, may_receive: bool, may_send: bool = False) -> Confirm:
    """One product."""
    actions = (
        Action("received", _("It has come in"), icon="add", primary=True),
        *((Action("send", _("To another counter")),) if may_send and number else ()),
        Action("write_off", _("Damaged or missing")),
    )
    return Confirm(
        title=product.name,
        facts=(
            Fact(_("In stock"), f"{number:,}", alert=running_out(product, number)),
            Fact(_("Kept by"), _("its numbers") if product.numbered else _("how many")),
        ),
        actions=actions if may_receive else (),
        icon="inventory_2",
        tone="sky",
    )


def first_number(error: Text = "") -> PresentCard:
    """The first of a carton."""
    return PresentCard(
        title=_("The first number"),
        subtitle=_("Scan or swipe the first one of the pack."),
        error=error,
        actions=(Action("type", _("Type the number"), icon="dialpad"),),
    )


def damaged_number(error: Text = "") -> PresentCard:
    """The one that is no good any more."""
    return PresentCard(
        title=_("Which one?"),
        subtitle=_("Scan or swipe it."),
        error=error,
        actions=(Action("type", _("Type the number"), icon="dialpad"),),
    )


def type_number() -> Keypad:
    """Printed on it."""
    return Keypad(title=_("The printed number"), minimum=3, maximum=SERIAL_DIGITS)


def how_many(product: Product, first: str = "", error: Text = "") -> Keypad:
    """How many come in."""
    return Keypad(
        title=_("How many have come in?"),
        subtitle=_("{thing}, from {number} on", thing=product.name, number=first) if first else product.name,
        maximum=MOST_DIGITS,
        error=error,
    )


def how_many_damaged(product: Product) -> Keypad:
    """How many are no good."""
    return Keypad(title=_("How many are damaged or missing?"), subtitle=product.name, maximum=MOST_DIGITS)


def compare(product: Product, count: int, numbers: Sequence[str]) -> Confirm:
    """Before it is entered: the last number is held against the carton."""
    facts = [Fact(product.name, f"{count:,}")]  # one line: the numbers are all on a small panel then
    if numbers:
        facts += [Fact(_("First number"), numbers[0]), Fact(_("Last number"), numbers[-1])]
    return Confirm(
        title=_("Has this come in?"),
        subtitle=_("Compare the last number with the pack.") if numbers else _("Count it once more."),
        facts=tuple(facts),
        actions=(Action("enter", _("Yes, enter it"), icon="check", primary=True),),
        icon="inventory_2",
        tone="sky",
    )


def why_damaged(product: Product) -> Menu:
    """Nothing is written off without a reason."""
    return Menu(
        title=_("What is the matter with it?"),
        subtitle=product.name,
        choices=tuple(Choice(key, words) for key, words in REASONS.items()),
    )


def written_off(product: Product, count: int, number: str) -> tuple[Fact, ...]:
    """What a second person says yes to."""
    what = Fact(_("Product"), product.name)
    return (what, Fact(_("Serial number"), number) if number else Fact(_("Pieces"), f"{count:,}"))


REFUSALS: dict[str, tuple[Text, Text]] = {
    "no_shift": (
        _("Nobody holds the counter"),
        _("Nothing was entered. Open a shift first: staff menu, Shift."),
    ),
    "known": (
        _("These numbers are known already"),
        _("At least one of them was entered before. Nothing was entered now: look at the numbers."),
    ),
    "not_here": (
        _("This number is not in stock here"),
        _("It was given out, written off before, or lies elsewhere. Nothing was entered."),
    ),
    "not_that_many": (
        _("There are not that many by the books"),
        _("Nothing was entered. Count once more, or type a smaller number."),
    ),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)
