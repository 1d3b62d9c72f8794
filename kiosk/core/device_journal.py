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
from collections.abc import Sequence
from typing import Any

from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import DeviceChanged
from kiosk.link.settings_devices import Bank

log = logging.getLogger(__name__)

WELL = frozenset({"online", "busy"})
KNOWN_PAPER = frozenset({"full", "low", "out", "jammed"})


class DeviceJournal:
    """Of one box. `told` is called on the event loop with everything that the devices say."""

    def __init__(self, store: Store, banks: Sequence[Bank] = ()) -> None:
        """`banks` have names for people ("1F 东门"), and the journal holds keys only: theirs is `bank-1` and so on."""
        self._store = store
        self._keys = {bank.name: f"bank-{number}" for number, bank in enumerate(banks, 1)}
        self._lost: set[str] = set()
        self._paper: dict[str, str] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def told(self, device: DeviceChanged) -> None:
        """A device told its state; it tells it again whenever the devices or the desk begin anew."""
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
        task = asyncio.ensure_future(self._record(event, device))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _record(self, event: str, device: DeviceChanged) -> None:
        key = self._keys.get(device.device, device.device)
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
