"""`kiosk check` finds what is wrong in the bags' books."""

from __future__ import annotations

from kiosk.plugins.bags.storing import change, finish


def test_all_is_well_at_every_stage(books) -> None:
    begun = books.begin()
    assert books.findings() == []
    books.write(lambda tx: tx.release(begun.reservation_id, "lost"))
    assert books.findings() == ["bags.opening"]


def test_a_bag_that_is_not_where_its_ticket_says(books) -> None:
    begun = books.store_bag()
    books.write(finish, begun.deposit.id, begun.reservation_id)
    item_id = books.deposit(begun.deposit.id).item_id
    books.write(lambda tx: tx.move(item_id, None, reason="test"))

    assert books.findings() == ["bags.not_inside"]


def test_something_in_a_compartment_without_a_ticket(books) -> None:
    begun = books.store_bag()
    books.write(finish, begun.deposit.id, begun.reservation_id)
    books.write(lambda _tx: change(begun.deposit.id, state="collected"))

    assert books.findings() == ["bags.no_ticket"]
