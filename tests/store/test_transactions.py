"""Write and read functions: one transaction, one truth."""

from __future__ import annotations

import asyncio
import threading

import pytest

from kiosk.core.records import Context
from kiosk.core.store import errors


def note(tx, event="test.noted"):
    return tx.journal(event)


def test_a_write_returns_what_its_function_returned_after_the_commit(store):
    assert asyncio.run(store.write(note)) == 1
    assert [entry.event for entry in store.read_now(lambda tx: tx.journal_entries())] == ["test.noted"]


def test_an_exception_undoes_everything_and_comes_out_as_it_is(store):
    class Mine(Exception):
        pass

    def fails(tx):
        tx.journal("test.noted")
        tx.put_place("A", 1)
        raise Mine

    with pytest.raises(Mine):
        store.write_now(fails)
    assert store.read_now(lambda tx: (tx.journal_entries(), tx.places())) == ([], [])
    assert store.write_now(note) == 1, "the number was not used up"


def test_a_write_that_swallowed_a_refused_statement_is_whole_or_not_at_all(store):
    """PostgreSQL answers COMMIT of a failed transaction with a quiet ROLLBACK; nobody may take that for
    success.
    """

    def swallows(tx):
        tx.journal("test.noted")
        tx.add_item("U1", "umbrella")
        try:
            tx.add_item("U1", "umbrella")
        except Exception:  # noqa: BLE001  the point of the test
            pass
        return "done"

    try:
        assert store.write_now(swallows) == "done"
        expected = 1
    except errors.StoreError:
        expected = 0
    assert len(store.read_now(lambda tx: tx.journal_entries())) == expected


def test_reading_functions_cannot_write(store):
    with pytest.raises(errors.ReadOnly):
        store.read_now(note)
    assert store.write_now(note) == 1


def test_listeners_hear_of_the_operations_after_their_commit_on_the_writers_thread(store):
    heard = []
    place = store.write_now(lambda tx: tx.put_place("A", 1))
    store.on_commit(lambda effects: heard.append((threading.current_thread().name, [o.id for o in effects])))
    operation = store.write_now(lambda tx: tx.intend_door(place.id, purpose="test"))
    assert heard == [("store-writer", [operation.id])]


def test_who_draws_what_is_recorded_hears_of_it_after_the_commit_and_only_then(store):
    heard = []
    store.on_record(lambda families: heard.append((sorted(families), len(store.read_now(journal_of)))))

    def fails(tx):
        tx.journal("lending.borrowed")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write_now(fails)
    store.write_now(lambda tx: tx.put_place("A", 1))
    assert heard == [], "nothing was recorded"
    store.write_now(lambda tx: (tx.journal("lending.borrowed"), tx.journal("session.begun")))
    assert heard == [(["lending", "session"], 2)]


def journal_of(tx):
    return tx.journal_entries()


def test_a_listener_that_fails_takes_nothing_back(store):
    def fails(effects):
        raise RuntimeError("listener")

    store.on_commit(fails)
    assert store.write_now(note) == 1
    assert len(store.read_now(lambda tx: tx.journal_entries())) == 1


def test_effects_of_a_write_that_failed_are_never_heard_of(store):
    heard = []
    place = store.write_now(lambda tx: tx.put_place("A", 1))
    store.on_commit(heard.append)

    def fails(tx):
        tx.intend_door(place.id, purpose="test")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write_now(fails)
    assert heard == []
    assert store.read_now(lambda tx: tx.open_operations()) == []


def test_the_probe_is_called_before_and_after_each_commit(store):
    seen = []
    store.probe = lambda where: seen.append((where, len(store.read_now(lambda tx: tx.journal_entries()))))
    store.write_now(note)
    assert seen == [("before commit", 0), ("after commit", 1)]


def test_a_write_from_inside_a_write_is_refused_instead_of_waiting_for_itself(store):
    with pytest.raises(errors.NestedCall):
        store.write_now(lambda tx: store.write_now(note))


def test_a_cancelled_write_that_has_not_begun_never_runs(store):
    async def scenario():
        begun, go_on = threading.Event(), threading.Event()

        def slow(tx):
            begun.set()
            go_on.wait(20)

        first = asyncio.ensure_future(store.write(slow))
        await asyncio.to_thread(begun.wait, 20)
        second = asyncio.ensure_future(store.write(note))
        await asyncio.sleep(0)
        second.cancel()
        go_on.set()
        await first
        with pytest.raises(asyncio.CancelledError):
            await second

    asyncio.run(scenario())
    assert store.read_now(lambda tx: tx.journal_entries()) == []


def test_a_closed_store_says_so(store):
    store.close()
    with pytest.raises(errors.StoreClosed):
        store.write_now(note)


def test_one_transaction_has_one_moment_and_the_sites_business_day(store, clock):
    # 2026-01-01 00:00 UTC is 08:00 in Shanghai; six hours earlier is 02:00, which still belongs to the day
    # before.
    clock.jump(-6 * 3600)

    def look(tx):
        before = tx.now_ms
        clock.move(1)
        return before == tx.now_ms, tx.business_day

    assert store.write_now(look) == (True, 20251231)


def test_the_context_goes_into_every_row(store):
    context = Context(actor="customer", position="front", session_id="s-1", plugin="lending")
    place = store.write_now(lambda tx: tx.put_place("A", 1))

    def act(tx):
        tx.journal("lending.asked")
        return tx.hold(
            "lending.out", f"place:{place.id}", operation=tx.intend_door(place.id, purpose="lending.out")
        )

    held = store.write_now(act, context=context)
    entry = store.read_now(lambda tx: tx.journal_entries())[-1]
    operation = store.read_now(lambda tx: tx.operation(held.operation_id))
    assert (entry.actor, entry.position, entry.session_id) == ("customer", "front", "s-1")
    assert (held.session_id, held.plugin, held.position) == ("s-1", "lending", "front")
    assert (operation.session_id, operation.plugin, operation.position) == ("s-1", "lending", "front")


def test_a_store_opened_again_has_what_was_written_and_the_same_kiosk(open_store):
    first = open_store()
    first.write_now(note)
    first.close()
    second = open_store()
    assert second.kiosk_id == first.kiosk_id
    assert second.write_now(note) == 2
