"""How a reservation ends whose visit is over, at every stage that the flow may have reached, with every outcome."""

from __future__ import annotations

import pytest

from kiosk.core.service import Facts
from kiosk.plugins.bags.collecting import begin_opening, collected, kept, opened
from kiosk.plugins.bags.settle import settle
from kiosk.plugins.bags.staff_writes import begin_unlock, end_unlock, take_out
from kiosk.plugins.bags.storing import finish, next_door, open_door, stored, void

DONE_OPEN = Facts("done", "", "open")
DONE_SHUT = Facts("done", "", "locked")
DONE_UNKNOWN = Facts("done", "", "unknown")
STUCK = Facts("failed", "stuck", "stuck")
AWAY = Facts("failed", "devices away", "unknown")
LOST = Facts("uncertain", "", "unknown")
LOST_OPEN = Facts("uncertain", "", "open")
NOTHING = Facts()


def settled(books, reservation_id: str, facts: Facts):
    """As the host does it: ask, then release; twice, because a crash may come between."""

    def once(tx):
        settlement = settle(tx, tx.reservation(reservation_id), facts)
        tx.release(reservation_id, settlement.how)
        return settlement

    first = books.write(once)
    then = books.all()
    books.write(once)
    assert books.all() == then, "settling twice changes something"
    assert books.findings() == []
    return first


def told(books, deposit_id: str) -> tuple[str, str]:
    one = books.deposit(deposit_id)
    return one.state, one.question


# ---------------------------------------------------------------------- storing


def only_the_code(books, begun):
    """Nothing was opened yet."""


def pulsed(books, begun):
    books.write(open_door, begun.deposit.id, begun.reservation_id)


def seen_open(books, begun):
    pulsed(books, begun)
    books.write(stored, begun.deposit.id)


def given_up(books, begun):
    books.write(void, begun.deposit.id, None, reason="not_wanted")


@pytest.mark.parametrize(
    ("stage", "facts", "state", "question", "in_service"),
    [
        (only_the_code, NOTHING, "void", "", True),
        (pulsed, AWAY, "void", "", True),
        (pulsed, STUCK, "void", "", False),
        (pulsed, DONE_SHUT, "stored", "put_in", True),
        (pulsed, DONE_OPEN, "stored", "put_in", True),
        (pulsed, DONE_UNKNOWN, "stored", "put_in", True),
        (pulsed, LOST, "stored", "uncertain", True),
        (pulsed, LOST_OPEN, "stored", "put_in", True),
        (seen_open, DONE_SHUT, "stored", "put_in", True),
        (seen_open, DONE_OPEN, "stored", "left_open", True),
        (seen_open, LOST_OPEN, "stored", "left_open", True),
        (given_up, NOTHING, "void", "", True),
    ],
)
def test_a_storing_that_was_cut_off(books, stage, facts, state, question, in_service) -> None:
    begun = books.begin()
    stage(books, begun)
    settled(books, begun.reservation_id, facts)

    assert told(books, begun.deposit.id) == (state, question)
    assert books.place(1).in_service is in_service
    assert books.place(1).level == (state == "stored")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [(STUCK, "did_not_open"), (DONE_SHUT, "opened_late"), (LOST, "opened_late"), (AWAY, "")],
)
def test_a_door_that_nobody_waited_for(books, facts, reason: str) -> None:
    """They went on to another door under the same ticket; the first one tells later, and changes nothing about the bag."""
    begun = books.begin()
    pulsed(books, begun)
    second = books.write(
        next_door, begun.deposit.id, None, books.shut(), frozenset({begun.place.id}), reason="no_answer",
        out_of_service=False,
    )  # fmt: skip
    books.write(stored, begun.deposit.id)
    books.write(finish, begun.deposit.id, second.reservation_id)
    settled(books, begun.reservation_id, facts)

    assert told(books, begun.deposit.id) == ("stored", "")
    assert books.place(1).service_reason == reason
    assert (books.place(1).level, books.place(2).level) == (0, 1)


# ---------------------------------------------------------------------- collecting


def nothing_more(books, deposit_id, opening):
    """The flow had come no further than the pulse."""


def seen(books, deposit_id, opening):
    books.write(opened, deposit_id, opening.reservation_id)


