"""A made-up mall for the demo, the tour and the bench: its settings, its wall, its umbrellas and strollers, and its members.

Everything here is invented and says so (phone numbers begin with 100, which no person in China has). It goes
into the store by the same doors as real data: places from the settings, members from a CSV file, items by a
first movement, so that `kiosk check` has nothing to say about a fresh demo. No PIN is the same in two demos.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kiosk.cli import demo_brands, demo_cards, demo_rules, demo_stock
from kiosk.core.clock import SystemClock
from kiosk.core.members.importer import import_members
from kiosk.core.places import declare_places
from kiosk.core.staff import add_staff, pin_problem
from kiosk.core.store.database import Store
from kiosk.core.store.opened import open_store
from kiosk.core.store.transaction import Transaction
from kiosk.drivers.process import world_folder
from kiosk.drivers.world.truth import TruthFile
from kiosk.link.settings import Settings, load
from kiosk.link.settings_checks import SOCKET_PATH_LIMIT

COLUMNS, DOORS, BAYS, BAGS = 6, 30, 6, 6
RACKS = {29: 12, 30: 12, 36: 4}
"""Doors 29 and 30 are racks: twelve umbrellas behind one door. Below them are bays for strollers, the last one for four."""

LARGE_BAGS = (41, 42)
"""The last two of the compartments for bags, below the bays, take large ones too."""

EMPTY = (2, 3, 8, 12, 15, 20, 22, 26)
"""Compartments that begin empty, so that something can be brought back."""

PARKED = (31, 32, 34)
"""Bays with a stroller at the beginning."""

RACKED = {29: 9, 30: 4, 36: 3}
COLOURS = (("blue", "蓝色"), ("red", "红色"), ("green", "绿色"), ("black", "黑色"), ("grey", "灰色"))

MEMBERS = (
    # card, name, phone, birthday, tier
    ("80010013307", "张明", "10013803307", "1988-03-14", "金卡"),
    ("80010021024", "李秀英", "10013901024", "1952-09-02", "银卡"),
    ("80010034416", "王伟", "10013704416", "1990-11-30", "普卡"),
    ("80010049981", "陈静怡", "10015009981", "2001-06-18", "普卡"),
    ("80010057720", "欧阳建国", "10018807720", "1947-01-25", "金卡"),
    ("80010068135", "Emily Zhao", "10013608135", "1995-12-08", "银卡"),
    ("80010076628", "刘洋", "10013706628", "1979-05-21", "普卡"),
    ("80010081150", "赵丽", "10015801150", "1969-07-02", "普卡"),
    ("80010092276", "孙国强", "10018602276", "1958-10-11", "金卡"),
    ("80010103399", "周晓燕", "10013403399", "1983-02-27", "银卡"),
)
PIN_FILES = ("staff-pin", "second-pin")
MEMBERS_HEADER = "会员卡号,姓名,电话,生日,卡种"

STAFF_NUMBER, STAFF_NAME, STAFF_ROLE = "1024", "值班员", "manager"
SECOND_NUMBER, SECOND_NAME, SECOND_ROLE = "2048", "主管", "supervisor"
"""Whoever approves what the first asks for."""


def default_folder() -> Path:
    """Where a demo lives when nobody says: under the user's state folder."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "zhanggui" / "demo"


def ppi_of(width: int, height: int) -> float:
    """The panel that a size usually is: 7 inches for 800×480, 21.5 inches for the large ones."""
    return 133.3 if max(width, height) <= 1024 else 102.4


