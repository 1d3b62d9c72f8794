"""What a top-up there does to the books here, each act one transaction: paid in and ordered, answered, undone, given back.

The money is in this counter's drawer from the moment it is taken, and the books say so: until the other side has answered, it
is owed to the member (`to_member_system`), and then it is the other side's (`member_system`). What is refused there stays owed
until it is given back, at the counter that took it. Principal and bonus themselves stand in no book here.
"""

from __future__ import annotations

from kiosk.core.api import (
    Account,
    Approved,
    Entry,
    LedgerLine,
    MemberOrder,
    Transaction,
    drawer,
)
from kiosk.plugins.cards.topup.topping_up import Quote, QuoteChanged, Standing, quote

from .models import SentRow

KIND = "cards.topped_up_there"
REACHED, TAKEN_OFF = "cards.reached", "cards.taken_off"
SENT_BOOK, THERE = "to_member_system", Account("member_system")


def on_its_way(member_id: str) -> Account:
    """What a member has paid in, and is on no card: not yet, or not any more."""
    return Account(SENT_BOOK, member_id, side="credit")


def standing(tx: Transaction, member_id: str, principal: int, bonus: int) -> Standing | None:
    """The card as it was told just now, and the newest top-up made here if it is of today and stands; None for no such
    member."""
    member = tx.member(member_id)
    if member is None:
        return None
    shift, row = tx.shift(), _newest(member_id)
    last = tx.entry(row.entry_id) if row is not None and row.state == "there" else None
    if last is not None and last.business_day != tx.business_day:
        last = None
    return Standing(
        member=member,
        principal=principal,
        bonus=bonus,
        tenders=tx.site_counter().tenders,
        held=shift is not None and shift.state == "open",
        last=last,
        last_paid=row.paid if last is not None and row is not None else 0,
    )


def _newest(member_id: str) -> SentRow | None:
    rows = SentRow.select().where(SentRow.member_id == member_id).order_by(SentRow.at_ms.desc()).limit(1)
    found: SentRow | None = rows.first()
    return found


def send(tx: Transaction, one: Standing, shown: Quote, tender: str, identity: str) -> MemberOrder:
    """Take the money, and order it onto the card there. Raises QuoteChanged when the rules are not what was shown, OwnAccount,
    NoShift, and OrderOpen while another change of this member's has no answer."""
    member_id, counter = one.member.id, tx.site_counter().name
    tx.serving(member_id)
    if quote(tx, member_id, shown.paid, held=one.principal + one.bonus) != shown or shown.refused:
        raise QuoteChanged
    entry = tx.enter(
        KIND,
        [LedgerLine(drawer(counter, tender), on_its_way(member_id), shown.paid)],
        subject=member_id,
        version=shown.version,
        data={"tender": tender, "identity": identity},
    )
    changes = {"principal": shown.paid} | ({"bonus": shown.bonus} if shown.bonus else {})
    order = tx.order_members("adjust", tx.member_there(member_id), changes, data={"entry": entry.id})
    SentRow.create(
        entry_id=entry.id,
        order_id=order.id,
        member_id=member_id,
        counter=counter,
        tender=tender,
        paid=shown.paid,
        given=shown.bonus,
        at_ms=tx.now_ms,
    )
    return order


def undo(tx: Transaction, entry_id: str, approved: Approved) -> MemberOrder:
    """Order it off the card again, with a second person's word. Raises QuoteChanged when it is not on the card any more,
    OwnAccount, OrderOpen."""
    row = SentRow.get_by_id(entry_id)
    tx.serving(row.member_id)
    tx.use_approval(approved)
    changes = {"principal": -row.paid} | ({"bonus": -row.given} if row.given else {})
    order = tx.order_members("adjust", tx.member_there(row.member_id), changes, data={"entry": entry_id})
    changed = SentRow.update(state="undoing", undo_id=order.id).where(
        SentRow.entry_id == entry_id, SentRow.state == "there"
    )
    if changed.execute() != 1:
        raise QuoteChanged
    return order


def answered(tx: Transaction, order: MemberOrder) -> None:
    """What the other side made of it, in the transaction that records its answer."""
    row = SentRow.get_by_id(str(order.data["entry"]))
    putting, done = row.order_id == order.id, order.state == "done"
    here, paid = on_its_way(row.member_id), row.paid
    if done:
        line = LedgerLine(here, THERE, paid) if putting else LedgerLine(THERE, here, paid)
        tx.enter(REACHED if putting else TAKEN_OFF, [line], subject=row.member_id, once=f"order:{order.id}")
    row.state = "there" if putting == done else "owed"
    row.words = "" if done else order.words
    row.save()


def unsettled(member_id: str) -> bool:
    """Whether anything of a member's is not known yet, or their money is to be given back."""
    open_ones = SentRow.select().where(
        SentRow.member_id == member_id, SentRow.state.in_(("sent", "undoing", "owed"))
    )
    return bool(open_ones.exists())


def owed_here(tx: Transaction, limit: int | None = None) -> list[SentRow]:
    """Money in this counter's drawer that is on no card, the oldest first."""
    here = tx.site_counter().name
    found = SentRow.select().where(SentRow.state == "owed", SentRow.counter == here)
    return list(found.order_by(SentRow.at_ms, SentRow.entry_id).limit(limit))


def give_back(tx: Transaction, entry_id: str) -> Entry | None:
    """The customer has their money again; None when somebody else has given it. Raises OwnAccount, NoShift."""
    row = SentRow.get_by_id(entry_id)
    tx.serving(row.member_id)
    changed = SentRow.update(state="returned").where(SentRow.entry_id == entry_id, SentRow.state == "owed")
    if changed.execute() != 1:
        return None
    return tx.reverse(entry_id, reason="not_on_the_card")
