"""The account that is taken after a crash: books against world. Every item, every loan, every door, every pulse.

What a customer did behind an open door while nobody looked may differ from the books only where the books say
so themselves: a loan in that item's name, or a question that waits for staff. Umbrellas of one rack are told
apart only by a scan, so there it is their number that must agree.
"""

from __future__ import annotations

import msgspec

from kiosk.core.store.transaction import Transaction
from kiosk.plugins.lending.kinds import KINDS
from kiosk.plugins.lending.models import CaseRow, LoanRow
from kiosk.plugins.lending.stock_rows import stocks
from kiosk.testing.journey import Journey

STANDING = ("lent", "unverified", "returning_unverified")


class Books(msgspec.Struct):
    """What the store says. `asked`: tags that an open question is about, `held` and `open`: what nobody has ended,
    `desk`: tags that staff have in their hands."""

    where: dict[str, int | None]
    racks: set[int]
    loans: set[str]
    asked: set[str]
    desk: set[str]
    held: list[str]
    open: list[str]


def account(kiosk: Journey, *, untold: frozenset[str] = frozenset()) -> None:
    """Fail with what is unaccounted for, beside what the crash walk asks itself (`kiosk check`, pulses, what is held).
    `untold`: tags that a customer left inside and has not said so yet."""
    books = agree(kiosk, untold=untold)
    assert books.held == [], "a reservation is still held"
    assert books.open == [], "an operation has no outcome"


def agree(kiosk: Journey, *, untold: frozenset[str] = frozenset()) -> Books:
    """The same while something may be held or under way; returns the books."""
    books = kiosk.read(read_books)
    world = kiosk.world.world
    for tag in world.hands:
        assert accounted_in_hand(tag, books), f"{tag} is in somebody's hands, unknown to the books"
    for number, tags in world.contents.items():
        if number in books.racks:
            said = sum(place == number for place in books.where.values())
            assert said == len(tags) or books.asked, f"rack {number} holds {len(tags)}, the books say {said}"
            continue
        for tag in tags:
            assert books.where[tag] == number or tag in books.asked | untold, (
                f"{tag} is behind door {number}, the books say {books.where[tag]}"
            )
    assert all(times == 1 for times in world.pulses.values()), "a second pulse"
    return books


def accounted_in_hand(tag: str, books: Books) -> bool:
    """On loan by its own tag, at the desk, before staff, or one of a rack whose loans nobody has confirmed by a scan."""
    if (books.where[tag] is None and tag in books.loans | books.desk) or tag in books.asked:
        return True
    return books.where[tag] in books.racks and any(books.where[other] is None for other in books.loans)


def read_books(tx: Transaction) -> Books:
    """Everything at once, in one snapshot."""
    places = {place.id: place for place in tx.places()}
    items = {item.id: item for kind in KINDS for item in tx.items(kind.id)}
    return Books(
        where={
            item.tag: places[item.place_id].number if item.place_id is not None else None
            for item in items.values()
        },
        racks={place.number for place in places.values() if place.kind == "rack"},
        loans={items[loan.item_id].tag for loan in LoanRow.select().where(LoanRow.state.in_(STANDING))},
        asked={
            items[item_id].tag
            for case in CaseRow.select().where(CaseRow.resolved_ms.is_null())
            for item_id in _items_of(case)
        },
        desk={items[item_id].tag for item_id, one in stocks().items() if one.hands},
        held=[reservation.id for reservation in tx.reservations()],
        open=[operation.id for operation in tx.open_operations()],
    )


def _items_of(case: CaseRow) -> list[str]:
    found = [case.item_id] if case.item_id else []
    if case.loan_id:
        loan = LoanRow.get_or_none(LoanRow.id == case.loan_id)
        found += [loan.item_id] if loan is not None else []
    return found
