"""The physics of one locker door, for the world: a coil releases a spring latch, a spring opens the door, a switch chatters.

Times are a typical 12 V spring latch's, from a data sheet's order of magnitude and not from measurement. The
scheduler is passed in, so that tests run the physics by hand.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from kiosk.drivers.world.messages import Compartment, PulseMade

RELEASE_SECONDS = 0.05
"""A shorter pulse does not move the bolt."""

SPRING_SECONDS = 0.06
"""From released to open."""

BURN_SECONDS = 2.5
"""A coil that is driven longer is gone for good. The driver's hard cap is 2 s."""

BOUNCE_SECONDS = 0.003
"""Between two chatters of the switch."""

PULSES_KEPT = 100


class Timer(Protocol):
    """Something that will happen, unless it is cancelled."""

    def cancel(self) -> None:
        """It will not happen."""


class Scheduler(Protocol):
    """Time, and things to come. asyncio's loop in the world."""

    def time(self) -> float:
        """Monotonic seconds."""

    def call_later(self, delay: float, callback: Callable[..., object], *args: object) -> Timer:
        """Call it after `delay` seconds."""


class Impossible(Exception):
    """A hand cannot do that: the door is closed, the thing is not there."""


class EmulatedDoor:
    """Latch, door, switch and coil of one compartment. `truth` is changed in place; `changed` is called after each change."""

    def __init__(
        self,
        truth: Compartment,
        *,
        scheduler: Scheduler,
        switch: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        """`switch()` is called at every movement of the switch's `contact`."""
        self.truth = truth
        self._scheduler = scheduler
        self._switch = switch
        self._changed = changed
        self._driven_since: float | None = None
        self._driven_at_ms = 0
        self._timers: list[Timer] = []
        self._moving: list[Timer] = []
        self.contact = self.reads_open
        """What the switch says at this moment; differs from `reads_open` while it chatters."""

    @property
    def reads_open(self) -> bool:
        """What the switch's contact says, which may be a lie."""
        if "sensor_reads_open" in self.truth.faults:
            return True
        if "sensor_reads_closed" in self.truth.faults:
            return False
        return self.truth.is_open

    @property
    def driven(self) -> bool:
        """The coil has current."""
        return self._driven_since is not None

    # ------------------------------------------------------------------------------------------ coil

    def coil(self, level: int, *, cut: bool = False) -> None:
        """The coil's line goes high or low."""
        if level and self._driven_since is None:
            self._driven_since = self._scheduler.time()
            self._driven_at_ms = time.time_ns() // 1_000_000
            self.truth.pulse_count += 1
            self._changed()
            self._timers = [
                self._scheduler.call_later(RELEASE_SECONDS, self._release),
                self._scheduler.call_later(BURN_SECONDS, self._burn),
            ]
        elif not level and self._driven_since is not None:
            self._cancel(self._timers)
            milliseconds = round((self._scheduler.time() - self._driven_since) * 1000)
            self._driven_since = None
            self.truth.pulses = [
                *self.truth.pulses[-PULSES_KEPT + 1 :],
                PulseMade(self._driven_at_ms, milliseconds, cut),
            ]
            self._changed()

    def _release(self) -> None:
        faults = self.truth.faults
        if self.truth.burnt or "coil_dead" in faults or "jammed" in faults or self.truth.is_open:
            return
        self.truth.released = True
        self._changed()
        if "sticks" not in faults:
            wait = faults["slow"] / 1000 if "slow" in faults else SPRING_SECONDS
            self._moving.append(self._scheduler.call_later(wait, self._spring_open))

    def _burn(self) -> None:
        self.truth.burnt = True
        self._changed()

    def _spring_open(self) -> None:
        if self.truth.released and not self.truth.is_open:
            self._move(is_open=True)

    # ------------------------------------------------------------------------------------------ hands

    def pull(self) -> None:
        """A hand at the door's edge."""
        if not self.truth.is_open:
            if not self.truth.released:
                raise Impossible(f"door {self.truth.number} is locked")
            self._move(is_open=True)

    def force(self) -> None:
        """A crowbar."""
        if not self.truth.is_open:
            self._move(is_open=True)

    def close(self) -> None:
        """A push until it latches."""
        if not self.truth.is_open and not self.truth.released:
            raise Impossible(f"door {self.truth.number} is closed already")
        if "will_not_close" in self.truth.faults:
            raise Impossible(f"something is in the way of door {self.truth.number}")
        self._cancel(self._moving)
        self.truth.released = False
        if self.truth.is_open:
            self._move(is_open=False)
        else:
            self._changed()

    def take(self, tag: str) -> str:
        """Take an item out; the front one without a tag."""
        self._reachable()
        items = self.truth.items
        wanted = tag or (items[-1] if items else "")
        if wanted not in items:
            raise Impossible(
                f"compartment {self.truth.number} holds {len(items)} item(s), and not {wanted or 'any'}"
            )
        items.remove(wanted)
        self._changed()
        return wanted

    def put(self, tag: str) -> None:
        """Put an item in."""
        self._reachable()
        self.truth.items.append(tag)
        self._changed()

    def _reachable(self) -> None:
        if not self.truth.is_open:
            raise Impossible(f"door {self.truth.number} is closed")

    # ------------------------------------------------------------------------------------------ faults, switch

    def fault(self, kind: str, value: int, *, on: bool) -> None:
        """Break or mend something; a lying switch tells its new lie at once."""
        before = self.reads_open
        if on:
            self.truth.faults[kind] = value
        else:
            self.truth.faults.pop(kind, None)
        if self.reads_open != before:
            self._touch(self.reads_open)
        self._changed()

    def _move(self, *, is_open: bool) -> None:
        before = self.reads_open
        self.truth.is_open = is_open
        self.truth.released = is_open
        self._changed()
        if self.reads_open == before:
            return
        self._touch(self.reads_open)
        for chatter in range(1, 2 * self.truth.faults.get("bounces", 0) + 1):
            level = self.reads_open if chatter % 2 == 0 else not self.reads_open
            self._moving.append(self._scheduler.call_later(chatter * BOUNCE_SECONDS, self._touch, level))

    def _touch(self, contact: int) -> None:
        self.contact = bool(contact)
        self._switch()

    def _cancel(self, timers: list[Timer]) -> None:
        for timer in timers:
            timer.cancel()
        timers.clear()
