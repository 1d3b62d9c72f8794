"""One thread for each device: it claims the device, runs its loop, and when the device is lost tries again, for ever.

A driver that hangs holds up its own thread and nothing else. What was lost is said once, and that it is back once, however many
attempts lie between. Attempts come less and less often, spread a little, so that ten devices behind one hub do not
all knock at the same moment.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable

from kiosk.drivers.port import DeviceError, Port
from kiosk.link.messages import DeviceStatus

CLAIM_SECONDS = 4.0
TURN_SECONDS = 1.0
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 10.0
STEADY_SECONDS = 10.0
"""A device that lived this long begins with the first wait again; one that comes and goes is tried less and less often."""

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
        self, port: Port, *, back_off: BackOff | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.port = port
        self._back_off = back_off or BackOff()
        self._clock = clock
        self._stop = threading.Event()
        self._tried = threading.Event()
        self._last_turn = clock()
        self._lost: DeviceStatus | None = None
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
                self._stop.wait(0 if self._stop.is_set() else self._back_off.wait())
        except DeviceError as fault:
            # Settings that no attempt can satisfy: a person has to change them.
            self._mourn(fault.status, str(fault))
            self._tried.set()
        finally:
            port.close()

    def _live(self) -> None:
        """From claim to loss, or to stop."""
        port = self.port
        try:
            port.claim(CLAIM_SECONDS)
            port.enable()
            if self._lost is not None:
                log.info("device %s: back", port.name)
                self._lost = None
            self._tried.set()
            steady_at = self._clock() + STEADY_SECONDS
            while not self._stop.is_set():
                self._beat()
                port.turn(TURN_SECONDS)
                if self._clock() >= steady_at:
                    self._back_off.reset()
        finally:
            port.release()

    def _mourn(self, status: DeviceStatus, words: str) -> None:
        if self._lost != status:
            log.warning("device %s: %s (%s)", self.port.name, words, status)
        self._lost = status
        self.port.say(status, fault=words, paper="unknown" if self.port.device_class == "printer" else "")

    def _beat(self) -> None:
        self._last_turn = self._clock()