def all_taken(books, deposit_id, opening):
    books.write(collected, deposit_id, None)


@pytest.mark.parametrize(
    ("keep", "stage", "facts", "state", "question", "openings", "in_service"),
    [
        (False, nothing_more, AWAY, "stored", "", 0, True),
        (False, nothing_more, STUCK, "stored", "", 0, False),
        (False, nothing_more, DONE_OPEN, "stored", "taken", 0, True),
        (False, nothing_more, DONE_SHUT, "stored", "taken", 0, True),
        (False, nothing_more, LOST, "stored", "uncertain", 0, True),
        (False, all_taken, DONE_SHUT, "collected", "", 0, True),
        (True, nothing_more, AWAY, "stored", "", 0, True),
        (True, nothing_more, DONE_SHUT, "stored", "", 1, True),
        (True, nothing_more, DONE_OPEN, "stored", "left_open", 1, True),
        (True, seen, DONE_SHUT, "stored", "", 1, True),
    ],
)
def test_a_collecting_that_was_cut_off(
    books, keep, stage, facts, state, question, openings, in_service
) -> None:
    begun = books.store_bag()
    books.write(finish, begun.deposit.id, begun.reservation_id)
    opening = books.write(begin_opening, begun.deposit.id, books.limits, keep=keep)
    stage(books, begun.deposit.id, opening)
    settled(books, opening.reservation_id, facts)

    one = books.deposit(begun.deposit.id)
    assert (one.state, one.question, one.openings) == (state, question, openings)
    assert books.place(1).in_service is in_service
    assert books.place(1).level == (state == "stored")


def test_an_opening_in_between_is_counted_once(books) -> None:
    begun = books.store_bag()
    books.write(finish, begun.deposit.id, begun.reservation_id)
    opening = books.write(begin_opening, begun.deposit.id, books.limits, keep=True)
    books.write(opened, begun.deposit.id, opening.reservation_id)
    books.write(kept, begun.deposit.id, opening.reservation_id, left_open=False)

    assert books.deposit(begun.deposit.id).openings == 1
    assert books.events().count("bags.opened_between") == 1


# ---------------------------------------------------------------------- staff


@pytest.mark.parametrize(
    ("reason", "facts", "event", "question"),
    [
        ("cleaning", DONE_OPEN, "bags.unlocked", ""),
        ("cleaning", STUCK, "bags.unlock_failed", ""),
        ("sweep", DONE_OPEN, "bags.question", "taken"),
        ("sweep", LOST_OPEN, "bags.question", "taken"),
        ("sweep", STUCK, "bags.unlock_failed", ""),
        ("lost_ticket", DONE_SHUT, "bags.question", "taken"),
    ],
)
def test_a_staff_opening_that_was_cut_off_is_on_record(books, reason, facts, event, question) -> None:
    """Opened to take the bag out, and nobody said what became of it: a person has to look."""
    begun = books.store_bag()
    books.write(finish, begun.deposit.id, begun.reservation_id)
    held = books.write(begin_unlock, books.places[1], reason, "S1").reservation_id
    books.write(lambda tx: tx.release(held, settle(tx, tx.reservation(held), facts).how))

    assert books.events()[-1] == event
    assert told(books, begun.deposit.id) == ("stored", question)


def test_staff_open_also_what_a_customer_holds(books) -> None:
    """Whoever is stuck before a door is helped first; the customer's own hold is left as it is."""
    begun = books.store_bag()
    unlocking = books.write(begin_unlock, books.places[1], "customer_needs_help", "S1")

    assert unlocking.reservation_id is None
    books.write(end_unlock, unlocking.data, None, opened=True)
    assert "bags.unlocked" in books.events()
    assert books.read(lambda tx: tx.reservation(begun.reservation_id)).held


def test_what_was_taken_out_is_not_taken_out_again(books) -> None:
    begun = books.store_bag()
    books.write(finish, begun.deposit.id, begun.reservation_id)

    assert books.write(take_out, begun.deposit.id, "box:red", "S1")
    assert not books.write(take_out, begun.deposit.id, "box:red", "S1")
    assert books.events().count("bags.moved_to_lost") == 1
    assert books.findings() == []
