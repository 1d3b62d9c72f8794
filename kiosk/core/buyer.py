"""Who buys a prepaid card (购卡实名登记): asked by staff before money is taken, kept sealed in the transaction that takes it.

One line for a flow, and one in its transaction:

    buyer = await buyer_identity(visit, purpose="cards.topup", member_id=member.id)
    if buyer is None: return                                    # staff went back
    await visit.write(lambda tx: tx.enter(…, data={"identity": buyer.keep(tx)}))

Where the kiosk has no key to seal to, nothing is asked and the entry says `seen`, as staff's own word (ADR 10). What was typed
is held by the buyer's object alone, and is gone with the visit. The shell has no keys for Chinese: the name is the member's,
where staff find the same one on the document; anybody else writes theirs on a slip that bears the record's number.

Left out: from which amount on it is needed, which is the law's and the service's (`PREPAID.identity_from`).
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core import buyer_screens as screens
from kiosk.core.identity import DocumentKind, last_character, plausible, reachable
from kiosk.core.outcomes import BACK
from kiosk.core.personal import Personal
from kiosk.core.prepaid_law import PREPAID
from kiosk.core.service_slip import service_slip, signature
from kiosk.core.store.identities import Identity
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen, Entered, Keypad
from kiosk.link.slips import Line, Pair, Slip
from kiosk.link.texts import Text

_ = Texts("core")

SEEN = "seen"
"""What an entry says where nothing is kept: staff have looked at a document."""

NOTHING = Personal("")


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who was looked at, until it is kept. Its repr shows nothing that was typed."""

    visit: Visit
    purpose: str
    member_id: str = ""
    again: str = ""
    """The record that is used once more."""
    kind: DocumentKind | None = None
    number: Personal = NOTHING
    name: Personal = NOTHING
    contact: Personal = NOTHING

    def keep(self, tx: Transaction, member_id: str = "") -> str:
        """In the transaction of the sale: seal and keep it; what belongs into the entry's data as `identity`. `member_id`: of a
        buyer who has become a member in this very transaction."""
        if self.kind is None and not self.again:
            return SEEN
        limits = tx.rule(PREPAID)
        years = limits[0].identity_years if limits is not None else PREPAID.type().identity_years
        if self.kind is None:
            return tx.use_identity_again(self.again, self.purpose, years)
        record = tx.seal_identity(
            self.purpose,
            self.member_id or member_id,
            self.kind,
            self.number,
            self.name,
            self.contact,
            years,
        )
        if not self.name or self.kind != "id_card":
            found = tx.identity(record)
            assert found is not None  # noqa: S101  it was just written
            tx.intend_print(buyer_slip(self.visit, found, self), purpose=self.purpose)
        return record


async def buyer_identity(visit: Visit, *, purpose: str, member_id: str = "", phone: str = "") -> Buyer | None:
    """Ask staff for the buyer's document, where this kiosk keeps records; None when they went back.

    `purpose`: a plain key, such as the service's id. `member_id`: whose card it is; "" for a buyer who is nobody here, whose
    `phone` you may have asked for already. The plugin needs the permission `identity.seal`. Nothing is written before
    `Buyer.keep`, which may be called again when a transaction was refused.
    """
    sealing, found, name, on_file = await visit.read(_known, member_id)
    if not sealing:
        return Buyer(visit, purpose)
    if found is not None:
        answer = await visit.ask(screens.same_as_before(found))
        if answer == Chosen("same"):
            return Buyer(visit, purpose, member_id, again=found.id)
        if answer != Chosen("anew"):
            return None
    while True:
        answer = await visit.ask(screens.which())
        if not isinstance(answer, Chosen) or answer == BACK:
            return None
        kind: DocumentKind = "id_card"
        if answer.key in ("passport", "other"):
            kind = "passport" if answer.key == "passport" else "other"
        number, theirs = await _number(visit, kind, name)
        if not number:
            continue
        known = on_file if theirs else Personal(phone if not member_id and reachable(phone) else "")
        contact = known or await _phone(visit)
        if contact:
            return Buyer(visit, purpose, member_id, kind=kind, number=number, name=theirs, contact=contact)


def _known(tx: Transaction, member_id: str) -> tuple[bool, Identity | None, Personal, Personal]:
    """Whether records are kept here, the member's last one, and the name and phone that are on file."""
    if not tx.identity_key():
        return False, None, NOTHING, NOTHING
    member = tx.member(member_id) if member_id else None
    if member is None:
        return True, None, NOTHING, NOTHING
    phone = tx.member_phone(member_id)
    return True, tx.identity_again(member_id), member.name, phone if reachable(phone) else NOTHING


async def _number(visit: Visit, kind: DocumentKind, name: Personal) -> tuple[Personal, Personal]:
    """The whole number, and the name if the document has it too; no number when they went back."""
    while True:
        number = await (_id_number(visit) if kind == "id_card" else _digits(visit, screens.digits_of(kind)))
        if not number:
            return NOTHING, NOTHING
        answer = await visit.ask(screens.ends_in(kind, number, name))
        if answer in (Chosen("yes"), Chosen("unnamed")):
            return Personal(number), name if answer == Chosen("yes") else NOTHING


async def _id_number(visit: Visit) -> str:
    """In two parts, with the last character reckoned; "" when they went back from the first."""
    error: Text = ""
    while True:
        first = await _digits(visit, screens.first_digits(error), update=bool(error))
        if not first:
            return ""
        error = "" if plausible(first + "000") else screens.no_such_number()
        if error:
            continue
        if rest := await _digits(visit, screens.next_digits()):
            return first + rest + last_character(first + rest)


async def _digits(visit: Visit, keypad: Keypad, *, update: bool = False) -> str:
    typed = await visit.ask(keypad, update=update)
    return typed.text if isinstance(typed, Entered) else ""


async def _phone(visit: Visit) -> Personal:
    return Personal(await _digits(visit, screens.phone()))


def buyer_slip(visit: Visit, found: Identity, buyer: Buyer) -> Slip:
    """For the mall's own file, to be written on and signed: the record's number, and nothing of the buyer."""
    name = () if buyer.name else signature(_("Name of the buyer"))
    letters = () if buyer.kind == "id_card" else signature(_("Letters of the number"))
    return service_slip(
        visit,
        "core.buyer",
        _("Prepaid cards · buyer's record"),
        Pair(_("Record"), found.number),
        *name,
        *letters,
        *signature(_("Signature")),
        Line(_("Kept by the mall with the sales papers."), size="small"),
        number=found.number,
        customer=False,
    )
