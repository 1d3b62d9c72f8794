"""The first account: a number and a PIN, for a manager. Where there is one already, nothing is asked."""

from __future__ import annotations

import asyncio

from kiosk.core.staff import has_staff, pin_problem
from kiosk.core.staff.policy import NUMBER_DIGITS
from kiosk.core.texts import Texts
from kiosk.link.prompts import Keypad
from kiosk.link.texts import Text
from kiosk.setup.box import Account, Box

_ = Texts("setup")


async def account(box: Box) -> None:
    """Ask for a number, and twice for a PIN."""
    if not await asyncio.to_thread(_known, box):
        await _ask(box)


async def _ask(box: Box) -> None:
    number = await box.desk.digits(
        Keypad(_("Your staff number"), _("For the first account"), maximum=NUMBER_DIGITS)
    )
    box.account = Account(number, await _pin(box, number))


async def _pin(box: Box, number: str) -> str:
    least, most = box.policy.pin_minimum, box.policy.pin_maximum
    error: Text = ""
    while True:
        first = await box.desk.digits(
            Keypad(_("Choose a PIN"), secret=True, minimum=least, maximum=most, error=error)
        )
        if pin_problem(first, number, box.policy):
            error = _("That PIN is too easy to guess, choose another")
            continue
        if first == await box.desk.digits(
            Keypad(_("The same PIN again"), secret=True, minimum=least, maximum=most)
        ):
            return first
        error = _("The two were not the same, choose again")


def _known(box: Box) -> bool:
    if not box.has_store:
        return False
    store = box.store()
    try:
        return bool(store.read_now(has_staff))
    finally:
        store.close()