def settings_text(
    folder: Path, *, width: int, height: int, ppi: float, printer_port: int, usb: bool = False
) -> str:
    """A `kiosk.toml` whose wires all end in the world. `usb`: the printer is at the world's USB, not at an address."""
    run = run_folder(folder)
    head = f'''# A demo: every wire ends in the emulated world. All keys: kiosk/kiosk.sample.toml
[site]
name = "云间广场"
name_en = "Yunjian Plaza"
opens = "00:00"                 # a demo is open whenever somebody looks at it
closes = "24:00"

[paths]
data = "data"
run = "{run}"

[shell]
width = {width}
height = {height}
ppi = {ppi:g}
fullscreen = false

[[scanner]]
name = "scanner"
port = "{run}/scanner.tty"

[[scanner]]
name = "stripes"
reads = "stripes"
port = "{run}/stripes.tty"

[[printer]]
name = "printer"
{USB_PRINTER if usb else NETWORK_PRINTER.format(port=printer_port)}
[[encoder]]
name = "encoder"
position = ""
port = "{run}/encoder.tty"

[[bank]]
name = "1F 东门"
name_en = "1F East Gate"
factory = "world"
'''
    return head + "".join(_doors()) + PLUGINS


NETWORK_PRINTER = """host = "127.0.0.1"
port = {port}
"""
USB_PRINTER = """driver = "usb"
path = "usb"                    # the world's USB, beside the other sockets
"""

PLUGINS = """
[plugins]
enabled = ["bags"]

[plugins.bags]
collect_by = "23:59"
last_minutes = 0

[plugins.counter]
floor = "1F"
"""
"""Whoever looks at the demo in the evening may store a bag too."""


def _doors() -> Iterator[str]:
    for number in range(1, DOORS + BAYS + BAGS + 1):
        row, column = divmod(number - 1, COLUMNS)
        holds = 'holds = ["stroller"]\n' if number > DOORS else ""
        if number > DOORS + BAYS:
            holds = 'holds = ["bag", "large_bag"]\n' if number in LARGE_BAGS else 'holds = ["bag"]\n'
        rack = f'kind = "rack"\ncapacity = {RACKS[number]}\n' if number in RACKS else ""
        yield (
            f"\n[[bank.compartment]]\nnumber = {number}\ncoil = {98 + 2 * number}\nsensor = {99 + 2 * number}\n"
            f"row = {row}\ncolumn = {column}\n{rack}{holds}"
        )


def run_folder(folder: Path) -> Path:
    """The demo's sockets: beside its data, unless that path is too long for a socket."""
    beside = folder.absolute() / "run"
    if len(str(beside / "devices.sock").encode()) <= SOCKET_PATH_LIMIT:
        return beside
    return Path(tempfile.mkdtemp(prefix="kiosk-demo-"))


