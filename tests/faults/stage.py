"""One box for all cases: a fault is set, somebody is served, what they and staff are told is written down, all is mended."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.link.settings import Settings
from tests.crash.audit import Books, audit
from tests.crash.box import Box, until
from tests.crash.house import build_house, cards
from tests.crash.person import Errand
from tests.crash.town import Attendant
from tests.crash.unplugging import lost, paper
from tests.faults.situations import VALUES, Case, Moment
from tests.faults.visitor import Told, Visitor

DEVICES = {"scanner": "scanner", "printer": "printer", "locks": "1F 东门"}
STATUS_SECONDS = 4.5
"""A printer is asked every three seconds how it is: so long until the desk knows."""

ENDS_SECONDS = 30.0
"""A slip that nobody confirms is uncertain after twenty."""

CALM = Moment("nothing breaks", "borrow", "tag")


def furnish(folder: Path, *, rack: bool) -> Settings:
    """A house where everything hangs on plugs: umbrellas behind doors of their own, or all of them in one rack."""
    doors, members = (1, 60) if rack else (48, 60)
    stock = (
        {2: tuple(f"U-02{place:02d}" for place in range(1, 13))}
        if rack
        else {door: (f"U-{door:02d}01",) for door in range(1, 41)}
    )
    return build_house(
        folder, doors=doors, stock=stock, rack=40 if rack else 0, members=members, on_plugs=True
    )


@dataclass
class Outcome:
    """What came of one case."""

    case: Case
    told: list[Told]
    last: Told | None
    questions: list[str]
    """What waits for staff since, by kind."""
    events: list[str]
    """What the journal says since."""
    operations: list[str]
    """Kind, state and reason of each since."""
    problems: list[str] = field(default_factory=list)

    @property
    def record(self) -> list[str]:
        """What a person finds who asks later: what became of each operation, and which devices were away."""
        devices = [event for event in self.events if event.startswith("device.")]
        booked = [event for event in self.events if event.startswith("lending.")]
        unread = [event for event in self.events if "refused_scans" in event]
        return [*self.operations, *dict.fromkeys(devices), *booked[-1:], *unread]


class Stage:
    """A box with everything on plugs, and another member for each case."""

    def __init__(self, settings: Settings, box: Box) -> None:
        self.settings, self.box = settings, box
        self.hands = box.hands()
        self.attendant = Attendant(box, self.hands)
        self._cards = iter(cards(60))

    def play(self, case: Case) -> Outcome:
        """One case, from a box where all is well to one where all is well."""
        errand = Errand(case.moment.purpose, next(self._cards), retries=0, scans_tag=case.moment.rack)
        if errand.purpose == "return":
            errand.tag = self._borrow(errand.card)
        journal, now_ms = self._head(), time.time_ns() // 1_000_000
        with Visitor(self.settings, self.hands, case.moment, lambda: self._strike(case)) as visitor:
            visitor.until(lambda screen: screen.prompt is None, "the attract screen")
            if case.moment.strike == "before":
                visitor.break_it()
                if case.device == "printer":
                    time.sleep(STATUS_SECONDS)
            visitor.go(errand)
        self._wait_for_ends()
        outcome = self._write_down(case, visitor, journal, now_ms)
        outcome.problems = self._mend(errand)
        return outcome

    def _borrow(self, card: str) -> str:
        """Somebody has an umbrella."""
        errand = Errand("borrow", card, retries=0)
        with Visitor(self.settings, self.hands, CALM, lambda: None) as visitor:
            visitor.go(errand)
        assert errand.moved, f"nothing was lent: {visitor.shown}"
        return errand.tag

    def _strike(self, case: Case) -> None:
        value = VALUES.get(case.fault, 0)
        if case.device != "door":
            self.hands.fault(case.fault, device=DEVICES[case.device], value=value)
            return
        for place in self.hands.truth().compartments:  # whichever will be opened
            self.hands.fault(case.fault, door=place.number, value=value)

    # ------------------------------------------------------------------ afterwards

    def _wait_for_ends(self) -> None:
        """Until every operation has its outcome; one whose door cannot be read waits for its bank, and that is its record."""
        with contextlib.suppress(AssertionError):
            until(lambda: self.box.unsettled()[0] == 0, "every operation has ended", ENDS_SECONDS)

    def _head(self) -> int:
        with self.box.books() as store:
            return int(store.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0])

    def _write_down(self, case: Case, visitor: Visitor, journal: int, now_ms: int) -> Outcome:
        with self.box.books() as store:
            questions = [one.kind for one in Books(store).cases if one.opened_ms >= now_ms]
            events = store.execute(
                "SELECT event, data FROM journal WHERE seq > ? ORDER BY seq", (journal,)
            ).fetchall()
            operations = store.execute(
                "SELECT kind, state, reason FROM operations WHERE intended_ms >= ? ORDER BY id", (now_ms,)
            ).fetchall()
        return Outcome(
            case,
            visitor.told,
            visitor.last_word,
            questions,
            [f"{event} {data}" if "refused_scans" in data else event for event, data in events],
            [f"{kind} {state}" + (f" ({reason})" if reason else "") for kind, state, reason in operations],
        )

    def _mend(self, errand: Errand) -> list[str]:
        """Everything as it was: mended, shut, answered, back. Returns what the books and the world say differently."""
        self.hands.mend_all()
        self.hands.load_paper()
        until(lambda: not lost(self.box.log("devices")), "every device back", 30)
        self.box.settle()
        self.box.stop("desk")
        with self.box.books() as store:
            problems = audit(
                Books(store), self.hands.truth(), {errand.tag: errand.card} if errand.tag else {}
            )
            problems += paper(store, self.hands.slips())
        problems += self.box.check()
        self.attendant.tidy()
        self.attendant.answer_all()
        self.box.start("desk")
        return problems
