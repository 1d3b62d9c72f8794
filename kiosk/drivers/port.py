"""What every device has in common: a life cycle, a status, and errors that say their cause.

The life cycle is UnifiedPOS's: open (settings are understood, nothing is touched), claim (the device is ours alone), enable
(it works), and back again by disable, release and close. The status values are XFS4IoT's, as named in `link.messages`.
UnifiedPOS's four events are messages of the link, so that nothing has to be translated on the way to the desk:
DataEvent is `Scanned` and `CardRead`, StatusUpdateEvent is `DeviceChanged`, `DoorChanged` and `CardAsked`, ErrorEvent is
`ScanRefused`, and OutputCompleteEvent is `OperationEnded`.

Left out: property bags, DirectIO and freezing of events. Nobody here would use them.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Literal, TypeAlias

import msgspec

from kiosk.link.messages import (
    CancelCard,
    CardAsked,
    CardRead,
    DeviceChanged,
    DeviceClass,
    DeviceStatus,
    DoorChanged,
    EncodeCard,
    EraseCard,
    OpenDoor,
    PrintSlip,
    ReadCard,
    Scanned,
    ScanRefused,
)

Event: TypeAlias = DeviceChanged | DoorChanged | Scanned | ScanRefused | CardAsked | CardRead
Report: TypeAlias = Callable[[Event], None]
"""Where a driver's events go. Called from the driver's own thread; must not wait."""

Command: TypeAlias = OpenDoor | PrintSlip | EncodeCard | EraseCard | ReadCard | CancelCard
Stage: TypeAlias = Literal["closed", "opened", "claimed", "enabled"]
Paper: TypeAlias = Literal["", "unknown", "full", "low", "out", "jammed"]
HealthLevel: TypeAlias = Literal["internal", "external", "interactive"]


class DeviceError(Exception):
    """A device cannot do its work now. `status` is what the desk is told; the message is for a technician."""

    status: ClassVar[DeviceStatus] = "hardware_error"


class NoDevice(DeviceError):
    """It is not there: no such port, no such address, unplugged."""

    status = "no_device"


class DeviceOffline(DeviceError):
    """It was there, and the connection to it has ended or is refused."""

    status = "offline"


class DeviceTaken(DeviceError):
    """Another process holds it."""

    status = "busy"


class DeviceMute(DeviceError):
    """It is connected and does not answer. Unknown is not "ok"."""

    status = "unknown"


class DeviceFault(DeviceError):
    """It says itself that it is broken, or answers nonsense."""

    status = "hardware_error"


class DeviceMisconfigured(DeviceError):
    """The settings ask for something that this machine does not have; a person must change one or the other."""

    status = "user_error"


class LifeCycleError(Exception):
    """A step of the life cycle out of order: a mistake in our own code, never a device's."""


class Health(msgspec.Struct, frozen=True):
    """The result of a health check, in words for a technician."""

    ok: bool
    words: str


class Operations(ABC):
    """The durable record of operations, as a driver sees it. Both calls are safe from any thread."""

    @abstractmethod
    def begin(self, operation: str, subject: str) -> None:
        """Must return before the pulse or the print: from here on the operation is never executed again.

        `subject` names what it acts on (`door:<bank>:<number>`, `print:<printer>`, `card:<encoder>`).
        Raises `OperationRepeated` or `RecordUnwritable`.
        """

    @abstractmethod
    def end(
        self,
        operation: str,
        outcome: Literal["done", "failed", "uncertain"],
        reason: str = "",
        *,
        spoiled: bool = False,
    ) -> None:
        """Records and reports how it ended. The first ending is final; later ones are ignored.

        `spoiled`: it failed, and left something behind that staff have to see to (a card that holds half of it).
        """


class OperationRepeated(Exception):
    """This operation has been begun or ended before; it must not be executed."""


class RecordUnwritable(Exception):
    """The record cannot be written, so nothing may be executed."""


class RecordTaken(Exception):
    """Another device process holds the record: two of them would each give its own pulse."""


