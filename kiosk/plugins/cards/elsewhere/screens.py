"""Staff's screens of a top-up there: what is waited for, what is not known, what is to be given back."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.core.api import TENDERS, Action, Confirm, Fact, Notice, Progress, Row, Table, Text, stamp
from kiosk.plugins.cards.words import _, card_tail, yuan

from .models import SentRow

LONGEST_WORDS = 60  # allow constant: of the other side's own words, what stands in one line of facts


def away() -> Notice:
    """Nobody knows what is on the card."""
    return Notice(
        "refused",
        _("The member system does not answer"),
        _("No money was taken. Please try again in a few minutes."),
        icon="cloud_off",
    )


def under_way(paid: int) -> Progress:
    """The money is here, and the answer is not."""
    return Progress(
        _("Entering {amount}", amount=yuan(paid)),
        _("The member system is asked. Keep the money in the drawer."),
    )


def not_known(paid: int) -> Notice:
    """It may be there, and it may not."""
    return Notice(
        "waiting",
        _("Not known yet whether {amount} is on the card", amount=yuan(paid)),
        _("Keep the money, and take none again. It is asked until it answers: staff menu, Member system."),
        icon="schedule",
    )


def undo_not_known() -> Notice:
    """It may be off the card, and it may not."""
    return Notice(
        "waiting",
        _("Not known yet whether it is off the card"),
        _("Give no money back now. Once it is known, it stands under Money to give back."),
        icon="schedule",
    )


def not_undone(words: str) -> Notice:
    """The other side keeps it: part of it may have been spent."""
    return Notice(
        "refused",
        _("It stays on the card"),
        _("The member system did not take it off. Give no money back."),
        facts=_said(words),
        icon="credit_card",
    )


def give_back(row: SentRow, tail: str) -> Confirm:
    """It is on no card, and in the drawer."""
    return Confirm(
        _("Give {amount} back?", amount=yuan(row.paid)),
        _("It is not on the card. It was put into this counter's drawer."),
        facts=(
            Fact(_("Card"), card_tail(tail)),
            Fact(_("Paid by"), TENDERS.get(row.tender, row.tender)),
            *_said(row.words),
        ),
        actions=(
            Action("given", _("Given back"), icon="check", primary=True),
            Action("later", _("Give it back later")),
        ),
        icon="payments",
        tone="amber",
    )


def given_back(paid: int) -> Notice:
    """The drawer is right again."""
    return Notice(
        "done", _("{amount} given back", amount=yuan(paid)), _("It is out of the drawer."), icon="payments"
    )


def somebody_was_faster() -> Notice:
    """Two at one line of the list."""
    return Notice("information", _("Somebody was faster"), _("Give no money: it was given back already."))


def owed(rows: Sequence[SentRow], zone: ZoneInfo) -> Table:
    """Money to give back."""
    return Table(
        _("Money to give back"),
        (_("Since"), _("Paid by"), _("Amount")),
        tuple(
            Row(
                row.entry_id,
                (stamp(row.at_ms, zone), TENDERS.get(row.tender, row.tender), yuan(row.paid)),
                alert=True,
            )
            for row in rows
        ),
        subtitle=_("Paid in here, and on no card: the member system has refused it."),
        widths=(5, 4, 3),
        empty=_("Nobody waits for money."),
    )


def _said(words: str) -> tuple[Fact, ...]:
    told: Text = words[:LONGEST_WORDS]
    return (Fact(_("It answered"), told),) if told else ()
