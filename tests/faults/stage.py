"""One box for many cases: a fault is set, somebody is served, what they and staff are told is written down, all is mended.

A box on which a case did not come to its end as it should is given up: the next case has a fresh one.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from kiosk.cli.house import open_kiosk_store
from kiosk.link.settings import Settings
from tests.crash.audit import Books, audit
from tests.crash.box import Box, until
from tests.crash.clerk import Clerk
from tests.crash.house import build_house, cards, hold_the_counter
from tests.crash.money import topped_up
from tests.crash.person import Errand
from tests.crash.town import Attendant
from tests.crash.unplugging import lost, paper
from tests.faults.outcome import Outcome, Told, told_by
from tests.faults.situations import VALUES, Case, House, Moment
from tests.faults.visitor import Visitor

BANK = "1F 东门"
DEVICES = {"scanner": "scanner", "printer": "printer", "usb": "printer", "locks": BANK, "expanders": BANK}
STATUS_SECONDS = 4.5
"""A printer is asked every three seconds how it is: so long until the desk knows."""

LOOKS_SECONDS = 8.0
"""So long staff stand before the last screen: a printer that does not answer is lost after five or six."""

ENDS_SECONDS = 30.0
"""A slip that nobody confirms is uncertain after twenty."""

ASKED = {
    "slip": "SELECT count(*) FROM slip_matters WHERE opened_ms >= ?",
    "call": "SELECT count(*) FROM calls WHERE raised_ms >= ?",
}
"""What else waits for staff since a moment, besides lending's own questions."""

CALM = Moment("nothing breaks", "borrow", "tag")


def furnish(folder: Path, house: House) -> Settings:
    """A house where everything hangs on plugs: umbrellas behind doors of their own, or all of them in one rack; the doors on
    lock boards, or on expanders."""
    rack = house == "rack"
    doors, members = (1, 60) if rack else (48, 60)
    stock = (
        {2: tuple(f"U-02{place:02d}" for place in range(1, 13))}
        if rack
        else {door: (f"U-{door:02d}01",) for door in range(1, 41)}
    )
    settings = build_house(
        folder,
        doors=doors,
        stock=stock,
        rack=40 if rack else 0,
        members=members,
        on_plugs=True,
        expanders=house == "expanders",
        usb=house == "usb",
        reminded_within=5,
    )
    if house in ("doors", "usb"):
        hold_the_counter(settings)
    return settings


class Stage:
    """A box with everything on plugs, and another member for each case."""

    def __init__(self, settings: Settings, box: Box) -> None:
        self.settings, self.box = settings, box
        self.hands = box.hands()
        self.attendant = Attendant(box, self.hands)
        self._cards = iter(cards(60))

    def play(self, case: Case) -> Outcome:
        """One case, on a box where all is well."""
        self._begin_anew()
        purpose = case.moment.purpose
        if purpose == "topup":
            return self._top_up(case, next(self._cards))
        assert purpose in ("borrow", "return")
        errand = Errand(purpose, next(self._cards), retries=0, scans_tag=case.moment.rack)
        if errand.purpose == "return":
            errand.tag = self._borrow(errand.card)
        journal, now_ms = self._head(), time.time_ns() // 1_000_000
        with Visitor(self.settings, self.hands, case.moment, lambda: self._strike(case)) as visitor:
            visitor.until(lambda screen: screen.prompt is None, "the attract screen")
            if case.moment.strike == "before":
                visitor.break_it()
                if case.device in ("printer", "usb"):
                    time.sleep(STATUS_SECONDS)
            visitor.go(errand)
        self._wait_for_ends()
        outcome = self._write_down(case, visitor.told, visitor.last_word, journal, now_ms)
        self._mend({errand.tag: errand.card} if errand.tag else {}, outcome, now_ms)
        return outcome

    def _top_up(self, case: Case, card: str) -> Outcome:
        """The same for staff who take money for a card."""
        journal, now_ms = self._head(), time.time_ns() // 1_000_000
        with Clerk(
            self.settings,
            self.hands,
            before_the_last_touch=lambda: self._strike(case),
            looks_seconds=LOOKS_SECONDS,
        ) as clerk:
            clerk.go("topup", card)
        self._wait_for_ends()
        told = [told_by(one) for one in clerk.told]
        outcome = self._write_down(case, told, told[-1] if told else None, journal, now_ms)
        self._mend({}, outcome, now_ms)
        done = any(one.outcome == "done" for one in told)
        outcome.problems += topped_up(self.settings, card, said=done)
        if not done:
            outcome.problems.append("the printer broke, and no money was taken")
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
            until(self._ended, "every operation has ended", ENDS_SECONDS)

    def _ended(self) -> bool:
        if self.box.unsettled()[0] == 0:
            return True
        with self.box.books() as store:
            kinds = {
                kind for (kind,) in store.execute("SELECT kind FROM operations WHERE state = 'intended'")
            }
        return kinds == {"open_door"} and BANK in lost(self.box.log("devices"))

    def _head(self) -> int:
        with self.box.books() as store:
            return int(store.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0])

    def _write_down(
        self, case: Case, told: list[Told], last: Told | None, journal: int, now_ms: int
    ) -> Outcome:
        with self.box.books() as store:
            questions = [one.kind for one in Books(store).cases if one.opened_ms >= now_ms]
            for kind, asked in ASKED.items():
                questions += [kind] * bool(store.execute(asked, (now_ms,)).fetchone()[0])
            events = store.execute(
                "SELECT event, data FROM journal WHERE seq > ? ORDER BY seq", (journal,)
            ).fetchall()
        return Outcome(
            case,
            told,
            last,
            questions,
            [f"{event} {data}" if "refused_scans" in data else event for event, data in events],
            self._operations(now_ms),
        )

    def _operations(self, since_ms: int) -> list[str]:
        with self.box.books() as store:
            found = store.execute(
                "SELECT kind, state, reason FROM operations WHERE intended_ms >= ? ORDER BY id", (since_ms,)
            ).fetchall()
        return [f"{kind} {state}" + (f" ({reason})" if reason else "") for kind, state, reason in found]

    def _mend(self, holders: dict[str, str], outcome: Outcome, since_ms: int) -> None:
        """Everything mended and back, the desk at rest; and what the books and the world say differently."""
        self.hands.mend_all()
        self.hands.load_paper()
        until(lambda: not lost(self.box.log("devices")), "every device back", 30)
        self.box.settle()
        outcome.operations = [
            before if before == after else f"{before}, then {after.partition(' ')[2]}"
            for before, after in zip(outcome.operations, self._operations(since_ms), strict=True)
        ]
        self.box.stop("desk")
        with self.box.books() as store:
            outcome.problems = audit(Books(store), self.hands.truth(), holders)
            outcome.problems += paper(store, self.hands.slips())
        outcome.problems += self.box.check()

    def _begin_anew(self) -> None:
        """After another case: its doors shut, its questions answered, its calls ended, the desk at work."""
        if self.box.rooms["desk"].running:
            return
        self.attendant.tidy()
        self.attendant.answer_all()
        with open_kiosk_store(self.settings) as store:
            store.write_now(lambda tx: [tx.end_call(call.id, "were_here") for call in tx.open_calls()])
        self.box.start("desk")
