"""Which driver and which board a bank's settings ask for, and the last resort: every coil low."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.driver import LockerBank
from kiosk.drivers.lockers.lines import PulsingFactory
from kiosk.drivers.port import DeviceError, Operations, Report
from kiosk.link.settings import Bank, Settings

log = logging.getLogger("kiosk.devices")


def factory_of(bank: Bank, settings: Settings) -> Callable[[], PulsingFactory]:
    """Who opens the board that a bank hangs on."""
    if bank.emulated:
        from kiosk.drivers.world.pins import WorldFactory

        return lambda: WorldFactory(settings.world_socket)
    from kiosk.drivers.lockers.gpio import LgpioFactory

    return lambda: LgpioFactory(settings.run)


def bank_of(
    bank: Bank, settings: Settings, operations: Operations, report: Report, supply: Supply
) -> LockerBank:
    """The driver for one `[[bank]]`; `supply` is the same for all of a box."""
    return LockerBank(bank, factory_of(bank, settings), operations, report, supply)


def lines_low(settings: Settings) -> list[str]:
    """Drive every coil of every bank low, and give the lines back: for systemd's ExecStopPost, after a device
    process that was killed.

    Returns what could not be lowered, in words; goes on past it. A line that another process holds is not ours to lower.
    """
    faults: list[str] = []
    for bank in settings.banks:
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
