"""Who wrote a line, and why it comes late: nothing is entered later without either."""

from __future__ import annotations

from kiosk.core.api import BACK, Chosen, Entered, Visit

from . import screens


async def who_wrote_it(visit: Visit) -> tuple[str, str] | None:
    """The number of staff whose hand it is, and the reason's key; None when staff went back."""
    writer = await visit.ask(screens.who_wrote_it())
    if not isinstance(writer, Entered):
        return None
    why = await visit.ask(screens.why_late())
    if not isinstance(why, Chosen) or why == BACK:
        return None
    return writer.text, why.key
