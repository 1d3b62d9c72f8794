"""Staff's screens of a card that is cancelled: the cause, the statement line by line, how it is paid, and what became of it.

The statement reads like the customer's own reckoning: what was paid, what was given, what was used, at what it counts, what is
left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.core.api import TENDERS, Action, Choice, Confirm, Fact, Menu, Notice, Row, Table, Text, stamp
from kiosk.plugins.cards.models import ClosingRow
from kiosk.plugins.cards.words import _, card_tail, date_of, yuan

from .closing import Statement, Tender
from .refund import CAUSES, Cause, Refund, Share

if TYPE_CHECKING:
    from kiosk.core.api import Member

ONE_BY_ONE = 2  # allow constant: so many top-ups are told line by line; of more, each is one line

CAUSE: dict[Cause, tuple[Text, Text]] = {
    "customer": (_("The customer wishes it"), _("What was used counts at its full price.")),
    "operator": (
        _("The mall is the cause"),
        _("Closing, changed terms, a service not given: what was used counts at what it cost."),
    ),
}


def ask_cause() -> Menu:
    """Whose cause it is decides the formula (法释〔2025〕4号, arts 18, 19)."""
    return Menu(
        title=_("Why is the card cancelled?"),
        choices=tuple(Choice(cause, CAUSE[cause][0], note=CAUSE[cause][1]) for cause in CAUSES),
    )


def reckoned(found: Refund) -> list[tuple[Text, Text]]:
    """The statement's lines, as on the screen and on the slip."""
    if not found.shares:
        return [(_("On the card"), yuan(0))]
    told = _in_full if len(found.shares) <= ONE_BY_ONE else _in_short
    lines = [line for share in found.shares for line in told(share)]
    if found.discounts:
        lines.append((_("Discounts taken back"), f"-{yuan(found.discounts)}"))
    return lines


def _in_full(share: Share) -> list[tuple[Text, Text]]:
    one = share.top_up
    day: Text = date_of(one.day) if one.day else _("brought forward")
    lines: list[tuple[Text, Text]] = [(_("Paid in, {day}", day=day), yuan(one.paid))]
    if one.given:
        lines.append((_("Bonus on top"), yuan(one.given)))
    lines.append((_("Used"), yuan(one.used)))
    if share.formula == "operator" and one.given and one.used:
        ratio = f"{yuan(one.used)} × {yuan(one.paid)} ÷ {yuan(one.paid + one.given)}"
        lines.append((_("Counts as"), f"{ratio} = {yuan(share.deducted)}"))
    elif share.formula == "cooling_off":
        lines.append((_("Taken back within the days of grace"), _("no discount deducted")))
    back = f"{yuan(one.paid)} - {yuan(share.deducted)} = {yuan(share.back)}" if one.used else yuan(share.back)
    return [*lines, (_("Paid back of it"), back)]


def _in_short(share: Share) -> list[tuple[Text, Text]]:
    one = share.top_up
    day: Text = date_of(one.day) if one.day else _("brought forward")
    label = _(
        "{day}: {paid} + {given}, used {used}",
        day=day,
        paid=yuan(one.paid),
        given=yuan(one.given),
        used=yuan(one.used),
    )
    return [(label, yuan(share.back))]


def lapses(bonus: int, points: int, owed: int = 0) -> list[tuple[Text, Text]]:
    """What ends with the card; nothing is said of what there is none of."""
    lines: list[tuple[Text, Text]] = []
    if bonus:
        lines.append((_("Bonus that lapses"), yuan(bonus)))
    if points:
        lines.append((_("Points that lapse"), f"{points:,}"))
    if owed:
        lines.append((_("Points owed, let go"), f"{owed:,}"))
    return lines


def told(shown: Statement) -> Confirm:
    """The statement, to be read with the customer, before anything is done."""
    found = shown.refund
    lines = [*reckoned(found), *lapses(found.given_left, shown.points, shown.owed)]
    return Confirm(
        title=_("Pay back {amount}", amount=yuan(found.total)) if found.total else _("Nothing to pay back"),
        subtitle=_(
            "Card {card}. Read it to the customer: {cause}.",
            card=card_tail(shown.member.card_tail),
            cause=CAUSE[found.cause][0],
        ),
        facts=tuple(Fact(label, value) for label, value in lines),
        actions=(
            Action("go", _("The customer agrees"), icon="check", primary=True),
            Action("stop", _("Keep the card")),
        ),
        icon="receipt_long",
        tone="leaf",
    )


