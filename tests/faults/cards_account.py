"""What must hold of cards, whatever the encoder did: the world's own cards against the books, by what is on their stripes.

A card that is said to be made is written, read back, and booked once with its money. One of which nobody knows what is on it is
before staff or void, and no blank in stock is anything but empty or good. Nothing is left without an end.
"""

from __future__ import annotations

from kiosk.cli.demo_house import MEMBERS
from kiosk.core.store.transaction import Transaction
from kiosk.drivers.world.cards import CardTruth
from kiosk.drivers.world.messages import Truth
from kiosk.plugins.cards.issue.models import StripeRow
from kiosk.testing.journey import Journey
from tests.crash.clerk import PHONE
from tests.crash.money import given, is_good
from tests.faults.outcome import Outcome

MADE, ANEW, WAITS = "卡已办好", "加磁完成", "未写，已列入"


def problems(kiosk: Journey, truth: Truth, outcome: Outcome) -> list[str]:
    """In words; nothing where all is well."""
    found = [f"it has no end: {one}" for one in outcome.operations if one.endswith("intended")]
    found += [f"it is still held: {one.subject}" for one in kiosk.read(lambda tx: tx.reservations())]
    said, last = {one.title for one in outcome.told}, outcome.last
    cards = {one.name: one for one in truth.cards}
    if outcome.case.moment.purpose == "issue":
        blanks = {name: card for name, card in cards.items() if name.isdigit()}
        found += kiosk.read(lambda tx: given(tx, blanks, said=MADE in said))
        found += kiosk.read(_waits, last is not None and WAITS in last.more)
    if outcome.case.moment.purpose == "renew":
        found += kiosk.read(_renewed, cards["member"], ANEW in said)
    if last is None or (last.kind != "Notice" and not last.keys):
        found.append(f"there is no way on: {last}")
    return found + [str(one) for one in kiosk.check() if one.severity == "wrong"]


def _waits(tx: Transaction, said: bool) -> list[str]:
    """A stripe that is said to wait is on the list under its member's name, and no other."""
    listed = [one.member_id for one in tx.card_matters() if one.kind == "reencode"]
    if listed == [one.id for one in tx.members_with_phone(PHONE) if said]:
        return []
    return [f"the screen said that the stripe waits: {said}; on the list are {listed}"]


def _renewed(tx: Transaction, card: CardTruth, said: bool) -> list[str]:
    number = MEMBERS[0][0]
    written = StripeRow.select().count()
    found = []
    if written != said or (said and not is_good(card, number)):
        found.append(f"said to be written: {said}; counted: {written}; on the card: {card.stripes}")
    member = tx.member_by_card(number)
    listed = [one for one in tx.card_matters() if member is not None and one.member_id == member.id]
    if card.writes and not is_good(card, number) and not listed:
        found.append(f"nobody is told of the member's card, which holds {card.stripes}")
    return found
