"""Durable loans a second through the desk, against the floor; and whether a million members make a loan
slower."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.bot import Bot, bench_settings
from bench.floor import Recorder, replay
from bench.measure import Line, processor_seconds, spread
from kiosk.cli.run import command
from kiosk.core.clock import SystemClock
from kiosk.core.desk import Desk
from kiosk.core.places import declare_places
from kiosk.core.store.opened import open_store
from kiosk.core.store.transaction import Transaction
from kiosk.link.build import build_id
from kiosk.link.messages import DevicesToDesk, ShellToDesk
from kiosk.link.settings import Settings, load
from kiosk.link.socket import serve

UMBRELLAS = 24
ROUNDS = 6
"""Each round lends all umbrellas, which is timed, and takes them back, which is not."""


def measure() -> Iterator[Line]:
    """The lines about loans."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        yield from _against_the_floor(Path(folder))
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        yield from _members(Path(folder))


def _against_the_floor(folder: Path) -> Iterator[Line]:
    small = house(folder / "a", members=1_000)
    before = folder / "before.db"
    recorder = asyncio.run(_record(small, before))
    floor_file = folder / "floor.db"
    timed = [each % 2 == 0 for each in range(len(recorder.stretches))]
    floors: list[float] = []
    desks: list[float] = []
    for turn in range(3):  # in turn, so that a slow minute of the machine hits both
        shutil.copy(before, floor_file)
        floors += replay(floor_file, recorder.stretches, timed)
        for name in ("floor.db-wal", "floor.db-shm"):
            (folder / name).unlink(missing_ok=True)
        again = house(folder / f"turn{turn}", members=1_000)
        desks += [sum(each) for each in asyncio.run(_lend(again))]
    desk = UMBRELLAS / statistics.median(desks)
    floor = UMBRELLAS / statistics.median(floors)
    commits = sum(len(stretch) for stretch in recorder.stretches[::2]) / (UMBRELLAS * ROUNDS)
    yield Line(
        "durable loans a second, desk ÷ bare sqlite3",
        desk / floor,
        "×",
        aim=0.5,
        at_least=True,
        details=f"desk {desk:.0f}/s, bare sqlite3 {floor:.0f}/s, {commits:.1f} commits a loan",
    )


def _members(folder: Path) -> Iterator[Line]:
    few, many = house(folder / "few", members=1_000), house(folder / "many", members=1_000_000)
    took: dict[str, list[float]] = {"few": [], "many": []}
    for _ in range(2):
        for name, settings in (("few", few), ("many", many)):
            took[name] += [1000 * each for lap in asyncio.run(_lend(settings)) for each in lap]
    yield Line(
        "a loan with 1,000,000 members ÷ with 1,000",
        statistics.median(took["many"]) / statistics.median(took["few"]),
        "×",
        aim=1.2,
        details=f"{spread(took['many'])}; with 1,000: {spread(took['few'])}",
    )


async def _lend(settings: Settings) -> list[list[float]]:
    """Lend every umbrella and take it back, round after round, at a desk in a process of its own; seconds of each loan."""
    with _desk_process(settings):
        bot = await _reach(settings)
        try:
            return [await _lap(bot, turn) for turn in range(ROUNDS)]
        finally:
            await bot.leave()


class Round(NamedTuple):
    """One round at a desk in a process of its own: the seconds of each loan and of each return, and the desk's processor
    seconds for all of either."""

    lent: list[float]
    back: list[float]
    processor_lent: float
    processor_back: float


async def lend_and_take_back(settings: Settings) -> Round:
    """Lend every umbrella, and take each back; measured the second time, when the desk's start is over."""
    with _desk_process(settings) as desk:
        bot = await _reach(settings)
        back: list[float] = []
        try:
            await _lap(bot, 0)
            spent: list[float] = [processor_seconds([desk.pid])]
            lent = await _lap(bot, 1, back, mark=lambda: spent.append(processor_seconds([desk.pid])))
        finally:
            await bot.leave()
    return Round(lent, back, spent[1] - spent[0], spent[2] - spent[1])


async def _lap(
    bot: Bot, turn: int, back: list[float] | None = None, mark: Callable[[], None] = lambda: None
) -> list[float]:
    """One round: the seconds of each loan; those of each return go into `back`. `mark` is called between the two."""
    lap: list[float] = []
    for each in range(UMBRELLAS):
        began = time.perf_counter()
        await bot.borrow(_card((turn * UMBRELLAS + each) % 1_000))
        lap.append(time.perf_counter() - began)
    mark()
    for each in range(UMBRELLAS):
        began = time.perf_counter()
        await bot.bring_back(_tag(each))
        if back is not None:
            back.append(time.perf_counter() - began)
    mark()
    return lap


@contextmanager
def _desk_process(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command("desk", settings), stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


async def _reach(settings: Settings) -> Bot:
    """Connect as soon as the desk is there."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await Bot.reach(settings)
            except OSError:
                await asyncio.sleep(0.02)


async def _record(settings: Settings, snapshot: Path) -> Recorder:
    """The same at a desk in this process, whose writes are recorded; `snapshot` is the database before the first loan."""
    store = open_store(settings, SystemClock())
    recorder = Recorder(store.dialect)
    desk = Desk(settings, store, SystemClock())
    await desk.start()
    build = build_id()
    shells = await serve(
        settings.shell_socket,
        role="desk",
        incoming=ShellToDesk,
        uids=(),
        build=build,
        handler=desk.serve_shell,
    )
    devices = await serve(
        settings.devices_socket, role="desk", incoming=DevicesToDesk, uids=(), build=build,
        handler=desk.serve_devices,
    )  # fmt: skip
    bot = await Bot.reach(settings)
    try:
        _copy(settings.data / "kiosk.db", snapshot)
        recorder.mark()
        recorder.stretches.clear()
        for turn in range(ROUNDS):
            await _lap(bot, turn, mark=recorder.mark)
    finally:
        await bot.leave()
        await shells.close()
        await devices.close()
        await desk.stop()
        store.close()
    return recorder


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    live.close()
    copy.close()


def _card(number: int) -> str:
    return f"9{number:09d}"


def _tag(number: int) -> str:
    return f"B-{number:04d}"


def house(folder: Path, *, members: int) -> Settings:
    """A store with a wall, umbrellas in it and so many members."""
    folder.mkdir(parents=True)
    settings = load(bench_settings(folder))
    settings.data.mkdir()
    settings.run.mkdir()
    store = open_store(settings, SystemClock())
    try:
        store.write_now(_stock, settings)
    finally:
        store.close()
    _add_members(settings.data / "kiosk.db", members)
    _settle_the_disk(settings)
    return settings


def _stock(tx: Transaction, settings: Settings) -> None:
    places = sorted(declare_places(tx, settings.banks).items(), key=lambda each: each[1])
    for number in range(UMBRELLAS):
        tx.add_item(_tag(number), "umbrella", label="blue", place_id=places[number][0], reason="bench")


def _add_members(database: Path, count: int) -> None:
    """Straight into the table: importing a million rows is another measurement."""
    connection = sqlite3.connect(database)
    rows = ((f"01900000-0000-7000-8000-{n:012d}", _card(n), f"Member {n}") for n in range(count))
    with connection:
        connection.executemany("INSERT INTO members (id, card, name, made_ms) VALUES (?, ?, ?, 0)", rows)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def _settle_the_disk(settings: Settings) -> None:
    """What was just written must not be flushed while we measure."""
    import os

    with (settings.data / "kiosk.db").open("rb") as file:
        os.fsync(file.fileno())
