"""What has moved on a member's card: the newest first, a page at a time.

A kind of entry that this plugin does not know (another service's) has a general word: the amounts say the rest. Paper entries
stand under the day on which they happened.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import Action, Chosen, Confirm, Fact, Text, Visit, stamp
from kiosk.plugins.cards.words import _, joined, with_sign

from .reading import Moved, history
from .screens import DONE

PAGE = 12  # allow constant: what a screen shows at a time, which no mall chooses
DAY_LETTERS = 10  # allow constant: 2026-11-22

KINDS: dict[str, Text] = {
    "members.opened": _("Brought forward"),
    "cards.topped_up": _("Topped up"),
    "cards.opened": _("Paid in with the card"),
    "cards.issued": _("Card made"),
    "cards.replaced": _("Card replaced"),
    "cards.exchanged": _("Exchange card"),
    "cards.carwash": _("Car wash"),
    "cards.closed": _("Card cancelled"),
    "cards.points_rebate": _("Points to bonus"),
    "cards.refund_paid": _("Refund transferred"),
    "cards.merged": _("Two cards merged"),
    "cards.spent": _("Spent"),
    "cards.refunded": _("Paid back"),
    "cards.earned": _("Points earned"),
    "cards.clawed_back": _("Points taken back"),
    "cards.redeemed": _("Points redeemed"),
    "cards.expired": _("Points ended"),
}
UNKNOWN = _("Balance changed")
REVERSED = ".reversed"
"""How the ledger calls what undoes an entry."""


async def show_history(visit: Visit, member_id: str) -> bool:
    """Page by page, until the person is done. True when they want the balance on paper."""
    starts, number = [0], 0
    while True:
        found = await visit.read(history, member_id, starts[number], PAGE + 1)
        if len(found) > PAGE:
            starts[number + 1 :] = [found[PAGE - 1].entry.number]
        screen = record(found, visit.zone, newer=number > 0, prints=visit.ready("printer"))
        match await visit.ask(screen, update=number > 0):
            case Chosen(key="older"):
                number += 1
            case Chosen(key="newer"):
                number -= 1
            case outcome:
                return outcome == Chosen("print")


def record(found: list[Moved], zone: ZoneInfo, *, newer: bool, prints: bool) -> Confirm:
    """One page, to be read. One more than a page was looked for: whether there is anything older."""
    older = (Action("older", _("Older")),) if len(found) > PAGE else ()
    back = (Action("newer", _("Newer")),) if newer else ()
    paper = (Action("print", _("Print the balance"), icon="print"),) if prints else ()
    return Confirm(
        title=_("History of your card"),
        subtitle=_("The newest first") if found else _("Nothing has moved yet"),
        facts=tuple(_told(moved, zone) for moved in found[:PAGE]),
        actions=(DONE, *older, *back, *paper),
        icon="receipt_long",
        tone="leaf",
    )


def _told(moved: Moved, zone: ZoneInfo) -> Fact:
    amounts: list[Text] = []
    if moved.principal:
        amounts.append(_("principal {amount}", amount=with_sign(moved.principal)))
    if moved.bonus:
        amounts.append(_("bonus {amount}", amount=with_sign(moved.bonus)))
    if moved.points:
        amounts.append(_("points {amount}", amount=f"{moved.points:+,}"))
    day = stamp(moved.entry.happened_ms, zone)[:DAY_LETTERS]
    return Fact(day, joined([kind_words(moved.entry.kind), *amounts]))


def kind_words(kind: str) -> Text:
    """What an entry was; of one that undoes another, that it does."""
    if kind.endswith(REVERSED):
        return _("{what}, taken back", what=KINDS.get(kind.removesuffix(REVERSED), UNKNOWN))
    return KINDS.get(kind, UNKNOWN)
