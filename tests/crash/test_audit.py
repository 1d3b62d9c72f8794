"""The account itself: a house in order has nothing to say, and each thing that could go wrong is found and named."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

import pytest

from kiosk.cli.tour_house import _in_the_past
from kiosk.drivers.process import world_folder
from kiosk.drivers.world.messages import PulseMade, Truth
from kiosk.drivers.world.truth import TruthFile
from kiosk.link.settings import Settings
from tests.crash.audit import Books, audit, promises
from tests.crash.house import build_house, cards

CARD, OTHER = cards(2)
NOW = time.time_ns() // 1_000_000


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Umbrellas 1 and 2 behind their doors and 3 in a rack; the first is on loan."""
    stock = {1: ("U-0101",), 2: ("U-0201",), 4: ("U-0401", "U-0402")}
    settings = build_house(tmp_path_factory.mktemp("house"), doors=3, rack=4, stock=stock)
    _in_the_past(settings, CARD, days=0)
    return settings


@pytest.fixture
def store(settings: Settings) -> sqlite3.Connection:
    """The books, to be spoilt in memory."""
    file = sqlite3.connect(settings.data / "kiosk.db")
    copy = sqlite3.connect(":memory:")
    file.backup(copy)
    file.close()
    for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        copy.execute(f'DROP TRIGGER "{name}"')
    copy.commit()
    yield copy
    copy.close()


@pytest.fixture
def truth(settings: Settings) -> Truth:
    """The world that goes with it."""
    truth = TruthFile(world_folder(settings) / "truth.json").load(settings)
    place = truth.compartment(1)
    truth.holding = [place.items.pop()]
    place.pulse_count = 1
    return truth


def found(store: sqlite3.Connection, truth: Truth, **holders: str) -> list[str]:
    return audit(Books(store), truth, {tag.replace("_", "-"): card for tag, card in holders.items()})


def test_a_house_in_order_has_nothing_to_say(store: sqlite3.Connection, truth: Truth) -> None:
    assert found(store, truth) == []
    assert found(store, truth, U_0101=CARD) == []


def elsewhere(truth: Truth) -> None:
    truth.compartment(3).items.append(truth.compartment(2).items.pop())


def carried_off(truth: Truth) -> None:
    truth.holding.append(truth.compartment(2).items.pop())


def put_back_unseen(truth: Truth) -> None:
    truth.compartment(1).items.append(truth.holding.pop())


def vanished(truth: Truth) -> None:
    truth.holding.clear()


def ajar(truth: Truth) -> None:
    truth.compartment(2).is_open = True


def out_of_the_rack(truth: Truth) -> None:
    truth.holding.append(truth.compartment(4).items.pop())


def pulsed(truth: Truth) -> None:
    truth.compartment(1).pulses = [PulseMade(NOW, 80)]


def not_pulsed(truth: Truth) -> None:
    truth.compartment(1).pulse_count = 0


def burnt(truth: Truth) -> None:
    truth.compartment(1).burnt = True


def together(truth: Truth) -> None:
    truth.coils_at_once = 2


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (elsewhere, "U-0201 is behind door 3"),
        (carried_off, "U-0201 is in the hands of"),
        (put_back_unseen, "is charged with U-0101"),
        (vanished, "the books know"),
        (ajar, "door 2 stands open"),
        (out_of_the_rack, "rack 4 holds 1, the books say 2"),
        (pulsed, "by no operation, or a second time"),
        (not_pulsed, "was pulsed 0 times"),
        (burnt, "driven too long"),
        (together, "2 coils"),
    ],
)
def test_what_is_wrong_in_the_world_is_found(
    store: sqlite3.Connection, truth: Truth, spoil: Callable[[Truth], None], words: str
) -> None:
    spoil(truth)
    assert any(words in one for one in found(store, truth)), found(store, truth)


def test_an_umbrella_in_the_wrong_hands_is_found(store: sqlite3.Connection, truth: Truth) -> None:
    assert any("on loan to" in one for one in found(store, truth, U_0101=OTHER))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE operations SET state = 'intended', ended_ms = NULL", "an operation has no outcome"),
        ("UPDATE reservations SET released_ms = NULL", "a reservation is still held"),
        ("UPDATE lending_loan SET state = 'returned'", "U-0101 is in the hands of"),
        ("UPDATE items SET place_id = NULL WHERE tag = 'U-0201'", "U-0201 is behind door 2"),
    ],
)
def test_what_is_wrong_in_the_books_is_found(
    store: sqlite3.Connection, truth: Truth, statement: str, words: str
) -> None:
    store.execute(statement)
    assert any(words in one for one in found(store, truth)), found(store, truth)


def test_an_item_on_loan_twice_is_found(store: sqlite3.Connection, truth: Truth) -> None:
    store.execute("DROP INDEX lending_loan_one_per_item")
    store.execute("DROP INDEX lending_loan_one_per_slot")
    columns = [row[1] for row in store.execute("PRAGMA table_info(lending_loan)")]
    again = ", ".join(f"'2-' || {name}" if name in ("id", "number", "code") else name for name in columns)
    store.execute(f"INSERT INTO lending_loan SELECT {again} FROM lending_loan")
    assert "U-0101 is on loan twice" in found(store, truth)


def test_two_pulses_for_one_operation_are_found_and_one_for_each_of_two_is_right(
    store: sqlite3.Connection, truth: Truth
) -> None:
    ((begun, ended),) = store.execute("SELECT intended_ms, ended_ms FROM operations").fetchall()
    place = truth.compartment(1)
    place.pulses, place.pulse_count = [PulseMade(begun, 80)], 1
    assert found(store, truth) == []
    place.pulses, place.pulse_count = [PulseMade(begun, 80), PulseMade(ended, 80)], 2
    assert any("a second time" in one for one in found(store, truth))
    columns = [row[1] for row in store.execute("PRAGMA table_info(operations)")]
    another = ", ".join("'another'" if name == "id" else name for name in columns)
    store.execute(f"INSERT INTO operations SELECT {another} FROM operations")
    assert found(store, truth) == []


def test_a_question_for_staff_excuses_what_it_asks_about_at_the_door_that_it_names(
    store: sqlite3.Connection, truth: Truth
) -> None:
    put_back_unseen(truth)
    ((loan, place),) = store.execute("SELECT id, place_id FROM lending_loan").fetchall()
    (elsewhere_id,) = store.execute("SELECT id FROM places WHERE number = 3").fetchone()
    ask = "INSERT INTO lending_case (id, kind, reason, loan_id, place_id, opened_ms) VALUES (?, 'not_taken', 'x', ?, ?, ?)"
    store.execute(ask, ("at another door", loan, elsewhere_id, NOW))
    assert any("behind door 1" in one for one in found(store, truth))
    store.execute(ask, ("here", loan, place, NOW))
    assert found(store, truth) == []


def test_a_promise_of_the_screen_that_the_books_do_not_keep_is_found(store: sqlite3.Connection) -> None:
    books = Books(store)
    begun = next(iter(books.loans.values())).borrowed_ms
    assert promises(books, CARD, "U-0101", ["borrowed"], begun) == []
    assert len(promises(books, CARD, "U-0101", ["borrowed"], begun + 1)) == 1
    assert len(promises(books, OTHER, "U-0101", ["borrowed"], begun)) == 1
    assert len(promises(books, CARD, "U-0101", ["returned", "checked"], 1)) == 2
