"""What the signal lights of a box show: the newest wish for each lamp, told to every tower whenever it changes or comes back.

Held in memory only: a desk that begins anew begins with everything dark, and whoever wants a light sets it when it is true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kiosk.core.store.lighting import LightSet
from kiosk.link.lights import Colour, Flash, SetLights
from kiosk.link.messages import DeviceChanged


class SignalLights:
    """Of one box. Used on the event loop only."""

    def __init__(self, send: Callable[[SetLights], None]) -> None:
        self._send = send
        self._wanted: list[LightSet] = []
        self._towers: dict[str, DeviceChanged] = {}

    def set(self, changes: Iterable[LightSet]) -> None:
        """Lights were set, in this order."""
        for change in changes:
            self._wanted = [
                each
                for each in self._wanted
                if (each.position, each.colour) != (change.position, change.colour)
            ]
            self._wanted.append(change)
        for tower in self._towers.values():
            self._show(tower)

    def told(self, device: DeviceChanged) -> None:
        """A device told its status: a tower that works (again) is told what to show."""
        if device.device_class != "lights":
            return
        if device.status == "online":
            self._towers[device.device] = device
            self._show(device)
        else:
            self._towers.pop(device.device, None)

    def lost(self) -> None:
        """The device process went away."""
        self._towers.clear()

    def _show(self, tower: DeviceChanged) -> None:
        """A tower of the whole box shows what was set last anywhere."""
        lights: dict[Colour, Flash] = {}
        for each in self._wanted:
            if "" in (tower.position, each.position) or tower.position == each.position:
                lights.pop(each.colour, None)
                if each.flash != "off":
                    lights[each.colour] = each.flash
        self._send(SetLights(tower.device, lights))
