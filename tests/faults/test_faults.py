"""Every fault of the emulated devices at every moment of a visit where it can strike (`situations.py`).

Whatever breaks: the customer ends at a screen whose title says in at most twenty characters how things are, with a way on; the
books agree with the world; and there is a record for whoever asks later. `make test` plays a few of the product, `make faults`
all of it, and writes the table into docs/devices.md.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.box import Box
from tests.faults import cards
from tests.faults.outcome import Outcome
from tests.faults.situations import CANNOT, FAULTS, STRIKES_LATER, VALUES, WHERE, Case, House, cases
from tests.faults.stage import Stage, furnish
from tests.faults.table import row_of

ALL = bool(os.environ.get("KIOSK_FAULTS"))
FEW = {
    ("scanner", "unplugged", "card"),
    ("locks", "bus_unplugged", "card"),
    ("printer", "paper_out_at", "open"),
    ("encoder", "msr_cut_at", "check"),
}
"""Device, fault and moment of those that `make test` plays; each is about another device."""

TITLE_CHARACTERS = 20
PER_BOX = 20
"""Cases in one box: each takes an umbrella away for good, and there are forty."""

TO_PLAY = [
    case
    for case in cases()
    if ALL
    or ((case.device, case.fault, case.moment.strike) in FEW and case.moment.purpose in ("borrow", "issue"))
]


class Boxes:
    """A box for each kind of house, for as long as all goes well in it and there are umbrellas."""

    def __init__(self) -> None:
        self._open: dict[House, tuple[Box, Stage, Path, itertools.count[int]]] = {}

    def play(self, case: Case) -> Outcome:
        """One case, on a box where all is well."""
        if case.house == "cards":
            return cards.play(case)
        if case.house in self._open and next(self._open[case.house][3]) >= PER_BOX:
            self._give_up(case.house)
        well = False
        try:
            outcome = self._stage(case.house).play(case)
            well = not outcome.problems
        finally:
            if not well:
                self._give_up(case.house)
        return outcome

    def close(self) -> None:
        """The end."""
        for house in tuple(self._open):
            self._give_up(house)

    def _stage(self, house: House) -> Stage:
        if house not in self._open:
            memory = Path("/dev/shm")
            folder = Path(tempfile.mkdtemp(prefix="kiosk-faults-", dir=memory if memory.is_dir() else None))
            box = Box(furnish(folder, house))
            try:
                box.start()
                self._open[house] = (box, Stage(box.settings, box), folder, itertools.count(1))
            except BaseException:
                box.__exit__()
                shutil.rmtree(folder)
                raise
        return self._open[house][1]

    def _give_up(self, house: House) -> None:
        if house in self._open:
            box, _stage, folder, _played = self._open.pop(house)
            box.__exit__()
            shutil.rmtree(folder)


@pytest.fixture(scope="module")
def boxes() -> Iterator[Boxes]:
    """The houses of all cases of this module."""
    made = Boxes()
    yield made
    made.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", TO_PLAY, ids=lambda case: case.name)
def test_a_fault_ends_in_a_word_a_way_on_and_a_record(case: Case, boxes: Boxes) -> None:
    outcome = boxes.play(case)
    keep(outcome)
    assert outcome.problems == []
    last = outcome.last
    assert last is not None, "the customer was told nothing"
    assert 0 < len(last.title) <= TITLE_CHARACTERS, last
    assert last.title != "这一步没有办成", "a service broke, instead of saying what is the matter"
    assert outcome.record, f"nothing is on record: {outcome}"


def keep(outcome: Outcome) -> None:
    """For the table; a run of everything writes what it saw."""
    out = os.environ.get("KIOSK_FAULTS_OUT")
    if out:
        with Path(out).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row_of(outcome), ensure_ascii=False) + "\n")


def test_each_fault_of_the_world_is_played_or_left_out_for_a_reason() -> None:
    played = {(case.device, case.fault) for case in cases()}
    for device, faults in FAULTS.items():
        for fault in faults:
            assert ((device, fault) in played) != ((device, fault) in CANNOT)


def test_nothing_is_left_out_that_is_not_there() -> None:
    known = {fault for faults in FAULTS.values() for fault in faults}
    assert {fault for _device, fault in CANNOT} <= known
    assert {fault for fault, _moment in STRIKES_LATER} <= known
    assert set(VALUES) <= known
    assert all(moment in WHERE["door"] for _fault, moment in STRIKES_LATER)
