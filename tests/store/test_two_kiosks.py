"""Several kiosks on one PostgreSQL: what two of them want in the same instant, exactly one gets."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from kiosk.core.store import errors, postgres
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from tests.store.conftest import KIOSK, OTHER_KIOSK

pytestmark = pytest.mark.postgres
PATIENCE = 30


@pytest.fixture
def two(postgres_store, clock):
    """Two kiosks on one database, each with a rack."""
    url = postgres_store.dialect.database.database
    other = Store.open(url, clock, kiosk_id=OTHER_KIOSK)
    for store in (postgres_store, other):
        store.write_now(lambda tx: tx.put_place("A", 1, kind="rack", capacity=3))
    yield postgres_store, other
    other.close()


def at_once(*calls):
    """Run the calls at the same moment; returns what each returned or raised."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait(PATIENCE)
        try:
            return call()
        except errors.StoreError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def overlapping(first, first_act, second, second_act):
    """The second acts while the first has acted and not committed; returns what came of both."""
    acted, go_on = threading.Event(), threading.Event()

    def holding(tx):
        result = first_act(tx)
        acted.set()
        go_on.wait(PATIENCE)
        return result

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first.write_now, holding)
        assert acted.wait(PATIENCE)
        two = pool.submit(second.write_now, second_act)
        _wait_until_blocked(second)
        go_on.set()
        return [future.exception(PATIENCE) or future.result() for future in (one, two)]


def _wait_until_blocked(store):
    """Until some connection of this database waits for a lock."""
    with psycopg.connect(store.dialect.database.database, autocommit=True) as connection:
        for _ in range(PATIENCE * 100):
            row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
            if row[0]:
                return
            connection.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")


def test_they_have_numbers_and_journals_of_their_own(two):
    one, other = two
    assert (one.kiosk_id, other.kiosk_id) == (KIOSK, OTHER_KIOSK)
    assert one.kiosk_number != other.kiosk_number
    assert one.write_now(lambda tx: tx.journal("test.noted")) == 1
    assert other.write_now(lambda tx: tx.journal("test.noted")) == 1
    assert len(one.read_now(lambda tx: tx.places())) == 1
    assert check(one) == [], "and one check sees both chains"


def test_one_of_two_gets_the_reservation_and_the_other_is_told(two):
    one, other = two
    first, second = overlapping(
        one, lambda tx: tx.hold("a", "gift:1").id, other, lambda tx: tx.hold("a", "gift:1")
    )
    assert isinstance(first, str)
    assert isinstance(second, errors.AlreadyHeld)


def test_whoever_waited_gets_it_when_the_other_gave_up(two):
    one, other = two

    class GaveUp(Exception):
        pass

    def give_up(tx):
        tx.hold("a", "gift:1")

    acted, go_on = threading.Event(), threading.Event()

    def holding(tx):
        give_up(tx)
        acted.set()
        go_on.wait(PATIENCE)
        raise GaveUp

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(one.write_now, holding)
        assert acted.wait(PATIENCE)
        second = pool.submit(other.write_now, lambda tx: tx.hold("a", "gift:1").subject)
        _wait_until_blocked(other)
        go_on.set()
        assert isinstance(first.exception(PATIENCE), GaveUp)
        assert second.result(PATIENCE) == "gift:1"


def test_eight_kiosks_racing_for_one_gift_give_one_gift(postgres_store, clock):
    url = postgres_store.dialect.database.database
    stores = [Store.open(url, clock, kiosk_id=f"kiosk-{number}") for number in range(8)]
    try:
        for gift in range(5):
            subject = f"gift:{gift}"
            answers = at_once(
                *[lambda s=store, g=subject: s.write_now(lambda tx: tx.hold("a", g).id) for store in stores]
            )
            assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyHeld"] * 7 + ["str"]
    finally:
        for store in stores:
            store.close()


def test_one_of_two_takes_the_item_and_the_other_is_told(two):
    one, other = two
    place = one.read_now(lambda tx: tx.places())[0]
    item = one.write_now(lambda tx: tx.add_item("U1", "umbrella", place_id=place.id))
    first, second = overlapping(
        one,
        lambda tx: tx.move(item.id, None, reason="lent"),
        other,
        lambda tx: tx.move(item.id, None, reason="lent"),
    )
    assert isinstance(first, int)
    assert isinstance(second, errors.ItemElsewhere)
    assert check(one) == []


