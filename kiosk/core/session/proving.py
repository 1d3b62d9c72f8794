"""How a person proves who they are: number and PIN, badge and PIN, or badge alone where the site lets their role."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from kiosk.core.outcomes import Scan
from kiosk.core.records import Context, StaffIdentity
from kiosk.core.session.home import REFUSED
from kiosk.core.session.position import PositionDesk
from kiosk.core.staff import SignInRefused, sign_in
from kiosk.core.staff.badges import unknown_badge, welcome_by_badge, whose_badge
from kiosk.core.texts import Texts
from kiosk.link.prompts import Entered
from kiosk.link.texts import Text

_ = Texts("core")


async def prove(
    position: PositionDesk,
    shown: Scan | Entered,
    ask_pin: Callable[[], Awaitable[str]],
    *,
    event: str = "staff.signed_in",
) -> StaffIdentity | SignInRefused | Text:
    """Who it is; or how they were refused; or, as a text, why nobody was asked yet ("" when they went back).

    `event` is what the journal says: that somebody signed in, or was identified beside somebody who had.
    """
    if isinstance(shown, Entered):
        return await _number_and_pin(position, shown.text, ask_pin, event)
    if shown.refused:
        return REFUSED[shown.refused]
    code_hash = position.badge_key.hash(shown.text)
    owner = await position.store.read(whose_badge, code_hash)
    if owner is None:
        await position.store.write(unknown_badge, context=_context(position))
        return _("This badge is not valid here.")
    if owner.role not in position.site.badge_alone:
        return await _number_and_pin(position, owner.number, ask_pin, event)
    welcome = await position.store.write(
        welcome_by_badge, code_hash, position.site.staff_policy, event, context=_context(position)
    )
    return welcome if welcome is not None else _("This badge is not valid here.")


def refusal(refused: SignInRefused) -> Text:
    """How somebody was refused, in words that tell nobody which of the two was wrong."""
    if refused.locked_minutes:
        minutes = refused.locked_minutes
        return _.plural(
            "Too many tries, locked for {count} minute", "Too many tries, locked for {count} minutes", minutes
        )
    return _.plural(
        "Number or PIN is not right, {count} try left",
        "Number or PIN is not right, {count} tries left",
        refused.attempts_left,
    )


async def _number_and_pin(
    position: PositionDesk, number: str, ask_pin: Callable[[], Awaitable[str]], event: str
) -> StaffIdentity | SignInRefused | Text:
    pin = await ask_pin()
    if not pin:
        return ""
    return await sign_in(
        position.store,
        number,
        pin,
        policy=position.site.staff_policy,
        strangers=position.strangers,
        context=_context(position),
        event=event,
    )


def _context(position: PositionDesk) -> Context:
    return Context(actor="system", position=position.name)
