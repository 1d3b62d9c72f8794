"""The driver for a printer that answers: on the LAN, or behind a device file.

A slip is `done` only when the printer itself has answered after it. GS r is answered in the order of the data,
so its answer means "printed up to here"; printers that do not know it are asked by DLE EOT once the printing
must be over. A connection that breaks, or a printer that falls silent, in the middle of a slip leaves it
*uncertain*; one that says "no paper" or "cover open" has failed, unless all of the slip is in the printer already and comes out
when the cover is shut: that is uncertain too. Nothing is ever printed again by itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Literal

from kiosk.drivers.port import (
    Command,
    DeviceFault,
    DeviceMute,
    Health,
    HealthLevel,
    Inbox,
    OperationRepeated,
    Operations,
    Port,
    RecordUnwritable,
    Report,
)
from kiosk.drivers.printer import commands as esc
from kiosk.drivers.printer.bitmap import STRIPE_ROWS
from kiosk.drivers.printer.connectors import Wire
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.job import Job, job_of
from kiosk.drivers.printer.layout import NotPrintable
from kiosk.drivers.printer.status import UNKNOWN, Answers, PrinterState, judge
from kiosk.link.messages import DeviceClass, PrintSlip
from kiosk.link.settings_devices import Printer

POLL_SECONDS = 3.0
"""How often an idle printer is asked about its paper and its cover."""

ANSWER_SECONDS = 1.0
"""How long one answer may take. Printers answer real-time requests within milliseconds."""

MUTE_POLLS = 4
"""Unanswered polls after which the connection is made anew."""

CONFIRM_SECONDS = 20.0
"""Beyond the expected printing time: how long a slip may stay unconfirmed before it is uncertain."""

WAITING_SLIPS = 16

log = logging.getLogger("kiosk.devices")


class _Stopped(Exception):
    """The printer says that it has stopped in the middle of a slip."""

    def __init__(self, state: PrinterState) -> None:
        super().__init__(state.fault)
        self.state = state


class ReceiptPrinter(Port):
    """A receipt printer on a wire."""

    device_class: DeviceClass = "printer"

    def __init__(
        self,
        settings: Printer,
        connect: Callable[[float], Wire],
        operations: Operations,
        report: Report,
        *,
        clock: Callable[[], float] = time.monotonic,
        confirm_seconds: float = CONFIRM_SECONDS,
    ) -> None:
        """`connect(seconds)` opens the wire or raises a `DeviceError`."""
        super().__init__(settings.name, settings.position, report)
        self._settings = settings
        self._connect = connect
        self._operations = operations
        self._clock = clock
        self._confirm_seconds = confirm_seconds
        self._inbox = Inbox(WAITING_SLIPS)
        self._answers = Answers()
        self._wire: Wire | None = None
        self._typeface: Typeface | None = None
        self._answers_in_order = False
        self._met: Literal["", "half a slip", "whole"] = ""
        """Whether the printer is known to wait for a new slip, or what may be left in it."""
        self._mute = 0
        self._next_poll = 0.0

    # ------------------------------------------------------------------------------------------ life cycle

    def _claim(self, seconds: float) -> None:
        self._typeface = Typeface()
        self._wire = self._connect(seconds)
        self._answers = Answers()
        self._met = "" if self._met == "whole" else self._met  # somebody else may have printed meanwhile
        self._mute = 0

    def _enable(self) -> None:
        self._inbox.open()  # before anybody hears that the printer is online
        self._meet(self._ask())
        self._next_poll = self._clock() + POLL_SECONDS

    def _disable(self) -> None:
        for command in self._inbox.shut():
            self._operations.end(command.operation, "failed", "the printer was lost before it began")

    def _release(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    # ------------------------------------------------------------------------------------------ work

    def submit(self, command: Command) -> None:
        """Queue a slip; one that cannot be queued has failed."""
        if why_not := self._inbox.put(command):
            self._operations.end(command.operation, "failed", why_not)

    def interrupt(self) -> None:
        """End a waiting `turn`."""
        self._inbox.wake()

    def turn(self, seconds: float) -> None:
        """Print the next slip, or ask the printer how it is when it is time."""
        until_poll = self._next_poll - self._clock()
        command = self._inbox.take(min(seconds, until_poll))
        if isinstance(command, PrintSlip):
            self._print(command)
        elif self._clock() >= self._next_poll:
            self._poll()

    def check_health(self, level: HealthLevel = "internal") -> Health:
        """`external` asks the printer now."""
        if level == "internal" or self.stage != "enabled":
            return super().check_health(level)
        state = self._ask()
        return Health(state.ready, f"{self.name}: {state.status}, paper {state.paper}. {state.fault}".strip())

    def _poll(self) -> None:
        state = self._ask()
        self._meet(state)
        self._next_poll = self._clock() + POLL_SECONDS
        self._mute = self._mute + 1 if state is UNKNOWN else 0
        if self._mute >= MUTE_POLLS:
            raise DeviceMute(state.fault)

    def _print(self, command: PrintSlip) -> None:
        """One slip, from the question whether the printer is ready to the end of the operation, whatever happens between."""
        operation = command.operation
        begun = False
        try:
            state = self._ask()
            self._meet(state)
            if not state.ready:
                self._operations.end(operation, "failed", state.fault or "the printer is not ready")
                return
            job = job_of(command.slip, self._settings, self._face())
            self._operations.begin(operation, f"print:{self.name}")
            begun = True
            self._send(operation, job)
        except NotPrintable as fault:
            log.error("printer %s: a slip cannot be laid out: %s", self.name, fault)  # noqa: TRY400
            self._operations.end(operation, "failed", "it cannot be laid out")
        except OperationRepeated:
            log.warning("printer %s: a slip came twice; the second was not printed", self.name)
        except RecordUnwritable as fault:
            log.error("printer %s: a slip was not printed: %s", self.name, fault)  # noqa: TRY400
            self._operations.end(operation, "failed", "it could not be recorded")
        except Exception as fault:
            self._operations.end(operation, "uncertain" if begun else "failed", str(fault))
            raise
        self._next_poll = self._clock() + POLL_SECONDS

    def _send(self, operation: str, job: Job) -> None:
        self._met = "half a slip"
        self._answers.clear()
        outcome: Literal["done", "failed", "uncertain"]
        inside = False
        try:
            self._line().write(job.data, heard=self._hear)
            inside = True
            if self._answers_in_order:
                self._line().write(esc.IN_ORDER_STATUS, heard=self._hear)
            outcome, reason = self._confirmed(job)
        except _Stopped as stop:
            self._say(stop.state)
            if (
                inside and stop.state.paper != "out"
            ):  # on a new roll comes its end alone, which is nobody's slip
                outcome, reason = "uncertain", f"{stop.state.fault}, with the slip in the printer"
            else:
                outcome, reason = "failed", f"{stop.state.fault} while printing"
        if outcome == "done":
            self._met = "whole"
        self._operations.end(operation, outcome, reason)

    def _confirmed(self, job: Job) -> tuple[Literal["done", "uncertain"], str]:
        """Wait until the printer answers for what it was sent. Raises `_Stopped`."""
        expected = self._clock() + job.seconds
        deadline = expected + self._confirm_seconds
        while self._clock() < deadline:
            if not self._answers.in_order:
                self._hear(self._line().read(0.25))
            if self._answers_in_order and self._answers.in_order:
                state = self._ask()
                self._say(state)
                if state is UNKNOWN:  # what looked like an answer was noise, or the last that it said
                    return "uncertain", "the printer fell silent after the slip"
                return "done", ""
            state = self._ask(keep_in_order=True)
            self._say(state)
            if state is not UNKNOWN and not state.ready:
                raise _Stopped(state)
            if state.ready and not self._answers_in_order and self._clock() >= expected:
                return "done", "confirmed by real-time status only"
        return "uncertain", "the printer did not answer after the slip"

    def _hear(self, data: bytes) -> None:
        """What the printer says while it is being written to. Raises `_Stopped` when it says that it has stopped."""
        self._answers.feed(data)
        state = self._answers.unasked
        if state is not None and not state.ready:
            raise _Stopped(state)

    def _meet(self, state: PrinterState) -> None:
        """Tell the state; and make a printer that is ready, and was not met or was interrupted, wait for a new slip.

        Bytes that mean nothing end a picture that was left half sent; half a slip that hangs out is cut off.
        Not before it is ready: a printer without paper would not take them.
        """
        self._say(state)
        if not state.ready or self._met == "whole":
            return
        clearing = esc.nothing(self._settings.width_dots // 8 * STRIPE_ROWS) + esc.INITIALISE
        self._line().write(clearing + (esc.CUT if self._met else b"") + esc.UNASKED_STATUS)
        self._answers_in_order = self._knows_in_order_status()
        self._met = "whole"

    # ------------------------------------------------------------------------------------------ asking

    def _ask(self, *, keep_in_order: bool = False) -> PrinterState:
        """The printer's own account of itself, now."""
        first = self._question(1, keep_in_order=keep_in_order)
        if first is None:
            return UNKNOWN
        second, third = (self._question(number, keep_in_order=True) for number in (2, 3))
        return judge(first, second, third, self._question(4, keep_in_order=True))

    def _question(self, number: int, *, keep_in_order: bool) -> int | None:
        wire = self._line()
        until = self._clock() + ANSWER_SECONDS
        while data := wire.read(0.0):  # what came unasked, or too late
            self._answers.feed(data)
            if self._clock() >= until:
                raise DeviceFault("the printer does not stop talking")
        self._answers.real_time.clear()
        if not keep_in_order:
            self._answers.clear()
        wire.write(esc.real_time_status(number))
        deadline = self._clock() + ANSWER_SECONDS
        while not self._answers.real_time:
            left = deadline - self._clock()
            if left <= 0:
                return None
            self._answers.feed(wire.read(left))
        return self._answers.real_time.pop(0)

    def _knows_in_order_status(self) -> bool:
        self._answers.clear()
        self._line().write(esc.IN_ORDER_STATUS)
        deadline = self._clock() + ANSWER_SECONDS
        while not self._answers.in_order and (left := deadline - self._clock()) > 0:
            self._answers.feed(self._line().read(left))
        return bool(self._answers.in_order)

    def _say(self, state: PrinterState) -> None:
        self.say(state.status, paper=state.paper, fault=state.fault)

    def _line(self) -> Wire:
        assert self._wire is not None  # noqa: S101 - the life cycle: nothing is asked unless claimed
        return self._wire

    def _face(self) -> Typeface:
        assert self._typeface is not None  # noqa: S101 - the life cycle again
        return self._typeface
