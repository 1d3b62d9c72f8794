"""Staff mode at a position: sign in with number and PIN, then the staff services as a menu.

While the box has no staff account at all, the first one is made here with a one-time code that the kiosk prints
(or that `kiosk staff first-code` shows): there is no default PIN anywhere.
"""

from __future__ import annotations

from kiosk.core.outcomes import BACK, Outcome
from kiosk.core.records import Context, StaffIdentity
from kiosk.core.service import Claim
from kiosk.core.session import first_account
from kiosk.core.session.position import PositionDesk
from kiosk.core.staff import SignInRefused, has_staff, sign_in
from kiosk.core.texts import Texts
from kiosk.link.messages import Header
from kiosk.link.prompts import Choice, Chosen, Entered, Keypad, Menu, Prompt
from kiosk.link.texts import Text

_ = Texts("core")

HEADER = Header(_("Staff"), icon="badge", tone="primary")


async def staff_desk(position: PositionDesk) -> Claim | None:
    """Sign in where nobody has; returns the staff service that was chosen, None when the person went back."""
    if position.staff is None:
        position.staff = await _sign_in(position)
        if position.staff is None:
            return None
        position.call = "coming" if position.call == "ringing" else position.call
        position.start_idle()
    position.header = Header(
        _("Staff"), icon="badge", status=_("Number {number}", number=position.staff.number)
    )
    services = position.host.services("staff")
    outcome = await _ask(
        position,
        Menu(
            title=_("What needs doing?"),
            choices=tuple(
                Choice(
                    service.id,
                    service.title,
                    icon=service.icon,
                    tone=service.tone,
                    enabled=position.equipment.ready(position.name, service.devices),
                )
                for _plugin, service in services
            ),
        ),
    )
    return Claim(outcome.key, "") if isinstance(outcome, Chosen) and outcome != BACK else None


async def _sign_in(position: PositionDesk) -> StaffIdentity | None:
    if not await position.store.read(has_staff):
        return await first_account.first_account(position)
    error: Text = ""
    while True:
        number = await _ask(
            position,
            Keypad(_("Staff number"), minimum=1, maximum=8, error=error, subtitle=_("For staff only")),
        )
        if not isinstance(number, Entered):
            return None
        pin = await _ask(
            position,
            Keypad(_("Your PIN"), secret=True, minimum=position.site.pin_minimum, maximum=12),
        )
        if not isinstance(pin, Entered):
            error = ""
            continue
        result = await sign_in(
            position.store,
            number.text,
            pin.text,
            policy=position.site.staff_policy,
            context=Context(actor="system", position=position.name),
        )
        if isinstance(result, SignInRefused):
            error = _refusal(result)
            continue
        return result


def _refusal(refused: SignInRefused) -> Text:
    if refused.locked_minutes:
        return _("Too many tries. Locked for {minutes} minutes.", minutes=refused.locked_minutes)
    return _("Number or PIN is not right. Please try again.")


async def _ask(position: PositionDesk, prompt: Prompt) -> Outcome:
    return await position.conversation.ask(prompt, (), None, back=True, update=False)
