"""Sees a desk that hangs, names whose code it hangs in, and ends it with its stack kept.

Reads the slot that the desk writes around each step into a plugin's code (`kiosk.link.slot`). Aborting is the
desk's own faulthandler's business: on SIGABRT it writes the stack of every thread, also while the interpreter
lock is held, and dies. What was seen is left as a line in the run folder, which the desk counts at its next
start.
"""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path

from kiosk.link.slot import LANES, SlotReader, Step

LOOK_SECONDS = 0.25
"""How often the slot is read while a desk runs."""

HEART_SECONDS = 5.0
"""The event loop goes round twice a second; silent for this long, it hangs in code that no lane names."""

log = logging.getLogger("kiosk.watcher")


class HangWatch:
    """Looks at one run folder's slot. `hanging()` tells, once for each desk, that it must be ended."""

    def __init__(self, folder: Path, *, dev: bool = False) -> None:
        self._folder = folder
        self._dev = dev
        self._told: Step | None = None
        self._reader: SlotReader | None = None
        self._suspect: Step | None = None
        self._last: list[Step] = []
        self.named = False
        """Whether somebody has been named for the desk that runs."""

    def hanging(self) -> bool:
        """Whether the desk hangs now: a step is overdue in two looks in a row, or its heart stands still."""
        reader = self._open()
        if reader is None:
            return False
        now = time.monotonic_ns()
        self._last = reader.steps()
        late = [step for step in self._last if step.overdue(now)]
        if self._dev:
            self._tell_the_author(late)
            return False
        if late:
            if self._suspect in late:
                self._report("hung", self._suspect)
                return True
            self._suspect = late[0]
            return False
        self._suspect = None
        heart = reader.heartbeat_ns()
        allowed = any(
            step.lane == LANES[0] for step in self._last
        )  # a step of the loop's own, with its own deadline
        if heart and not allowed and now - heart > HEART_SECONDS * 1e9:
            self._report("hung", self._last[0] if self._last else None)
            return True
        return False

    def _tell_the_author(self, late: list[Step]) -> None:
        for step in late:
            if step != self._told:
                self._told = step
                log.warning(
                    "plugin %s is in %s for longer than %.0f s: a kiosk would put it aside now",
                    step.plugin,
                    step.during,
                    step.allowed_ns / 1e9,
                )

    def died(self) -> None:
        """The desk died by itself: whose code it was in, if it was in anybody's. The next desk has a new slot."""
        reader = self._open()
        steps = reader.steps() if reader is not None else []
        self._report("died", steps[0] if steps else None)
        self.forget()

    def forget(self) -> None:
        """What is known is of a desk that is gone."""
        if self._reader is not None:
            self._reader.close()
        self._reader = self._suspect = None
        self.named = False
        (self._folder / "desk.slot").unlink(missing_ok=True)

    def _open(self) -> SlotReader | None:
        if self._reader is None:
            try:
                self._reader = SlotReader(self._folder / "desk.slot")
            except (OSError, ValueError):
                return None
        return self._reader

    def _report(self, kind: str, step: Step | None) -> None:
        plugin, during = (step.plugin, step.during) if step is not None else ("", "")
        self.named = bool(plugin)
        log.error(
            "the desk %s in %s",
            kind,
            f"plugin {plugin}: {during}" if plugin else "code that nobody is named for",
        )
        line = json.dumps({"kind": kind, "plugin": plugin, "during": during}, ensure_ascii=False)
        try:
            with (self._folder / "incidents").open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as fault:
            log.warning("the incident cannot be written down: %s", fault.strerror)
