"""The desk as a process: its two sockets, its slot for the watcher, its stacks when it is aborted.

`kiosk.core.desk.Desk` is the same desk without any of this, for tests and the plugin author's kit.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from kiosk.core.clock import Clock, SystemClock
from kiosk.core.desk import Desk
from kiosk.core.host.discovery import Candidate, candidates
from kiosk.core.host.growth import Growth
from kiosk.core.host.limits import Limits
from kiosk.core.host.printing import Lines, counted
from kiosk.core.host.safe_mode import Level, Starts
from kiosk.core.host.steps import SHARED_STORE_SECONDS, Steps, whose
from kiosk.core.host.strikes import Incident, name_from_stack, read_incidents
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreFull, StoreUnavailable
from kiosk.core.store.opened import open_store
from kiosk.link import notify
from kiosk.link.build import build_id
from kiosk.link.frames import LinkRefused
from kiosk.link.messages import DevicesToDesk, ShellToDesk
from kiosk.link.settings import Settings
from kiosk.link.slot import Slot, SlotReader, Step
from kiosk.link.socket import serve

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5

SWITCH_SECONDS = 0.0005
"""How long a thread that computes keeps the interpreter lock from one that waits for it. Python's own 5 ms are waited for at
each wake-up and each statement of SQL: a plugin's thread that computes without pause made a scan wait for a tenth of a second
(`make bench`, part `busy`). While nobody computes nobody waits, and this costs nothing.
"""
STACKS_KEPT = 20


def run_desk(settings: Settings, *, safe: Level = "", dev: bool = False) -> int:
    """`kiosk desk`: serve until SIGTERM or SIGINT. Returns the exit code.

    `safe`: load only what was reviewed, or nothing. `dev`: a developer's desk, which strikes nobody.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    clock = SystemClock()
    if dev:
        sys.dont_write_bytecode = True  # two saves within one second would leave the older code compiled
        sys.breakpointhook = _stop_here
    for folder in (settings.run, settings.data):
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    store = open_store(settings, clock)
    found = candidates()
    starts = Starts(
        settings.data,
        boot=clock.boot_id,
        unfinished_starts=settings.host.unfinished_starts,
        short_lives=settings.host.short_lives,
    )
    incidents = _incidents(settings, found, unfinished=starts.unfinished)
    with (settings.run / "desk.stack").open("w") as stack:
        faulthandler.enable(stack)
        slot = Slot(settings.run / "desk.slot")
        try:
            asyncio.run(
                _serve_until_told(settings, store, clock, slot, found, incidents, starts, safe, dev=dev)
            )
            starts.steady()
        except (LinkRefused, OSError, StoreFull, StoreUnavailable):
            starts.refused()  # a store without room is no reason to leave out plugins
            raise
        finally:
            store.close()
            slot.close()
            faulthandler.disable()
    (settings.run / "desk.slot").unlink(missing_ok=True)
    return 0


def _stop_here(*arguments: object, **options: object) -> object:
    """`breakpoint()`: Python's debugger, which leaves Ctrl-C to us: it ends the desk, as before the first stop."""
    if os.environ.get("PYTHONBREAKPOINT"):
        return sys.__breakpointhook__(*arguments, **options)  # noqa: T100 - the author chose another
    import pdb  # noqa: T100 - what an author asked for

    pdb.Pdb(nosigint=True).set_trace(sys._getframe(1))  # noqa: SLF001 - as breakpoint() itself does
    return None


def _incidents(settings: Settings, found: Sequence[Candidate], *, unfinished: bool) -> list[Incident]:
    """What happened to the desk before this one. Its stacks are kept in the data folder, for whoever repairs
    the plugin.

    Where no watcher saw it (systemd aborts a desk that hangs, and nobody leaves a line), the slot that it left behind tells
    whose code it was in: of a start that did not finish, and of a desk that wrote its stacks.
    """
    incidents = read_incidents(settings.run / "incidents")
    try:
        stack = (settings.run / "desk.stack").read_text(errors="replace")
    except FileNotFoundError:
        stack = ""
    if stack:
        _keep(settings.data / "stacks", stack)
    if not incidents and (unfinished or stack):
        steps = _left_in_slot(settings.run)
        kind: Literal["hung", "died"] = "hung" if "Aborted" in stack[:200] else "died"
        incidents = [Incident(kind, step.plugin, step.during) for step in steps]
        if stack and not steps:
            incidents = [Incident(kind)]
    return [
        one
        if one.plugin or not stack
        else Incident(one.kind, name_from_stack(stack, found), "code of its own")
        for one in incidents
    ]


def _left_in_slot(run: Path) -> list[Step]:
    """The first step that a dead desk of this boot was in; the run folder of a demo outlives the power."""
    path = run / "desk.slot"
    try:
        if path.stat().st_mtime < time.time() - time.monotonic():
            return []
        reader = SlotReader(path)
    except (OSError, ValueError):
        return []
    steps = reader.steps()
    reader.close()
    return steps[:1]


def _keep(folder: Path, stack: str) -> None:
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    (folder / f"{time.time_ns() // 1_000_000}.txt").write_text(stack)
    for old in sorted(folder.glob("*.txt"))[:-STACKS_KEPT]:
        old.unlink()


async def _serve_until_told(
    settings: Settings,
    store: Store,
    clock: Clock,
    slot: Slot,
    found: Sequence[Candidate],
    incidents: Sequence[Incident],
    starts: Starts,
    safe: Level,
    *,
    dev: bool,
) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    limits = Limits.of(settings.host)
    growth = None if dev else Growth(limits)
    shared = SHARED_STORE_SECONDS if settings.store.url else 0.0
    steps = Steps(slot, limits=limits, store_seconds=shared, growth=growth)
    desk = Desk(
        settings,
        store,
        clock,
        plugins=found,
        steps=steps,
        incidents=incidents,
        starts=None if dev else starts,
        safe=safe,
        dev=dev,
    )
    hushed = contextlib.ExitStack()
    if not dev:
        hushed.enter_context(counted(Lines(whose, limits.lines, desk.care.excess)))
    await desk.start()
    beating = asyncio.create_task(_beat(slot))
    build = build_id()
    shells = await serve(
        settings.shell_socket,
        role="desk",
        incoming=ShellToDesk,
        uids=settings.link.uids("shell") | {0, os.geteuid()},  # the doctor: as root, or as the desk itself
        build=build,
        handler=desk.serve_shell,
        callers=("shell", "doctor"),
    )
    devices = await serve(
        settings.devices_socket,
        role="desk",
        incoming=DevicesToDesk,
        uids=settings.link.uids("devices"),
        build=build,
        handler=desk.serve_devices,
        callers=("devices",),
    )
    try:
        log.info("the desk serves position %s", ", ".join(desk.positions))
        starts.serves()
        if growth is not None:
            desk.in_background(desk.care.watch_growth(growth, told.set))
        loop.call_later(settings.host.steady_seconds, starts.steady)
        notify.ready()
        await told.wait()
    finally:
        beating.cancel()
        await shells.close()
        await devices.close()
        await desk.stop()
        hushed.close()


async def _beat(slot: Slot) -> None:
    while True:
        slot.beat()
        notify.watchdog()
        await asyncio.sleep(BEAT_SECONDS)
