"""Places, items, movements, reservations and operations: the verbs and their refusals."""

from __future__ import annotations

import pytest

from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.link.slips import Line, Slip

VISIT = Context("customer", "front", "s-1", "lending")
SLIP = Slip("lending.borrowed", (Line("借出：雨伞"),))


@pytest.fixture
def rack(store):
    return store.write_now(
        lambda tx: tx.put_place("A", 1, row=2, column=3, kind="rack", capacity=2, holds=["umbrella"])
    )


@pytest.fixture
def box(store):
    return store.write_now(lambda tx: tx.put_place("A", 2, holds=["umbrella", "stroller"]))


def umbrella(store, tag, place=None):
    return store.write_now(
        lambda tx: tx.add_item(tag, "umbrella", label="Umbrella 1", label_zh="雨伞 1", place_id=place)
    )


# ------------------------------------------------------------------------------------------ places


def test_a_place_is_made_once_and_follows_the_settings(store, rack):
    again = store.write_now(
        lambda tx: tx.put_place("A", 1, row=0, column=0, kind="rack", capacity=5, holds=["stroller"])
    )
    assert (again.id, again.capacity, again.holds, again.row) == (rack.id, 5, ("stroller",), 0)
    assert len(store.read_now(lambda tx: tx.places())) == 1


def test_places_are_listed_by_what_they_hold(store, rack, box):
    assert [place.id for place in store.read_now(lambda tx: tx.places())] == [rack.id, box.id]
    assert [place.id for place in store.read_now(lambda tx: tx.places("stroller"))] == [box.id]
    assert store.read_now(lambda tx: tx.places("umbrel")) == []


def test_a_place_that_names_no_kinds_takes_any(store, rack):
    anything = store.write_now(lambda tx: tx.put_place("A", 3))
    assert [place.id for place in store.read_now(lambda tx: tx.places("umbrella"))] == [rack.id, anything.id]
    assert [place.id for place in store.read_now(lambda tx: tx.places("stroller"))] == [anything.id]


def test_a_place_out_of_service_stays_so_when_the_settings_are_read_again(store, rack):
    store.write_now(lambda tx: tx.set_place_service(rack.id, False, "door"))
    store.write_now(lambda tx: tx.put_place("A", 1, kind="rack", capacity=2))
    place = store.read_now(lambda tx: tx.place(rack.id))
    assert (place.in_service, place.service_reason) == (False, "door")


def test_a_single_compartment_holds_one(store):
    with pytest.raises(errors.ConstraintBroken):
        store.write_now(lambda tx: tx.put_place("A", 9, kind="single", capacity=2))


def test_a_place_cannot_shrink_below_what_is_in_it(store, rack):
    umbrella(store, "U1", rack.id)
    umbrella(store, "U2", rack.id)
    with pytest.raises(errors.PlaceFull):
        store.write_now(lambda tx: tx.put_place("A", 1, kind="rack", capacity=1))


def test_unknown_places_and_items_are_told(store, rack):
    item = umbrella(store, "U1")
    for act in (
        lambda tx: tx.place("nowhere"),
        lambda tx: tx.set_place_service("nowhere", False),
        lambda tx: tx.intend_door("nowhere", purpose="x"),
        lambda tx: tx.move("nothing", rack.id, reason="x"),
        lambda tx: tx.operation("nothing"),
    ):
        with pytest.raises(errors.Unknown):
            store.write_now(act)
    with pytest.raises(errors.ConstraintBroken):
        store.write_now(lambda tx: tx.move(item.id, "nowhere", reason="x"))
    assert (
        store.read_now(lambda tx: (tx.item("x"), tx.item_by_tag("x"), tx.reservation("x"), tx.member("x")))
        == (None,) * 4
    )


@pytest.mark.postgres
def test_another_kiosks_door_cannot_be_opened_from_here(postgres_store, clock, postgres):
    from kiosk.core.store.database import Store

    other = Store.open(
        postgres_store.dialect.database.database, clock, kiosk_id="01900000-0000-7000-8000-000000000002"
    )
    try:
        place = other.write_now(lambda tx: tx.put_place("A", 1))
        with pytest.raises(errors.Unknown):
            postgres_store.write_now(lambda tx: tx.intend_door(place.id, purpose="x"))
        assert postgres_store.read_now(lambda tx: tx.places()) == []
    finally:
        other.close()


# ------------------------------------------------------------------------------------------ items and
# movements


