"""A serial number for the books of stock, scanned, swiped, or typed as it is printed; and how many there are from it on."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.core.outcomes import BACK, Scan, Scans
from kiosk.core.products import WrongRange, normal_serial, room_from, serial_run
from kiosk.core.session import stock_screens as screens
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen, Entered, Prompt
from kiosk.link.texts import Text

_ = Texts("core")


async def ask_number(visit: Visit, prompt: screens.AskNumber) -> str:
    """A serial number, scanned or typed; "" for back."""
    error: Text = ""
    while True:
        outcome = await visit.ask(prompt(error), accepts=(Scans(),), update=bool(error))
        if outcome == Chosen("type"):
            outcome = await visit.ask(screens.type_number())
            if outcome == BACK:
                continue
        if not isinstance(outcome, Scan | Entered):
            return ""
        number = normal_serial(outcome.text)
        if number:
            return number
        error = _("That is no card or ticket number")


async def ask_how_many(
    visit: Visit, prompt: Callable[[Text], Prompt], first: str
) -> tuple[int, list[str]] | None:
    """How many pieces, and their numbers from the first on where they have any; None for back, and for none at all."""
    error: Text = ""
    while True:
        typed = await visit.ask(prompt(error), update=bool(error))
        if not isinstance(typed, Entered) or not int(typed.text):
            return None
        try:
            return int(typed.text), serial_run(first, int(typed.text)) if first else []
        except WrongRange:
            error = _("From this number on at most {count}", count=room_from(first))