def how_paid(shown: Statement) -> Menu:
    """A small amount may be cash; more goes to an account of the same name."""
    cash = Choice(
        "cash",
        TENDERS["cash"],
        note="" if shown.may_be_cash else _("Up to {most} only", most=yuan(shown.cash_most)),
        enabled=shown.may_be_cash,
    )
    transfer = Choice("transfer", TENDERS["transfer"], note=_("To the customer's own account, by finance"))
    return Menu(
        title=_("How is it paid back?"),
        subtitle=yuan(shown.refund.total),
        choices=(cash, transfer) if shown.may_be_cash else (transfer, cash),
    )


def review(shown: Statement, tender: Tender) -> Confirm:
    """The last look: who stands there, and that it cannot be undone."""
    facts = [
        Fact(_("Card"), card_tail(shown.member.card_tail)),
        Fact(_("Holder"), str(shown.member.name)),
        Fact(_("Pay back"), yuan(shown.refund.total)),
    ]
    if tender:
        facts.append(Fact(_("Paid by"), TENDERS[tender]))
    return Confirm(
        title=_("Cancel this card for good?"),
        subtitle=_("Look at the identity document. The number is void from then on."),
        facts=tuple(facts),
        actions=(
            Action("close", _("Document seen, cancel it"), icon="check", danger=True),
            Action("keep", _("Keep the card")),
        ),
        icon="credit_card",
        tone="rose",
    )


def approve_facts(shown: Statement, tender: Tender) -> tuple[Fact, ...]:
    """What the second person says yes to."""
    found = shown.refund
    return (
        Fact(_("Cause"), CAUSE[found.cause][0]),
        Fact(_("Paid in"), yuan(found.paid)),
        Fact(_("Used"), yuan(found.used)),
        Fact(_("Pay back"), yuan(found.total)),
        *((Fact(_("Paid by"), TENDERS[tender]),) if tender else ()),
    )


def done(shown: Statement, tender: Tender) -> Notice:
    """What is left to do at the desk."""
    what = {
        "cash": _("Count the money out, and have the statement signed."),
        "transfer": _("Have the account written on the statement and signed. Finance pays it."),
        "": _("Give the customer the statement."),
    }[tender]
    return Notice(
        "done",
        _("The card is cancelled"),
        what,
        facts=(Fact(_("Pay back"), yuan(shown.refund.total)),) if tender else (),
        icon="payments",
    )


def earlier(rows: Sequence[ClosingRow], zone: ZoneInfo) -> Table:
    """Statements that may be printed again."""
    return Table(
        title=_("Statements"),
        columns=(_("Time"), _("Card"), _("Paid back")),
        rows=tuple(
            Row(row.id, (stamp(row.at_ms, zone), card_tail(row.tail), yuan(row.total))) for row in rows
        ),
        subtitle=_("Choose one to print a copy"),
        widths=(4, 4, 3),
        empty=_("No card was cancelled."),
    )


def copied() -> Notice:
    """It says so at its head."""
    return Notice("done", _("The copy is being printed"), _("It says COPY at its head."), icon="receipt_long")


REFUSALS: dict[str, tuple[Text, Text]] = {
    "no_shift": (
        _("Nobody holds the counter"),
        _("Nothing was cancelled. Open a shift first: staff menu, Shift."),
    ),
    "not_set_up": (
        _("The limits wait for approval"),
        _("The limits of prepaid cards are not approved yet. Nothing was cancelled."),
    ),
    "own": (_("This is your own card"), _("A colleague has to serve you. Nothing was cancelled.")),
    "ended": (_("This card has ended"), _("It was cancelled before. Its statement can be printed again.")),
    "blocked": (
        _("This card is blocked"),
        _("Ask for the holder's phone and PIN, or make it good again first: Blocked cards."),
    ),
    "frozen": (
        _("This card is frozen"),
        _("Nothing was cancelled. Whoever may freeze looks at it first: Blocked cards."),
    ),
    "changed": (
        _("Something has changed meanwhile"),
        _("Nothing was cancelled. Please look at the statement again."),
    ),
    "cash": (
        _("Not enough cash in the drawer"),
        _("Nothing was cancelled. Put change in first, or pay by transfer."),
    ),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)


def tied(member: Member, ties: Sequence[Text]) -> Notice:
    """Something of theirs is still open."""
    return Notice(
        "refused",
        _("Something is still open"),
        _("Take it back or settle it first; then the card can end. Nothing was changed."),
        facts=(
            Fact(_("Card"), card_tail(member.card_tail)),
            *(Fact(_("Open"), tie, alert=True) for tie in ties),
        ),
    )
