"""The ticket's keys: what is kept of them, and how often a wrong one may be typed."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.records import Context
from kiosk.plugins.bags.codes import Locked, Wrong, digest, is_ticket, scanned, typed
from kiosk.plugins.bags.models import TryRow
from kiosk.plugins.bags.records import Deposit
from kiosk.plugins.bags.staff_writes import take_out
from kiosk.plugins.bags.storing import change


def wrong_of(digits: str) -> str:
    return digits[:3] + f"{(int(digits[3:]) + 1) % 1_000_000:06d}"


def nobody(books) -> str:
    """A code whose ticket number is not given out."""
    taken = {one.ticket for one in books.all()}
    return f"{next(each for each in range(100, 1000) if each not in taken)}000000"


def test_both_keys_lead_to_the_deposit(books) -> None:
    begun = books.store_bag()
    found = books.write(typed, begun.secret.digits, books.limits)

    assert isinstance(found, Deposit)
    assert found.id == begun.deposit.id
    assert books.read(lambda _tx: scanned(begun.secret.scan)).id == begun.deposit.id
    assert books.read(lambda _tx: scanned(begun.secret.scan.lower())).id == begun.deposit.id
    assert len(begun.secret.digits) == 9
    assert is_ticket(begun.secret.scan)


def test_a_secret_does_not_show_itself(books) -> None:
    begun = books.begin()
    assert begun.secret.digits not in repr(begun)
    assert begun.secret.scan not in repr(begun)


def test_typing_is_locked_at_the_position_after_so_many(books) -> None:
    begun = books.store_bag()
    for left in (5, 4, 3, 2, 1):
        assert books.write(typed, nobody(books), books.limits) == Wrong(left)
    assert books.write(typed, nobody(books), books.limits) == Locked("position", 15)
    assert books.write(typed, begun.secret.digits, books.limits) == Locked("position", 15)

    books.clock.jump(14.5 * 60)
    assert books.write(typed, begun.secret.digits, books.limits) == Locked("position", 1)
    books.clock.jump(31)
    assert isinstance(books.write(typed, begun.secret.digits, books.limits), Deposit)


def test_another_position_is_not_locked_with_it(books) -> None:
    begun = books.store_bag()
    for _each in range(6):
        books.write(typed, nobody(books), books.limits)
    books.context = Context(actor="customer", position="back", session_id="s2", plugin="bags")
    assert isinstance(books.write(typed, begun.secret.digits, books.limits), Deposit)


def test_one_ticket_is_locked_wherever_it_is_tried(books) -> None:
    begun = books.store_bag()
    for each in range(4):
        books.context = Context(actor="customer", position=f"p{each}", session_id="s", plugin="bags")
        assert isinstance(books.write(typed, wrong_of(begun.secret.digits), books.limits), Wrong)
    books.context = Context(actor="customer", position="p9", session_id="s", plugin="bags")
    assert books.write(typed, begun.secret.digits, books.limits) == Locked("ticket", 15)


def test_old_tries_are_not_kept_for_ever(books) -> None:
    for _each in range(3):
        books.write(typed, nobody(books), books.limits)
        books.clock.jump(16 * 60)
    assert books.write(typed, nobody(books), books.limits) == Wrong(5)
    assert books.read(_tries) == 1


def _tries(tx) -> int:
    return TryRow.select().count()


def test_a_number_is_given_out_again_while_an_earlier_bag_of_it_waits(books) -> None:
    """Both codes still lead to their own bag."""
    first = books.store_bag()
    books.prepare(lambda tx: tx.release(first.reservation_id, "stored"))
    books.write(take_out, first.deposit.id, "box:red", "S1")
    second = books.store_bag()
    books.write(_renumber, second, first.deposit.ticket)
    digits = f"{first.deposit.ticket}{second.secret.digits[3:]}"

    found = [books.write(typed, each, books.limits) for each in (first.secret.digits, digits)]
    assert [one.id for one in found] == [first.deposit.id, second.deposit.id]


def _renumber(tx, begun, ticket: int) -> None:
    digits = f"{ticket}{begun.secret.digits[3:]}"
    change(begun.deposit.id, ticket=ticket, code_digest=digest(begun.deposit.id, digits))


def test_limits_are_settings(books) -> None:
    books.limits = replace(books.limits, position_tries=1)
    assert isinstance(books.write(typed, nobody(books), books.limits), Locked)
