"""The world's process: emulators for everything that the settings end in it, and `world.sock`.

Each connection is one wire loom or one pair of hands. Requests are answered in their order, and one that
cannot be done is answered `Cannot` and harms nothing. Outputs of a connection that ends go low at once, as a
kernel with `strict_gpiod` does.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.drivers.encoder.emulator import EmulatedEncoder
from kiosk.drivers.foreign.emulator import emulator_of
from kiosk.drivers.lockers.boards.emulator import EmulatedBoards
from kiosk.drivers.lockers.emulator import EmulatedDoor, Impossible, Timer
from kiosk.drivers.lockers.expander.emulator import EmulatedBus, EmulatedExpanders
from kiosk.drivers.printer.emulator import EmulatedPrinter
from kiosk.drivers.scanner.emulator import EmulatedScanner
from kiosk.drivers.world import messages as said
from kiosk.drivers.world.deeds import perform
from kiosk.drivers.world.plugged import Plugged
from kiosk.drivers.world.truth import TruthFile, emulated_encoders, emulated_printers, emulated_scanners
from kiosk.link.build import build_id
from kiosk.link.settings import Settings
from kiosk.link.settings_devices import Bank, Compartment, Printer
from kiosk.link.socket import LinkClosed, Peer, Server, serve

if TYPE_CHECKING:
    from kiosk.drivers.printer.world_usb import UsbSocket

log = logging.getLogger("kiosk.world")


class World:
    """Everything that is physically there."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """`folder` keeps the truth and the pictures of slips."""
        self._settings = settings
        self._file = TruthFile(folder / "truth.json")
        self.truth = self._file.load(settings)
        self._loop = asyncio.get_running_loop()
        self._doors: list[EmulatedDoor] = []
        self._coils: dict[int, EmulatedDoor] = {}
        self._switches: dict[int, tuple[EmulatedDoor, int]] = {}
        self._looms: set[Loom] = set()
        self._news = asyncio.Event()
        self._save_planned = False
        self._server: Server | None = None
        self._boards: dict[str, EmulatedBoards] = {}
        self._expanders: dict[str, EmulatedExpanders] = {}
        self._buses: dict[str, EmulatedBus] = {}
        self._usb: dict[str, UsbSocket] = {}
        for bank in settings.banks:
            if bank.emulated:
                doors = [(each, self._hang(bank, each)) for each in bank.compartments]
                if bank.driver == "board":
                    wired = {(each.board, each.lock): door for each, door in doors}
                    truth = next(each for each in self.truth.boards if each.name == bank.name)
                    self._boards[bank.name] = EmulatedBoards(bank, settings.run, truth, wired)
                elif bank.driver == "expander":
                    bus = self._buses.setdefault(bank.port, EmulatedBus(settings.run / bank.port))
                    numbered = {each.number: door for each, door in doors}
                    truth = next(each for each in self.truth.boards if each.name == bank.name)
                    self._expanders[bank.name] = EmulatedExpanders(bank, truth, bus, numbered)
        self._scanners = {
            each.name: EmulatedScanner(each, settings.run, self.truth.scanner(each.name))
            for each in emulated_scanners(settings)
        }
        self._encoders = {
            each.name: EmulatedEncoder(each, settings.run, self.truth.encoder(each.name), self.changed)
            for each in emulated_encoders(settings)
        }
        self._foreign = {
            each.name: emulator_of(each, settings.run, self.truth.device(each.name), self.changed)
            for each in settings.devices
            if each.emulated
        }
        self._printers = {
            each.name: self._set_up(each, folder / "slips") for each in emulated_printers(settings)
        }

    def _set_up(self, printer: Printer, pictures: Path) -> EmulatedPrinter:
        """A printer at its address, on its line, or at the world's USB."""
        truth = self.truth.printer(printer.name)
        if printer.driver != "usb":
            return EmulatedPrinter(
                printer, truth, pictures=pictures, changed=self.changed, beside=self._settings.run
            )
        from kiosk.drivers.printer.usb_emulator import EmulatedUsbPrinter
        from kiosk.drivers.printer.world_usb import UsbSocket

        socket = self._usb.setdefault(printer.path, UsbSocket(self._settings.run / printer.path))
        made = EmulatedUsbPrinter(
            printer,
            truth,
            pictures=pictures,
            changed=self._changed_elsewhere,
            serial_number=printer.usb_serial or "K1-0001",
        )
        socket.add(made)
        return made

    async def start(self) -> None:
        """Plug everything in, and listen."""
        for each in self.plugged():
            each.appear()
        for bus in self._buses.values():
            await bus.start()
        for usb in self._usb.values():
            await usb.start()
        for printer in self._printers.values():
            await printer.start()
        self._server = await serve(
            self._settings.world_socket,
            role="world",
            incoming=said.ToWorld,
            uids=self._settings.link.uids("world"),
            build=build_id(),
            handler=self._attend,
        )
        log.info(
            "the world has %d doors, %d scanners, %d card encoders and %d printers",
            len(self._doors),
            len(self._scanners),
            len(self._encoders),
            len(self._printers),
        )

    async def stop(self) -> None:
        """Unplug everything; the truth stays on disk."""
        if self._server is not None:
            await self._server.close()
        for bus in self._buses.values():
            await bus.stop()
        for usb in self._usb.values():
            await usb.stop()
        for printer in self._printers.values():
            await printer.stop()
        for each in self.plugged():
            each.unplug()
        self._save_planned = True
        self._save()

    # ------------------------------------------------------------------------------------------ truth

    def changed(self) -> None:
        """Something is different now: whoever waits looks again, and the file follows in this turn of the loop."""
        self._news.set()
        if not self._save_planned:
            self._save_planned = True
            self._loop.call_soon(self._save)

    def _changed_elsewhere(self) -> None:
        """As `changed`, from whatever thread a transfer was made in."""
        self._loop.call_soon_threadsafe(self.changed)

    def _save(self) -> None:
        if self._save_planned:
            self._save_planned = False
            self._file.save(self.truth)

    async def until(self, condition: Callable[[], bool], milliseconds: int) -> bool:
        """Wait until something is true of the world; False when it was not in time."""
        try:
            async with asyncio.timeout(milliseconds / 1000):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return condition()
        return True

    # ------------------------------------------------------------------------------------------ wiring

    def _hang(self, bank: Bank, compartment: Compartment) -> EmulatedDoor:
        """Hang a door, and, where it has them, wire its coil and its switch to pins."""
        line = compartment.sensor
        door = EmulatedDoor(
            self.truth.compartment(compartment.number, bank.name),
            scheduler=self._loop,
            switch=lambda: self._tell(line),
            changed=self._moved,
        )
        self._doors.append(door)
        if bank.driver in ("gpio", "world"):
            self._coils[compartment.coil] = door
            self._switches[line] = (door, bank.sensor_open_level)
        return door

    def _moved(self) -> None:
        """A door, its latch or its coil: how many coils have current is counted at each."""
        self.truth.coils_at_once = max(self.truth.coils_at_once, sum(door.driven for door in self._doors))
        self.changed()

    def door(self, number: int, bank: str) -> EmulatedDoor:
        """The door that a hand means. Raises `Impossible`."""
        try:
            truth = self.truth.compartment(number, bank)
        except KeyError as fault:
            raise Impossible(str(fault.args[0])) from None
        return next(each for each in self._doors if each.truth is truth)

    def level(self, pin: int) -> int:
        """The level of any pin. A pin that nothing hangs on reads its pull-up."""
        if pin in self._switches:
            door, open_level = self._switches[pin]
            return open_level if door.contact else 1 - open_level
        if pin in self._coils:
            return int(self._coils[pin].driven)
        return 1

    def drive(self, pin: int, level: int, *, cut: bool = False) -> None:
        """An output's new level."""
        if pin in self._coils:
            self._coils[pin].coil(level, cut=cut)

    def owner(self, pin: int) -> Loom | None:
        """Who has the pin as an output."""
        return next((each for each in self._looms if pin in each.outputs), None)

    def _tell(self, pin: int) -> None:
        for loom in self._looms:
            loom.tell(pin, self.level(pin))

    # ------------------------------------------------------------------------------------------ devices

    def scanner(self, name: str) -> EmulatedScanner:
        """The scanner that a hand means. Raises `Impossible`."""
        try:
            return self._scanners[self.truth.scanner(name).name]
        except KeyError:
            raise Impossible(f"no scanner {name!r} ends in the world") from None

    def printer(self, name: str) -> EmulatedPrinter:
        """The printer that a hand means. Raises `Impossible`."""
        try:
            return self._printers[self.truth.printer(name).name]
        except KeyError:
            raise Impossible(f"no printer {name!r} ends in the world") from None

    def at_usb(self, name: str) -> bool:
        """Whether the printer that a hand means is at USB. Raises `Impossible`."""
        wanted = self.printer(name).truth.name
        return any(each.name == wanted and each.driver == "usb" for each in self._settings.printers)

    def encoder(self, name: str) -> EmulatedEncoder:
        """The card encoder that a hand means. Raises `Impossible`."""
        try:
            return self._encoders[self.truth.encoder(name).name]
        except KeyError:
            raise Impossible(f"no encoder {name!r} ends in the world") from None

    def boards(self, bank: str) -> EmulatedBoards:
        """The lock boards that a hand means. Raises `Impossible`."""
        found = [each for name, each in self._boards.items() if bank in ("", name)]
        if not found:
            raise Impossible(f"no lock boards of {bank or 'any bank'} end in the world")
        return found[0]

    def expanders(self, bank: str) -> EmulatedExpanders:
        """The expanders that a hand means. Raises `Impossible`."""
        found = [each for name, each in self._expanders.items() if bank in ("", name)]
        if not found:
            raise Impossible(f"no expanders of {bank or 'any bank'} end in the world")
        return found[0]

    def foreign(self, name: str) -> Plugged:
        """The foreign device that a hand means. Raises `Impossible`."""
        try:
            return self._foreign[self.truth.device(name).name]
        except KeyError:
            raise Impossible(f"no device {name!r} ends in the world") from None

    def doors(self) -> list[EmulatedDoor]:
        """All doors."""
        return list(self._doors)

    def printers(self) -> list[EmulatedPrinter]:
        """All printers."""
        return list(self._printers.values())

    def plugged(self) -> list[Plugged]:
        """Everything that has a plug."""
        return [
            *self._scanners.values(),
            *self._boards.values(),
            *self._expanders.values(),
            *self._encoders.values(),
            *self._foreign.values(),
        ]

    # ------------------------------------------------------------------------------------------ connections

    async def _attend(self, peer: Peer) -> None:
        loom = Loom(self, peer)
        self._looms.add(loom)
        try:
            while True:
                request = await peer.receive()
                try:
                    answer = (
                        loom.wire(request) if isinstance(request, WIRES) else await perform(self, request)
                    )
                except (Impossible, OSError) as fault:
                    answer = said.Cannot(str(fault))
                self._save()  # what is answered is on the disk: whoever heard it may kill us now
                await loom.say(answer)
        finally:
            self._looms.discard(loom)
            loom.cut()


