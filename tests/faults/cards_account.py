"""What must hold of cards, whatever the encoder did: the world's own cards against the books, by what is on their stripes.

A card that is said to be made is written, read back, and booked once with its money. One of which nobody knows what is on it is
before staff or void, and no blank in stock is anything but empty or good. Nothing is left without an end.
"""

from __future__ import annotations

from kiosk.cli.demo_house import MEMBERS
from kiosk.core.ledger import drawer, principal, stock
from kiosk.core.store.transaction import Transaction
from kiosk.drivers.world.cards import CardTruth
from kiosk.drivers.world.messages import Truth
from kiosk.plugins.cards.issue.models import GivenRow, StripeRow
from kiosk.plugins.cards.stripe.tracks import tracks
from kiosk.testing.journey import Journey
from tests.faults.outcome import Outcome

MADE, ANEW = "卡已办好", "加磁完成"
PHONE, PAID = "13912345678", 100_000
GOLD = "cards_gold"


def problems(kiosk: Journey, truth: Truth, outcome: Outcome) -> list[str]:
    """In words; nothing where all is well."""
    found = [f"it has no end: {one}" for one in outcome.operations if one.endswith("intended")]
    found += [f"it is still held: {one.subject}" for one in kiosk.read(lambda tx: tx.reservations())]
    said, last = {one.title for one in outcome.told}, outcome.last
    cards = {one.name: one for one in truth.cards}
    if outcome.case.moment.purpose == "issue":
        found += kiosk.read(_issued, cards, MADE in said, bool(last) and "待处理" in last.more)
    if outcome.case.moment.purpose == "renew":
        found += kiosk.read(_renewed, cards["member"], ANEW in said)
    if last is None or (last.kind != "Notice" and not last.keys):
        found.append(f"there is no way on: {last}")
    return found + [str(one) for one in kiosk.check() if one.severity == "wrong"]


def is_good(card: CardTruth, number: str) -> bool:
    """Whether this number, with its check code, stands where it belongs; other tracks are left alone."""
    return all(card.text(track) == text for track, text in tracks(number).texts.items())


def is_empty(card: CardTruth) -> bool:
    """Whether nothing stands on it."""
    return not any(card.stripes)


def _issued(tx: Transaction, cards: dict[str, CardTruth], said: bool, waits: bool) -> list[str]:
    numbers = [name for name in cards if name.isdigit()]
    theirs = tx.members_with_phone(PHONE)
    given = list(GivenRow.select())
    money = [tx.balance(principal(one.id)) for one in theirs]
    found = []
    booked = (len(theirs), len(given), money, tx.balance(drawer("desk", "cash")))
    if booked != ((1, 1, [PAID], PAID) if said else (0, 0, [], 0)):
        found.append(
            f"the screen {'said' if said else 'did not say'} that it is made, and the books {booked}"
        )
    listed = [one.member_id for one in tx.card_matters() if one.kind == "reencode"]
    if listed != ([one.id for one in theirs] if waits else []):
        found.append(f"the screen said that the stripe waits: {waits}; on the list are {listed}")
    for number in numbers:
        card, piece = cards[number], tx.serial(number)
        state = piece.state if piece is not None else "gone"
        if state == "out" and not is_good(card, number) and not (waits and is_empty(card)):
            found.append(f"{number} was given out with {card.stripes} on it")
        if state == "stock" and not (is_empty(card) or is_good(card, number)):
            found.append(f"{number} lies in stock with {card.stripes} on it")
    out = sum(tx.serial(number).state == "out" for number in numbers)  # type: ignore[union-attr]
    if out != len(given):
        found.append(f"{out} cards are out, and {len(given)} were given")
    if tx.balance(stock("desk", GOLD)) != len(tx.serials_lying(GOLD)):
        found.append("the ledger counts other blanks than there are")
    return found


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
