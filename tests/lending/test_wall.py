"""The staff wall as it is drawn: every door of every bank, each with a name of its own."""

from __future__ import annotations

import importlib

import pytest

from kiosk.core.host.host import CATALOGUES
from kiosk.link.texts import Translator
from kiosk.plugins.lending.reading import every_spot, spots
from kiosk.plugins.lending.wall_view import wall_view
from kiosk.plugins.lending.writes import void
from tests.lending.conftest import FOLDER, SHANGHAI

wall = importlib.import_module("kiosk.plugins.lending.wall")
waiting = importlib.import_module("kiosk.plugins.lending.waiting")
say = Translator("zh_CN", {"core": CATALOGUES, "lending": FOLDER / "locale"}).say


def put(books, bank: str, number: int, *holds: str) -> str:
    """One more door, in the first row of its bank."""
    return books.prepare(lambda tx: tx.put_place(bank, number, row=0, column=number - 1, holds=holds)).id


def board(books, selected: str = ""):
    view = books.read(lambda tx: wall_view(tx, books.shut(), selected, SHANGHAI))
    return wall.board(view, selected)


def test_a_compartment_for_anything_lends_and_takes_back(empty_books):
    anything = put(empty_books, "wall", 1)
    empty_books.places[1] = anything
    empty_books.add_umbrella("U-0001", 1)

    loan = empty_books.borrow()
    assert loan.place_id == anything
    empty_books.bring_back(loan)
    assert empty_books.where("U-0001") == 1


def test_staff_see_every_door_and_customers_only_those_for_umbrellas(books):
    stroller = put(books, "wall", 5, "stroller")
    anything = put(books, "wall", 6)
    books.prepare(lambda tx: tx.add_item("S-1", "stroller", place_id=stroller))

    assert {place.key for place in board(books).places} == {*books.places.values(), stroller, anything}
    offered = {spot.place.id for spot in books.read(lambda tx: spots(tx, {}, "umbrella"))}
    assert offered == {*books.places.values(), anything}
    seen = {spot.place.id: spot for spot in books.read(lambda tx: every_spot(tx, {}))}
    assert [lodged.item.tag for lodged in seen[stroller].items] == ["S-1"]
    assert [say(chip.label) for chip in board(books).chips] == [
        "雨伞 2 / 2",
        "童车 1 / 1",
        "待处理 0",
    ]


def test_two_banks_are_drawn_one_below_the_other_and_their_doors_are_told_apart(books):
    below = [put(books, "east", number, "umbrella") for number in (1, 2)]
    drawn = board(books, below[0])
    spots_taken = [(place.row, place.column) for place in drawn.places]
    labels = [place.label for place in drawn.places]

    assert len(drawn.places) == 6
    assert len(set(spots_taken)) == len(spots_taken)
    assert sorted(labels) == ["A1", "A2", "B1", "B2", "B3", "B4"]
    assert [say(chip.label) for chip in drawn.chips[2:]] == ["A · east", "B · wall"]
    assert say(drawn.detail.title).startswith("east 1 号")


def test_one_bank_keeps_the_bare_numbers_that_are_painted_on_its_doors(books):
    drawn = board(books, books.places[1])

    assert sorted(place.label for place in drawn.places) == ["1", "2", "3", "4"]
    assert len(drawn.chips) == 2
    assert say(drawn.detail.title).startswith("1 号门")


@pytest.mark.parametrize(("several", "name"), [(False, "1 号门"), (True, "wall 1 号")])
def test_the_list_of_questions_names_the_door(books, several, name):
    opening = books.begin()
    books.end_operation(opening.operation_id, "failed", "stuck")
    books.write(void, opening.loan.id, opening.reservation_id, reason="did_not_open", broken=True)
    told = books.read(waiting.all_cases)
    table = waiting.case_table(told, SHANGHAI, books.read(lambda tx: tx.now_ms), several=several)

    assert [[say(cell) for cell in row.cells][:2] for row in table.rows] == [["12:00", name]]
