"""One thread for each device: it claims the device, runs its loop, and when the device is lost tries again, for ever.

A driver that hangs holds up its own thread and nothing else. What was lost is said once, and that it is back once, however many
attempts lie between. Attempts come less and less often, spread a little, so that ten devices behind one hub do not
all knock at the same moment.

Where a device has a place in the file system, that place is looked at again and again: one that is plugged in is claimed at
once and not when the wait is over, and one that vanished without a word, or was replaced by another, is let go of. Looking
is the truth; a listener to udev or inotify would be a hint, and it is left out, because it could say nothing half a second
earlier that matters, and its own losses (an overflow, a folder that comes and goes) would need the looking all the same.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.drivers.port import DeviceError, DeviceOffline, Health, HealthLevel, Port
from kiosk.drivers.statistics import Statistics
from kiosk.link.health import DeviceStatistics
from kiosk.link.messages import DeviceStatus

CLAIM_SECONDS = 4.0
TURN_SECONDS = 1.0
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 10.0
STEADY_SECONDS = 10.0
"""A device that lived this long begins with the first wait again; one that comes and goes is tried less and less often."""

LOOK_SECONDS = 0.5
"""How often the place of a device that is away is looked at."""

RECONCILE_SECONDS = 5.0
"""How often the place of a device that works is looked at."""

SPREAD = 0.2
"""How much a wait varies at random, as a share of it."""

HANG_SECONDS = 60.0
"""A turn that takes longer hangs. The longest honest one is a slow slip that is never confirmed."""

log = logging.getLogger("kiosk.devices")


class BackOff:
    """Waits that double up to a limit, each varied by at most `SPREAD`."""

    def __init__(
        self,
        first: float = FIRST_WAIT_SECONDS,
        longest: float = LONGEST_WAIT_SECONDS,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._first = first
        self._longest = longest
        self._chance = chance
        self._next = first

    def wait(self) -> float:
        """Seconds until the next attempt."""
        wait, self._next = self._next, min(self._next * 2, self._longest)
        return wait * (1 - SPREAD + 2 * SPREAD * self._chance())

    def reset(self) -> None:
        """It went well: the next loss begins anew."""
        self._next = self._first


class Supervisor:
    """Keeps one device alive in a thread of its own."""

    def __init__(
        self,
        port: Port,
        *,
        back_off: BackOff | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`wall`: seconds since 1970, for what people are told."""
        self.port = port
        self._counts = Statistics(wall)
        self._checks: queue.SimpleQueue[tuple[HealthLevel, Callable[[Health], None]]] = queue.SimpleQueue()
        self._back_off = back_off or BackOff()
        self._clock = clock
        self._stop = threading.Event()
        self._tried = threading.Event()
        self._last_turn = clock()
        self._lost: DeviceStatus | None = None
        self._opened = False
        self._thread = threading.Thread(target=self._run, name=f"device {port.name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def tried(self, seconds: float) -> bool:
        """Wait until the device has been claimed, or has been found impossible to claim, for the first time."""
        return self._tried.wait(seconds)

    def stop(self) -> None:
        """Ask it to release the device and end; `join` waits."""
        self._stop.set()
        self.port.interrupt()

    def join(self, seconds: float) -> bool:
        """True when it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def hangs(self) -> bool:
        """The driver has not come back from a turn for too long."""
        return self._thread.is_alive() and self._clock() - self._last_turn > HANG_SECONDS

    @property
    def statistics(self) -> DeviceStatistics:
        """What is known of the device, from any thread."""
        return self._counts.tell(self.port)

    def check(self, level: HealthLevel, answer: Callable[[Health], None]) -> None:
        """Ask the device how it is, from any thread. `answer` is called by the device's own thread, when it comes to it; at
        once when that has ended.
        """
        self._checks.put((level, answer))
        if self._thread.is_alive():
            self.port.interrupt()
        else:
            self._answer_that_it_is_away()

    def _run(self) -> None:
        port = self.port
        try:
            port.say("starting")
            port.open()
            while not self._stop.is_set():
                self._beat()
                try:
                    self._live()
                except DeviceError as fault:
                    self._mourn(fault.status, str(fault))
                except Exception:
                    log.exception("device %s: the driver failed", port.name)
                    self._mourn("hardware_error", "the driver failed; see the log")
                self._tried.set()
                self._beat()
                if not self._stop.is_set():
                    self._pause(self._back_off.wait())
        except DeviceError as fault:
            # Settings that no attempt can satisfy: a person has to change them.
            self._mourn(fault.status, str(fault))
            self._tried.set()
        finally:
            port.close()
            self._answer_that_it_is_away()

    def _pause(self, seconds: float) -> None:
        """Until the next attempt; no longer than until the device appears in its place."""
        before = _identity(self.port.node)
        while seconds > 0 and not self._stop.wait(min(seconds, LOOK_SECONDS)):
            seconds -= LOOK_SECONDS
            self._beat()
            self._answer_that_it_is_away()
            now = _identity(self.port.node)
            if now not in (None, before):
                self._back_off.reset()  # a person has plugged it in, and waits
                return
            before = now

    def _live(self) -> None:
        """From claim to loss, or to stop."""
        port = self.port
        self._counts.attempted()
        claimed = _identity(port.node)
        try:
            port.claim(CLAIM_SECONDS)
            port.enable()
            self._counts.opened(again=self._opened and self._lost is not None)
            self._opened = True
            if self._lost is not None:
                log.info("device %s: back", port.name)
                self._lost = None
            self._tried.set()
            steady_at = self._clock() + STEADY_SECONDS
            look_at = self._clock() + RECONCILE_SECONDS
            claimed = claimed or _identity(port.node)  # it may have appeared in that moment
            while not self._stop.is_set():
                self._beat()
                self._counts.look(port)
                self._answer_checks()
                if self._clock() >= look_at:
                    look_at = self._clock() + RECONCILE_SECONDS
                    self._still_there(claimed)
                port.turn(TURN_SECONDS)
                if self._clock() >= steady_at:
                    self._back_off.reset()
        finally:
            port.release()

    def _mourn(self, status: DeviceStatus, words: str) -> None:
        if self._lost != status:
            log.warning("device %s: %s (%s)", self.port.name, words, status)
            self._counts.faulted(words)
        self._lost = status
        self.port.say(status, fault=words, paper="unknown" if self.port.device_class == "printer" else "")
        self._counts.seen(self.port)

    def _still_there(self, claimed: tuple[int, ...] | None) -> None:
        node = self.port.node
        now = _identity(node)
        if now is None and node is not None:
            raise DeviceOffline(f"{node}: it has gone")
        if now != claimed:
            raise DeviceOffline(f"{node}: another one stands in its place")

    def _answer_checks(self) -> None:
        """On the device's own thread, between two turns. Raises a `DeviceError` when the device is found lost."""
        while (asked := self._next_check()) is not None:
            level, answer = asked
            try:
                health = self.port.check_health(level)
            except Exception as fault:
                words = str(fault) if isinstance(fault, DeviceError) else "the driver failed; see the log"
                answer(Health(ok=False, words=f"{self.port.name}: {words}"))
                raise
            answer(health)
            self._beat()

    def _answer_that_it_is_away(self) -> None:
        while (asked := self._next_check()) is not None:
            words = self.statistics.fault or "it does not work"
            asked[1](Health(ok=False, words=f"{self.port.name}: {words}"))

    def _next_check(self) -> tuple[HealthLevel, Callable[[Health], None]] | None:
        try:
            return self._checks.get_nowait()
        except queue.Empty:
            return None

    def _beat(self) -> None:
        self._last_turn = self._clock()


def _identity(node: Path | None) -> tuple[int, ...] | None:
    """Which thing stands in that place: another one after it was unplugged and plugged in; None for nothing."""
    if node is None:
        return None
    try:
        found = node.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino, found.st_rdev)
