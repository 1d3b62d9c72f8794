"""The middle of the device process: commands go to the right device once, events go to the desk.

Threads call `report`, `begin` and `end`; everything else runs on the loop. The record of operations is the judge of what may be
executed: a command whose operation is known is answered and not executed, and one that was given up is recorded as ended
first, so that a driver that wakes up later finds it ended and leaves it alone.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from kiosk.drivers.lights import LightsPort
from kiosk.drivers.operations_log import MAXIMUM_ID, OperationsLog
from kiosk.drivers.port import Command, Event, Health, Operations, Port
from kiosk.drivers.scanner.code_scanner import CodeScanner
from kiosk.drivers.supervisor import Supervisor
from kiosk.link.health import AskStatistics, CheckHealth, HealthChecked, Statistics
from kiosk.link.lights import SetLights
from kiosk.link.messages import (
    ArmScanner,
    CancelCard,
    CardAsked,
    DeviceChanged,
    DoorChanged,
    EncodeCard,
    EraseCard,
    OpenDoor,
    OperationEnded,
    PrintSlip,
    ReadAll,
    ReadCard,
    Recall,
)
from kiosk.link.socket import Peer

PATIENCE_SECONDS = 90.0
"""After this long a command that no driver has ended is given up: failed if it was not begun, uncertain if it was."""

Message: TypeAlias = Event | OperationEnded | Statistics | HealthChecked

log = logging.getLogger("kiosk.devices")


class _Accepted(NamedTuple):
    """A command that a device was given: since when nothing has been heard of it, and whose it is."""

    since: float
    device: str


class Hub(Operations):
    """Between the desk and the devices."""

    def __init__(
        self,
        record: OperationsLog,
        loop: asyncio.AbstractEventLoop,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._record = record
        self._loop = loop
        self._clock = clock
        self._supervisors: dict[str, Supervisor] = {}
        self._devices: dict[str, DeviceChanged] = {}
        self._doors: dict[tuple[str, int], DoorChanged] = {}
        self._outbox: asyncio.Queue[Message] | None = None
        self._accepted: dict[str, _Accepted] = {}
        self._hanging: dict[str, DeviceChanged | None] = {}
        self._settle_unseen()

    def adopt(self, supervisors: list[Supervisor]) -> None:
        """The devices that there are."""
        self._supervisors = {each.port.name: each for each in supervisors}

    # ------------------------------------------------------------------------------------------ from the threads

    def report(self, event: Event) -> None:
        """A device has something to say."""
        self._later(self._heard, event)

    def begin(self, operation: str, subject: str) -> None:
        """On the disk when it returns."""
        self._record.begin(operation, subject)

    def end(
        self,
        operation: str,
        outcome: Literal["done", "failed", "uncertain"],
        reason: str = "",
        *,
        spoiled: bool = False,
    ) -> None:
        """Recorded, and told to the desk; only the first time."""
        if self._record.end(operation, outcome, reason, spoiled=spoiled):
            log.info("operation %s ended: %s%s", operation, outcome, f" ({reason})" if reason else "")
            self._later(self._ended, OperationEnded(operation, outcome, reason, spoiled))

    def _later(self, function: Callable[..., None], message: Message) -> None:
        try:
            self._loop.call_soon_threadsafe(function, message)
        except RuntimeError:
            pass  # the loop has ended; the record has what matters

    # ------------------------------------------------------------------------------------------ events

    def _heard(self, event: Event) -> None:
        if isinstance(event, DeviceChanged):
            self._devices[event.device] = event
        elif isinstance(event, DoorChanged):
            self._doors[event.bank, event.compartment] = event
        elif isinstance(event, CardAsked) and (accepted := self._accepted.get(event.operation)) is not None:
            # A card may be asked for as often as the settings have it: each time is a sign of life.
            self._accepted[event.operation] = accepted._replace(since=self._clock())
        if self._outbox is not None:
            self._outbox.put_nowait(event)
        elif not isinstance(event, DeviceChanged | DoorChanged):
            log.info("%s came while the desk was away, and was dropped", type(event).__name__)

    def _ended(self, ended: OperationEnded) -> None:
        self._accepted.pop(ended.operation, None)
        if self._outbox is not None:
            self._outbox.put_nowait(ended)

    def _tell(self, message: Statistics | HealthChecked) -> None:
        """An answer for whoever asked; a desk that is gone asks anew when it is back."""
        if self._outbox is not None:
            self._outbox.put_nowait(message)

    # ------------------------------------------------------------------------------------------ the desk

    async def attend(self, peer: Peer) -> None:
        """One connection to the desk, from the first state to the end. Raises `LinkClosed`."""
        outbox: asyncio.Queue[Message] = asyncio.Queue()
        self._outbox = outbox
        self._say_all()
        sender = asyncio.create_task(self._send(peer, outbox))
        receiver = asyncio.create_task(self._receive(peer))
        try:
            done, _pending = await asyncio.wait((sender, receiver), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._outbox = None
            for task in (sender, receiver):
                task.cancel()
            await asyncio.gather(sender, receiver, return_exceptions=True)
            self._disarm()
            self._cancel_cards()
            self._darken()

    async def _send(self, peer: Peer, outbox: asyncio.Queue[Message]) -> None:
        while True:
            await peer.send(await outbox.get())

    async def _receive(self, peer: Peer) -> None:
        while True:
            self._carry_out(await peer.receive())

    def _carry_out(self, command: object) -> None:
        match command:
            case OpenDoor():
                self._execute(command, command.bank, "lockers")
            case PrintSlip():
                self._execute(command, command.printer, "printer")
            case EncodeCard() | EraseCard() | ReadCard():
                self._execute(command, command.encoder, "encoder")
            case CancelCard():
                self._cancel(command)
            case Recall():
                for operation in command.operations:
                    self._recall(operation)
            case ReadAll():
                self._say_all()
            case ArmScanner():
                self._arm(command.position, armed=command.armed)
            case SetLights():
                self._light(command)
            case _:
                self._inform(command)

    def _execute(self, command: Command, device: str, device_class: str) -> None:
        operation = command.operation
        known = self._record.find(operation)
        if known is not None or operation in self._accepted:
            log.warning("operation %s came again and is not executed", operation)
            if known is not None and known.outcome:
                self._ended(OperationEnded(operation, known.outcome, known.reason, known.spoiled))
            return
        if not 0 < len(operation) <= MAXIMUM_ID:
            self._ended(OperationEnded(operation, "failed", "an operation id of this length is not accepted"))
            return
        supervisor = self._supervisors.get(device)
        if supervisor is None or supervisor.port.device_class != device_class:
            self.end(operation, "failed", f"there is no {device_class} {device!r}")
            return
        if device in self._hanging:
            self.end(operation, "failed", f"{device} hangs")
            return
        self._accepted[operation] = _Accepted(self._clock(), device)
        supervisor.port.submit(command)

    def _recall(self, operation: str) -> None:
        known = self._record.find(operation)
        if known is not None and known.outcome:
            self._ended(OperationEnded(operation, known.outcome, known.reason, known.spoiled))
        elif known is None and operation not in self._accepted:
            # Recorded as ended: a command that is still on its way will find that, and not be executed.
            self.end(operation, "failed", "unknown operation")
        # Otherwise it is under way, and its end will be told when it comes.

    def _cancel(self, command: CancelCard) -> None:
        port = self._waits_at(command.operation)
        if port is not None:
            port.submit(command)
        else:
            self._recall(command.operation)

    def _cancel_cards(self) -> None:
        """The desk is gone, and nobody at its screen is told to swipe: what waits for a card waits no longer."""
        for operation in tuple(self._accepted):
            if (port := self._waits_at(operation)) is not None:
                port.submit(CancelCard(operation))

    def _waits_at(self, operation: str) -> Port | None:
        """The encoder that was given this operation and has not ended it."""
        accepted = self._accepted.get(operation)
        supervisor = self._supervisors.get(accepted.device) if accepted is not None else None
        return (
            supervisor.port if supervisor is not None and supervisor.port.device_class == "encoder" else None
        )

    def _arm(self, position: str, *, armed: bool) -> None:
        for port in self._ports():
            if isinstance(port, CodeScanner) and port.position in ("", position):
                port.arm(armed=armed)

    def _inform(self, question: object) -> None:
        """Questions that change nothing."""
        match question:
            case AskStatistics():
                self._tell(Statistics(tuple(each.statistics for each in self._supervisors.values())))
            case CheckHealth():
                self._check(question)

    def _check(self, asked: CheckHealth) -> None:
        def answer(health: Health) -> None:
            self._later(self._tell, HealthChecked(asked.request, asked.device, health.ok, health.words))

        supervisor = self._supervisors.get(asked.device)
        if supervisor is None:
            answer(Health(ok=False, words=f"there is no device {asked.device!r}"))
        elif asked.device in self._hanging:
            answer(Health(ok=False, words="the driver hangs"))
        else:
            supervisor.check(asked.level, answer)

    def _light(self, wanted: SetLights) -> None:
        supervisor = self._supervisors.get(wanted.device)
        if supervisor is not None and isinstance(supervisor.port, LightsPort):
            supervisor.port.set_lights(wanted)
        else:
            log.warning("there are no lights %r", wanted.device)

    def _darken(self) -> None:
        """The desk is gone: what it wanted shown is not true any more."""
        for port in self._ports():
            if isinstance(port, LightsPort):
                port.set_lights(SetLights(port.name))

    def _disarm(self) -> None:
        for port in self._ports():
            if isinstance(port, CodeScanner):
                port.arm(armed=False)

    def _say_all(self) -> None:
        if self._outbox is not None:
            for device in self._devices.values():
                self._outbox.put_nowait(device)
            for door in self._doors.values():
                self._outbox.put_nowait(door)

    def _ports(self) -> list[Port]:
        return [each.port for each in self._supervisors.values()]

    # ------------------------------------------------------------------------------------------ what nobody ends

    def interrupted_doors(self, bank: str) -> list[tuple[str, int]]:
        """The doors of a bank that an earlier process had begun to open, the oldest first."""
        found = []
        for operation, entry in self._record.interrupted().items():
            kind, _, place = entry.subject.partition(":")
            name, _, number = place.rpartition(":")
            if kind == "door" and name == bank and number.isdecimal():
                found.append((operation, int(number)))
        return found

    def settle_interrupted(self) -> None:
        """The time for reading doors is over: what an earlier process left begun is uncertain."""
        for operation in self._record.interrupted():
            self.end(operation, "uncertain", "the device process stopped in the middle of it")

    def watch(self) -> None:
        """Name the drivers that hang, and give up what has waited too long."""
        for name, supervisor in self._supervisors.items():
            if supervisor.hangs and name not in self._hanging:
                self._hanging[name] = self._devices.get(name)
                log.error("device %s: the driver hangs", name)
                supervisor.port.say("hardware_error", fault="the driver hangs")
            elif name in self._hanging and not supervisor.hangs:
                log.info("device %s: the driver is back", name)
                if (before := self._hanging.pop(name)) is not None:
                    supervisor.port.say(before.status, fault=before.fault, paper=before.paper)
        now = self._clock()
        for operation, accepted in tuple(self._accepted.items()):
            if now - accepted.since > PATIENCE_SECONDS:
                begun = self._record.find(operation) is not None
                self.end(operation, "uncertain" if begun else "failed", "the device did not come to an end")

    def _settle_unseen(self) -> None:
        """A slip or a card that an earlier process had begun: what is on it, no sensor can tell."""
        for operation, entry in self._record.interrupted().items():
            if not entry.subject.startswith("door:"):
                self.end(operation, "uncertain", "the device process stopped in the middle of it")