WIRES = (said.ClaimOutput, said.ClaimInput, said.FreePin, said.SetPin, said.Pulse, said.ReadPin)


class Loom:
    """The pins of one connection."""

    def __init__(self, world: World, peer: Peer) -> None:
        self._world = world
        self._peer = peer
        self._inputs: set[int] = set()
        self.outputs: set[int] = set()
        self._pulses: dict[int, Timer] = {}
        self._outbox: asyncio.Queue[msgspec.Struct] = asyncio.Queue()
        self._sender = asyncio.create_task(self._send())

    async def say(self, message: msgspec.Struct) -> None:
        """Answer, behind everything that was told before."""
        self._outbox.put_nowait(message)

    def tell(self, pin: int, level: int) -> None:
        """An input has changed."""
        if pin in self._inputs:
            self._outbox.put_nowait(said.PinChanged(pin, 1 if level else 0, round(time.monotonic() * 1000)))

    def cut(self) -> None:
        """The connection has ended: every output goes low, also in the middle of a pulse."""
        self._sender.cancel()
        for pin in tuple(self.outputs):
            self._low(pin, cut=pin in self._pulses)
        self.outputs.clear()

    def wire(self, request: Any) -> msgspec.Struct:
        """Carry out one request about pins. Raises `Impossible`."""
        pin = request.pin
        match request:
            case said.ReadPin():
                return said.Level(pin, 1 if self._world.level(pin) else 0)
            case said.ClaimInput():
                self._free(pin)
                self._inputs.add(pin)
                return said.Level(pin, 1 if self._world.level(pin) else 0)
            case said.ClaimOutput():
                owner = self._world.owner(pin)
                if owner is not None and owner is not self:
                    raise Impossible(f"pin {pin} is busy: another process holds it")
                self._inputs.discard(pin)
                self.outputs.add(pin)
                self._set(pin, request.level)
            case said.FreePin():
                self._free(pin)
            case said.SetPin():
                self._own(pin)
                self._set(pin, request.level)
            case said.Pulse():
                self._own(pin)
                self._set(pin, 0)
                self._world.drive(pin, 1)
                loop = asyncio.get_running_loop()
                self._pulses[pin] = loop.call_later(request.milliseconds / 1000, self._low, pin)
        return said.Did()

    def _own(self, pin: int) -> None:
        if pin not in self.outputs:
            raise Impossible(f"pin {pin} is not an output of this process")

    def _set(self, pin: int, level: int) -> None:
        if timer := self._pulses.pop(pin, None):
            timer.cancel()
        self._world.drive(pin, level)

    def _low(self, pin: int, *, cut: bool = False) -> None:
        if timer := self._pulses.pop(pin, None):
            timer.cancel()
        self._world.drive(pin, 0, cut=cut)

    def _free(self, pin: int) -> None:
        if pin in self.outputs:
            self._low(pin)
            self.outputs.discard(pin)
        self._inputs.discard(pin)

    async def _send(self) -> None:
        try:
            while True:
                await self._peer.send(await self._outbox.get())
        except LinkClosed:
            pass  # the receiving side notices it too
