"""What is counted of a device while this process runs: opens, faults, attempts, the last fault in words and when.

UnifiedPOS calls these device statistics. They answer a technician's first question, "since when, and how often?", and nothing
is decided by them. They begin anew with the device process: what must outlast it is in the journal and in the log.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from kiosk.drivers.port import Port
from kiosk.link.health import DeviceStatistics
from kiosk.link.messages import DeviceChanged

WELL = frozenset({"online", "busy", "starting"})
"""Statuses that are no fault."""


class _Counts(msgspec.Struct, frozen=True):
    opens: int = 0
    attempts: int = 0
    errors: int = 0
    reconnects: int = 0
    last_fault: str = ""
    last_fault_ms: int = 0


class Statistics:
    """The counts of one device. Its supervisor's thread counts; any thread may read, and reads one moment's truth."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        """`wall`: seconds since 1970, for people; nothing is measured by it."""
        self._wall = wall
        self._since_ms = self._now()
        self._counts = _Counts()
        self._seen: DeviceChanged | None = None

    def attempted(self) -> None:
        """It is about to be claimed."""
        self._change(attempts=self._counts.attempts + 1)

    def opened(self, *, again: bool) -> None:
        """It works. `again`: after it had been lost."""
        self._change(opens=self._counts.opens + 1, reconnects=self._counts.reconnects + again)

    def faulted(self, words: str) -> None:
        """It was lost, or could not be had, for a cause that was not there before. Attempts that fail alike are one fault."""
        self._change(errors=self._counts.errors + 1, last_fault=words, last_fault_ms=self._now())

    def look(self, port: Port) -> None:
        """A device that goes on working may say of itself that something is wrong (no paper, cover open)."""
        said, before = port.status, self._seen
        if said is before:
            return
        self._seen = said
        if said is None or not said.fault or said.status in WELL:
            return
        if before is None or (before.status, before.fault) != (said.status, said.fault):
            self.faulted(said.fault)

    def seen(self, port: Port) -> None:
        """What it says now has been counted already."""
        self._seen = port.status

    def tell(self, port: Port) -> DeviceStatistics:
        """Everything that is known of a device now."""
        said, counts = port.status, self._counts
        return DeviceStatistics(
            device=port.name,
            device_class=port.device_class,
            position=port.position,
            status=said.status if said is not None else "starting",
            paper=said.paper if said is not None else "",
            fault=said.fault if said is not None else "",
            path=port.where,
            found="unknown" if port.node is None else "yes" if port.node.exists() else "no",
            model=port.model,
            opens=counts.opens,
            attempts=counts.attempts,
            errors=counts.errors,
            reconnects=counts.reconnects,
            last_fault=counts.last_fault,
            last_fault_ms=counts.last_fault_ms,
            since_ms=self._since_ms,
        )

    def _change(self, **changes: int | str) -> None:
        self._counts = msgspec.structs.replace(self._counts, **changes)

    def _now(self) -> int:
        return int(self._wall() * 1000)
