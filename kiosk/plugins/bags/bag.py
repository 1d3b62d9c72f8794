"""The service 存包, from its tile or from a ticket at the home screen, to the flow that fits."""

from __future__ import annotations

from kiosk.core.api import Chosen, Scan, Scans, Text, Transaction, Visit

from . import screens
from .collect import collect, find, scan_error, unknown, with_ticket
from .ending import End
from .limits import Limits
from .reading import bag_places
from .rules import count_free
from .store import store


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
    limits = Limits.of(visit.settings)
    error: Text = ""
    while True:
        until_ms = limits.until_ms(visit.now_ms, visit.zone)
        until: Text = screens.until_words(until_ms, visit.zone) if until_ms is not None else ""
        menu = screens.store_or_collect(free=await visit.read(_free), until=until, error=error)
        outcome = await visit.ask(menu, accepts=(Scans(),), update=bool(error))
        error = ""
        end: End | None = None
        if isinstance(outcome, Scan):
            one = await visit.read(find, outcome) if not outcome.refused else None
            if one is not None:
                return await with_ticket(visit, one.id)
            error = scan_error(outcome)
            continue
        if outcome == Chosen("store"):
            end = await store(visit)
        elif outcome == Chosen("collect"):
            end = await collect(visit)
        else:
            return "home"
        if end is not None:
            return end


def _free(tx: Transaction) -> int:
    return count_free(bag_places(tx))
