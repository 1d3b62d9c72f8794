"""待办会员卡, for staff: who wants a card, or another one, found by the slip's code or in the list.

Whether the number is a member's already stands here and nowhere else: then the card that there is, is replaced or written anew
rather than a second one made. A number is shown in full only to who asks for it, counted and on record.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.api import Changed, Changes, Chosen, Scan, Scans, Transaction, Visit
from kiosk.plugins.cards.apply.applying import (
    Application,
    application,
    application_of,
    drop,
    is_code,
    waiting_applications,
)
from kiosk.plugins.cards.apply.consents import agreed, texts_of_today
from kiosk.plugins.cards.apply.requests import Request, requests
from kiosk.plugins.cards.issue import screens as issue_screens
from kiosk.plugins.cards.issue.flow import issue_to, person
from kiosk.plugins.cards.issue.issuing import Applicant, why_not
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.rules.tiers import TIERS

from . import screens
from .requested import about_request
from .reveals import reveal, times_shown


async def applications(visit: Visit) -> None:
    """The list, and one of it after the other; a slip that is scanned opens its own."""
    update, error = False, screens.NOTHING
    while True:
        found, asked = await visit.read(_waiting)
        screen = screens.table(found, asked, visit.now_ms, visit.zone, error)
        outcome = await visit.ask(screen, accepts=(Scans(), Changes("cards")), update=update)
        update, error = isinstance(outcome, Changed), screens.NOTHING
        match outcome:
            case Changed():
                continue
            case Scan():
                made = await visit.read(_scanned, outcome.text)
                error = screens.wrong_slip(made, known=is_code(outcome.text))
                if made is not None and made.waits:
                    await _about(visit, made.id)
            case Chosen(key=key) if key in [made.id for made in found]:
                await _about(visit, key)
            case Chosen(key=key) if one := next((each for each in asked if each.id == key), None):
                await about_request(visit, one)
            case _:
                return


def _waiting(tx: Transaction) -> tuple[list[Application], list[Request]]:
    return waiting_applications(), requests(tx)


def _scanned(_tx: Transaction, text: str) -> Application | None:
    return application_of(text)


def see(tx: Transaction, application_id: str) -> screens.Seen | None:
    """All that staff are told of one; None when it does not wait any more."""
    made = application(application_id)
    if made is None or not made.waits:
        return None
    keys = agreed(made.id)
    today = texts_of_today(tx)
    texts = {one.key: one.text.text for one in today[0].consents} if today is not None else {}
    tiers = tx.rule(TIERS)
    tier = tiers[0].of(made.tier) if tiers is not None and made.tier else None
    return screens.Seen(
        made,
        tier.title if tier is not None else "",
        tuple(texts.get(key, key) for key in sorted(keys)),
        tuple(tx.members_with_phone(made.phone.reveal())),
        times_shown(made.id),
    )


async def _about(visit: Visit, application_id: str) -> None:
    number, days = "", Limits.of(visit.settings)
    while True:
        seen = await visit.read(see, application_id)
        if seen is None:
            await visit.ask(screens.gone(), back=False)
            return
        about = screens.about(replace(seen, number=number), days, visit.zone, issues=visit.may("cards.issue"))
        outcome = await visit.ask(about, update=bool(number))
        staff = visit.staff
        if staff is None:
            return
        match outcome:
            case Chosen("reveal"):
                await visit.write(reveal, application_id, staff.id, "application")
                number = seen.made.phone.reveal()
            case Chosen("issue"):
                if await _issue(visit, seen):
                    return
                number = ""
            case Chosen("drop"):
                if await visit.ask(screens.sure()) == Chosen("drop"):
                    await visit.write(drop, application_id)
                    return
                number = ""
            case _:
                return


async def _issue(visit: Visit, seen: screens.Seen) -> bool:
    """Make the card, as for whoever asks at the desk. True once it was made."""
    made = seen.made
    reason: str = await visit.read(why_not)
    if not reason:
        applicant = Applicant(
            phone=made.phone.reveal(), birthday=made.birthday, language=made.language, application=made.id
        )
        theirs = await person(visit, applicant, seen.members, made.salutation)
        reason = await issue_to(visit, theirs) if theirs is not None else ""
    if reason:
        await visit.ask(issue_screens.refused(reason), back=False)
    return await visit.read(see, made.id) is None
