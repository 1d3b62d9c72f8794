"""A small physical truth for journeys: doors that open when pulsed, paper that prints, and what can go wrong
with them.

It stands in for the whole device process (the real drivers have tests of their own, against emulators that
speak the wire): it keeps the one promise that the desk builds on, that an operation is never executed twice,
and counts every pulse so that a test can hold it to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kiosk.link.health import (
    AskStatistics,
    CheckHealth,
    DeviceStatistics,
    HealthChecked,
    Statistics,
)
from kiosk.link.lights import Colour, Flash, SetLights
from kiosk.link.messages import (
    CancelCard,
    DeviceChanged,
    DoorChanged,
    DoorState,
    EncodeCard,
    EraseCard,
    OpenDoor,
    OperationEnded,
    PrintSlip,
    ReadAll,
    ReadCard,
    Recall,
    Scanned,
    ScanRefusal,
    ScanRefused,
)
from kiosk.link.settings import Settings
from kiosk.link.slips import Slip
from kiosk.link.socket import LinkClosed, Peer
from kiosk.testing.cards import swiped, wallet
from kiosk.testing.encoder import CardEncoder, Said

DoorFault = Literal["stuck", "slow"]
"""`stuck`: pulsed, but stays locked. `slow`: pulsed, and opens only when the script says `spring_open`."""


class World:
    """Doors by number (of the first bank), slips in the order printed, pulses by operation."""

    def __init__(self, settings: Settings) -> None:
        self.bank = settings.banks[0].name if settings.banks else "wall"
        self.position = settings.shell.position
        self.doors: dict[int, DoorState] = {
            compartment.number: "locked" for bank in settings.banks[:1] for compartment in bank.compartments
        }
        self.faults: dict[int, DoorFault] = {}
        self.slips: list[Slip] = []
        self.scanner: Literal["online", "no_device"] = "online"
        self.printer: Literal["online", "no_device"] = "online"
        self.encoding: Literal["online", "no_device"] = "online"
        self.printing: Literal["done", "failed", "uncertain"] = "done"
        """What becomes of slips."""
        self.lockers: Literal["online", "offline"] = "online"
        self.pulses: dict[str, int] = {}
        self.contents: dict[int, list[str]] = {number: [] for number in self.doors}
        """Tags of what is behind each door: the truth that the books are held against."""
        self.hands: list[str] = []
        """Tags of what people carry."""
        self.readers = tuple(each.name for each in settings.scanners if each.reads == "stripes")
        """Readers of stripes at the customers' side."""
        self.encoder = CardEncoder(settings.encoders[0], self.position) if settings.encoders else None
        self.towers = tuple(each.name for each in settings.devices)
        """Signal towers: the only devices yet whose drivers are installed beside the kiosk."""
        self.lights: dict[Colour, Flash] = {}
        """What the newest message has lit: `{"red": "quick"}`."""
        self.wallet = wallet()
        """Cards that people carry, by name."""
        self._outcomes: dict[str, OperationEnded] = {}
        self._opened: list[int] = []
        self._slow: dict[int, str] = {}
        self._peer: Peer | None = None

    # ------------------------------------------------------------------ a person's hands

    def opened(self) -> int:
        """The number of the door that was opened last."""
        return self._opened[-1]

    def take(self, number: int, tag: str = "") -> str:
        """Take an item (any, without a tag) out of an open compartment; returns its tag."""
        self._reach_in(number)
        taken = tag or self.contents[number][-1]
        self.contents[number].remove(taken)
        self.hands.append(taken)
        return taken

    def put(self, number: int, tag: str = "") -> str:
        """Put a carried item (the last one, without a tag) into an open compartment; returns its tag."""
        self._reach_in(number)
        given = tag or self.hands[-1]
        self.hands.remove(given)
        self.contents[number].append(given)
        return given

    def _reach_in(self, number: int) -> None:
        if self.doors[number] not in ("open", "left_open", "forced"):
            raise AssertionError(f"nobody can reach through door {number}: it is {self.doors[number]}")

    async def close(self, number: int) -> None:
        """Close a door."""
        await self._door(number, "locked")

    async def spring_open(self, number: int) -> None:
        """A slow door opens at last."""
        await self._spring_open(number, self._slow.pop(number))

    async def spring_all_open(self) -> None:
        """Every slow door opens at last."""
        for number in list(self._slow):
            await self.spring_open(number)

    async def force(self, number: int) -> None:
        """Open a door without being asked to."""
        await self._door(number, "forced")

    async def leave_open(self, number: int) -> None:
        """The door has been open for too long, says its driver."""
        await self._door(number, "left_open")

    async def present(self, text: str) -> None:
        """Hold a code before the scanner."""
        await self._send(Scanned("scanner", self.position, text))

    async def present_unreadable(self, reason: ScanRefusal) -> None:
        """Hold something before the scanner that no prompt can want."""
        await self._send(ScanRefused("scanner", self.position, reason))

    async def swipe(self, card: str, *, backwards: bool = False) -> None:
        """Draw a card of the wallet through the reader of stripes."""
        if not self.readers:
            raise AssertionError('no reader of stripes is here: add one (reads = "stripes") to the settings')
        number, refused = swiped(self.wallet[card], backwards=backwards)
        reader = self.readers[0]
        if refused:
            await self._send(ScanRefused(reader, self.position, refused))
        else:
            await self._send(Scanned(reader, self.position, number))

    async def encode(self, card: str, *, backwards: bool = False) -> None:
        """Draw a card of the wallet through the encoder, which waits for one."""
        await self._say(self._encoder().swipe(self.wallet[card], backwards=backwards))

    async def swipe_nothing(self) -> None:
        """Let the encoder's time for a swipe run out."""
        encoder = self._encoder()
        if encoder.command is not None:
            await self._say(encoder.stop(encoder.command.operation, "no card was swiped in time"))

    def _encoder(self) -> CardEncoder:
        if self.encoder is None:
            raise AssertionError("no card encoder is here: add an [[encoder]] to the settings")
        return self.encoder

    async def _say(self, said: Sequence[Said]) -> None:
        """What the encoder says. An end is kept before it is told."""
        for one in said:
            if isinstance(one, OperationEnded):
                self._outcomes[one.operation] = one
        for one in said:
            await self._send(one)

    # ------------------------------------------------------------------ the wire

    async def serve(self, peer: Peer) -> None:
        """Be the device process at the other end of a link, until it ends."""
        self._peer = peer
        try:
            await self.tell_all()
            while True:
                await self._obey(await peer.receive())
        except LinkClosed:
            pass
        finally:
            self._peer = None
            if self.encoder is not None and self.encoder.command is not None:
                # Nobody at a screen is told to swipe any more: what waits for a card waits no longer.
                await self._say(self.encoder.stop(self.encoder.command.operation))

    async def _obey(self, message: object) -> None:
        match message:
            case OpenDoor() as command:
                await self._open(command)
            case PrintSlip() as command:
                await self._print(command)
            case EncodeCard() | EraseCard() | ReadCard() as command:
                await self._take_card(command)
            case CancelCard(operation=operation):
                await self._cancel(operation)
            case Recall(operations=operations):
                for operation in operations:
                    await self._recall(operation)
            case SetLights(lights=lights):
                self.lights = dict(lights)
            case ReadAll():
                await self.tell_all()
            case AskStatistics() | CheckHealth() as asked:
                await self._send(self._answer(asked))

    def _answer(self, asked: AskStatistics | CheckHealth) -> Statistics | HealthChecked:
        return (
            Statistics(tuple(self._statistics())) if isinstance(asked, AskStatistics) else self._health(asked)
        )

    async def tell_all(self) -> None:
        """Every device's status, every door's state."""
        for device in self._devices():
            await self._send(device)
        for number, state in self.doors.items():
            await self._send(DoorChanged(self.bank, number, state))

    def _devices(self) -> list[DeviceChanged]:
        where = self.position
        return [
            DeviceChanged("scanner", "scanner", where, self.scanner),
            *(DeviceChanged(reader, "stripe_reader", where, "online") for reader in self.readers),
            *(DeviceChanged(each.name, "encoder", where, self.encoding) for each in (self.encoder,) if each),
            *(DeviceChanged(tower, "lights", where, "online") for tower in self.towers),
            DeviceChanged("printer", "printer", where, self.printer, paper="full"),
            DeviceChanged(self.bank, "lockers", "", self.lockers),
        ]

    def _statistics(self) -> list[DeviceStatistics]:
        return [
            DeviceStatistics(
                each.device,
                each.device_class,
                each.position,
                each.status,
                each.paper,
                path="/dev/trial",
                opens=1,
                attempts=1,
            )
            for each in self._devices()
        ]

    def _health(self, asked: CheckHealth) -> HealthChecked:
        status = {each.device: each.status for each in self._devices()}.get(asked.device, "no_device")
        return HealthChecked(asked.request, asked.device, status == "online", f"{asked.device}: {status}")

    async def _open(self, command: OpenDoor) -> None:
        if command.operation in self._outcomes:
            await self._send(self._outcomes[command.operation])
            return
        number = command.compartment
        fault = self.faults.get(number)
        self.pulses[command.operation] = self.pulses.get(command.operation, 0) + 1
        if fault == "slow":
            self._slow[number] = command.operation
            return
        if fault == "stuck":
            await self._door(number, "stuck")
            await self._end(command.operation, "failed", "the door did not open")
            return
        await self._spring_open(number, command.operation)

    async def _spring_open(self, number: int, operation: str) -> None:
        self._opened.append(number)
        await self._door(number, "open", operation)
        await self._end(operation, "done", "")

    async def _print(self, command: PrintSlip) -> None:
        if command.operation not in self._outcomes:
            if self.printing == "done":
                self.slips.append(command.slip)
            await self._end(
                command.operation, self.printing, "" if self.printing == "done" else "paper trouble"
            )

    async def _take_card(self, command: EncodeCard | EraseCard | ReadCard) -> None:
        if command.operation in self._outcomes:
            await self._send(self._outcomes[command.operation])
        elif self.encoder is not None:
            await self._say(self.encoder.take(command))

    async def _cancel(self, operation: str) -> None:
        said = self.encoder.stop(operation) if self.encoder is not None else []
        await (self._say(said) if said else self._recall(operation))

    async def _recall(self, operation: str) -> None:
        known = self._outcomes.get(operation)
        busy = self.encoder.command if self.encoder is not None else None
        if operation in self._slow.values() or (busy is not None and busy.operation == operation):
            return  # still under way; its outcome will come
        if known is None:
            executed = operation in self.pulses
            known = OperationEnded(
                operation, "uncertain" if executed else "failed", "" if executed else "unknown operation"
            )
            self._outcomes[operation] = known
        await self._send(known)

    async def _end(
        self, operation: str, outcome: Literal["done", "failed", "uncertain"], reason: str
    ) -> None:
        self._outcomes[operation] = OperationEnded(operation, outcome, reason)
        await self._send(self._outcomes[operation])

    async def _door(self, number: int, state: DoorState, operation: str = "") -> None:
        self.doors[number] = state
        await self._send(DoorChanged(self.bank, number, state, operation))

    async def _send(
        self,
        message: DeviceChanged | DoorChanged | Scanned | ScanRefused | Said | Statistics | HealthChecked,
    ) -> None:
        if self._peer is not None:
            try:
                await self._peer.send(message)
            except LinkClosed:
                self._peer = None
