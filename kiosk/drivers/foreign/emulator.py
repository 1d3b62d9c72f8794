"""The emulator of a foreign device, in the world: found by its driver's manifest, and imported there and nowhere else."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from kiosk.drivers.foreign.manifest import Manifest, find
from kiosk.drivers.port import DeviceMisconfigured
from kiosk.drivers.world.messages import DeviceTruth
from kiosk.drivers.world.plugged import Plugged
from kiosk.link.settings_devices import Device


class MakesEmulator(Protocol):
    """What `emulator` in a `driver.toml` names."""

    def __call__(
        self,
        settings: Mapping[str, Any],
        folder: Path,
        truth: DeviceTruth,
        changed: Callable[[], None],
    ) -> Plugged:
        """The device, not plugged in yet. `folder` is where its port appears; `truth` is changed in place, and `changed` called
        after each change."""


def emulator_of(
    device: Device,
    folder: Path,
    truth: DeviceTruth,
    changed: Callable[[], None],
    manifest: Callable[[str], Manifest] = find,
) -> Plugged:
    """The emulator of one `[[device]]`. Raises `DeviceMisconfigured`."""
    declared = manifest(device.driver)
    module, _, name = declared.emulator.partition(":")
    if not module:
        raise DeviceMisconfigured(
            f"driver {device.driver!r} has no emulator, and the port of {device.name!r} is in the world"
        )
    make: MakesEmulator = getattr(importlib.import_module(module), name)
    return make(declared.values(device.settings), folder, truth, changed)