class Port(ABC):
    """One device. The supervisor's thread calls everything but `submit` and `interrupt`, which any thread may call."""

    device_class: DeviceClass
    node: Path | None = None
    """Where it stands in the file system, when it does: a stable name that comes and goes with the device. The supervisor looks
    whether it is there, and whether it is still the same one."""
    model: str = ""
    """What it said that it is, model and firmware, when it can be asked; for a technician."""

    def __init__(self, name: str, position: str, report: Report) -> None:
        self.name = name
        self.position = position
        self.report = report
        self.stage: Stage = "closed"
        self.status: DeviceChanged | None = None
        """What it said last."""
        self._where = ""

    @property
    def where(self) -> str:
        """Which wire it is on, for a technician."""
        return self._where or (str(self.node) if self.node is not None else "")

    @where.setter
    def where(self, words: str) -> None:
        self._where = words

    # ------------------------------------------------------------------------------------------ life cycle

    def open(self) -> None:
        """Understand the settings. Touches no device. Raises `DeviceMisconfigured`."""
        self._from("closed", "open")
        self._open()
        self.stage = "opened"

    def claim(self, seconds: float) -> None:
        """Take the device for this process alone, within `seconds`. Raises a `DeviceError`; the stage stays as it was."""
        self._from("opened", "claim")
        try:
            self._claim(seconds)
        except BaseException:
            self._release()  # what was half taken is given back
            raise
        self.stage = "claimed"

    def enable(self) -> None:
        """Start working: from here on there are events, and commands are accepted."""
        self._from("claimed", "enable")
        try:
            self._enable()
        except BaseException:
            self._disable()  # commands may have been accepted already
            raise
        self.stage = "enabled"

    def disable(self) -> None:
        """Stop working. Commands that have not begun end as failed. Does nothing unless enabled."""
        if self.stage == "enabled":
            self.stage = "claimed"
            self._disable()

    def release(self) -> None:
        """Give the device back, in a safe state. Does nothing unless claimed."""
        self.disable()
        if self.stage == "claimed":
            self.stage = "opened"
            self._release()

    def close(self) -> None:
        """The end, from any stage."""
        self.release()
        self.stage = "closed"

    def _from(self, stage: Stage, step: str) -> None:
        if self.stage != stage:
            raise LifeCycleError(f"{self.name}: {step} is possible when {stage}, and it is {self.stage}")

    # ------------------------------------------------------------------------------------------ work

    @abstractmethod
    def turn(self, seconds: float) -> None:
        """One turn of the device's own loop: wait at most `seconds` for something, and deal with it.

        Raises a `DeviceError` when the device is lost; the supervisor then releases it and tries again later.
        """

    def submit(self, command: Command) -> None:
        """Hand a command over, from any thread. It is executed in a later `turn`, or ended as failed."""
        raise LifeCycleError(f"{self.name}: a {self.device_class} takes no {type(command).__name__}")

    def interrupt(self) -> None:  # noqa: B027 - a device that polls has nothing to interrupt
        """End a `turn` that is waiting, from any thread."""

    def check_health(self, level: HealthLevel = "internal") -> Health:
        """`internal` touches nothing outside the box, `external` asks the device, `interactive` needs a person to look."""
        return Health(ok=self.stage == "enabled", words=f"{self.name} is {self.stage} ({level} check)")

    def say(self, status: DeviceStatus, *, fault: str = "", paper: Paper = "") -> None:
        """Report a status, once for each change."""
        changed = DeviceChanged(self.name, self.device_class, self.position, status, paper, fault)
        if changed != self.status:
            self.status = changed
            self.report(changed)

    # ------------------------------------------------------------------------------------------ for the drivers

    def _open(self) -> None:  # noqa: B027 - many devices have nothing to prepare
        """Check the settings."""

    @abstractmethod
    def _claim(self, seconds: float) -> None:
        """Take the device."""

    def _enable(self) -> None:
        """Start working; the default reports `online`."""
        self.say("online")

    def _disable(self) -> None:  # noqa: B027 - many devices have nothing to stop
        """Stop working."""

    @abstractmethod
    def _release(self) -> None:
        """Give the device back. Must succeed on a device that is half claimed or gone."""


class Inbox:
    """Commands and signals on their way to a device's thread: bounded; what nobody took can be ended as failed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: list[Command] = []
        self._woken = False
        self._open = False
        self._changed = threading.Condition()

    def put(self, command: Command) -> str:
        """Queue a command; returns why not, or the empty text."""
        with self._changed:
            if not self._open:
                return "the device is not ready"
            if len(self._items) >= self._limit:
                return "too many commands are waiting"
            self._items.append(command)
            self._changed.notify()
            return ""

    def wake(self) -> None:
        """End a waiting `take`."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    def take(self, seconds: float) -> Command | None:
        """The next command, or None after `seconds` or a `wake`."""
        with self._changed:
            if not self._items and not self._woken:
                self._changed.wait(max(0.0, seconds))
            self._woken = False
            return self._items.pop(0) if self._items else None

    def open(self) -> None:
        """Accept commands from now on."""
        with self._changed:
            self._open = True

    def shut(self) -> list[Command]:
        """Accept no more; returns what nobody will take."""
        with self._changed:
            self._open = False
            left, self._items = self._items, []
            return left
