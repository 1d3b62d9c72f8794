"""The first staff account, made on the screen with a one-time code printed by the kiosk.

Whoever can hold the printed slip is trusted with the box, as a technician with its key is; the code is valid
once, for half an hour, and only while no account exists.
"""

from __future__ import annotations

from kiosk.core.outcomes import BACK, Outcome
from kiosk.core.records import Context, StaffIdentity
from kiosk.core.session.position import PositionDesk
from kiosk.core.staff import FirstCodeRefused, issue_first_code, pin_problem, redeem_first_code
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Chosen, Entered, Keypad, Notice, Prompt
from kiosk.link.slips import Frame, Line, Slip
from kiosk.link.texts import Text

_ = Texts("core")


async def first_account(position: PositionDesk) -> StaffIdentity | None:
    """Print a code, take it back, make the account. None when the person gave up."""
    begin = await _ask(
        position,
        Notice(
            "information",
            _("No staff account yet"),
            _("The kiosk prints a one-time code. Type it in to make the first account."),
            actions=(
                Action("print", _("Print the code"), icon="print", primary=True),
                Action("have", _("I have a code")),
            ),
            icon="key",
        ),
    )
    if not isinstance(begin, Chosen) or begin == BACK:
        return None
    context = Context(actor="system", position=position.name, session_id=position.session_id)
    if begin.key == "print":
        await position.store.write(_print_code, position.language, context=context)
    error: Text = ""
    while True:
        code = await _typed(position, Keypad(_("One-time code"), minimum=8, maximum=8, error=error))
        number = (
            await _typed(position, Keypad(_("Your new staff number"), minimum=1, maximum=8)) if code else ""
        )
        pin = await _new_pin(position, number) if number else ""
        if not code or not number or not pin:
            return None
        try:
            return await redeem_first_code(
                position.store, code, number, pin, policy=position.site.staff_policy, context=context
            )
        except FirstCodeRefused:
            error = _("That code is not valid any more. Please print a new one.")


async def _new_pin(position: PositionDesk, number: str) -> str:
    least = position.site.pin_minimum
    error: Text = ""
    while True:
        first = await _typed(
            position, Keypad(_("Choose a PIN"), secret=True, minimum=least, maximum=12, error=error)
        )
        if not first:
            return ""
        if pin_problem(first, number, position.site.staff_policy):
            error = _("That PIN is too easy to guess. Please choose another.")
            continue
        again = await _typed(
            position, Keypad(_("The same PIN again"), secret=True, minimum=least, maximum=12)
        )
        if first == again:
            return first
        error = _("The two were not the same. Please choose again.")


def _print_code(tx: Transaction, language: str) -> None:
    code = issue_first_code(tx)
    tx.intend_print(
        Slip(
            "core.first_code",
            (
                Line(_("First staff account"), align="centre", size="large", bold=True),
                Frame(_("One-time code, valid for 30 minutes"), code),
                Line(_("Type it in at this kiosk, then destroy this slip.")),
            ),
            language=language,
        ),
        purpose="first_code",
    )


async def _typed(position: PositionDesk, prompt: Keypad) -> str:
    outcome = await _ask(position, prompt)
    return outcome.text if isinstance(outcome, Entered) else ""


async def _ask(position: PositionDesk, prompt: Prompt) -> Outcome:
    return await position.conversation.ask(prompt, (), None, back=True, update=False)
