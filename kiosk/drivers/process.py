"""The device process, and the world's: what `kiosk devices` and `kiosk world` run.

The devices' threads report, this loop talks to the desk. The desk may come and go: after each connect it is told every state,
and between connects only states and outcomes are kept. A scan is not: one that nobody heard must not act on a later screen.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.drivers.encoder.driver import encoder_of
from kiosk.drivers.foreign.port import ForeignPort
from kiosk.drivers.hub import Hub
from kiosk.drivers.lockers.bank import Supply
from kiosk.drivers.lockers.choose import bank_of
from kiosk.drivers.operations_log import OperationsLog
from kiosk.drivers.port import Port, RecordTaken
from kiosk.drivers.printer.choose import printer_of
from kiosk.drivers.scanner.choose import scanner_of
from kiosk.drivers.supervisor import BackOff, Supervisor
from kiosk.link.build import build_id
from kiosk.link.frames import LinkError, LinkRefused
from kiosk.link.messages import DeskToDevices
from kiosk.link.notify import ready as notify_ready
from kiosk.link.settings import Settings
from kiosk.link.socket import connect

FIRST_TRY_SECONDS = 5.0
"""How long the start waits for each device to have been tried once, before it says that it is ready."""

SETTLE_SECONDS = 6.0
"""How long after the start operations of an earlier process may wait for their door to be read."""

JOIN_SECONDS = 3.0
"""How long the devices together may take to be released at the end; the watcher kills after five."""

WATCH_SECONDS = 1.0

log = logging.getLogger("kiosk.devices")


def run_devices(settings: Settings) -> int:
    """`kiosk devices`: drive the devices until SIGTERM or SIGINT. Returns the exit code."""
    try:
        asyncio.run(_until_told(lambda stop: serve_devices(settings, stop, notify_ready)))
    except RecordTaken as fault:
        log.error("%s", fault)  # noqa: TRY400 - the sentence says it all
        return 1
    return 0


def run_world(settings: Settings) -> int:
    """`kiosk world`: be the world until SIGTERM or SIGINT. Returns the exit code."""
    asyncio.run(_until_told(lambda stop: serve_world(settings, stop, notify_ready)))
    return 0


async def serve_world(settings: Settings, stop: asyncio.Event, ready: Callable[[], object] = bool) -> None:
    """Be the world until `stop` is set. Its truth is kept in `<data>/world`."""
    from kiosk.drivers.world.server import World

    settings.run.mkdir(parents=True, exist_ok=True)
    world = World(settings, world_folder(settings))
    await world.start()
    ready()
    try:
        await stop.wait()
    finally:
        await world.stop()


def world_folder(settings: Settings) -> Path:
    """Where the world keeps its truth and the pictures of slips."""
    return settings.data / "world"


async def serve_devices(settings: Settings, stop: asyncio.Event, ready: Callable[[], object] = bool) -> None:
    """Drive the devices until `stop` is set. Raises `RecordTaken` when another device process is running."""
    record = OperationsLog(settings.data / "devices.log")
    hub = Hub(record, asyncio.get_running_loop())
    supervisors = [Supervisor(port) for port in ports_of(settings, hub)]
    hub.adopt(supervisors)
    for supervisor in supervisors:
        supervisor.start()
    tasks = [
        asyncio.create_task(stop.wait()),
        asyncio.create_task(_watch(hub)),
        asyncio.create_task(_talk(settings, hub)),
    ]
    try:
        for supervisor in supervisors:
            await asyncio.to_thread(supervisor.tried, FIRST_TRY_SECONDS)
        ready()
        done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()  # a mistake of ours ends the process, and the watcher starts it again
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(_stop, supervisors)
        record.close()


def ports_of(settings: Settings, hub: Hub) -> list[Port]:
    """One driver for each device in the settings, and for each bank what an earlier process left begun."""
    ports: list[Port] = [scanner_of(each, settings.run, hub.report) for each in settings.scanners]
    ports += [printer_of(each, settings.data, settings.run, hub, hub.report) for each in settings.printers]
    ports += [encoder_of(each, settings.run, hub, hub.report) for each in settings.encoders]
    ports += [ForeignPort(each, settings.run, hub.report) for each in settings.devices]
    supply = Supply()
    for each in settings.banks:
        driver = bank_of(each, settings, hub, hub.report, supply)
        for operation, compartment in hub.interrupted_doors(each.name):
            driver.bank.unsettled(operation, compartment)
        ports.append(driver)
    return ports


def _stop(supervisors: list[Supervisor]) -> None:
    for supervisor in supervisors:
        supervisor.stop()
    deadline = time.monotonic() + JOIN_SECONDS
    for supervisor in supervisors:
        if not supervisor.join(max(0.0, deadline - time.monotonic())):
            log.error("device %s hangs and is left behind", supervisor.port.name)


async def _watch(hub: Hub) -> None:
    """Every second: which drivers hang, and which operations nobody will end any more."""
    await asyncio.sleep(SETTLE_SECONDS)
    hub.settle_interrupted()
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        hub.watch()


async def _talk(settings: Settings, hub: Hub) -> None:
    """Keep a connection to the desk, for ever."""
    back_off = BackOff(0.1, 2.0)
    away = False
    while True:
        try:
            peer = await connect(
                settings.devices_socket,
                role="devices",
                incoming=DeskToDevices,
                uids=settings.link.uids("desk"),
                build=build_id(),
            )
        except (OSError, LinkError) as fault:
            if not away:
                log.log(
                    logging.WARNING if isinstance(fault, LinkRefused) else logging.INFO,
                    "the desk is not there (%s)",
                    fault,
                )
            away = True
            await asyncio.sleep(back_off.wait())
            continue
        away = False
        back_off.reset()
        log.info("connected to the desk")
        try:
            await hub.attend(peer)
        except LinkError as fault:
            log.info("the desk is gone: %s", fault)
        finally:
            await peer.close()


async def _until_told(serve: Callable[[asyncio.Event], asyncio.Future[None] | object]) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(stop)  # type: ignore[misc]
