"""The code of the box, or a manager's number and PIN, before anything is touched."""

from __future__ import annotations

import asyncio

from kiosk.core.staff import has_staff
from kiosk.core.staff.policy import CODE_DIGITS, NUMBER_DIGITS
from kiosk.core.staff.signing_in import SignInRefused, sign_in
from kiosk.core.texts import Texts
from kiosk.link.prompts import Keypad
from kiosk.link.texts import Text
from kiosk.setup.box import Box
from kiosk.setup.gate import ROLES, Gate

_ = Texts("setup")


async def who(box: Box) -> None:
    """Let in who may. Does not end before."""
    if box.opened:
        return
    if await asyncio.to_thread(_accounts, box):
        await _sign_in(box)
    else:
        await _code(box)
    box.opened = True


async def _code(box: Box) -> None:
    gate = Gate(box.layout.folder, box.policy)
    if not gate.exists:
        await asyncio.to_thread(gate.make_and_leave)
    where: Text = _("On the label inside the cabinet.")
    if gate.code_file.exists():
        where = _("It stands in {file}", file=str(gate.code_file))
    error: Text = ""
    while True:
        await _wait(box, gate)
        typed = await box.desk.digits(question(where, error))
        if await asyncio.to_thread(gate.opens, typed):
            return
        error = _("That is not this box's code.")


def question(where: Text, error: Text = "") -> Keypad:
    """The code is asked for."""
    return Keypad(
        _("One-time code"), where, minimum=CODE_DIGITS, maximum=CODE_DIGITS, ends_itself=True, error=error
    )


async def _wait(box: Box, gate: Gate) -> None:
    left = gate.wait_seconds()
    while left > 0:
        words = _.plural("{count} second, then try again", "{count} seconds, then try again", round(left))
        box.desk.tell(_("Too many wrong codes"), words)
        await box.clock.sleep(min(1.0, left))
        left -= 1.0


async def _sign_in(box: Box) -> None:
    error: Text = ""
    while True:
        number = await box.desk.digits(Keypad(_("Staff number"), maximum=NUMBER_DIGITS, error=error))
        pin = await box.desk.digits(Keypad(_("PIN"), secret=True, minimum=4, maximum=box.policy.pin_maximum))
        store = await asyncio.to_thread(box.store)
        try:
            found = await sign_in(store, number, pin, policy=box.policy)
        finally:
            store.close()
        if isinstance(found, SignInRefused):
            error = (
                _("Locked. Wait {minutes} minutes.", minutes=found.locked_minutes)
                if found.locked_minutes
                else _("Number or PIN is wrong.")
            )
        elif found.role not in ROLES:
            error = _("A manager or a technician may do this.")
        else:
            return


def _accounts(box: Box) -> bool:
    if not box.has_store:
        return False
    store = box.store()
    try:
        return bool(store.read_now(has_staff))
    finally:
        store.close()
