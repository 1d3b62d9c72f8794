"""What the hostile suites share: a box of real processes, eyes at its screen, and a memory of what was in the store before."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kiosk.link.messages import Answered, Pressed, Screen
from kiosk.link.prompts import Chosen, Menu
from tests.crash.box import Box, until
from tests.crash.house import Stock, build_house
from tests.crash.person import Screened

HARMLESS = (
    *("session.begun", "session.ended", "desk.started", "staff.signed_in"),
    *("device.lost", "device.back", "device.paper"),
)
"""Events of the journal that a visit writes in which nothing happens, and what devices say of themselves: one test's printer
may be said to have paper again in the next."""


@contextlib.contextmanager
def house_box(*, doors: int = 3, rack: int = 0, stock: Stock | None = None) -> Iterator[Box]:
    """A box on a small house in memory, where there is such a place; nothing of it stays. Door 3 is empty."""
    stock = stock or {1: ("U-0101",), 2: ("U-0201",)}
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kiosk-hostile-", dir=memory if memory.is_dir() else None))
    try:
        with Box(build_house(folder, doors=doors, rack=rack, stock=stock, members=4)) as box:
            yield box
    finally:
        shutil.rmtree(folder)


def start(box: Box) -> None:
    """Start all, and wait until the devices have found the desk: a scan before that is nobody's."""
    box.start()
    until(lambda: "connected to the desk" in box.log("devices").read_text("utf-8", "replace"), "the devices")


class Unharmed:
    """What must be as it was: the processes, and every row of the store but the visits' own."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._pids = self._running()
        self._rows, self._journal = self._read()
        self._also: set[str] = set()
        self._calls = 0

    def but(self, *events: str, calls: int = 0) -> None:
        """Beside what every visit writes, the test's own deeds may write these events, and must make so many calls for
        staff."""
        self._also.update(events)
        self._calls += calls

    def _running(self) -> dict[str, int]:
        return {
            name: room.process.pid for name, room in self._box.rooms.items() if room.process and room.running
        }

    def _read(self) -> tuple[dict[str, list[tuple[object, ...]]], list[str]]:
        with self._box.books() as store:
            tables = [one for (one,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {
                table: store.execute(f'SELECT * FROM "{table}"').fetchall()
                for table in tables
                if table not in ("sessions", "journal", "journal_heads")
            }
            return rows, [event for (event,) in store.execute("SELECT event FROM journal ORDER BY seq")]

    def check(self) -> None:
        """Fail with what has changed."""
        assert self._running() == self._pids, f"a process has died\n{self._box.tail()}"
        rows, journal = self._read()
        if self._calls:
            assert len(rows.pop("calls")) == len(self._rows["calls"]) + self._calls
        assert {table: rows[table] for table in rows if rows[table] != self._rows.get(table)} == {}
        assert set(journal[len(self._journal) :]) <= {*HARMLESS, *self._also}
        for name in self._pids:
            assert "Traceback" not in self._box.log(name).read_text("utf-8", "replace"), self._box.tail(name)


class Eyes(Screened):
    """Somebody at the screen who goes where the test wants."""

    def attract(self) -> None:
        """Nobody is here."""
        deadline = 0
        while self.until(lambda _: True, "a screen").prompt is not None:
            self.send(Pressed("end"))
            self.answer("done")
            self.step(0.2)
            deadline += 1
            assert deadline < 200, self.shown[-5:]

    def home(self) -> Screen:
        """The first screen of a visit."""
        self.attract()
        self.send(Pressed("start"))
        return self.until(lambda screen: isinstance(screen.prompt, Menu), "the home screen")

    def umbrella(self) -> Screen:
        """The service's first question."""
        self.home()
        self.until(lambda screen: screen.prompt.choices[0].enabled, "the tile")  # type: ignore[union-attr]
        return self.choose("lending.umbrella")

    def answer(self, key: str) -> None:
        """Press something, whether or not it is there."""
        if self.screen is not None:
            self.send(Answered(self.screen.prompt_id, Chosen(key)))

    def choose(self, key: str) -> Screen:
        """Press something, and see the next question."""
        before = self.until(lambda _: True, "a screen").prompt_id
        self.answer(key)
        return self.until(lambda screen: screen.prompt_id not in ("", before), f"what comes after {key!r}")

    def beat(self) -> Screen:
        """Everything that was sent before has been dealt with: the language changes there and back."""
        for _ in range(2):
            language = self.until(lambda _: True, "a screen").language
            self.send(Pressed("language"))
            self.until(lambda screen, was=language: screen.language != was, "the other language")
        assert self.screen is not None
        return self.screen
