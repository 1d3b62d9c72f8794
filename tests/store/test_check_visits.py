"""`kiosk check` finds what visits have left behind: open operations, reservations, visits that never ended."""

from __future__ import annotations

import pytest

from kiosk.core.records import Context
from kiosk.core.store.audit import GRACE_MS
from kiosk.core.store.check import check
from tests.store.lived_in import VISIT, codes, lived_in


def test_an_open_operation_that_nobody_waits_for_is_found(store):
    rack = lived_in(store)
    store.write_now(lambda tx: tx.intend_door(rack.id, purpose="lending.out"), context=VISIT)
    assert codes(store) == {"operation.unaccounted"}


def test_a_slip_still_on_its_way_is_only_a_warning_for_as_long_as_that_can_be(store, clock):
    from kiosk.link.slips import Slip

    lived_in(store)
    store.write_now(lambda tx: tx.intend_print(Slip("test", ()), purpose="test"), context=VISIT)
    assert [(finding.code, finding.severity) for finding in check(store)] == [
        ("operation.unaccounted", "warning")
    ]
    clock.move(GRACE_MS / 1000 + 1)
    assert [(finding.code, finding.severity) for finding in check(store)] == [
        ("operation.unaccounted", "wrong")
    ]


def test_an_operation_that_a_reservation_waits_for_is_in_order_for_as_long_as_that_can_be(store, clock):
    rack = lived_in(store)

    def left(tx):
        tx.hold("lending.out", f"place:{rack.id}", operation=tx.intend_door(rack.id, purpose="lending.out"))

    store.write_now(left, context=VISIT)
    assert check(store) == [], "the visit is over, and the desk asks the devices for its outcome"
    clock.move(GRACE_MS / 1000 + 1)
    assert [(f.code, f.severity) for f in check(store)] == [("operation.unaccounted", "wrong")]


def test_a_reservation_whose_operation_has_its_outcome_is_to_be_settled(store, clock):
    rack = lived_in(store)

    def left(tx):
        operation = tx.intend_door(rack.id, purpose="lending.out")
        tx.hold("lending.out", f"place:{rack.id}", operation=operation)
        tx.end_operation(operation.id, "done")

    store.write_now(left, context=VISIT)
    assert [(f.code, f.severity) for f in check(store)] == [("reservation.orphan", "warning")]
    clock.move(GRACE_MS / 1000 + 1)
    assert [(f.code, f.severity) for f in check(store)] == [("reservation.orphan", "wrong")]


def begin(store, session, position="front"):
    def write(tx):
        tx.begin_session(session, position)
        tx.journal("session.begun")

    store.write_now(write, context=Context("customer", position, session, ""))


def test_a_visit_that_never_ended_is_found_as_soon_as_another_has_begun(store):
    rack = lived_in(store)
    begin(store, "s-2")
    live = Context("customer", "front", "s-2", "")
    store.write_now(lambda tx: tx.intend_door(rack.id, purpose="lending.out"), context=live)
    begin(store, "s-3", "side")
    assert check(store) == [], "two positions, two visits"
    begin(store, "s-4")
    assert codes(store) == {"session.never_ended", "operation.unaccounted"}


def test_a_visit_that_outlived_a_start_of_the_desk_is_found(store):
    begin(store, "s-2")
    assert check(store) == []
    store.write_now(lambda tx: tx.journal("desk.started"))
    assert codes(store) == {"session.never_ended"}


@pytest.mark.parametrize("subject", ["place:gone", "item:gone", "member:gone"])
def test_a_reservation_of_what_does_not_exist_is_found(store, subject):
    lived_in(store)
    store.write_now(lambda tx: tx.hold("test", subject))
    assert codes(store) == {"reservation.subject"}


def test_a_plugins_own_subjects_are_its_own_business(store):
    store.write_now(lambda tx: tx.hold("test", "gifts:voucher-7"))
    assert check(store) == []


def test_late_and_orphaned_reservations_are_worth_a_look(store, clock):
    rack = lived_in(store)
    late = Context("customer", "front", "", "")
    store.write_now(lambda tx: tx.hold("test", f"place:{rack.id}", until_ms=tx.now_ms + 1000), context=late)
    store.write_now(lambda tx: tx.hold("test", "gifts:1"), context=VISIT)
    clock.move(2)
    found = {(finding.code, finding.severity) for finding in check(store)}
    assert found == {("reservation.late", "warning"), ("reservation.orphan", "warning")}
