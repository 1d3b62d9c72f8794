"""What the desk knows of its devices: their status, and the state of every door. A mirror; the wires are
elsewhere.

While the device process is away everything is unknown: unknown is never "ok" (design, wall 4).
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.link.messages import DeviceChanged, DoorChanged, DoorState


class Equipment:
    """The mirror. `changed()` is called after anything that a tile or a wall may show has changed."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._devices: dict[str, DeviceChanged] = {}
        self._doors: dict[tuple[str, int], DoorChanged] = {}

    def device(self, message: DeviceChanged) -> None:
        """A device told its status."""
        if self._devices.get(message.device) != message:
            self._devices[message.device] = message
            self._changed()

    def door(self, message: DoorChanged) -> None:
        """A door told its state."""
        self._doors[message.bank, message.compartment] = message
        self._changed()

    def lost(self) -> None:
        """The device process went away."""
        self._devices.clear()
        self._doors.clear()
        self._changed()

    def door_state(self, bank: str, compartment: int) -> DoorState:
        """A door's state as last read; `unknown` when it cannot be read now."""
        known = self._doors.get((bank, compartment))
        return known.state if known is not None else "unknown"

    def ready(self, position: str, device_classes: tuple[str, ...]) -> bool:
        """Whether each class has a device online, at this position or at the box as a whole."""
        return all(self.find(position, wanted) is not None for wanted in device_classes)

    def find(self, position: str, device_class: str) -> str | None:
        """The name of an online device of a class: the position's own first, then the box's; None without
        one."""
        fitting = [
            device
            for device in self._devices.values()
            if device.device_class == device_class
            and device.status in ("online", "busy")
            and device.position in (position, "")
        ]
        fitting.sort(key=lambda device: (device.position != position, device.device))
        return fitting[0].device if fitting else None

    def is_a(self, device: str, device_class: str) -> bool:
        """Whether a device, by its name, is known to be of a class."""
        known = self._devices.get(device)
        return known is not None and known.device_class == device_class

    def devices(self) -> tuple[DeviceChanged, ...]:
        """All devices known now, by name."""
        return tuple(self._devices[name] for name in sorted(self._devices))
