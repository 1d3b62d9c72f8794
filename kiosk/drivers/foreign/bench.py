"""One foreign device with its emulator, for its author's tests: the driver in its real process, the emulator in a thread.

    with Bench("signal_tower", tmp_path) as bench:
        bench.wait_for("online")
        bench.show(red="quick")
        bench.until(lambda: bench.truth.facts["red"] == "on")

The package has to be installed, or on `PYTHONPATH`: its driver is found by its entry point, as on a box.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from kiosk.drivers.foreign.emulator import emulator_of
from kiosk.drivers.foreign.manifest import Manifest, find
from kiosk.drivers.foreign.port import ForeignPort
from kiosk.drivers.port import Event
from kiosk.drivers.supervisor import BackOff, Supervisor
from kiosk.drivers.world.messages import DeviceTruth
from kiosk.link.lights import Flash, SetLights
from kiosk.link.messages import DeviceChanged
from kiosk.link.settings_devices import Device

SECONDS = 30.0
"""How long anything may take, on a machine that is busy with something else."""


class Bench:
    """A device that is plugged in and driven, until the block ends."""

    def __init__(
        self,
        driver: str,
        folder: Path,
        settings: dict[str, Any] | None = None,
        *,
        manifest: Callable[[str], Manifest] = find,
    ) -> None:
        """`folder` is where its port appears; `settings` are those of `[device.settings]`."""
        given = {"port": "device.tty", **(settings or {})}
        self._device = Device(name="device", driver=driver, settings=given)
        self._folder = folder
        self._manifest = manifest
        self.truth = DeviceTruth("device")
        self.said: list[DeviceChanged] = []
        """Every status that was reported, in order."""
        self.port = ForeignPort(self._device, folder, self._report, manifest=manifest)
        self._supervisor = Supervisor(self.port, back_off=BackOff(0.05, 0.5))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="emulator")

    def __enter__(self) -> Self:
        self._thread.start()
        self._emulator = self._in_world(
            lambda: emulator_of(self._device, self._folder, self.truth, lambda: None, self._manifest)
        )
        self._in_world(self._emulator.appear)
        self._supervisor.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._supervisor.stop()
        ended = self._supervisor.join(SECONDS)
        self._in_world(self._emulator.unplug)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)
        self._loop.close()
        if not ended:
            raise TimeoutError("the device did not come to an end")

    def show(self, **lights: Flash) -> None:
        """Have these lamps lit, and no others: `show(red="quick", green="continuous")`."""
        self.port.set_lights(SetLights("device", dict(lights)))  # type: ignore[arg-type]  # colours by keyword

    def break_(self, kind: str, value: int = 0) -> None:
        """Begin a fault of the emulator's."""
        self._in_world(lambda: self._emulator.fault(kind, value, on=True))

    def mend(self, kind: str) -> None:
        """End it."""
        self._in_world(lambda: self._emulator.fault(kind, 0, on=False))

    def until(self, condition: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Wait until something is true. Raises `TimeoutError` with what was said last."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() >= deadline:
                raise TimeoutError(f"not within {seconds:g} s; the last that was said is {self.said[-1:]}")
            time.sleep(0.01)

    def wait_for(self, status: str, seconds: float = SECONDS) -> DeviceChanged:
        """Wait until the device is of a status; returns what it says."""
        self.until(lambda: bool(self.said) and self.said[-1].status == status, seconds)
        return self.said[-1]

    def _report(self, event: Event) -> None:
        if isinstance(event, DeviceChanged):
            self.said.append(event)

    def _in_world(self, act: Callable[[], Any]) -> Any:
        async def do() -> Any:
            return act()

        return asyncio.run_coroutine_threadsafe(do(), self._loop).result(SECONDS)