def test_the_last_free_space_takes_one_item(two):
    one, other = two
    place = one.write_now(lambda tx: tx.put_place("A", 2))
    items = [one.write_now(lambda tx, n=number: tx.add_item(f"U{n}", "umbrella")) for number in range(2)]
    answers = overlapping(
        one,
        lambda tx: tx.move(items[0].id, place.id, reason="returned"),
        other,
        lambda tx: tx.move(items[1].id, place.id, reason="returned"),
    )
    assert isinstance(answers[0], int)
    assert isinstance(answers[1], errors.PlaceFull)
    assert answers[1].place_id == place.id
    assert check(one) == []


def test_two_processes_of_one_kiosk_take_turns_in_its_journal(postgres_store, clock):
    beside = Store.open(postgres_store.dialect.database.database, clock, kiosk_id=KIOSK)
    try:
        answers = overlapping(
            postgres_store, lambda tx: tx.journal("test.noted"), beside, lambda tx: tx.journal("test.noted")
        )
        assert answers == [1, 2]
        at_once(
            *[
                lambda s=s: [s.write_now(lambda tx: tx.journal("test.noted")) for _ in range(20)]
                for s in (postgres_store, beside)
            ]
        )
        assert len(postgres_store.read_now(lambda tx: tx.journal_entries())) == 42
        assert check(postgres_store) == []
    finally:
        beside.close()


def test_who_waits_too_long_for_a_row_is_told_that_the_store_is_busy(two, monkeypatch, clock):
    one, _ = two
    monkeypatch.setattr(postgres, "LOCK_MS", 50)
    impatient = Store.open(one.dialect.database.database, clock, kiosk_id=OTHER_KIOSK)
    acted, go_on = threading.Event(), threading.Event()

    def holding(tx):
        tx.hold("a", "gift:1")
        acted.set()
        go_on.wait(PATIENCE)

    try:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(one.write_now, holding)
            assert acted.wait(PATIENCE)
            with pytest.raises(errors.StoreBusy):
                impatient.write_now(lambda tx: (tx.journal("test.noted"), tx.hold("a", "gift:1")))
            assert impatient.read_now(lambda tx: tx.journal_entries()) == [], "nothing half done"
            go_on.set()
            first.result(PATIENCE)
        assert impatient.write_now(lambda tx: tx.journal("test.noted")) == 1
    finally:
        go_on.set()
        impatient.close()


def test_two_that_wait_for_each_other_are_not_left_waiting(two):
    one, other = two
    held_by_one, held_by_other = threading.Event(), threading.Event()

    def crossed(mine, theirs, subject, next_subject):
        def act(tx):
            tx.hold("a", subject)
            mine.set()
            theirs.wait(PATIENCE)
            return tx.hold("a", next_subject).id

        return act

    answers = at_once(
        lambda: one.write_now(crossed(held_by_one, held_by_other, "x:1", "x:2")),
        lambda: other.write_now(crossed(held_by_other, held_by_one, "x:2", "x:1")),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["StoreBusy", "str"]


def test_a_lost_connection_fails_one_write_and_the_next_finds_a_new_one(postgres, postgres_store):
    def cut():
        with psycopg.connect(postgres.url("root", "postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kiosk'"
            )

    def cut_within(tx):
        tx.journal("test.lost")
        cut()
        tx.journal("test.lost")

    with pytest.raises(errors.StoreUnavailable):
        postgres_store.write_now(cut_within)
    assert postgres_store.write_now(lambda tx: tx.journal("test.noted")) == 1
    cut()
    with pytest.raises(errors.StoreUnavailable):
        postgres_store.read_now(lambda tx: tx.places())
    assert [entry.event for entry in postgres_store.read_now(lambda tx: tx.journal_entries())] == [
        "test.noted"
    ]


def test_a_connection_lost_while_committing_says_that_nobody_knows(postgres, postgres_store, monkeypatch):
    def cut():
        with psycopg.connect(postgres.url("root", "postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kiosk'"
            )

    postgres_store.probe = lambda moment: cut() if moment == "before commit" else None
    with pytest.raises(errors.CommitUnknown):
        postgres_store.write_now(lambda tx: tx.journal("test.lost"))
    postgres_store.probe = None
    assert postgres_store.write_now(lambda tx: tx.journal("test.noted")) == 1


def test_a_server_that_is_not_there_is_told_when_the_store_is_opened(clock, tmp_path):
    with pytest.raises(errors.StoreUnavailable):
        Store.open(f"postgresql://kiosk@/kiosk?host={tmp_path}", clock, kiosk_id=KIOSK)


def test_a_shared_database_must_be_told_whose_it_is(postgres_store, clock):
    with pytest.raises(errors.StoreError, match="this kiosk's id"):
        Store.open(postgres_store.dialect.database.database, clock)
