"""What the fixtures `make_kiosk` and `crash_walk` are: kiosks by the dozen, each in a folder of its own, all stopped
afterwards."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate
from kiosk.core.store.transaction import Transaction
from kiosk.testing.box import NOON_MS, Keeping, kept_in, plugin_tables, settings_for
from kiosk.testing.crash import CrashPoints, PersonLeft, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from kiosk.testing.ready_store import installed

HURRY = "KIOSK_CRASH_EVERY"

MOST_TOLD = 20
"""Failures of one walk that are told; the rest are usually the same."""


class MakeKiosk:
    """Makes kiosks of the test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._after = ExitStack()

    def __call__(
        self,
        *,
        doors: int = 6,
        racks: int = 0,
        settings: Mapping[str, Mapping[str, Any]] = {},
        plugins: Sequence[str | Candidate] | None = None,
        prepare: Callable[[Transaction], object] | None = None,
        contents: Mapping[int, Sequence[str]] = {},
        store: Keeping = "disk",
        extra: str = "",
        now_ms: int = NOON_MS,
    ) -> Journey:
        """A running kiosk with a person in front of it.

        `doors` single compartments and `racks` racks of five; `settings` by plugin, as in `kiosk.toml`; only these
        `plugins` (ids, or candidates), else every one installed; `prepare(tx)` runs before anybody is served;
        `contents`: the tags behind each door, as the world has them (the books are `prepare`'s); `store`: on disk or
        in memory; `extra`: more of `kiosk.toml`; `now_ms`: when it begins. Raises `LookupError` for a plugin that is not
        installed.
        """
        folder = self._after.enter_context(kept_in(store, self._folder / f"kiosk-{next(self._numbers)}"))
        more = extra + (plugin_tables(settings) if settings else "")
        journey = Journey(
            settings_for(folder, doors=doors, racks=racks, extra=more),
            ManualClock(now_ms),
            plugins=_chosen(plugins),
        )
        for number, tags in contents.items():
            journey.world.world.contents[number] = list(tags)
        journey.start(prepare)
        self._after.callback(journey.end)
        return journey

    def close(self) -> None:
        """Stop them all."""
        self._after.close()


class CrashWalk:
    """Plays a journey that ends at each of its points."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(
        self,
        script: Callable[[Journey], None],
        *,
        setup: Callable[[Journey], object] | None = None,
        check: Callable[[Journey], object] | None = None,
        leaving: bool = True,
        every: int = 0,
        first: int = 1,
        **kiosk: Any,
    ) -> int:
        """Play `script` once for each of its points and ways of ending; returns how many points it has.

        `setup(kiosk)` plays before the first point. After each ending nothing may be held or under way, no coil pulsed
        twice, and `kiosk check` (with the plugin's own `kiosk_check`) has nothing to say; `check(kiosk)` adds what else
        must hold, and raises when it does not. `leaving`: also end by the person leaving. `every`, `first`: only some of
        the points; 0 is every one, or every `$KIOSK_CRASH_EVERY`th while its author is in a hurry. The rest is
        `make_kiosk`'s; the stores are in memory.
        """

        def run(points: CrashPoints) -> None:
            make = MakeKiosk(self._folder)
            try:
                journey = make(**{"store": "memory", **kiosk})
                if setup is not None:
                    setup(journey)
                _play(journey, script, points)
                _account(journey)
                if check is not None:
                    check(journey)
            finally:
                make.close()

        every = every or int(os.environ.get(HURRY, "1"))
        points, failures = crash_walk(run, every=every, first=first, leaving=leaving)
        if failures:
            told = "\n".join(str(failure) for failure in failures[:MOST_TOLD])
            raise AssertionError(f"{len(failures)} endings of {points} points are unaccounted for:\n{told}")
        return points


def _play(journey: Journey, script: Callable[[Journey], None], points: CrashPoints) -> None:
    """The journey until it ends; then the world goes on."""
    journey.cut_at(points)
    try:
        script(journey)
    except PowerCut:
        journey.restart()
        journey.world.spring_all_open()
    except PersonLeft:
        journey.world.spring_all_open()
        if points.cut_at % 2:
            journey.walk_away()
        else:
            journey.leave()


def _account(journey: Journey) -> None:
    """What must hold of every service after every ending."""
    journey.until(lambda: journey.read(lambda tx: tx.open_operations()) == [], "every operation to end")
    journey.until(lambda: journey.read(lambda tx: tx.reservations()) == [], "every reservation to be settled")
    twice = [operation for operation, times in journey.world.pulses.items() if times != 1]
    if twice:
        raise AssertionError(f"a coil was pulsed twice for {len(twice)} operation(s)")
    wrong = [finding for finding in journey.check() if finding.severity == "wrong"]
    if wrong:
        raise AssertionError("; ".join(f"{finding.code}: {finding.text}" for finding in wrong))


def _chosen(plugins: Sequence[str | Candidate] | None) -> list[Candidate] | None:
    if plugins is None:
        return None
    known = {candidate.name: candidate for candidate in installed()}
    names = ", ".join(sorted(known)) or "none"
    found = []
    for plugin in plugins:
        if isinstance(plugin, str) and plugin not in known:
            raise LookupError(f"no plugin {plugin!r} is installed (pip install -e .); installed are: {names}")
        found.append(plugin if isinstance(plugin, Candidate) else known[plugin])
    return found
