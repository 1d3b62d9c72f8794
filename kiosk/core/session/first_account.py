"""The first staff account, made on the screen with a one-time code printed by the kiosk.

Whoever can hold the printed slip is trusted with the box, as a technician with its key is; the code is valid
once, for half an hour, and only while no account exists.
"""

from __future__ import annotations

from kiosk.core.outcomes import BACK, Accept, OperationFinished, Operations, Outcome
from kiosk.core.records import Context, Operation, StaffIdentity
from kiosk.core.session.position import PositionDesk
from kiosk.core.staff import (
    CODE_DIGITS,
    NUMBER_DIGITS,
    FirstCodeRefused,
    issue_first_code,
    pin_problem,
    redeem_first_code,
)
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Chosen, Entered, Fact, Keypad, Notice, Prompt
from kiosk.link.slips import Frame, Line, Slip
from kiosk.link.texts import Text

_ = Texts("core")


async def first_account(position: PositionDesk) -> StaffIdentity | None:
    """Print a code, take it back, make the account. None when the person gave up."""
    context = Context(actor="system", position=position.name, session_id=position.session_id)
    problem: Text = ""
    while True:
        begin = await _begin(position, problem)
        if not isinstance(begin, Chosen) or begin == BACK:
            return None
        printing: tuple[Accept, ...] = ()
        if begin.key == "print":
            try:
                operation = await position.store.write(_print_code, position.language, context=context)
            except FirstCodeRefused:
                return None  # another kiosk has made the account meanwhile; there is a number to sign in with
            printing = (Operations(operation.id),)
        made = await _make(position, printing, context)
        if isinstance(made, StaffIdentity):
            return made
        problem = made


async def _begin(position: PositionDesk, problem: Text) -> Outcome:
    """How to come by a code; `problem` is what was wrong with the last one. The printer comes and goes meanwhile."""
    position.refresh = lambda: position.conversation.redraw(_notice(position, problem))
    try:
        return await _ask(position, _notice(position, problem))
    finally:
        position.refresh = lambda: None


def _notice(position: PositionDesk, problem: Text) -> Notice:
    prints = position.equipment.ready(position.name, ("printer",))
    have = Action("have", _("I have a code"), primary=not prints)
    if not prints:
        away = _("The printer is away. Check its power and paper, or get a code at the terminal:")
        terminal = Fact(_("Command"), "kiosk staff first-code")
        return Notice("refused", _("No staff account yet"), away, (terminal,), (have,), icon="key")
    return Notice(
        "refused" if problem else "information",
        _("No staff account yet"),
        problem or _("The kiosk prints a one-time code. Type it in to make the first account."),
        actions=(Action("print", _("Print the code"), icon="print", primary=True), have),
        icon="key",
    )


async def _make(
    position: PositionDesk, printing: tuple[Accept, ...], context: Context
) -> StaffIdentity | Text:
    """Code, number and PIN; the account, or what was wrong ("" when the person went back)."""
    ask = Keypad(_("One-time code"), minimum=CODE_DIGITS, maximum=CODE_DIGITS)
    code = await position.conversation.ask(ask, printing, None, back=True, update=False)
    if isinstance(code, OperationFinished):
        if code.outcome != "done":
            return _("The code was not printed. Check the printer, then print a new one.")
        code = await position.conversation.ask(ask, (), None, back=True, update=True)
    if not isinstance(code, Entered):
        return ""
    number = await _typed(position, Keypad(_("Your new staff number"), maximum=NUMBER_DIGITS))
    pin = await new_pin(position, number) if number else ""
    if not pin:
        return ""
    try:
        return await redeem_first_code(
            position.store, code.text, number, pin, policy=position.site.staff_policy, context=context
        )
    except FirstCodeRefused:
        return _("That code is not valid any more. Please print a new one.")


async def new_pin(position: PositionDesk, number: str) -> str:
    """A PIN typed twice; "" when the person went back."""
    least, most = position.site.pin_minimum, position.site.staff_policy.pin_maximum
    error: Text = ""
    while True:
        first = await _typed(
            position, Keypad(_("Choose a PIN"), secret=True, minimum=least, maximum=most, error=error)
        )
        if not first:
            return ""
        if pin_problem(first, number, position.site.staff_policy):
            error = _("That PIN is too easy to guess, choose another")
            continue
        again = await _typed(
            position, Keypad(_("The same PIN again"), secret=True, minimum=least, maximum=most)
        )
        if first == again:
            return first
        error = _("The two were not the same, choose again")


def _print_code(tx: Transaction, language: str) -> Operation:
    code = issue_first_code(tx)
    return tx.intend_print(
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
        secret=True,  # whoever reads the database must not find the code in it
    )


async def _typed(position: PositionDesk, prompt: Keypad) -> str:
    outcome = await _ask(position, prompt)
    return outcome.text if isinstance(outcome, Entered) else ""


async def _ask(position: PositionDesk, prompt: Prompt) -> Outcome:
    return await position.conversation.ask(prompt, (), None, back=True, update=False)
