"""补录, for staff: the number of a line and its time, then what the register of that number asks for.

Dated by when it was, in the day on which it is entered, for that is the day whose drawer it is counted in. A month that is
closed takes no late entry any more (A19): the paper goes to finance. Nothing is printed; the customer has had their copy of
the form.
"""

from __future__ import annotations

from kiosk.core.api import Entered, Text, Visit

from . import screens
from .line import Paper, line_of, why_not
from .sold import enter_sale
from .topup import enter_topup


async def paper(visit: Visit) -> None:
    """One line after the other, until staff go back."""
    while True:
        line = await _line(visit)
        if line is None:
            return
        why = await _enter(visit, line)
        if why is None:
            continue
        await visit.ask(screens.refused(line, why) if why else screens.done(), back=False)


async def _line(visit: Visit) -> Paper | None:
    error: Text = ""
    while True:
        number = await visit.ask(screens.which_line(error), update=bool(error))
        if not isinstance(number, Entered):
            return None
        clock = await visit.ask(screens.what_time())
        if not isinstance(clock, Entered):
            error = ""
            continue
        line = line_of(number.text, clock.text, visit.now_ms, visit.zone)
        if isinstance(line, Paper):
            return line
        error = screens.WRONG[line]


async def _enter(visit: Visit, line: Paper) -> str | None:
    """Why it was not entered, "" when it was; None when staff went back."""
    if why := await visit.read(why_not, line):
        return str(why)
    return await (enter_topup if line.register == "topup" else enter_sale)(visit, line)
