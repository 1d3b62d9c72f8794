"""补卡申请, for staff: one member who asked for another card at a kiosk. It is made as for whoever comes to the desk."""

from __future__ import annotations

from kiosk.core.api import Chosen, Personal, Transaction, Visit, mask_phone
from kiosk.plugins.cards.apply.requests import Request, end_request, open_request
from kiosk.plugins.cards.renew import screens as renew_screens
from kiosk.plugins.cards.renew.flow import serve

from . import screens
from .reveals import reveal, times_shown


async def about_request(visit: Visit, one: Request) -> None:
    """Until it is made, or nobody needs it, or staff go back."""
    full = False
    while True:
        phone, shown, waits = await visit.read(_seen, one.member.id)
        if not waits:
            return
        asked = screens.about_request(
            one,
            phone.reveal() if full else mask_phone(phone.reveal()),
            shown,
            visit.zone,
            full=full,
            renews=visit.may("cards.issue"),
        )
        outcome = await visit.ask(asked, update=full)
        staff, full = visit.staff, False
        if staff is None:
            return
        match outcome:
            case Chosen("reveal"):
                await visit.write(reveal, one.member.id, staff.id, "replacement")
                full = True
            case Chosen("renew"):
                reason = await serve(visit, one.member.id)
                if reason:
                    await visit.ask(renew_screens.refused(reason), back=False)
            case Chosen("not_needed"):
                await visit.write(end_request, one.member.id, "not_needed")
            case _:
                return


def _seen(tx: Transaction, member_id: str) -> tuple[Personal, int, bool]:
    return tx.member_phone(member_id), times_shown(member_id), open_request(member_id) is not None
