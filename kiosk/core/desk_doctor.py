"""What the desk knows for the doctor: it tells `kiosk doctor` over the shells' socket, and examines the box for the
technician's own screen.

The devices are asked over their link and may be slow or away; nobody waits for them longer than a moment. What a self-test at
the screen came to is in the journal (`device.tested`: who, what, how, when), and the newest of each device is kept at hand.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec

from kiosk.core.archive import for_archive
from kiosk.core.clock import Clock
from kiosk.core.host.host import Host
from kiosk.core.host.trouble import parts
from kiosk.core.records import Context
from kiosk.core.session.position import PositionDesk
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.doctor.bundle import Matter, contents, write
from kiosk.doctor.case import Case
from kiosk.doctor.examine import examine
from kiosk.doctor.findings import Finding
from kiosk.link.build import build_id
from kiosk.link.health import (
    AskDesk,
    AskStatistics,
    CheckHealth,
    DeskTold,
    DeviceStatistics,
    HealthChecked,
    PluginTold,
    Statistics,
    Tested,
)
from kiosk.link.settings import Settings
from kiosk.link.socket import LinkClosed, Peer

log = logging.getLogger(__name__)

ANSWER_SECONDS = 2.0
"""How long the device process may take to tell of its devices; it looks nothing up for that."""

LOOK_BACK = 5000
"""Journal rows that are looked through for the last self-tests, once after each start."""

TESTED = "device.tested"


class Wire(Protocol):
    """The connection to the device process."""

    async def send(self, message: Any) -> None:
        """Send, or raise `LinkClosed`."""
        ...


class DeskDoctor:
    """One for each desk."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        host: Host,
        clock: Clock,
        positions: Mapping[str, PositionDesk],
        wire: Callable[[], Wire | None],
    ) -> None:
        """`wire` is the connection to the devices, while there is one."""
        self._settings = settings
        self._store = store
        self._host = host
        self._clock = clock
        self._positions = positions
        self._wire = wire
        self._asked: list[asyncio.Future[tuple[DeviceStatistics, ...]]] = []
        self._checks: dict[str, asyncio.Future[HealthChecked]] = {}
        self._numbers = itertools.count(1)
        self._tests: dict[str, Tested] | None = None

    # ------------------------------------------------------------------ the devices

    def heard(self, message: Statistics | HealthChecked) -> None:
        """The devices have answered."""
        if isinstance(message, HealthChecked):
            if (waiting := self._checks.pop(message.request, None)) is not None and not waiting.done():
                waiting.set_result(message)
            return
        asked, self._asked = self._asked, []
        for one in asked:
            if not one.done():
                one.set_result(message.devices)

    async def devices(self) -> tuple[DeviceStatistics, ...] | None:
        """How every device is; None while the device process is away or does not answer."""
        wire = self._wire()
        if wire is None:
            return None
        answer: asyncio.Future[tuple[DeviceStatistics, ...]] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        try:
            await wire.send(AskStatistics())
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except (LinkClosed, TimeoutError):
            return None

    async def check(self, device: str, level: str, seconds: float) -> HealthChecked | None:
        """Ask one device how it is; None when nobody answered in time."""
        wire = self._wire()
        if wire is None:
            return None
        request = f"check-{next(self._numbers)}"
        answer: asyncio.Future[HealthChecked] = asyncio.get_running_loop().create_future()
        self._checks[request] = answer
        try:
            await wire.send(CheckHealth(request, device, cast("Any", level)))
            return await asyncio.wait_for(answer, seconds)
        except (LinkClosed, TimeoutError):
            return None
        finally:
            self._checks.pop(request, None)

    # ------------------------------------------------------------------ the examination

    async def told(self) -> DeskTold:
        """Everything that only the running kiosk knows."""
        tests = await self.tests()
        safe_mode = next((each.safe_mode.level for each in self._positions.values() if each.safe_mode), "")
        return DeskTold(
            build=build_id(),
            kiosk=self._store.kiosk_id,
            clock_trusted=self._clock.trusted,
            safe_mode=safe_mode,
            screens=tuple(name for name, position in self._positions.items() if position.watched),
            plugins=tuple(
                PluginTold(state.id, state.version, state.state, parts(state.reason)[1] or state.reason)
                for state in self._host.states.values()
            ),
            devices=await self.devices(),
            tests=tuple(tests.values()),
        )

    async def examine(self) -> tuple[Case, list[Finding]]:
        """The examination for the screen. The disk is tried on a thread: a card that is dying takes its time."""
        told = await self.told()
        case = Case(
            settings=self._settings,
            now_ms=self._clock.now_ms(),
            clock_trusted=told.clock_trusted,
            desk=told,
            desk_runs=True,
            inside=True,
        )
        return case, await asyncio.to_thread(examine, case)

    async def bundle(self, case: Case, findings: list[Finding], place: Path) -> Path:
        """Write a support archive onto a stick; returns where it is. The processes' logs are not in it: the desk may not read
        them, `kiosk doctor --bundle` may. Raises `BundleRefused`.
        """
        people, rows = await self._store.read(for_archive)
        return await asyncio.to_thread(_bundle, Matter(case, findings, people, rows), place)

    async def attend(self, peer: Peer) -> None:
        """One connection of `kiosk doctor`, from its hello to its end."""
        try:
            while True:
                match await peer.receive():
                    case AskDesk():
                        await peer.send(await self.told())
        except LinkClosed:
            return

    # ------------------------------------------------------------------ self-tests

    async def tests(self) -> dict[str, Tested]:
        """The last self-test of each device, by its name."""
        if self._tests is None:
            self._tests = await self._store.read(_last_tests, self._keys())
        return self._tests

    async def record(self, tested: Tested, context: Context, **ids: str) -> None:
        """What a self-test came to; `ids` say more of it (which door)."""
        await self._store.write(_record, tested, self._keys(), ids, context=context)
        (await self.tests())[tested.device] = tested

    def _keys(self) -> dict[str, str]:
        """What the journal calls a device: it takes no name out of the settings that people read (a bank is "1F 东门")."""
        return {bank.name: f"bank-{number}" for number, bank in enumerate(self._settings.banks, 1)}


def _bundle(matter: Matter, place: Path) -> Path:
    return write(contents(matter), place, matter.case)


def _record(tx: Transaction, tested: Tested, keys: Mapping[str, str], ids: Mapping[str, str]) -> None:
    device = keys.get(tested.device, tested.device)
    tx.journal(TESTED, device=device, test=tested.test, outcome=tested.outcome, **ids)


def _last_tests(tx: Transaction, keys: Mapping[str, str]) -> dict[str, Tested]:
    names = {key: name for name, key in keys.items()}
    newest, _hash = tx.journal_head()
    found: dict[str, Tested] = {}
    for entry in tx.journal_entries(after=max(0, newest - LOOK_BACK), limit=LOOK_BACK):
        if entry.event == TESTED:
            ids = msgspec.json.decode(entry.data, type=dict[str, str])
            name = names.get(ids["device"], ids["device"])
            found[name] = Tested(name, cast("Any", ids["test"]), cast("Any", ids["outcome"]), entry.at_ms)
    return found
