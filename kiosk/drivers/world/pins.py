"""A gpiozero pin factory whose pins are the world's.

Registered with gpiozero by its entry point, so that `GPIOZERO_PIN_FACTORY=kioskworld` runs any gpiozero script
against the world; our own driver makes one with the socket's path. It adds the coil's four calls (see
`lockers/lines.py`), and a pulse is timed by the world, as lgpio's C thread would, and not by this process.

Pins are lines of an imaginary header that is larger than a Pi's. Left out: PWM, SPI, software debounce and pulls, which the
world's wiring fixes (every switch has its pull-up).
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from gpiozero.exc import PinInvalidFunction, PinSetInput
from gpiozero.pins import BoardInfo, HeaderInfo, PinInfo
from gpiozero.pins.pi import PiFactory, PiPin

from kiosk.drivers.port import DeviceFault, DeviceOffline, NoDevice
from kiosk.drivers.world.messages import (
    Cannot,
    ClaimInput,
    ClaimOutput,
    FreePin,
    FromWorld,
    Level,
    PinChanged,
    Pulse,
    ReadPin,
    SetPin,
)
from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import LinkError

ANSWER_SECONDS = 5.0
"""The world answers in a millisecond; longer than this is a world that hangs."""

HEADER_ROWS = 256

SOCKET_VARIABLE = "KIOSK_WORLD_SOCKET"


def _board() -> BoardInfo:
    pins = {
        number + 1: PinInfo(
            number=number + 1,
            name=f"GPIO{number}",
            names=frozenset({number, str(number), f"GPIO{number}", f"BCM{number}"}),
            pull="",
            row=number // 2 + 1,
            col=number % 2 + 1,
            interfaces=frozenset({"gpio"}),
        )
        for number in range(2 * HEADER_ROWS)
    }
    header = HeaderInfo(name="W1", rows=HEADER_ROWS, columns=2, pins=pins)
    facts: dict[str, Any] = dict.fromkeys(BoardInfo._fields, 0)
    facts |= {
        "revision": "0",
        "model": "world",
        "pcb_revision": "0",
        "soc": "none",
        "storage": "none",
        "board": "",
    }
    facts |= {"released": "", "manufacturer": "", "headers": {"W1": header}}
    return BoardInfo(**facts)


class WorldPin(PiPin):  # type: ignore[misc]
    """One line of the world's header."""

    def __init__(self, factory: WorldFactory, info: Any) -> None:
        super().__init__(factory, info)
        self._world = factory
        self._output = False
        self._edges = "both"
        self._become_input()

    @property
    def line(self) -> int:
        """The line's number."""
        return int(self._number)

    def close(self) -> None:
        self.when_changed = None
        self._world.free(self.line)

    def output_with_state(self, state: Any) -> None:
        """An output that is at its level from the first moment: no blip."""
        self._world.ask(ClaimOutput(self.line, 1 if state else 0))
        self._output = True

    def input_with_pull(self, pull: str) -> None:  # noqa: ARG002 - gpiozero's signature
        """An input; the world's wiring has the pull-up already, so any wish is fine."""
        self._become_input()

    def heard(self, level: int) -> None:
        """The world says that the input has changed."""
        wanted = self._edges in ("both", "rising" if level else "falling")
        if wanted and not self._output and self._when_changed is not None:
            self._call_when_changed(self._world.ticks(), bool(level))

    def _become_input(self) -> None:
        self._output = False
        self._world.ask(ClaimInput(self.line))

    def _get_function(self) -> str:
        return "output" if self._output else "input"

    def _set_function(self, value: str) -> None:
        if value == "output":
            self.output_with_state(0)
        elif value == "input":
            self._become_input()
        else:
            raise PinInvalidFunction(f"a line of the world is an input or an output, not {value!r}")

    def _get_state(self) -> bool:
        # Asked each time: a level remembered here could be older than a change that is being told just now.
        return self._world.level(ReadPin(self.line))

    def _set_state(self, value: Any) -> None:
        if not self._output:
            raise PinSetInput(f"{self!r} is an input")
        self._world.ask(SetPin(self.line, 1 if value else 0))

    def _get_pull(self) -> str:
        return "floating" if self._output else "up"

    def _set_pull(self, value: str) -> None:
        pass

    def _get_edges(self) -> str:
        return self._edges

    def _set_edges(self, value: str) -> None:
        self._edges = value

    def _enable_event_detect(self) -> None:
        pass  # the world tells every change of a claimed input

    def _disable_event_detect(self) -> None:
        pass