def test_an_item_goes_where_its_movements_take_it(store, rack, box):
    item = umbrella(store, "U1", rack.id)
    assert store.read_now(lambda tx: tx.item_by_tag("U1")) == item
    first = store.write_now(lambda tx: tx.move(item.id, None, reason="lent"))
    assert store.read_now(lambda tx: (tx.item(item.id).place_id, tx.place(rack.id).level)) == (None, 0)
    second = store.write_now(lambda tx: tx.move(item.id, box.id, reason="returned"))
    assert second > first
    assert [found.id for found in store.read_now(lambda tx: tx.items_at(box.id))] == [item.id]
    assert [found.id for found in store.read_now(lambda tx: tx.items("umbrella"))] == [item.id]
    assert check(store) == []


def test_a_full_place_takes_no_more(store, rack, box):
    umbrella(store, "U1", box.id)
    item = umbrella(store, "U2", rack.id)
    with pytest.raises(errors.PlaceFull) as full:
        store.write_now(lambda tx: tx.move(item.id, box.id, reason="returned"))
    assert full.value.place_id == box.id
    with pytest.raises(errors.PlaceFull):
        umbrella(store, "U3", box.id)
    assert store.read_now(lambda tx: (tx.place(box.id).level, tx.item(item.id).place_id)) == (1, rack.id)
    assert store.read_now(lambda tx: tx.item_by_tag("U3")) is None


def test_a_movement_that_moves_nothing_is_refused(store, rack):
    item = umbrella(store, "U1", rack.id)
    with pytest.raises(errors.ItemElsewhere):
        store.write_now(lambda tx: tx.move(item.id, rack.id, reason="x"))
    store.write_now(lambda tx: tx.move(item.id, None, reason="lent"))
    with pytest.raises(errors.ItemElsewhere):
        store.write_now(lambda tx: tx.move(item.id, None, reason="lent"))


def test_a_tag_is_on_one_item_only(store):
    umbrella(store, "U1")
    with pytest.raises(errors.ConstraintBroken):
        umbrella(store, "U1")


# ------------------------------------------------------------------------------------------ reservations


def test_a_subject_is_held_once_whatever_the_kind(store, rack):
    held = store.write_now(
        lambda tx: tx.hold("lending.out", f"place:{rack.id}", data={"loan": "7", "try": 1}), context=VISIT
    )
    assert store.read_now(lambda tx: tx.place(rack.id).held)
    with pytest.raises(errors.AlreadyHeld) as refused:
        store.write_now(lambda tx: tx.hold("staff.unlock", f"place:{rack.id}"))
    assert refused.value.subject == f"place:{rack.id}"
    assert store.write_now(lambda tx: tx.release(held.id, "lent")) is True
    assert store.write_now(lambda tx: tx.release(held.id, "again")) is False
    after = store.read_now(lambda tx: tx.reservation(held.id))
    assert (after.held, after.how, after.data) == (False, "lent", {"loan": "7", "try": 1})
    store.write_now(lambda tx: tx.hold("staff.unlock", f"place:{rack.id}"))


def test_who_is_refused_one_subject_can_take_the_next_in_the_same_transaction(store, rack, box):
    store.write_now(lambda tx: tx.hold("lending.out", f"place:{rack.id}"))

    def first_free(tx):
        for place in (rack, box):
            try:
                return tx.hold("lending.out", f"place:{place.id}")
            except errors.AlreadyHeld:
                continue
        return None

    assert store.write_now(first_free).subject == f"place:{box.id}"


def test_reservations_are_found_by_what_is_known_of_them(store):
    store.write_now(lambda tx: (tx.hold("a", "x:1"), tx.hold("b", "x:2")), context=VISIT)
    store.write_now(lambda tx: tx.hold("a", "x:3"))
    looks = [
        ({}, ["x:1", "x:2", "x:3"]),
        ({"owner_session": "s-1"}, ["x:1", "x:2"]),
        ({"plugin": "lending", "kind": "a"}, ["x:1"]),
        ({"kind": "a"}, ["x:1", "x:3"]),
        ({"subject": "x:3"}, ["x:3"]),
        ({"owner_session": "s-2"}, []),
    ]
    for narrowed, subjects in looks:
        found = store.read_now(lambda tx, narrowed=narrowed: tx.reservations(**narrowed))
        assert [reservation.subject for reservation in found] == subjects


def test_a_hold_outlives_its_end_until_somebody_releases_it(store, clock):
    store.write_now(lambda tx: tx.hold("a", "x:1", until_ms=tx.now_ms + 1000))
    clock.move(10)
    with pytest.raises(errors.AlreadyHeld):
        store.write_now(lambda tx: tx.hold("a", "x:1"))


