"""挂失, 补卡 and 会员资料更改: what is wrong with the card; the phone number, the language of messages, and what somebody
agreed to, each changed where it stands.

A number is changed by who has both the card and the PIN: it is what they are found by without the card. Consents are taken back
by one touch that holds at once. The name is not changed here: it is the desk's to look at a document for.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import (
    BACK,
    Chosen,
    Entered,
    Personal,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    normal_phone,
)
from kiosk.plugins.cards.apply.consents import agreed, set_consent, texts_of_today
from kiosk.plugins.cards.apply.requests import open_request
from kiosk.plugins.cards.scans import scan_error
from kiosk.plugins.cards.words import _

from . import details_screens as screens
from .loss import ask_for_another, confirm_loss, frozen
from .screens import renew_asked


@dataclass(slots=True)
class Proof:
    """What somebody has shown in this visit: their card itself, and that they know its PIN."""

    card: bool = False
    pin: bool = False


async def details(visit: Visit, member_id: str, proof: Proof) -> bool:
    """The list; what is pressed is changed, and stands there changed. True when the visit ends with it: the card is blocked."""
    told, update = screens.NOTHING, False
    while True:
        known = await visit.read(_known, member_id)
        outcome = await visit.ask(screens.list_of(known, told), update=update)
        told, update = screens.NOTHING, False
        match outcome:
            case Chosen("lost"):
                if await confirm_loss(visit, member_id):
                    return True
            case Chosen("damaged"):
                told = await ask_for_another(visit, member_id, "lost" if known.blocked else "damaged")
            case Chosen("renew"):
                newly = await visit.write(_renew, member_id)
                await visit.ask(renew_asked(newly=newly), back=False)
            case Chosen("phone"):
                told = await _phone(visit, member_id, proof)
            case Chosen("language"):
                await visit.write(_language, member_id, screens.other_language(known.language))
                update = True
            case Chosen("consents") if known.rule is not None:
                await _consents(visit, member_id)
            case _:
                return False


def _known(tx: Transaction, member_id: str) -> screens.Known:
    member, today = tx.member(member_id), texts_of_today(tx)
    return screens.Known(
        member is None or member.status != "active",
        frozen(tx, member_id),
        open_request(member_id) is not None,
        tx.member_phone(member_id),
        member.language if member is not None else "",
        agreed(member_id),
        today[0] if today is not None else None,
        today[1] if today is not None else "",
    )


async def _phone(visit: Visit, member_id: str, proof: Proof) -> Text:
    """Another number, once card and PIN were shown; what is told of it afterwards."""
    if not await _proved(visit, member_id, proof):
        return screens.NOTHING
    before, error = await visit.read(_phone_of, member_id), screens.NOTHING
    while True:
        typed = await visit.ask(screens.new_phone(before, error), update=bool(error))
        if not isinstance(typed, Entered):
            return screens.NOTHING
        number = Personal(normal_phone(typed.text))
        if number:
            await visit.write(_change, member_id, number)
            return screens.CHANGED
        error = _("That is no phone number. Please look again.")


async def _proved(visit: Visit, member_id: str, proof: Proof) -> bool:
    """Card and PIN, each asked for where this visit has not seen it yet."""
    error: Text = ""
    while not proof.card:
        outcome = await visit.ask(screens.card_too(error), accepts=(Scans(),), update=bool(error))
        if not isinstance(outcome, Scan):
            return False
        theirs = await visit.read(_by_card, outcome.text) if not outcome.refused else ""
        proof.card = theirs == member_id
        error = scan_error(outcome) if not theirs else screens.OTHER_CARD
    proof.pin = proof.pin or await visit.member_pin(member_id)
    return proof.pin


def _by_card(tx: Transaction, text: str) -> str:
    member = tx.member_by_card(text)
    return member.id if member is not None else ""


def _phone_of(tx: Transaction, member_id: str) -> Personal:
    return tx.member_phone(member_id)


def _renew(tx: Transaction, member_id: str) -> bool:
    return tx.request_reencode(member_id)


def _change(tx: Transaction, member_id: str, phone: Personal) -> bool:
    return tx.change_member_phone(member_id, phone)


def _language(tx: Transaction, member_id: str, language: str) -> bool:
    return tx.set_member_language(member_id, language)


async def _consents(visit: Visit, member_id: str) -> None:
    """Each box by a touch, on or off, and at once."""
    update = False
    while True:
        known = await visit.read(_known, member_id)
        if known.rule is None:
            return
        outcome = await visit.ask(screens.consents(known.rule, known.agreed), update=update)
        update = True
        pressed = screens.consent_of(known.rule, outcome.key) if isinstance(outcome, Chosen) else ""
        if not pressed or outcome == BACK:
            return
        await visit.write(set_consent, member_id, pressed, known.version, given=pressed not in known.agreed)
