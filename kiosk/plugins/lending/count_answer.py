"""A second person says yes or no to a count that differs: at once inside the prompt, or later from the list of what waits."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.api import (
    Action,
    Chosen,
    Confirm,
    Fact,
    Notice,
    PlaceFull,
    Text,
    Transaction,
    Visit,
    place_name,
    several_banks,
)

from .count import Count, SamePerson, correct, open_count, refuse
from .limits import Limits
from .records import Case
from .screens import DONE
from .stock_writes import NotPossible
from .words import _

APPROVE = "lending.approve_stock"
"""The right that the second person must hold (`plugin.toml`)."""


async def approve(visit: Visit, door: Text, asked: Count) -> None:
    """A second person, here and now; later it waits on the list of both."""
    approved = await visit.approval(
        APPROVE,
        _("Correct the book?"),
        (
            Fact(_("Door"), door),
            Fact(_("Book"), str(asked.book)),
            Fact(_("Counted"), str(asked.counted)),
        ),
        reason=asked.reason,
    )
    if approved is None or approved == "later":
        await visit.ask(
            Notice(
                "waiting",
                _("Waits for approval"),
                _("A second person finds it on the list of what waits."),
                actions=(DONE,),
            )
        )
        return
    limits = Limits.of(visit.settings)

    def act(tx: Transaction) -> str:
        tx.use_approval(approved)
        return correct(tx, asked.id, approved.by.id, limits)

    await _acted(visit, act)


async def _acted(visit: Visit, act: Callable[[Transaction], str]) -> None:
    """Do it, and say what came of it: also that it could not be."""
    try:
        state = await visit.write(act)
    except SamePerson:
        await visit.ask(
            Notice(
                "refused",
                _("Another person, please"),
                _("Who counted it cannot approve it."),
                actions=(DONE,),
            )
        )
        return
    except (NotPossible, PlaceFull):
        await visit.ask(
            Notice("refused", _("Count again"), _("The book has moved on meanwhile."), actions=(DONE,))
        )
        return
    await visit.ask(
        Notice(
            "done" if state == "corrected" else "information",
            STATES_DONE[state],
            actions=(DONE,),
            icon="fact_check",
        )
    )


STATES_DONE: dict[str, Text] = {
    "corrected": _("The book is corrected"), "outdated": _("Count again"), "refused": _("Count again"),
}  # fmt: skip


def _facts(door: Text, asked: Count, who: Text) -> tuple[Fact, ...]:
    return (
        Fact(_("Door"), door),
        Fact(_("Book"), str(asked.book)),
        Fact(_("Counted"), str(asked.counted), alert=True),
        Fact(_("Counted by"), who),
    )


async def answer_count(visit: Visit, case: Case) -> None:
    """From the list: whoever counted asks another person, anybody with the right answers for themselves."""
    asked = await visit.read(_asked, case.place_id or "")
    staff = visit.staff
    if asked is None or staff is None:
        return
    one, door, who = asked
    if staff.id == one.staff_id or not visit.may(APPROVE):
        await approve(visit, door, one)
        return
    outcome = await visit.ask(
        Confirm(
            title=_("Correct the book?"),
            subtitle=_("Look behind the door yourself first."),
            facts=_facts(door, one, who),
            actions=(
                Action("approved", _("Approve the correction"), primary=True),
                Action("refused", _("Count again")),
            ),
            icon="fact_check",
            tone="rose",
        )
    )
    if visit.staff is None or visit.staff.id != staff.id:
        return
    if outcome == Chosen("approved"):
        limits = Limits.of(visit.settings)
        await _acted(visit, lambda tx: correct(tx, one.id, staff.id, limits))
    elif outcome == Chosen("refused"):
        await visit.write(refuse, one.id, staff.id)


def _asked(tx: Transaction, place_id: str) -> tuple[Count, Text, Text] | None:
    one = open_count(place_id)
    if one is None:
        return None
    staff = tx.staff(one.staff_id)
    door = place_name(tx.place(place_id), several=several_banks(tx.places()))
    return one, door, _("staff {number}", number=staff.number) if staff is not None else "–"