# ------------------------------------------------------------------------------------------ operations


def test_an_operation_ends_once(store, rack):
    operation = store.write_now(lambda tx: tx.intend_door(rack.id, purpose="lending.out"), context=VISIT)
    assert (operation.bank, operation.number, operation.kind, operation.state) == (
        "A",
        1,
        "open_door",
        "intended",
    )
    assert [found.id for found in store.read_now(lambda tx: tx.open_operations())] == [operation.id]
    ended = store.write_now(lambda tx: tx.end_operation(operation.id, "failed", "door did not open"))
    again = store.write_now(lambda tx: tx.end_operation(operation.id, "done", "late"))
    assert ended == again
    assert (again.state, again.reason) == ("failed", "door did not open")
    assert store.read_now(lambda tx: tx.open_operations()) == []
    assert store.write_now(lambda tx: tx.end_operation("nobody's", "done")) is None


def test_a_slip_is_kept_with_its_operation(store):
    operation = store.write_now(lambda tx: tx.intend_print(SLIP, purpose="lending.borrowed"), context=VISIT)
    assert store.read_now(lambda tx: tx.operation(operation.id)) == operation
    assert operation.slip == SLIP


def test_a_reservation_may_be_given_its_operation_afterwards(store, rack):
    def act(tx):
        held = tx.hold("lending.out", f"place:{rack.id}")
        operation = tx.intend_door(rack.id, purpose="lending.out")
        tx.attach(held.id, operation)
        return tx.reservation(held.id).operation_id == operation.id

    assert store.write_now(act)


# ------------------------------------------------------------------------------------------ the rest


def test_sessions_say_where_and_when(store, clock):
    store.write_now(lambda tx: tx.begin_session("s-1", "front"))
    assert [session.id for session in store.read_now(lambda tx: tx.open_sessions())] == ["s-1"]
    clock.move(60)
    assert store.write_now(lambda tx: tx.end_session("s-1", "left")) is True
    assert store.write_now(lambda tx: tx.end_session("s-1", "again")) is False
    assert store.read_now(lambda tx: tx.open_sessions()) == []


def test_plugins_are_remembered(store):
    store.write_now(lambda tx: tx.set_plugin("lending", version="1", state="ready"))
    store.write_now(
        lambda tx: tx.set_plugin("lending", version="2", state="quarantined", reason="raised", strikes=3)
    )
    (found,) = store.read_now(lambda tx: tx.plugins())
    assert (found.version, found.state, found.reason, found.strikes) == ("2", "quarantined", "raised", 3)


@pytest.mark.parametrize(
    "value",
    [
        "张伟",
        "two words",
        "13812345678",
        "+8613812345678",
        "11010519491231002X",
        "x" * 65,
        "a\nb",
        "'",
        1.5,
        None,
        True,
        b"x",
        ["x"],
    ],
)
def test_the_journal_takes_ids_and_numbers_only(sqlite_store, value):
    with pytest.raises(errors.NotAPlainValue) as refused:
        sqlite_store.write_now(lambda tx: tx.journal("test.noted", thing=value))
    assert str(value) not in str(refused.value)


@pytest.mark.parametrize("event", ["", "lent", "Lending.lent", "lending lent", "lending.", ".lent", "借.出"])
def test_an_event_has_a_room_and_a_name(sqlite_store, event):
    with pytest.raises(errors.NotAPlainValue):
        sqlite_store.write_now(lambda tx: tx.journal(event))


def test_the_journal_is_in_order_of_writing_also_when_the_clock_goes_back(store, clock):
    for step in (0, -86_400, 3, -3):
        clock.jump(step)
        store.write_now(lambda tx, step=step: tx.journal("test.noted", step=step))
    entries = store.read_now(lambda tx: tx.journal_entries())
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert entries[1].at_ms < entries[0].at_ms
    assert check(store) == []
    assert [entry.seq for entry in store.read_now(lambda tx: tx.journal_entries(after=2, limit=1))] == [3]


def test_a_journal_row_says_of_its_time_whether_to_trust_it(store, clock):
    clock.trusted = False
    store.write_now(lambda tx: tx.journal("test.noted"))
    clock.trusted, clock.boot_id = True, "boot-2"
    store.write_now(lambda tx: tx.journal("test.noted"))
    entries = store.read_now(lambda tx: tx.journal_entries())
    assert [(entry.clock_trusted, entry.boot_id) for entry in entries] == [
        (False, "boot-1"),
        (True, "boot-2"),
    ]
