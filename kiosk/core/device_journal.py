"""What the devices went through, in the journal: lost, back, and how the paper was, whoever was at the kiosk.

One entry for each loss, however many causes are told one after the other until it is back, so that "when did the printer run
out?" has an answer a month later. A device counts as well until it says otherwise: a desk that starts while one is away writes
that down once more.

Left out: doors, whose operations are recorded by themselves; the device process's own end, which the watcher keeps; and the
words for a technician, which stand in the devices' log (the journal holds no free text).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import DeviceChanged
from kiosk.link.settings import Settings

log = logging.getLogger(__name__)

WELL = frozenset({"online", "busy"})
ENTRIES_AN_HOUR, HOUR_SECONDS = 60, 3600.0
KNOWN_PAPER = frozenset({"full", "low", "out", "jammed"})


class DeviceJournal:
    """Of one box. `told` is called on the event loop with everything that the devices say."""

    def __init__(
        self, store: Store, settings: Settings, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Banks have names for people ("1F 东门"), and the journal holds keys only: theirs is `bank-1` and so on."""
        self._store = store
        self._seconds = seconds
        names = [
            *(each.name for each in settings.scanners),
            *(each.name for each in settings.printers),
            *(each.name for each in settings.encoders),
            *(each.name for each in settings.devices),
        ]
        self._keys = {name: name for name in names}
        self._keys |= {bank.name: f"bank-{number}" for number, bank in enumerate(settings.banks, 1)}
        self._entries: dict[str, deque[float]] = {}
        self._lost: set[str] = set()
        self._paper: dict[str, str] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def told(self, device: DeviceChanged) -> None:
        """A device told its state; it tells it again whenever the devices or the desk begin anew. One that the settings do
        not name is nobody's."""
        if device.device not in self._keys:
            return
        if device.paper in KNOWN_PAPER:
            before = self._paper.get(device.device, "full")
            self._paper[device.device] = device.paper
            if device.paper != before:
                self._write("device.paper", device)
        if device.status == "starting":
            return
        if device.status in WELL and device.device in self._lost:
            self._lost.discard(device.device)
            self._write("device.back", device)
        elif device.status not in WELL and device.device not in self._lost:
            self._lost.add(device.device)
            self._write("device.lost", device)

    async def stop(self) -> None:
        """What is on its way is written."""
        await asyncio.gather(*self._tasks)

    def _write(self, event: str, device: DeviceChanged) -> None:
        if self._too_many(device.device):
            return
        task = asyncio.ensure_future(self._record(event, device))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _too_many(self, name: str) -> bool:
        """A loose plug is on record after a few entries; a thousand would tell no more, and fill the disk."""
        now, entries = self._seconds(), self._entries.setdefault(name, deque())
        while entries and now - entries[0] > HOUR_SECONDS:
            entries.popleft()
        entries.append(now)
        if len(entries) == ENTRIES_AN_HOUR:
            log.warning("%s comes and goes: no more of it in the journal for a while", name)
        return len(entries) > ENTRIES_AN_HOUR and bool(entries.pop())

    async def _record(self, event: str, device: DeviceChanged) -> None:
        key = self._keys[device.device]
        try:
            await self._store.write(_entry, event, key, device, context=Context(position=device.position))
        except StoreError:
            log.exception("%s of %s could not be written down", event, device.device)


def _entry(tx: Transaction, event: str, key: str, device: DeviceChanged) -> None:
    if event == "device.paper":
        tx.journal(event, device=key, paper=device.paper)
    elif event == "device.back":
        tx.journal(event, device=key)
    else:
        tx.journal(event, device=key, status=device.status)
