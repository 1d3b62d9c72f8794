"""The account of a counter: what is on a card and in the drawer to the last fen, and what stands on the stripes of the stack.

Read on the stopped store, with the product's own reading; what the ledger's own sums are worth is `kiosk check`'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.cli.house import open_kiosk_store
from kiosk.core.ledger import bonus, drawer, principal, stock
from kiosk.core.store.transaction import Transaction
from kiosk.drivers.world.cards import CardTruth
from kiosk.link.settings import Settings
from kiosk.plugins.cards.issue.models import GivenRow
from kiosk.plugins.cards.stripe.tracks import tracks
from tests.crash.clerk import PAID, PHONE

BONUS = 10_000
"""What the sample pack gives on top."""

GOLD = "cards_gold"
CASH = drawer("desk", "cash")

_ENTRIES = "SELECT count(*) FROM ledger_entries WHERE kind = 'cards.topped_up' AND subject = ?"
_SLIPS = "SELECT count(*) FROM operations WHERE kind = 'print_slip' AND purpose = ?"


def stack(settings: Settings, count: int) -> list[str]:
    """The first blanks of the counter."""
    with open_kiosk_store(settings, to_read=True) as store:
        return store.read_now(lambda tx: tx.serials_lying(GOLD, count))


def topped_up(settings: Settings, card: str, *, said: bool, maybe: bool = False) -> list[str]:
    """What is not so of one top-up: booked once with its bonus if the screen said so; `maybe`: perhaps also if it did not."""

    def account(tx: Transaction) -> list[str]:
        member = tx.member_by_card(card)
        assert member is not None
        times = int(tx._one(_ENTRIES, (member.id,))[0])
        found = _times(times, said=said, maybe=maybe)
        held = (tx.balance(principal(member.id)), tx.balance(bonus(member.id)))
        if held != (times * PAID, times * BONUS):
            found.append(f"{card} was topped up {times} times, and {held} is on it")
        return found

    with open_kiosk_store(settings, to_read=True) as store:
        return store.read_now(account)


def issued(settings: Settings, cards: Mapping[str, CardTruth], *, said: bool) -> list[str]:
    """The same of a new card, of which the blanks of the stack are `cards`."""
    with open_kiosk_store(settings, to_read=True) as store:
        return store.read_now(lambda tx: given(tx, cards, said=said, maybe=True))


def given(tx: Transaction, cards: Mapping[str, CardTruth], *, said: bool, maybe: bool = False) -> list[str]:
    """One new card with its money if it was said, and every blank of the stack what the books say."""
    theirs = tx.members_with_phone(PHONE)
    times = len(theirs)
    found = _times(times, said=said, maybe=maybe)
    rows = GivenRow.select().count()
    money = [tx.balance(principal(one.id)) for one in theirs]
    slips = int(tx._one(_SLIPS, ("cards.issue",))[0])
    if (rows, money, tx.balance(CASH), slips) != (times, [PAID] * times, PAID * times, times):
        found.append(
            f"{times} cards; {rows} rows, {money} on them, {tx.balance(CASH)} in cash, {slips} slips"
        )
    states = {number: piece.state for number in cards if (piece := tx.serial(number)) is not None}
    if sum(state == "out" for state in states.values()) != times:
        found.append(f"{times} cards were given, and the blanks are {states}")
    waits = {one.member_id for one in tx.card_matters() if one.kind == "reencode"}
    for number, state in states.items():
        card = cards[number]
        well = is_good(card, number) or (is_empty(card) and (state != "out" or waits))
        if state != "void" and not well:
            found.append(f"{number} is {state}, with {card.stripes} on it")
    if tx.balance(stock("desk", GOLD)) != len(tx.serials_lying(GOLD)):
        found.append("the ledger counts other blanks than there are")
    return found


def is_good(card: CardTruth, number: str) -> bool:
    """Whether this number, with its check code, stands where it belongs; other tracks are left alone."""
    return all(card.text(track) == text for track, text in tracks(number).texts.items())


def is_empty(card: CardTruth) -> bool:
    """Whether nothing stands on it."""
    return not any(card.stripes)


def _times(times: int, *, said: bool, maybe: bool) -> list[str]:
    if times == said or (maybe and times == 1):
        return []
    return [f"the screen {'said' if said else 'did not say'} that it is done, and it is booked {times} times"]
