"""A serial number for the books of stock: scanned, swiped, or typed as it is printed."""

from __future__ import annotations

from kiosk.core.outcomes import BACK, Scan, Scans
from kiosk.core.products import normal_serial
from kiosk.core.session import stock_screens as screens
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen, Entered
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
