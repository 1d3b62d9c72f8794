"""What a customer says of a thing that they have brought back: asked when it is in its place and booked, so that nobody who
walks away meanwhile is left with it. It rests until staff have looked, whatever they say."""

from __future__ import annotations

from kiosk.core.api import Choice, Chosen, Item, Menu, Visit

from .cleaning_writes import inspect
from .kind import Fault
from .kinds import Kind, kind_of
from .records import Loan
from .strollers import FAULTS
from .words import _

ICONS: dict[Fault, str] = {
    "brake": "pan_tool",
    "harness": "lock_open",
    "wheels": "build",
    "dirty": "cleaning_services",
}


def fault_choices(checked: tuple[Fault, ...]) -> tuple[Choice, ...]:
    """What can be wrong, one line each."""
    return tuple(Choice(fault, FAULTS[fault], icon=ICONS[fault]) for fault in checked)


def condition(kind: Kind, *, by_staff: bool = False) -> Menu:
    """The question; the usual answer comes first."""
    well = Choice("well", _("Yes, all is well"), icon="thumb_up", tone="leaf")
    return Menu(
        title=_("Was everything in order?"),
        subtitle=_("Ask them. It rests until it is marked under “To be cleaned”.")
        if by_staff
        else _("It is booked as returned. Staff look at it before the next child."),
        choices=(well, *fault_choices(kind.checked)),
    )


async def ask_condition(visit: Visit, item: Item, loan: Loan) -> None:
    """Ask where there is something to ask, and put the answer on record."""
    kind = kind_of(item.kind)
    if not kind.checked:
        return
    outcome = await visit.ask(condition(kind, by_staff=visit.staff is not None), back=False)
    if isinstance(outcome, Chosen) and outcome.key in ("well", *kind.checked):
        faults = tuple(fault for fault in kind.checked if fault == outcome.key)
        await visit.write(inspect, item.id, faults, loan_id=loan.id)
