"""Whose card it is, at the desk: the card in the customer's hand, or phone and PIN, or the printed number and PIN.

A card that is blocked proves nobody: its holder is known by the PIN, or has it thawed first.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.api import Action, Chosen, Member, PresentCard, Scan, Scans, Text, Transaction, Visit

from .scans import scan_error
from .words import _


async def whose_card(
    visit: Visit, title: Text, subtitle: Text, actions: Sequence[Action] = ()
) -> tuple[Member, bool] | str:
    """The member, and whether a PIN was given; or the key of another action; "" when staff went back."""
    error: Text = ""
    while True:
        screen = PresentCard(
            title=title,
            subtitle=subtitle,
            actions=(Action("phone", _("Phone and PIN"), icon="phone"), *actions),
            error=error,
            may_type=True,
        )
        outcome = await visit.ask(screen, accepts=(Scans(),), update=bool(error))
        error = ""
        proved: str | None = None
        match outcome:
            case Scan(typed=True):
                proved = await visit.member_without_card("number", typed=outcome.text)
            case Scan():
                member = await visit.read(_by_card, outcome.text) if not outcome.refused else None
                if member is not None:
                    return member, False
                error = scan_error(outcome)
            case Chosen("phone"):
                proved = await visit.member_without_card("phone")
            case Chosen(key=key) if key in {action.key for action in actions}:
                return key
            case _:
                return ""
        found = await visit.read(_by_id, proved) if proved else None
        if found is not None:
            return found, True


def _by_card(tx: Transaction, text: str) -> Member | None:
    return tx.member_by_card(text)


def _by_id(tx: Transaction, member_id: str) -> Member | None:
    return tx.member(member_id)
