"""Which driver and which board a bank's settings ask for, and the last resort: every coil low."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.boards import wires as boards
from kiosk.drivers.lockers.boards.bus import BoardBus
from kiosk.drivers.lockers.boards.families import family_of
from kiosk.drivers.lockers.boards.wires import BoardWires
from kiosk.drivers.lockers.driver import LockerBank
from kiosk.drivers.lockers.expander import wires as expander
from kiosk.drivers.lockers.expander.wires import ExpanderWires, chips_of, lower
from kiosk.drivers.lockers.lines import Lines, PulsingFactory
from kiosk.drivers.lockers.wires import Changed, Connect, Wires
from kiosk.drivers.port import DeviceError, Operations, Report
from kiosk.drivers.serial_port import open_serial
from kiosk.link.settings import Settings
from kiosk.link.settings_devices import Bank

WRITE_SECONDS = 1.0

STEADY = {"board": boards.STEADY_SECONDS, "expander": expander.STEADY_SECONDS}

log = logging.getLogger("kiosk.devices")


def factory_of(bank: Bank, settings: Settings) -> Callable[[], PulsingFactory]:
    """Who opens the board that a bank hangs on."""
    if bank.emulated:
        from kiosk.drivers.world.pins import WorldFactory

        return lambda: WorldFactory(settings.world_socket)
    from kiosk.drivers.lockers.gpio import LgpioFactory

    return lambda: LgpioFactory(settings.run)


def connect_of(bank: Bank, settings: Settings) -> Connect:
    """Who claims the wires of a bank."""
    if bank.driver == "board":
        return lambda changed, lost: boards_of(bank, settings)  # noqa: ARG005 - a board tells nothing unasked
    if bank.driver == "expander":
        return lambda changed, lost: ExpanderWires(settings.run / bank.port, bank)  # noqa: ARG005 - nor does an expander
    factory_for = factory_of(bank, settings)

    def pins(changed: Changed, lost: Callable[[], None]) -> Wires:
        factory = factory_for()
        factory.lost = lost
        return Lines(
            factory,
            coils={each.number: each.coil for each in bank.compartments},
            switches={each.number: each.sensor for each in bank.compartments},
            open_level=bank.sensor_open_level,
            changed=changed,
        )

    return pins


def boards_of(bank: Bank, settings: Settings) -> BoardWires:
    """A bank's lock boards. Raises a `DeviceError`, also when one of them does not answer."""
    family = family_of(bank.family, bank.status_offset)
    line = open_serial(settings.run / bank.port, bank.baud or family.baud, WRITE_SECONDS)
    doors = {each.number: (each.board, each.lock) for each in bank.compartments}
    return BoardWires(BoardBus(line, family), doors, open_level=bank.sensor_open_level)


def bank_of(
    bank: Bank, settings: Settings, operations: Operations, report: Report, supply: Supply
) -> LockerBank:
    """The driver for one `[[bank]]`; `supply` is the same for all of a box."""
    steady = STEADY.get(bank.driver, 0.0)
    driver = LockerBank(bank, connect_of(bank, settings), operations, report, supply, steady_seconds=steady)
    if bank.driver == "board":
        driver.node = settings.run / bank.port
        driver.model = bank.family.upper()
    elif bank.driver == "expander":
        driver.node = settings.run / bank.port
        driver.model = "MCP23017"
    else:
        driver.where = "GPIO"
    return driver


def lines_low(settings: Settings) -> list[str]:
    """Drive every coil of every bank low, and give the lines back: for systemd's ExecStopPost, after a device
    process that was killed.

    Returns what could not be lowered, in words; goes on past it. A line that another process holds is not ours to lower.
    """
    faults: list[str] = []
    for bank in settings.banks:
        if bank.driver == "board":
            continue  # its own timer has ended the pulse; there is nothing here that could be high
        if bank.driver == "expander":
            faults += [
                f"bank {bank.name}: {words}" for words in lower(settings.run / bank.port, chips_of(bank))
            ]
            continue
        try:
            factory = factory_of(bank, settings)()
        except DeviceError as fault:
            faults.append(f"bank {bank.name}: {fault}")
            continue
        for door in bank.compartments:
            try:
                factory.claim_low(door.coil)
                factory.free(door.coil)
            except DeviceError as fault:
                faults.append(f"bank {bank.name}, door {door.number}: {fault}")
        factory.close()
    for words in faults:
        log.error("not lowered: %s", words)
    return faults
