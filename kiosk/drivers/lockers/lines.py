"""The seam between a bank and its wires: coils that are pulsed, switches that are read.

A coil is an active-high output that is claimed *at level low*, so that no relay clicks at the start (gpiozero's own way of
making an output first drives it and then sets the level), and a pulse is one call that ends by itself, timed by whatever is
below us and not by Python: measured with the interpreter held for 2.35 s, a 0.3 s pulse made in Python lasted 2.4 s.
So the coil side is four calls that gpiozero's pins do not have; a `PulsingFactory` adds them to a gpiozero pin factory.
The switch side is plain gpiozero: an input with a pull-up, both edges, no debounce (`door.py` does that).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, Protocol

from kiosk.drivers.port import DeviceError, DeviceFault

MAXIMUM_PULSE_SECONDS = 2.0
"""No coil is ever driven longer, whatever the settings say."""

LOOK_SECONDS = 1.0
"""How often every switch is read, edges or not."""


class PulsingFactory(Protocol):
    """A gpiozero pin factory that can also drive coils. Every call may raise a `DeviceError`."""

    lost: Callable[[], None]
    """Called from any thread when the lines have gone; set by whoever uses the factory."""

    def pin(self, name: int) -> Any:
        """A gpiozero pin."""

    def claim_low(self, pin: int) -> None:
        """Take an output that is at level low from its first moment."""

    def pulse(self, pin: int, seconds: float) -> None:
        """Drive an output high; returns at once, and the level goes low by itself after `seconds`."""

    def low(self, pin: int) -> None:
        """Drive an output low, ending a pulse."""

    def free(self, pin: int) -> None:
        """Give an output back, low until the last moment."""

    def close(self) -> None:
        """Give everything back."""


class Coil:
    """One lock's coil."""

    def __init__(self, factory: PulsingFactory, pin: int) -> None:
        self._factory = factory
        self._pin = pin
        factory.claim_low(pin)

    def pulse(self, seconds: float) -> None:
        """Drive the coil once. Refuses more than `MAXIMUM_PULSE_SECONDS`: `ValueError`, a mistake in our own settings check."""
        if not 0.0 < seconds <= MAXIMUM_PULSE_SECONDS:
            raise ValueError(
                f"a pulse of {seconds:g} s; a coil is driven for at most {MAXIMUM_PULSE_SECONDS:g} s"
            )
        self._factory.pulse(self._pin, seconds)

    def low(self) -> None:
        """End whatever drives it."""
        self._factory.low(self._pin)

    def free(self) -> None:
        """Low, and given back."""
        self._factory.low(self._pin)
        self._factory.free(self._pin)


class Lines:
    """All wires of one bank, claimed together."""

    def __init__(
        self,
        factory: PulsingFactory,
        *,
        coils: Mapping[int, int],
        switches: Mapping[int, int],
        open_level: int,
        changed: Callable[[int, bool], None],
    ) -> None:
        """`coils` and `switches` map a compartment to its pin; `changed(compartment, is_open)` may come from any thread."""
        self._factory = factory
        self._open_level = bool(open_level)
        self._coils: dict[int, Coil] = {}
        self._switches: dict[int, Any] = {}
        self._handlers: list[Callable[[Any, Any], None]] = []  # gpiozero itself holds them only weakly
        try:
            for (
                compartment,
                pin,
            ) in coils.items():  # outputs first: they must be low before anything else takes time
                self._coils[compartment] = Coil(factory, pin)
            for compartment, pin in switches.items():
                self._switches[compartment] = self._watch(compartment, pin, changed)
        except BaseException:
            self.release()
            raise

    def _watch(self, compartment: int, number: int, changed: Callable[[int, bool], None]) -> Any:
        pin = self._factory.pin(number)
        pin.input_with_pull("up")
        pin.bounce = None
        pin.edges = "both"

        def edge(_ticks: Any, state: Any) -> None:
            changed(compartment, bool(state) is self._open_level)

        self._handlers.append(edge)
        pin.when_changed = edge
        return pin

    def look(self, watched: Collection[int]) -> Mapping[int, bool]:  # noqa: ARG002 - reading them all costs nothing
        """Read every switch now. Raises a `DeviceError`."""
        try:
            return {number: bool(pin.state) is self._open_level for number, pin in self._switches.items()}
        except DeviceError:
            raise
        except Exception as fault:
            raise DeviceFault(f"a switch cannot be read: {fault}") from fault

    def look_again_after(self, *, moving: bool) -> float:  # noqa: ARG002 - edges tell of movement
        """An edge that the kernel lost would otherwise never be known."""
        return LOOK_SECONDS

    def pulse(self, compartment: int, seconds: float) -> None:
        """Drive one coil once."""
        self._coils[compartment].pulse(seconds)

    def release(self) -> None:
        """Every coil low and given back, every switch left alone. Goes on past what is gone."""
        for step in self._steps():
            try:
                step()
            except Exception:  # noqa: BLE001, S110 - a line that is gone cannot be driven any lower
                pass
        self._coils.clear()
        self._switches.clear()
        self._handlers.clear()

    def _steps(self) -> Iterable[Callable[[], None]]:
        for coil in self._coils.values():
            yield coil.free
        for pin in self._switches.values():
            yield partial(setattr, pin, "when_changed", None)
        yield self._factory.close
