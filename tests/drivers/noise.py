"""What every noise run does: commands of ours among a stranger's noise, then the end of it, and a device that serves again."""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from kiosk.drivers.port import Command, Port
from kiosk.drivers.supervisor import BackOff, Supervisor
from kiosk.link.cards import Tracks
from kiosk.link.messages import DeviceChanged, EncodeCard, OpenDoor, PrintSlip, ReadCard
from kiosk.link.slips import Line, Slip
from tests.drivers.aids import GENEROUS, Events, MemoryOperations

SECONDS = float(os.environ.get("KIOSK_FUZZ_SECONDS", "0.3"))
SEED = int(os.environ.get("KIOSK_FUZZ_SEED", "20"))
CORPUS = Path(__file__).parents[1] / "corpus" / "drivers"

BOX = """
[paths]
data = "data"
run = "run"
"""


class Noise(Protocol):
    """Whoever makes it."""

    def talk(self) -> None:
        """A little of it."""

    def unplug(self) -> None:
        """The last that is heard of it: the device is gone."""


def bent(data: bytes, dice: random.Random) -> bytes:
    """Some bytes with bits turned, more put between, or half of them missing."""
    changed = bytearray(data)
    for _change in range(dice.randint(0, 3)):
        at = dice.randrange(len(changed) + 1)
        if changed and dice.random() < 0.5:
            changed[at % len(changed)] ^= 1 << dice.randrange(8)
        else:
            changed[at:at] = dice.randbytes(dice.choice((1, 4, 24)))
    return bytes(changed[: dice.choice((len(changed), len(changed) // 2))])


def commands_for(port: Port) -> Iterator[Command]:
    """What the desk asks of it meanwhile, one operation after the other."""
    kinds: dict[str, list[Callable[[str], Command]]] = {
        "printer": [lambda one: PrintSlip(one, port.name, Slip("any", (Line("伞"),)))],
        "lockers": [lambda one: OpenDoor(one, port.name, 1)],
        "encoder": [
            lambda one: EncodeCard(one, port.name, Tracks("ABC", "123")),
            lambda one: ReadCard(one, port.name),
        ],
    }
    number = 0
    while kinds.get(port.device_class):
        for make in kinds[port.device_class]:
            number += 1
            yield make(f"op-{number}")


@contextmanager
def raised() -> Iterator[list[str]]:
    """What drivers raised that was no device's error: the supervisor logs it with its traceback."""
    found: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info:
                found.append(logging.Formatter().format(record))

    keeper = Keeper(logging.ERROR)
    logging.getLogger("kiosk").addHandler(keeper)
    try:
        yield found
    finally:
        logging.getLogger("kiosk").removeHandler(keeper)


def survives(
    port: Port,
    noise: Noise,
    well: Callable[[], AbstractContextManager[object]],
    operations: MemoryOperations,
    events: Events,
    dice: random.Random,
) -> None:
    """Hold a driver against noise for as long as it is asked; `well()` is the real device in the noise's place."""
    alive = Supervisor(port, back_off=BackOff(0.05, 0.2))
    asked = []
    with raised() as failures:
        alive.start()
        try:
            commands, until = commands_for(port), time.monotonic() + SECONDS
            while time.monotonic() < until:
                noise.talk()
                if dice.random() < 0.02 and (command := next(commands, None)) is not None:
                    asked.append(command.operation)
                    port.submit(command)
            noise.unplug()
            events.wait(
                lambda event: isinstance(event, DeviceChanged) and event.status not in ("online", "starting")
            )
            before = len(events.all)
            with well():
                events.wait(
                    lambda event: isinstance(event, DeviceChanged) and event.status == "online", after=before
                )
                assert not alive.hangs
                for operation in asked:
                    assert operations.wait(operation)[0] in ("done", "failed", "uncertain")
        finally:
            alive.stop()
            assert alive.join(GENEROUS), f"seed {SEED}: the driver does not come to its end"
    assert failures == [], f"seed {SEED}"
