"""Staff open a door: with a reason on record before the pulse, and its outcome after. Shared by the doors' list and
the sweep."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.api import (
    Choice,
    Chosen,
    Menu,
    Notice,
    PlaceRecord,
    Text,
    Visit,
    opening_door,
    split_reason,
    until_open,
)

from .look import COLOURS, KINDS, choices
from .screens import DONE
from .staff_writes import begin_unlock, end_unlock
from .words import _, door_name

REASONS = (
    _("Customer needs help"), _("Something left behind"), _("Safety check"), _("Cleaning"), _("Repair"),
)  # fmt: skip
"""The reasons that `plugin.toml` comes with; an owner's own are said as they are written."""


async def ask_reason(visit: Visit, place: PlaceRecord, reasons: Sequence[str]) -> str | None:
    """Why this door? The reason as the settings write it; None: they went back."""
    menu = Menu(
        title=_("Open door {number}: why?", number=place.number),
        choices=tuple(
            Choice(key=str(number), title=_(split_reason(reason)[1]), icon="lock_open")
            for number, reason in enumerate(reasons)
        ),
    )
    outcome = await visit.ask(menu)
    if isinstance(outcome, Chosen) and outcome.key.isdigit():
        return reasons[int(outcome.key)]
    return None


async def unlock(visit: Visit, place: PlaceRecord, reason_key: str) -> bool:
    """The pulse, until the door has been seen open. False: it did not, or nobody is signed in any more."""
    staff = visit.staff
    if staff is None:
        return False
    begun = await visit.write(begin_unlock, place.id, reason_key, staff.id)
    seen = await until_open(visit, opening_door(place), place.id, begun.operation_id)
    if (
        seen != "no_answer"
    ):  # else the reservation stays, and `settle` writes the outcome when the devices have told
        await visit.write(end_unlock, begun.data, begun.reservation_id, opened=seen == "open")
    if seen == "open":
        return True
    await visit.ask(
        Notice(
            outcome="refused",
            title=_("{door} did not open", door=door_name(place)),
            subtitle=_("Use the key, and take the door out of service."),
            actions=(DONE,),
            icon="lock",
        )
    )
    return False


async def ask_look(visit: Visit, title: Text, *, nothing: Text = "") -> str | None:
    """What it looks like, as two keys ("suitcase:red"); "empty" where `nothing` is offered and chosen; None: they went back."""
    kinds = choices(KINDS)
    if nothing:
        kinds.insert(0, Choice("empty", nothing, icon="close"))
    kind = await visit.ask(Menu(title, tuple(kinds)))
    if kind == Chosen("empty"):
        return "empty"
    if not isinstance(kind, Chosen) or kind.key not in KINDS:
        return None
    colour = await visit.ask(Menu(_("Which colour?"), tuple(choices(COLOURS))))
    return f"{kind.key}:{colour.key}" if isinstance(colour, Chosen) and colour.key in COLOURS else None