class WorldFactory(PiFactory):  # type: ignore[misc]
    """gpiozero pins in the world, and the coil's calls of a `PulsingFactory`."""

    def __init__(self, socket: str | os.PathLike[str] | None = None) -> None:
        """`socket` is the world's; without it, `$KIOSK_WORLD_SOCKET`. Raises `NoDevice` when no world is there."""
        super().__init__()
        self.pin_class = WorldPin
        self._info = _board()
        self.lost: Callable[[], None] = lambda: None
        self._asking = threading.Lock()
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._gone = ""
        path = Path(socket or os.environ.get(SOCKET_VARIABLE) or "")
        try:
            self._peer = BlockingPeer.connect(
                path, role="devices", incoming=FromWorld, uids=(), build=build_id()
            )
        except (OSError, LinkError) as fault:
            raise NoDevice(f"no world at {path}: {fault}") from fault
        self._thread = threading.Thread(target=self._listen, name="world pins", daemon=True)
        self._thread.start()

    # ------------------------------------------------------------------------------------------ coils

    def claim_low(self, pin: int) -> None:
        """Take an output that is low from its first moment."""
        self.ask(ClaimOutput(pin))

    def pulse(self, pin: int, seconds: float) -> None:
        """One pulse, timed by the world."""
        self.ask(Pulse(pin, round(seconds * 1000)))

    def low(self, pin: int) -> None:
        """Drive an output low."""
        self.ask(SetPin(pin, 0))

    def free(self, pin: int) -> None:
        """Give a pin back."""
        self.ask(FreePin(pin))

    # ------------------------------------------------------------------------------------------ gpiozero

    def ticks(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def ticks_diff(self, later: float, earlier: float) -> float:
        """Seconds between two ticks."""
        return later - earlier

    def close(self) -> None:
        """Give all pins back, and hang up."""
        self.lost = lambda: None
        try:
            super().close()
        except DeviceOffline:
            self.pins.clear()
        self._peer.close()
        if threading.current_thread() is not self._thread:
            self._thread.join(ANSWER_SECONDS)

    # ------------------------------------------------------------------------------------------ the socket

    def ask(self, request: msgspec.Struct) -> Any:
        """Send a request and wait for its answer. Raises `DeviceOffline` or `DeviceFault`."""
        with self._asking:
            if self._gone:
                raise DeviceOffline(self._gone)
            try:
                self._peer.send(request)
                answer = self._answers.get(timeout=ANSWER_SECONDS)
            except (LinkError, queue.Empty) as fault:
                self._gone = self._gone or f"the world does not answer: {fault}"
                self._peer.close()
                raise DeviceOffline(self._gone) from None
        if answer is None:
            raise DeviceOffline(self._gone)
        if isinstance(answer, Cannot):
            raise DeviceFault(answer.reason)
        return answer

    def level(self, request: ReadPin) -> bool:
        """The level that answers a reading."""
        answer = self.ask(request)
        if not isinstance(answer, Level):
            raise DeviceFault(f"the world answered {type(answer).__name__} where a level was asked for")
        return bool(answer.level)

    def _listen(self) -> None:
        with self._peer as peer:
            while True:
                try:
                    message = peer.receive()
                except LinkError as fault:
                    self._gone = self._gone or f"the world is gone: {fault}"
                    self._answers.put(None)
                    break
                if isinstance(message, PinChanged):
                    self._changed(message)
                else:
                    self._answers.put(message)
        self.lost()

    def _changed(self, message: PinChanged) -> None:
        for _header, info in self.board_info.find_pin(message.pin):
            pin = self.pins.get(info)
            if pin is not None:
                pin.heard(message.level)
