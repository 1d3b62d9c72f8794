"""会员卡申请: a phone number, how to address them, and what they like to add; a slip with a code for the desk.

Nothing but the number is needed. What is optional stands on one screen that may be left as it is, consents are unticked, and
whoever agrees to nothing gets the same card. Chinese is not typed here, so the surname is the desk's to add. The answer is the
same whether the number is a member's already or nobody's; staff see that, and help with the card that there is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kiosk.core.api import (
    BACK,
    Chosen,
    ConstraintBroken,
    Entered,
    Outcome,
    Personal,
    Text,
    Transaction,
    Visit,
    normal_phone,
)
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.rules.consents import ConsentsRule
from kiosk.plugins.cards.rules.tiers import TIERS
from kiosk.plugins.cards.words import _

from . import screens
from .applying import Application, Draft, application, drop, note, print_slip
from .consents import texts_of_today
from .slip import application_slip

LEAP_YEAR = 2000  # allow constant: 29 February is somebody's birthday, and no year is asked


async def apply(visit: Visit) -> None:
    """The tile; or a slip that was shown at the home screen."""
    kind, _colon, application_id = visit.argument.partition(":")
    if kind:
        await _mine(visit, application_id)
        return
    asked = await visit.read(_offer)
    if asked is None:
        await visit.ask(screens.not_yet(), back=False)
        return
    draft, step = Draft(Personal("")), 0
    while step < len(STEPS):
        draft, forward = await STEPS[step](visit, asked, draft)
        step += 1 if forward else -1
        if step < 0:
            visit.home()
            return
    made = await _note(visit, draft, asked)
    prints = visit.ready("printer")
    await visit.ask(screens.noted(made, Limits.of(visit.settings), visit, prints=prints), back=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """The texts of today with their version, and the tier that is given for nothing, where there is one."""

    rule: ConsentsRule
    version: str
    free_tier: str


def _offer(tx: Transaction) -> Offer | None:
    asked, tiers = texts_of_today(tx), tx.rule(TIERS)
    if asked is None:
        return None
    free = (one.key for one in tiers[0].tiers if one.prepaid_from == 0 and not one.fee) if tiers else iter(())
    return Offer(*asked, next(free, ""))


Step = tuple[Draft, bool]
"""What is given by now, and whether it goes on (or back)."""


async def _phone(visit: Visit, asked: Offer, draft: Draft) -> Step:
    error: Text = ""
    while True:
        days = Limits.of(visit.settings).application_days
        outcome = await visit.ask(screens.phone(days, error), update=bool(error))
        if outcome == Chosen("notice"):
            await visit.ask(screens.notice(asked.rule))
            error = ""
            continue
        if not isinstance(outcome, Entered):
            return draft, False
        number = normal_phone(outcome.text)
        if number:
            return replace(draft, phone=Personal(number)), True
        error = _("That is no phone number. Please look again.")


async def _salutation(visit: Visit, asked: Offer, draft: Draft) -> Step:
    del asked
    outcome = await visit.ask(screens.salutation())
    if not isinstance(outcome, Chosen) or outcome == BACK:
        return draft, False
    return replace(draft, salutation="" if outcome.key == "none" else outcome.key), True


async def _more(visit: Visit, asked: Offer, draft: Draft) -> Step:
    """What is optional; a row that is pressed changes its own mind."""
    update = False
    while True:
        match await visit.ask(screens.more(asked.rule, draft), update=update):
            case Chosen("on"):
                return draft, True
            case Chosen("birthday"):
                draft, update = await _birthday(visit, draft), False
            case Chosen(key=key) if consent := screens.consent_of(asked.rule, key):
                draft, update = replace(draft, agreed=draft.agreed ^ {consent}), True
            case _:
                return draft, False


async def _birthday(visit: Visit, draft: Draft) -> Draft:
    error: Text = ""
    while True:
        outcome: Outcome = await visit.ask(screens.birthday(error), update=bool(error))
        if outcome == Chosen("leave"):
            return replace(draft, birthday=None)
        if not isinstance(outcome, Entered):
            return draft
        number = int(outcome.text)
        try:
            born = date(LEAP_YEAR, number // 100, number % 100)
        except ValueError:
            error = _("There is no such day. 0503 is 3 May.")
            continue
        return replace(draft, birthday=(born.month, born.day))


async def _review(visit: Visit, asked: Offer, draft: Draft) -> Step:
    return draft, await visit.ask(screens.review(asked.rule, draft, free=bool(asked.free_tier))) == Chosen(
        "apply"
    )


STEPS = (_phone, _salutation, _more, _review)


async def _note(visit: Visit, draft: Draft, asked: Offer) -> Application:
    """Written, with its slip. Where another kiosk noted the same number in this moment, the second try takes its place."""
    limits = Limits.of(visit.settings)
    prints = visit.ready("printer")

    def write(tx: Transaction) -> Application:
        made = note(tx, draft, version=asked.version, tier=asked.free_tier, language=visit.language)
        number = tx.paper_number(tx.journal("cards.application_slip", application=made.id))
        if prints:
            print_slip(tx, application_slip(visit, made, limits, number))
        return made

    try:
        return await visit.write(write)
    except ConstraintBroken:
        return await visit.write(write)


async def _mine(visit: Visit, application_id: str) -> None:
    """A slip was shown here and not at the desk: what it is for, and how to take it back."""
    made = await visit.read(lambda _tx: application(application_id))
    if made is None or not made.waits:
        await visit.ask(screens.over(made), back=False)
        return
    match await visit.ask(screens.mine(made, Limits.of(visit.settings), visit)):
        case Chosen("withdraw"):
            await visit.write(drop, made.id)
            await visit.ask(screens.withdrawn(), back=False)
        case Chosen("done"):
            return
        case _:
            visit.home()
