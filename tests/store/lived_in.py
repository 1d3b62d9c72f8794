"""A store in which something has happened, and what `kiosk check` calls wrong in it."""

from __future__ import annotations

from kiosk.core.records import Context
from kiosk.core.store.check import check

VISIT = Context("customer", "front", "s-1", "")


def lived_in(store):
    """A store in which something has happened, and all of it is in order."""

    def first(tx):
        rack = tx.put_place("A", 1, kind="rack", capacity=3, holds=["umbrella"])
        tx.put_place("A", 2)
        for number in range(3):
            tx.add_item(f"U{number}", "umbrella", place_id=rack.id)
        tx.journal("stock.added")
        return rack

    def second(tx):
        tx.begin_session("s-1", "front")
        operation = tx.intend_door(rack.id, purpose="lending.out")
        held = tx.hold("lending.out", f"place:{rack.id}", operation=operation)
        tx.journal("lending.asked", place=rack.id)
        return operation, held

    def third(tx):
        tx.end_operation(operation.id, "done")
        tx.move(tx.item_by_tag("U0").id, None, reason="lent")
        tx.release(held.id, "lent")
        tx.end_session("s-1", "done")
        tx.journal("lending.lent", place=rack.id)

    rack = store.write_now(first)
    operation, held = store.write_now(second, context=VISIT)
    assert check(store) == [], "an open operation that a live visit holds is in order"
    store.write_now(third, context=VISIT)
    return rack


def codes(store):
    return {finding.code for finding in check(store)}
