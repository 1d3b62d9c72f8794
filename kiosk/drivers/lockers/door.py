"""One door, as its switch tells it: debounce, and what state that means.

Pure: every method takes the time (monotonic seconds), nothing waits. The switch sits at the door and not at the bolt, so
`locked` means "closed": a spring latch that is not pulsed holds a closed door.

The debounce is ours, because a library's cannot be tested (gpiozero's mock ignores `bounce_time`): a level counts once it has
stayed for the whole window. An opening that *began* in time is in time, even when the debounce ends after the limit.
"""

from __future__ import annotations

import math

from kiosk.link.messages import DoorState

NEVER = math.inf
LATE_OPENING_SECONDS = 60.0
"""A door that stuck and comes free within this time was opened by its pulse and a helping hand; later it is forced."""


class Debouncer:
    """A level that is believed once it has not changed for `window` seconds."""

    def __init__(self, window: float) -> None:
        self._window = window
        self._candidate: bool | None = None
        self._since = 0.0
        self.stable: bool | None = None

    def feed(self, now: float, *, level: bool) -> None:
        """A raw reading."""
        if level != self._candidate:
            self._candidate = level
            self._since = now

    def settle(self, now: float) -> bool | None:
        """The new level, once; None while nothing new is certain."""
        if self._candidate == self.stable or now < self._since + self._window:
            return None
        self.stable = self._candidate
        return self.stable

    def deadline(self) -> float:
        """When `settle` could have something new to say."""
        return NEVER if self._candidate == self.stable else self._since + self._window

    def becoming(self, *, level: bool) -> bool:
        """The raw level is `level`, and only the window has not passed yet."""
        return self._candidate is level and self.stable is not level

    def forget(self) -> None:
        """Nothing is known any more."""
        self._candidate = self.stable = None


class Door:
    """The state of one door. `operation` is the pulse that it is open by, or waits for."""

    def __init__(self, *, debounce: float, open_within: float, left_open: float) -> None:
        self._level = Debouncer(debounce)
        self._open_within = open_within
        self._left_open = left_open
        self._since = 0.0
        self.state: DoorState = "unknown"
        self.operation = ""

    @property
    def is_open(self) -> bool | None:
        """What the switch says, debounced; None while nothing is known."""
        return self._level.stable

    @property
    def waits(self) -> bool:
        """A reading is on its way: a decision now would be too early."""
        return self._level.deadline() < NEVER

    def read(self, now: float, *, is_open: bool) -> None:
        """A raw reading of the switch, from an edge or from looking."""
        self._level.feed(now, level=is_open)

    def pulsed(self, operation: str, now: float) -> None:
        """The coil is being driven for this operation."""
        self._enter("pulsing", now, operation)

    def settle(self, now: float) -> bool:
        """Let the time pass; True when the state has changed."""
        before = (self.state, self.operation)
        level = self._level.settle(now)
        if level is True:
            self._opened(now)
        elif level is False:
            self._enter("locked", now)
        elif self.state == "pulsing" and now >= self._since + self._open_within:
            if not self._level.becoming(level=True):
                self._enter("stuck", now, self.operation)
        elif self.state == "open" and now >= self._since + self._left_open:
            self._enter("left_open", now, self.operation)
        return (self.state, self.operation) != before

    def deadline(self) -> float:
        """When the next change could come without a new reading."""
        own = NEVER
        if self.state == "pulsing" and not self._level.becoming(level=True):
            own = self._since + self._open_within
        elif self.state == "open":
            own = self._since + self._left_open
        return min(own, self._level.deadline())

    def forget(self) -> None:
        """The lines are lost: nothing is known until the switch has been read again."""
        self._level.forget()
        self.state, self.operation = "unknown", ""

    def _opened(self, now: float) -> None:
        if self.state == "pulsing" or (self.state == "stuck" and now < self._since + LATE_OPENING_SECONDS):
            self._enter("open", now, self.operation)
        elif self.state == "unknown":
            self._enter("open", now)  # after a start: read, not assumed to be an intrusion
        else:
            self._enter("forced", now)

    def _enter(self, state: DoorState, now: float, operation: str = "") -> None:
        self.state, self.operation, self._since = state, operation, now
