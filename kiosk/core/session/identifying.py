"""Asking at the screen who somebody is who has no card at hand: a number, and the PIN.

Behind `Visit.member_without_card`. The plugin learns who it is and nothing else. Whoever guesses learns nothing: number or PIN
is not right, in the same words and after the same time, whether there is such a number or not (`members.without_card`).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kiosk.core.members.pin import PinWrong
from kiosk.core.members.without_card import KnownBy, Several, member_by_pin
from kiosk.core.outcomes import BACK, Outcome
from kiosk.core.records import Context
from kiosk.core.session.position import PositionDesk
from kiosk.core.staff import PIN_FLOOR, POLICY
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Chosen, Entered, Keypad, Notice, Prompt
from kiosk.link.texts import Text

_ = Texts("core")

TAIL = 4
"""Digits of a number that are shown again: enough to see that it was typed right."""

OTHER: dict[KnownBy, Action] = {
    "phone": Action("phone", _("By phone number"), icon="phone"),
    "number": Action("number", _("By the card's number"), icon="credit_card"),
}
DIGITS: dict[KnownBy, tuple[int, int]] = {"phone": (7, 15), "number": (4, 20)}
"""The shortest landline and the longest foreign number (E.164); card numbers as they are typed everywhere."""


async def identify(
    position: PositionDesk, ways: Sequence[KnownBy], context: Context, typed: str = ""
) -> str | None:
    """The member, once number and PIN were right; `typed` is a number that was given already.

    None: they went back, it is locked, or a card is needed; the screens said so.
    """
    own = msgspec.structs.replace(context, plugin="")  # the desk's own business, in whoever's visit
    by, error = ways[0], _nothing()
    while True:
        shown = Entered(typed) if typed else await _ask(position, _number(by, ways, error))
        typed, error = "", _nothing()
        if isinstance(shown, Chosen) and shown != BACK:
            by = next(way for way in ways if way == shown.key)
            continue
        if not isinstance(shown, Entered):
            return None
        pin = await _ask(position, _pin(shown.text))
        if pin == Chosen("none"):
            await _ask(position, _needs_help(), back=False)
            return None
        if not isinstance(pin, Entered):
            continue
        answer = await member_by_pin(
            position.store,
            by,
            shown.text,
            pin.text,
            policy=position.site.staff_policy,
            strangers=position.strangers,
            context=own,
        )
        if isinstance(answer, str):
            return answer
        if isinstance(answer, Several):
            await _ask(position, _several(), back=False)
            return None
        if answer.locked_minutes:
            await _ask(position, _locked(answer), back=False)
            return None
        error = _.plural(
            "That number or PIN is not right, {count} try left",
            "That number or PIN is not right, {count} tries left",
            answer.attempts_left,
        )


def _nothing() -> Text:
    return ""


def _number(by: KnownBy, ways: Sequence[KnownBy], error: Text) -> Keypad:
    least, most = DIGITS[by]
    by_phone = by == "phone"
    return Keypad(
        _("Your phone number") if by_phone else _("The number on the card"),
        _("As you gave it for your card") if by_phone else _("As on your old slips, or in your messages"),
        minimum=least,
        maximum=most,
        actions=tuple(OTHER[way] for way in ways if way != by),
        error=error,
    )


def _pin(number: str) -> Keypad:
    return Keypad(
        _("Your PIN, please"),
        _("For the number that ends in {tail}", tail=number[-TAIL:]),
        secret=True,
        minimum=PIN_FLOOR,
        maximum=POLICY.pin_maximum,
        actions=(Action("none", _("I have no PIN")),),
    )


def _needs_help() -> Notice:
    return Notice(
        "information",
        _("Staff help you on"),
        _("Call staff: they look at your card or your proof of who you are. A PIN can be set then."),
        icon="support_agent",
    )


def _several() -> Notice:
    return Notice(
        "refused",
        _("Please use your card"),
        _("Several cards have this phone number. Show the one you mean, or use its number."),
        icon="credit_card",
    )


def _locked(wrong: PinWrong) -> Notice:
    return Notice(
        "refused",
        _("Too many tries"),
        _.plural(
            "Try again in {count} minute, or ask staff.",
            "Try again in {count} minutes, or ask staff.",
            wrong.locked_minutes,
        ),
        icon="lock_clock",
    )


async def _ask(position: PositionDesk, prompt: Prompt, *, back: bool = True) -> Outcome:
    return await position.conversation.ask(prompt, (), None, back=back, update=False)
