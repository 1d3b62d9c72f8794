"""The pytest plugin that watches journeys for `kiosk plugin check`: what the screens owe, and personal data where none may be.

The kit's members are invented, and their names, phone and card numbers are marks: after each journey the journal, the
reasons kept of plugins and the slips are searched for them, and at the end everything that was logged or printed. What was
typed where the screen shows dots (six digits or more: a PIN, a code) is a mark too. Masked forms ("138****5678", a card's
last four) are none, since they are not the whole.

Loaded only where it is asked for: `-p kiosk.testing.quality.recorder`, with the file to write in `KIOSK_RECORD`.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from kiosk.core.store.transaction import Transaction
from kiosk.testing import screens
from kiosk.testing.journey import Journey

VARIABLE = "KIOSK_RECORD"

SHORTEST_SECRET = 6

MARKED_NAME = 2
"""Characters of a name that say who it is."""


class Found(msgspec.Struct, frozen=True):
    """One thing that was seen: in which test, of which rule, and the event or logger it stood in."""

    test: str
    rule: Literal["screen", "personal"]
    words: str
    event: str = ""


class Record(msgspec.Struct):
    """What a run of journeys was seen to do."""

    journeys: int = 0
    walks: int = 0
    found: list[Found] = []


class Recorder:
    """Looks at each journey when it ends, and at what was logged and printed when all have."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._record = Record()
        self._test = ""
        self._marks: dict[str, str] = {}
        self._logged: list[tuple[str, str, str]] = []

    # ------------------------------------------------------------------ what pytest tells

    def pytest_sessionstart(self) -> None:
        """Hear everything that a box would log."""
        Journey.observers.append(self.look)
        root = logging.getLogger()
        root.addHandler(_Ear(self._hear))
        root.setLevel(logging.INFO)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Which test it is."""
        self._test = nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What was printed."""
        for name, text in report.sections:
            if "stdout" in name or "stderr" in name:
                self._logged.append((report.nodeid, "print", text))

    def pytest_sessionfinish(self) -> None:
        """Search the log for every mark, and write all down."""
        seen = set()
        for test, logger, text in self._logged:
            for kind in self._kinds_in(text):
                if (logger, kind) not in seen:
                    seen.add((logger, kind))
                    where = "printed" if logger == "print" else f"logged by {logger}"
                    self._record.found.append(Found(test, "personal", f"{kind} was {where}", logger))
        self._path.write_bytes(msgspec.json.encode(self._record))

    # ------------------------------------------------------------------ what the journeys tell

    def look(self, journey: Journey) -> None:
        """One journey has ended."""
        self._record.journeys += 1
        self._marks |= journey.read(marks)
        self._marks |= {
            typed: "something typed in secret" for typed in journey.secrets if len(typed) >= SHORTEST_SECRET
        }
        for words in sorted(set(screens.faults(journey.shown))):
            self._found("screen", words)
        for entry in journey.read(lambda tx: list(tx.journal_entries())):
            for kind in self._kinds_in(entry.data):
                self._found("personal", f"{kind} stands in the journal, in {entry.event}", entry.event)
        for state in journey.desk.host.states.values():
            for kind in self._kinds_in(state.reason):
                self._found("personal", f"{kind} stands in the reason kept of plugin {state.id}")
        for slip in journey.world.slips:
            for kind in self._kinds_in(slip.text):
                if kind == "a phone number":
                    self._found("personal", f"{kind} is printed in full on the slip {slip.kind}", slip.kind)

    def _found(self, rule: Literal["screen", "personal"], words: str, event: str = "") -> None:
        found = Found(self._test, rule, words, event)
        if not any((one.rule, one.words) == (rule, words) for one in self._record.found):
            self._record.found.append(found)

    def _kinds_in(self, text: str) -> list[str]:
        return sorted({kind for mark, kind in self._marks.items() if _stands_in(mark, text)})

    def _hear(self, record: logging.LogRecord) -> None:
        text = logging.Formatter().format(record)
        self._logged.append((self._test, record.name, text))


def marks(tx: Transaction) -> dict[str, str]:
    """What tells who somebody is, of everybody in this store, and which kind of thing it is."""
    found: dict[str, str] = {}
    for name, phone, card in tx._all("SELECT name, phone, card FROM members"):  # noqa: SLF001 - no verb shows a phone number
        found |= {name: "a member's name", phone: "a phone number", card: "a card number"}
    for (name,) in tx._all("SELECT name FROM staff"):  # noqa: SLF001 - as above
        found[name] = "a name of staff"
    return {mark: kind for mark, kind in found.items() if mark}


def _stands_in(mark: str, text: str) -> bool:
    if len(mark) < MARKED_NAME or mark not in text:
        return False
    if not mark.isascii():
        return True
    return re.search(rf"(?<![0-9a-fA-F]){re.escape(mark)}(?![0-9a-fA-F])", text) is not None


class _Ear(logging.Handler):
    def __init__(self, hear: object) -> None:
        super().__init__(logging.INFO)
        self._hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        """Pass it on."""
        self._hear(record)  # type: ignore[operator]


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch."""
    config.pluginmanager.register(Recorder(Path(os.environ[VARIABLE])), "kiosk-recorder")
