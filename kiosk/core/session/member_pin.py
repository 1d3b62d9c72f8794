"""Asking a member for their PIN at the screen; and for a first one, once staff have looked at the card.

Behind `Visit.member_pin` and `Visit.change_member_pin`. The plugin learns whether it was right and nothing else: neither
the PIN nor how many tries are left.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kiosk.core.members.pin import NoPin, PinWrong, change_pin, check_pin, set_pin
from kiosk.core.outcomes import BACK, Outcome
from kiosk.core.records import Approved, Context
from kiosk.core.session.approving import Second, second_person
from kiosk.core.session.position import PositionDesk
from kiosk.core.staff import PIN_FLOOR, POLICY
from kiosk.core.staff.policy import pin_problem
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Chosen, Confirm, Entered, Fact, Keypad, Notice, Prompt
from kiosk.link.texts import Text

_ = Texts("core")


Given = Literal["", "right", "set"]
"""Whether somebody knew the PIN, or has just set one with the help of staff; "": neither."""


async def ask_pin(position: PositionDesk, member_id: str, context: Context) -> bool:
    """Whether the person at the screen knows the member's PIN, or has set one with the help of staff.

    False: they went back, it is locked, or nobody of staff came. What that means was on the screen.
    """
    own = msgspec.structs.replace(context, plugin="")  # the desk's own business, in whoever's visit
    return await _given(position, member_id, own) != ""


async def change(position: PositionDesk, member_id: str, context: Context, *, proven: bool) -> bool:
    """Another PIN, twice, once the old one was given (`proven`: in this visit already); a first one with the help of staff."""
    own = msgspec.structs.replace(context, plugin="")
    given: Given = "right"
    if not proven or not await position.store.read(_has_pin, member_id):
        given = await _given(position, member_id, own)
    if given != "right":
        return given == "set"
    pin = await _choose(position, _("Choose a new PIN"))
    policy = position.site.staff_policy
    return bool(pin) and await change_pin(position.store, member_id, pin, policy=policy, context=own)


async def _given(position: PositionDesk, member_id: str, own: Context) -> Given:
    error: Text = ""
    while True:
        tail = await position.store.read(_tail, member_id)
        if not await position.store.read(_has_pin, member_id):
            return "set" if await _first_one(position, member_id, tail, own) else ""
        outcome = await _ask(position, _keypad(tail, error))
        if outcome == Chosen("forgotten"):
            return "set" if await _first_one(position, member_id, tail, own) else ""
        if not isinstance(outcome, Entered):
            return ""
        result = await check_pin(
            position.store, member_id, outcome.text, policy=position.site.staff_policy, context=own
        )
        if result is None:
            return "right"
        if isinstance(result, NoPin):
            continue
        if result.locked_minutes:
            await _ask(position, _locked(result), back=False)
            return ""
        error = _.plural(
            "That is not right, {count} try left",
            "That is not right, {count} tries left",
            result.attempts_left,
        )


def _keypad(tail: str, error: Text) -> Keypad:
    return Keypad(
        _("Your PIN, please"),
        _("For the card that ends in {tail}", tail=tail),
        secret=True,
        minimum=PIN_FLOOR,
        maximum=POLICY.pin_maximum,
        actions=(Action("forgotten", _("I forgot it")),),
        error=error,
    )


def _locked(wrong: PinWrong) -> Notice:
    return Notice(
        "refused",
        _("Too many tries"),
        _.plural(
            "Your card is safe. Try again in {count} minute, or ask staff.",
            "Your card is safe. Try again in {count} minutes, or ask staff.",
            wrong.locked_minutes,
        ),
        icon="lock_clock",
    )


async def _first_one(position: PositionDesk, member_id: str, tail: str, context: Context) -> bool:
    """Staff look at the card and sign for it; then the member types a PIN twice."""
    called = False
    while True:
        outcome = await _ask(position, _needs_staff(tail, called=called))
        if outcome == Chosen("call"):
            position.bell.ring()
            called = True
            continue
        if outcome != Chosen("here"):
            return False
        approved = await second_person(
            position,
            Second(
                "desk.serve",
                _("Is it their own card?"),
                (Fact(_("Card"), _("ends in {tail}", tail=tail)),),
                reason="member_pin",
                subtitle=_("Then they choose a PIN. Look away, please."),
                not_by=(member_id,),
            ),
            context,
        )
        if isinstance(approved, Approved):
            pin = await _choose(position, _("Choose a PIN"))
            if not pin:
                return False
            policy = position.site.staff_policy
            await set_pin(position.store, member_id, pin, approved, policy=policy, context=context)
            return True


def _needs_staff(tail: str, *, called: bool) -> Confirm:
    return Confirm(
        _("A PIN is needed first"),
        _("Staff are called. They look at your card, then you choose a PIN.")
        if called
        else _("Staff look at your card once, then you choose a PIN."),
        facts=(Fact(_("Card"), _("ends in {tail}", tail=tail)),),
        actions=(
            Action("here", _("Staff are here"), icon="badge", primary=called),
            *(() if called else (Action("call", _("Call staff"), icon="support_agent", primary=True),)),
        ),
        icon="password",
    )


async def _choose(position: PositionDesk, title: Text) -> str:
    """A PIN that is no easy guess, typed twice alike; "" when they went back."""
    policy = position.site.staff_policy
    least, most = policy.pin_minimum, policy.pin_maximum
    error: Text = ""
    while True:
        first = await _ask(position, Keypad(title, secret=True, minimum=least, maximum=most, error=error))
        if not isinstance(first, Entered):
            return ""
        if pin_problem(first.text, "", policy):
            error = _("That PIN is too easy to guess, choose another")
            continue
        again = await _ask(
            position, Keypad(_("The same PIN again"), secret=True, minimum=least, maximum=most)
        )
        if isinstance(again, Entered) and again.text == first.text:
            return first.text
        error = _("The two were not the same, choose again") if again != BACK else ""


async def _ask(position: PositionDesk, prompt: Prompt, *, back: bool = True) -> Outcome:
    return await position.conversation.ask(prompt, (), None, back=back, update=False)


def _has_pin(tx: Transaction, member_id: str) -> bool:
    return tx.member_has_pin(member_id)


def _tail(tx: Transaction, member_id: str) -> str:
    member = tx.member(member_id)
    return member.card_tail if member is not None else ""
