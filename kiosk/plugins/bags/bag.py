"""The service 存包, from its tile or from a ticket at the home screen, to the flow that fits."""

from __future__ import annotations

from kiosk.core.api import Chosen, Outcome, Scan, Scans, Text, Visit

from . import screens
from .collect import collect, find, scan_error, unknown, with_ticket
from .ending import End
from .limits import Limits
from .store import free_by_size, no_room, store


async def bag(visit: Visit) -> None:
    """The whole service."""
    what, _colon, rest = visit.argument.partition(":")
    end: End
    if what == "ticket":
        end = await with_ticket(visit, rest)
    elif what == "unknown":
        end = await unknown(visit)
    else:
        end = await _from_tile(visit)
    if end == "home":
        visit.home()


async def _from_tile(visit: Visit) -> End:
    """The rules are the first question: agreeing to them stores, and who comes to collect is one touch away."""
    limits = Limits.of(visit.settings)
    note: Text = ""
    while True:
        until_ms = limits.until_ms(visit.calendar, visit.now_ms, visit.zone)
        sizes = await visit.read(free_by_size)
        if until_ms is None or not any(free for _kind, free in sizes):
            outcome: Outcome = Chosen(await no_room(visit, "late" if until_ms is None else "full"))
        else:
            screen = screens.rules(sizes, until_ms, visit.now_ms, visit.zone, limits, note)
            outcome = await visit.ask(screen, accepts=(Scans(),), update=bool(note))
        note = ""
        if isinstance(outcome, Scan):
            one = await visit.read(find, outcome) if not outcome.refused else None
            if one is not None:
                return await with_ticket(visit, one.id)
            note = scan_error(outcome)
            continue
        if not isinstance(outcome, Chosen) or outcome.key in ("back", "home"):
            return "home"
        how = "collect" if outcome.key == "collect" else await store(visit, outcome.key)
        end = await collect(visit) if how == "collect" else how
        if end is not None:
            return end