def build(
    folder: Path,
    *,
    width: int = 1080,
    height: int = 1920,
    ppi: float = 0,
    fresh: bool = False,
    usb: bool = False,
) -> Settings:
    """The demo in this folder: as it was left, else a new one. Returns its settings."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two that begin the same demo at once
        return _build(folder, width=width, height=height, ppi=ppi, fresh=fresh, usb=usb)


def _build(folder: Path, *, width: int, height: int, ppi: float, fresh: bool, usb: bool) -> Settings:
    file = folder / "kiosk.toml"
    if fresh:
        _clear(folder)
    if file.exists():
        _keep_the_port_free(file)
    else:
        text = settings_text(
            folder,
            width=width,
            height=height,
            ppi=ppi or ppi_of(width, height),
            printer_port=_free_port(),
            usb=usb,
        )
        draft = folder / "kiosk.toml.new"
        draft.write_text(text)
        furnish(load(draft))
        draft.replace(file)  # only a demo that is whole has settings
    return load(file)


def _clear(folder: Path) -> None:
    """Forget a demo: only what a demo makes, in case the folder holds something else."""
    (folder / "kiosk.toml").unlink(missing_ok=True)
    for name in ("data", "run"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _keep_the_port_free(file: Path) -> None:
    """Since the last time somebody else may have begun to listen where the demo's printer is."""
    printer = load(file).printers[0]
    if printer.driver != "network":
        return
    port = printer.port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            file.write_text(file.read_text().replace(f"\nport = {port}\n", f"\nport = {_free_port()}\n"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ---------------------------------------------------------------------------------------------- what is in it


def stock() -> dict[int, list[tuple[str, str, str]]]:
    """Tag, label and Chinese label of each umbrella and each stroller, by door."""
    wall: dict[int, list[tuple[str, str, str]]] = {}
    for number in range(1, DOORS + BAYS + 1):
        alone = number in PARKED if number > DOORS else number not in EMPTY
        count = RACKED[number] if number in RACKS else int(alone)
        letter = "S" if number > DOORS else "U"
        wall[number] = [
            (f"{letter}-{number:02d}{place:02d}", *COLOURS[(number + place) % len(COLOURS)])
            for place in range(1, count + 1)
        ]
    return wall


def kind_at(number: int) -> str:
    """What a door's place is for."""
    return "stroller" if number > DOORS else "umbrella"


def furnish(settings: Settings) -> None:
    """Fill the store and the world of a new demo alike."""
    _clear_data(settings)
    settings.data.mkdir(mode=0o750, parents=True, exist_ok=True)
    members = settings.data / "members.csv"
    members.write_text("\n".join([MEMBERS_HEADER, *(",".join(member) for member in MEMBERS), ""]))
    store = open_store(settings, SystemClock())
    try:
        store.write_now(_place_items, settings)
        import_members(store, members, actor="system")
        pin = _add_staff(store, STAFF_NUMBER, STAFF_NAME, STAFF_ROLE)
        second = _add_staff(store, SECOND_NUMBER, SECOND_NAME, SECOND_ROLE)
        demo_cards.furnish(store, [member[0] for member in MEMBERS])
        demo_rules.furnish(store, settings, STAFF_NUMBER, SECOND_NUMBER)
        demo_stock.furnish(store, settings)
        demo_brands.furnish(store, "system")
    finally:
        store.close()
    (settings.data / "staff-pin").write_text(f"{STAFF_NUMBER} {pin}\n")
    (settings.data / "second-pin").write_text(f"{SECOND_NUMBER} {second}\n")
    for name in PIN_FILES:
        (settings.data / name).chmod(0o600)
    _fill_the_world(settings)


def _add_staff(store: Store, number: str, name: str, role: str) -> str:
    """One of the demo's own staff accounts, with a PIN that no other demo has; returns it."""
    while True:
        pin = f"{secrets.randbelow(10**6):06d}"
        if not pin_problem(pin, number):
            add_staff(store, number, name, pin, role=role)
            return pin


def second_pin(settings: Settings) -> tuple[str, str] | None:
    """The number and the PIN of whoever approves in this demo; None in a demo that was made before there was one."""
    file = settings.data / "second-pin"
    if not file.exists():
        return None
    number, pin = file.read_text().split()
    return number, pin


def staff_pin(settings: Settings) -> tuple[str, str]:
    """The number and the PIN of this demo's own staff account, made at random when the demo was."""
    number, pin = (settings.data / "staff-pin").read_text().split()
    return number, pin


def _clear_data(settings: Settings) -> None:
    """What an earlier attempt at this demo left half made."""
    for name in (
        "kiosk.db",
        "kiosk.db-wal",
        "kiosk.db-shm",
        "devices.log",
        "members.csv",
        "badge.key",
        *PIN_FILES,
    ):
        (settings.data / name).unlink(missing_ok=True)
    shutil.rmtree(settings.data / "world", ignore_errors=True)


def _place_items(tx: Transaction, settings: Settings) -> None:
    addresses = {address: place_id for place_id, address in declare_places(tx, settings.banks).items()}
    bank = settings.banks[0].name
    for number, items in stock().items():
        for tag, label, label_zh in items:
            place_id = addresses[bank, number]
            tx.add_item(
                tag, kind_at(number), label=label, label_zh=label_zh, place_id=place_id, reason="demo"
            )
    tx.journal("demo.furnished", items=sum(map(len, stock().values())))


def _fill_the_world(settings: Settings) -> None:
    file = TruthFile(world_folder(settings) / "truth.json")
    truth = file.load(settings)
    for number, items in stock().items():
        truth.compartment(number).items = [tag for tag, _label, _label_zh in items]
    file.save(truth)
