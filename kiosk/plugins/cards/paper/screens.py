"""Staff's screens for what was written on paper: which line, when, whose card, who wrote it, and why it comes late."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import TENDERS, Action, Choice, Confirm, Fact, Keypad, Menu, Notice, Text, stamp
from kiosk.plugins.cards.scans import LONGEST, SHORTEST
from kiosk.plugins.cards.sell import screens as selling
from kiosk.plugins.cards.topup import screens as topping_up
from kiosk.plugins.cards.words import _, card_tail, yuan

from .line import Paper
from .read import Sold, ToppedUp

LINE_DIGITS, TIME_DIGITS = 6, 4  # allow constant: 1130-07 without its dash, and 14:05 without its colon
STAFF_DIGITS = 8  # allow constant: digits of a staff number, at most

NOBODYS = _("No card has this number")
WRONG: dict[str, Text] = {
    "number": _("There is no such line: month, day, and the number of the line"),
    "time": _("There is no such time: hours and minutes, as 1405"),
    "elsewhere": _("This is a line of loans: enter it under the service itself"),
}
WHY: dict[str, Text] = {
    "power": _("Power failure"),
    "box_down": _("The box was down"),
    "network": _("The network was down"),
    "other": _("Another reason"),
}


def which_line(error: Text = "") -> Keypad:
    """The number at the head of the line."""
    return Keypad(
        _("Number of the line on the form"),
        _("Six digits, as 1130-07"),
        minimum=LINE_DIGITS,
        maximum=LINE_DIGITS,
        ends_itself=True,
        error=error,
    )


def what_time() -> Keypad:
    """When the money was taken."""
    return Keypad(
        _("What time stands there?"),
        _("Four digits, as 1405"),
        minimum=TIME_DIGITS,
        maximum=TIME_DIGITS,
        ends_itself=True,
    )


def first_number(error: Text = "") -> Keypad:
    """Of a run; a single card is its own last."""
    return Keypad(_("First number on the form"), minimum=SHORTEST, maximum=LONGEST, error=error)


def last_number(first: str, error: Text = "") -> Keypad:
    """Where only one stands there, it is typed again."""
    return Keypad(
        _("Last number on the form"),
        _("From {number} on. One card only: its number once more.", number=first),
        minimum=SHORTEST,
        maximum=LONGEST,
        error=error,
    )


def whose_card(error: Text = "") -> Keypad:
    """The number as it was written; who has the card at hand may scan it."""
    return Keypad(_("Card number on the form"), minimum=SHORTEST, maximum=LONGEST, error=error)


def who_wrote_it() -> Keypad:
    """Whose hand it is."""
    return Keypad(_("Staff number of whoever wrote it"), minimum=1, maximum=STAFF_DIGITS)


def why_late() -> Menu:
    """Nothing is late without a reason."""
    return Menu(
        title=_("Why is it entered late?"), choices=tuple(Choice(key, words) for key, words in WHY.items())
    )


def review_topup(read: ToppedUp, zone: ZoneInfo) -> Confirm:
    """Before it is entered, to be held against the form."""
    return Confirm(
        title=_("Enter {amount} from paper?", amount=yuan(read.shown.paid)),
        subtitle=_("Hold it against the form, line by line."),
        facts=(
            Fact(_("Line"), read.line.number),
            Fact(_("Taken"), stamp(read.line.at_ms, zone)),
            Fact(_("Card"), card_tail(read.member.card_tail)),
            Fact(_("Paid by"), TENDERS[read.tender]),
            Fact(_("Bonus"), yuan(read.shown.bonus)),
            Fact(_("Written by"), read.writer),
            Fact(_("Why late"), WHY[read.reason]),
        ),
        actions=(Action("enter", _("As on the form: enter"), icon="check", primary=True),),
        icon="edit_note",
        tone="leaf",
    )


def review_sold(sold: Sold, zone: ZoneInfo) -> Confirm:
    """The same of cards."""
    return Confirm(
        title=_("Enter {amount} from paper?", amount=yuan(sold.shown.fen)),
        subtitle=_("Hold it against the form. The buyer's document must have been looked at.")
        if sold.shown.needs_identity
        else _("Hold it against the form, line by line."),
        facts=(
            Fact(_("Line"), sold.line.number),
            Fact(_("Taken"), stamp(sold.line.at_ms, zone)),
            Fact(_("Numbers"), selling.numbers(sold.basket[0].number, sold.basket[-1].number)),
            Fact(_("How many"), f"{len(sold.basket):,}"),
            Fact(_("Paid by"), TENDERS[sold.tender]),
            Fact(_("Written by"), sold.writer),
            Fact(_("Why late"), WHY[sold.reason]),
        ),
        actions=(Action("enter", _("As on the form: enter"), icon="check", primary=True),),
        icon="edit_note",
        tone="leaf",
    )


def done() -> Notice:
    """It is in the ledger."""
    return Notice(
        "done", _("Entered"), _("Tick the line off on the form, and keep the form."), icon="edit_note"
    )


LATE: dict[str, tuple[Text, Text]] = {
    "month_closed": (
        _("This month is closed"),
        _("Nothing was entered. Give the form to finance: it is put right in the month that is open."),
    ),
    "entered": (_("This line was entered before"), _("Nothing was entered a second time.")),
    "closed": (_("This card is closed"), _("Nothing was entered. Please ask a supervisor.")),
    "no_shift": (
        _("Nobody holds the counter"),
        _("Nothing was entered. Open a shift first: staff menu, Shift."),
    ),
    "own": (_("This is your own card"), _("A colleague has to enter it.")),
}


def refused(line: Paper, why: str) -> Notice:
    """Not entered, why, and what now: in this page's words, else in those of what the line is about."""
    of_its_own = topping_up if line.register == "topup" else selling
    title, what = LATE.get(why) or of_its_own.REFUSALS[why]
    return Notice("refused", title, what)
