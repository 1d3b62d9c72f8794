"""What is plugged in: every port is asked by the drivers' own probes, in the order that is harmless.

A printer is asked first, because what is asked of an encoder a printer would take for print; lock boards next, and an encoder
last. I2C buses are only read. A port that answers nobody may be a scanner's; that shows when it scans (`Listening`).
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from kiosk.drivers.encoder import probe as encoder
from kiosk.drivers.lockers import probe as lockers
from kiosk.drivers.lockers.expander import probe as expander
from kiosk.drivers.lockers.wiring import coils_of
from kiosk.drivers.port import DeviceError
from kiosk.drivers.printer import probe as printer
from kiosk.drivers.probing import ANSWER_SECONDS, Found, ProbedLine
from kiosk.drivers.scanner.probe import CLAIM_SECONDS, Listener
from kiosk.link.settings_devices import Encoder, Printer, Scanner
from kiosk.setup.layout import Layout, Places

AT_ONCE = 8


class Things(msgspec.Struct, frozen=True):
    """Everything that was found."""

    found: tuple[Found, ...] = ()
    keyboards: tuple[str, ...] = ()
    coils: tuple[int, ...] = ()

    def of(self, device_class: str) -> list[Found]:
        """Those of one class."""
        return [each for each in self.found if each.device_class == device_class]


def look(layout: Layout, *, patience: float = ANSWER_SECONDS) -> Things:
    """Ask every port. Takes seconds; for a thread."""
    places = layout.places
    ports = _ports(places)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        serial = list(pool.map(lambda port: _ask(port, layout, patience), ports))
        files = list(pool.map(lambda path: printer.at_file(path, patience), _paths(places.printers)))
        buses = list(pool.map(lambda path: expander.at_bus(path, named(path, layout)), _paths(places.i2c)))
    keyboards = tuple(named(path, layout) for path in _paths(places.keyboards))
    return Things((*serial, *files, *filter(None, buses)), keyboards, coils_of(places.config))


def _ports(places: Places) -> list[Path]:
    """Serial ports, each once, the stable names first; without the system's console, where a login would answer."""
    consoles = _consoles(places.kernel)
    paths = [each for pattern in places.serial for each in _paths((pattern,))]
    taken = {each.resolve() for each in paths if {each.name, each.resolve().name} & consoles}
    found: dict[Path, Path] = {}
    for path in paths:
        if path.resolve() not in taken:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def _consoles(kernel: Path) -> frozenset[str]:
    """The names of the kernel's consoles: `console=serial0,115200`."""
    try:
        words = kernel.read_text("utf-8", "replace").split()
    except OSError:
        return frozenset()
    return frozenset(
        word.removeprefix("console=").partition(",")[0] for word in words if word.startswith("console=")
    )


def _ask(port: Path, layout: Layout, patience: float) -> Found:
    name = named(port, layout)
    try:
        with ProbedLine(port, printer.SPEEDS[0], patience=patience) as line:
            found = printer.on_line(line, name) or lockers.on_line(line, name) or encoder.on_line(line, name)
        return found or Found(device_class="unknown", port=name)
    except DeviceError as fault:
        return Found(device_class="unknown", port=name, says=str(fault))


def named(path: Path, layout: Layout) -> str:
    """A port as the settings name it: one of the world's is in the runtime folder."""
    return path.name if layout.places.emulated else str(path)


def printers_of(things: Things) -> tuple[Printer, ...]:
    """Printers as the settings have them."""
    return tuple(_printer(each, _name("printer", number)) for number, each in enumerate(things.of("printer")))


def _printer(found: Found, name: str) -> Printer:
    if found.driver == "network":
        host, _, port = found.port.rpartition(":")
        return Printer(name=name, host=host, port=int(port))
    if found.driver != "serial":
        return Printer(name=name, driver="file", path=found.port)
    # At the speed at which it answered: one of those that the settings know.
    return msgspec.convert(
        {"name": name, "driver": "serial", "path": found.port, "baud": found.baud}, Printer
    )


def encoders_of(things: Things) -> tuple[Encoder, ...]:
    """Encoders as the settings have them: for the whole box, because staff's screen may come later."""
    return tuple(
        msgspec.convert(
            {"name": _name("encoder", number), "position": "", "port": found.port, "baud": found.baud},
            Encoder,
        )
        for number, found in enumerate(things.of("encoder"))
    )


def candidates(things: Things) -> list[Scanner]:
    """Ports that may be scanners'."""
    serial = [Scanner(name="candidate", port=each.port) for each in things.of("unknown")]
    return serial + [Scanner(name="candidate", driver="hid", port=port) for port in things.keyboards]


class Listening:
    """Listens at every port that may be a scanner's, while a person scans."""

    def __init__(self, wanted: Iterable[Scanner], layout: Layout) -> None:
        self._listeners = [Listener(each, layout.run_folder) for each in wanted]
        for each in self._listeners:
            each.listens(CLAIM_SECONDS)  # so that nobody is asked to scan before it is heard

    @property
    def heard(self) -> tuple[Scanner, ...]:
        """Those that have scanned, named."""
        scanned = [each.heard for each in self._listeners if each.heard is not None]
        return tuple(
            msgspec.structs.replace(
                each, name=_name("scanner" if each.reads == "codes" else "stripes", number)
            )
            for kind in ("codes", "stripes")
            for number, each in enumerate(one for one in scanned if one.reads == kind)
        )

    def close(self) -> None:
        """Give the ports back."""
        for each in self._listeners:
            each.close()


def _paths(patterns: Sequence[str]) -> list[Path]:
    return sorted(Path(each) for pattern in patterns for each in glob.glob(pattern))  # noqa: PTH207 - absolute patterns


def _name(kind: str, number: int) -> str:
    return kind if number == 0 else f"{kind}-{number + 1}"
