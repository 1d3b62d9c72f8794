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
from kiosk.core.store.errors import StoreFull
from kiosk.core.store.transaction import Transaction
from kiosk.testing.box import NOON_MS, Keeping, kept_in, plugin_tables, settings_for
from kiosk.testing.crash import CrashPoints, PersonLeft, PowerCut, crash_walk
from kiosk.testing.full_disk import FullDisk, done_unrecorded, said_falsely
from kiosk.testing.journey import Journey
from kiosk.testing.ready_store import installed

HURRY = "KIOSK_CRASH_EVERY"

MOST_TOLD = 20
"""Failures of one walk that are told; the rest are usually the same."""


OVER_SECONDS = 61
"""In this time the desk tries again whatever it could not write down."""


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


class FullDiskWalk:
    """Plays a journey with a disk that is full at each of its commits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(
        self,
        script: Callable[[Journey], None],
        *,
        done: Callable[[Journey], bool] | None = None,
        setup: Callable[[Journey], object] | None = None,
        check: Callable[[Journey], object] | None = None,
        meanwhile: Callable[[Journey], object] | None = None,
        again: Callable[[Journey], None] | None = None,
        every: int = 0,
        first: int = 1,
        once: bool = False,
        **kiosk: Any,
    ) -> int:
        """Play `script` once for each commit that it makes, with no room on the disk for that one and all after it (`once`: for
        that one alone); returns how many there are.

        `done(kiosk)`: whether the act is on record. While it is not, no screen may have said that it is done, and once it is,
        none that it is not; the person was told why it did not go on; no device has done what is not on record; no plugin has
        a strike. Then the person goes, and there is room again: nothing is held or under way, `kiosk check` and
        `check(kiosk)` are content, and an act that is not on record is played once more (`again`, where the second time is
        another) and is. Without `done` nothing is played again, and `meanwhile(kiosk)` raises when the books do not bear
        out what a screen says to be done.
        `setup`, `every`, `first` and the rest are those of `crash_walk`.
        """

        def run(full_at: int) -> int:
            make = MakeKiosk(self._folder)
            try:
                journey = make(**{"store": "memory", **kiosk})
                if setup is not None:
                    setup(journey)
                return _fill(
                    journey,
                    journey.fill_disk(full_at, once=once),
                    script,
                    again or script,
                    done,
                    check,
                    meanwhile,
                )
            finally:
                make.close()

        commits, failures = run(0), []
        numbers = range(first, commits + 1, every or int(os.environ.get(HURRY, "1")))
        for number in numbers or (1 + first % commits,):  # one at the least
            try:
                run(number)
            except Exception as problem:  # noqa: BLE001 - all of them are reported together
                failures.append(f"full at {number}: {type(problem).__name__}: {problem}")
        if failures:
            told = "\n".join(failures[:MOST_TOLD])
            raise AssertionError(f"{len(failures)} of {commits} commits are not as they should be:\n{told}")
        return commits


def _holds(check: Callable[[Journey], object] | None, journey: Journey) -> bool:
    if check is not None:
        try:
            check(journey)
        except AssertionError:
            return False
    return True


def _fill(
    journey: Journey,
    disk: FullDisk,
    script: Callable[[Journey], None],
    again: Callable[[Journey], None],
    done: Callable[[Journey], bool] | None,
    check: Callable[[Journey], object] | None,
    meanwhile: Callable[[Journey], object] | None,
) -> int:
    """One run, with the disk full at one commit; returns how many there were."""
    full_at = disk.full_at
    stopped = False
    try:
        script(journey)
    except Exception as problem:
        if not disk.is_full:
            raise
        stopped = not isinstance(
            problem, StoreFull
        )  # then it was the script itself that wrote, and no person
    commits = disk.passed
    if disk.is_full:
        wrong = said_falsely(
            journey.shown[disk.seen :],
            journey.desk.host,
            stopped=stopped,
            on_record=done(journey) if done is not None else None,
            borne_out=lambda: _holds(meanwhile, journey),
        ) or journey.read(done_unrecorded, journey.world)
        if wrong:
            raise AssertionError(wrong)
        journey.world.spring_all_open()
        (journey.walk_away if full_at % 2 else journey.leave)()
    disk.make_room()
    journey.wait(OVER_SECONDS)
    _account(journey)
    if done is not None and not done(journey):
        again(journey)
        if not done(journey):
            raise AssertionError("it was done once more, and is not on record")
        _account(journey)
    if check is not None:
        check(journey)
    struck = [state.id for state in journey.desk.host.states.values() if state.strikes]
    if struck:
        raise AssertionError(f"a full disk was counted against {', '.join(struck)}")
    return commits


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
    else:
        if points.dark:  # it went in the background, and nobody has looked since
            journey.restart()
            journey.world.spring_all_open()
    journey.cut_at(None)


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
