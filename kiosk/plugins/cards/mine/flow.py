"""会员卡查询: a member's own card, known by the card, or by phone and PIN; from there to all that they can do about it.

Served at every hour, because a card is lost at every hour. Of a card that is blocked balances are shown only to whoever knows
its PIN: who found it has it too.
"""

from __future__ import annotations

from kiosk.core.api import BACK, Chosen, Member, MemberSystemAway, Scan, Scans, Text, Transaction, Visit
from kiosk.plugins.cards.ending import End
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.rebate.flow import own_rebate
from kiosk.plugins.cards.rebate.rebating import can_redeem
from kiosk.plugins.cards.scans import scan_error

from . import screens
from .bearer import bearer_card
from .bearer import told as told_of_bearer
from .details import Proof, details
from .history import show_history
from .loss import bring, confirm_loss, frozen, report_loss
from .reading import Overview, now_of
from .reminders import reminders
from .slip import balance, print_balance


async def mine(visit: Visit) -> None:
    """The whole service."""
    try:
        end = await _ask_who(visit)
    except MemberSystemAway:
        await visit.ask(screens.away(), back=False)
        end = "done"
    if end != "done":
        visit.home()


async def _ask_who(visit: Visit) -> End:
    error: Text = ""
    while True:
        screen = screens.show_card(error, reads=visit.ready("scanner"))
        outcome = await visit.ask(screen, accepts=(Scans(),), update=bool(error))
        error = ""
        match outcome:
            case Scan():
                worth = None if outcome.typed else await visit.read(bearer_card, outcome.text)
                if worth is not None:
                    await visit.ask(told_of_bearer(worth))
                    continue
                member = await _by_card(visit, outcome)
                if member is None and not outcome.typed:
                    error = scan_error(outcome)
                    continue
                end = await _shown(visit, outcome, member)
            case Chosen("phone"):
                member_id = await visit.member_without_card("phone")
                end = await _page(visit, member_id, Proof(pin=True)) if member_id else "back"
            case Chosen("lost"):
                end = await report_loss(visit)
            case _:
                return "home"
        if end != "back":
            return end


async def _by_card(visit: Visit, scan: Scan) -> Member | None:
    """Whose card it is. A number that was typed is not asked for elsewhere: it proves nothing, and is held against a PIN."""
    if scan.refused or scan.typed:
        return None
    return await visit.member_by_card(scan.text)


async def _shown(visit: Visit, scan: Scan, member: Member | None) -> End:
    """A card was shown, or its number typed: which proves little, and tells nobody whether there is such a card."""
    if scan.typed:
        proved = await visit.member_without_card("number", typed=scan.text)
        return await _page(visit, proved, Proof(pin=True)) if proved else "back"
    if member is None:
        return "back"
    if member.status != "active":
        stopped = await visit.read(frozen, member.id)
        await visit.ask(screens.refused("frozen" if stopped else member.status, bring(visit)), back=False)
        return "done"
    rule = Limits.of(visit.settings).pin
    wanted = rule == "always" or (rule == "when_set" and await visit.read(_has_pin, member.id))
    if wanted and not await visit.member_pin(member.id):
        return "back"
    return await _page(visit, member.id, Proof(card=True, pin=wanted))


def _has_pin(tx: Transaction, member_id: str) -> bool:
    return tx.member_has_pin(member_id)


async def _page(visit: Visit, member_id: str, proof: Proof) -> End:
    """Their own page, again after each thing that they did; `told` says how it went."""
    told: Text = ""
    while True:
        one = await now_of(visit, member_id)
        if one is None:
            return "home"
        own = await visit.read(reminders, member_id, Limits.of(visit.settings))
        notes = own.on_the_page(await visit.member_notes(member_id))
        redeems = await visit.read(can_redeem, member_id)
        page = screens.page(
            one, notes, told, soon=bool(own.ending), prints=visit.ready("printer"), redeems=redeems
        )
        outcome = await visit.ask(page)
        if outcome == Chosen("done"):
            return "done"
        if not isinstance(outcome, Chosen) or outcome == BACK:
            return "home"
        told, over = await _do(visit, one, proof, outcome.key)
        if over:
            return "done"


async def _do(visit: Visit, one: Overview, proof: Proof, what: str) -> tuple[Text, bool]:
    """What they chose on their page: what is told of it there, and whether the visit ends with it."""
    member_id = one.member.id
    match what:
        case "history" if await show_history(visit, member_id):
            await _print(visit, one)
        case "print":
            await _print(visit, one)
        case "pin" if await visit.change_member_pin(member_id):
            proof.pin = True
            return screens.PIN_CHANGED, False
        case "rebate":
            await own_rebate(visit, member_id)
        case "lost":
            return "", await confirm_loss(visit, member_id)
        case "more":
            return "", await details(visit, member_id, proof)
    return "", False


async def _print(visit: Visit, one: Overview) -> None:
    await visit.write(print_balance, one.member.id, lambda number: balance(visit, one, number))
    await visit.ask(screens.printed(), back=False)
