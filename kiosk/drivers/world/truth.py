"""The truth on disk: one JSON file, replaced as a whole after every change.

Not fsynced: it has to outlive this process, and not a power cut of the developer's machine.
"""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from kiosk.drivers.world.cards import EncoderTruth, wallet
from kiosk.drivers.world.messages import (
    BoardsTruth,
    Compartment,
    DeviceTruth,
    PrinterTruth,
    ScannerTruth,
    Truth,
)
from kiosk.link.settings import Settings
from kiosk.link.settings_devices import Encoder, Printer, Scanner

LOOPBACK = ("127.0.0.1", "localhost", "::1")

log = logging.getLogger("kiosk.world")


class TruthFile:
    """Where the truth is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def load(self, settings: Settings) -> Truth:
        """What was true last, as far as these settings still have it; what is new begins closed, empty and well."""
        try:
            old = msgspec.json.decode(self._path.read_bytes(), type=Truth)
        except FileNotFoundError:
            old = Truth()
        except msgspec.DecodeError as fault:
            log.warning("the world's file cannot be read and begins anew: %s", fault)
            old = Truth()
        doors = {(each.bank, each.number): each for each in old.compartments}
        printers = {each.name: each for each in old.printers}
        scanners = {each.name: each for each in old.scanners}
        boards = {each.name: each for each in old.boards}
        encoders = {each.name: each for each in old.encoders}
        devices = {each.name: each for each in old.devices}
        return Truth(
            compartments=[
                doors.get((bank.name, door.number)) or Compartment(bank.name, door.number)
                for bank in settings.banks
                if bank.emulated
                for door in bank.compartments
            ],
            printers=[
                printers.get(each.name) or PrinterTruth(each.name) for each in emulated_printers(settings)
            ],
            scanners=[
                scanners.get(each.name) or ScannerTruth(each.name, each.position)
                for each in emulated_scanners(settings)
            ],
            boards=[
                boards.get(bank.name) or BoardsTruth(bank.name)
                for bank in settings.banks
                if bank.emulated and bank.driver in ("board", "expander")
            ],
            encoders=[
                encoders.get(each.name) or EncoderTruth(each.name, each.position)
                for each in emulated_encoders(settings)
            ],
            devices=[
                devices.get(each.name) or DeviceTruth(each.name, each.position)
                for each in settings.devices
                if each.emulated
            ],
            cards=old.cards or (wallet() if _takes_cards(settings) else []),
            holding=old.holding,
            coils_at_once=old.coils_at_once,
        )

    def save(self, truth: Truth) -> None:
        """Replace the file."""
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1))
        fresh.replace(self._path)


def emulated_scanners(settings: Settings) -> list[Scanner]:
    """The scanners whose port is in the runtime folder: only the world could have put one there."""
    return [each for each in settings.scanners if (settings.run / each.port).is_relative_to(settings.run)]


def emulated_printers(settings: Settings) -> list[Printer]:
    """The network printers at this machine's own address, and those on a line, or at a USB, in the runtime folder."""
    return [
        each
        for each in settings.printers
        if (each.driver == "network" and each.host in LOOPBACK)
        or (each.driver == "serial" and (settings.run / each.path).is_relative_to(settings.run))
        or each.at_the_worlds_usb
    ]


def emulated_encoders(settings: Settings) -> list[Encoder]:
    """The encoders whose port is in the runtime folder."""
    return [each for each in settings.encoders if (settings.run / each.port).is_relative_to(settings.run)]


def _takes_cards(settings: Settings) -> bool:
    """Whether there is anything to draw a card through."""
    return bool(emulated_encoders(settings)) or any(
        each.reads == "stripes" for each in emulated_scanners(settings)
    )
