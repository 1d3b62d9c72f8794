"""A small house for tests that kill: a few doors, one rack, a few umbrellas, members by the dozen, and short times.

It is the demo's house with fewer doors, because every connection tells the state of every door, and each of those messages
is a point to kill at. It goes into the store by the same doors as real data, so that `kiosk check` has nothing to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from kiosk.cli import demo_rules, demo_stock
from kiosk.cli.demo_house import (
    MEMBERS_HEADER,
    SECOND_NAME,
    SECOND_NUMBER,
    SECOND_ROLE,
    STAFF_NAME,
    STAFF_NUMBER,
    USB_PRINTER,
    _free_port,
    settings_text,
)
from kiosk.cli.house import open_kiosk_store
from kiosk.core.clock import SystemClock
from kiosk.core.members.importer import import_members
from kiosk.core.places import declare_places
from kiosk.core.staff import add_staff
from kiosk.core.staff.accounts import all_staff
from kiosk.core.store.opened import open_store
from kiosk.core.store.transaction import Transaction
from kiosk.drivers.process import world_folder
from kiosk.drivers.world.truth import TruthFile
from kiosk.link.settings import Settings, load
from kiosk.testing.ready_store import installed, owners_among, put_ready_store

Stock = Mapping[int, tuple[str, ...]]
"""The tags behind each door at the beginning."""

STAFF_PIN, SECOND_PIN = "304958", "271909"

TIMES = """
[session]
idle_seconds = 10
warning_seconds = 5

[host]
unfinished_starts = 0
short_lives = 0

[plugins.lending]
rest_minutes = 0
close_within_seconds = 10
unverified_limit = 10
"""
"""Also: nobody is at fault for being killed on purpose, so no start is counted here."""

SERIAL_PRINTER = """driver = "serial"
path = "printer.tty"
"""

BANK_TIMES = """
pulse_ms = 80
cooldown_ms = 160
open_within_ms = 1500
left_open_seconds = 5
debounce_ms = 20
"""
"""The emulated bolt moves after 50 ms, and a coil must rest twice as long as it was driven."""

LOCK_BOARDS = """driver = "board"
family = "k16"
port = "locks.tty"
pulse_ms = 500
cooldown_ms = 1000
open_within_ms = 3000
left_open_seconds = 5
debounce_ms = 20
"""
"""The boards' own timer ends a pulse after half a second, so that is how long a coil counts as driven."""


def cards(number: int) -> list[str]:
    """Card numbers of so many members."""
    return [f"8001{each:07d}" for each in range(1, number + 1)]


def build_house(
    folder: Path,
    *,
    doors: int,
    stock: Stock,
    rack: int = 0,
    members: int = 2,
    more: str = "",
    on_plugs: bool = False,
    expanders: bool = False,
    usb: bool = False,
    reminded_within: int = 30,
) -> Settings:
    """A new house in this folder: `doors` single doors, and (as the last one) a rack of `rack`; `more` are further sections
    of its settings. `on_plugs`: locks and printer hang on serial lines, and can be unplugged as the scanner can; with
    `expanders`, the locks hang on I/O expanders instead; with `usb`, the printer is at USB. `reminded_within`: how long an open
    door is waited for after the reminder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = settings_text(folder, width=1080, height=1920, ppi=102.4, printer_port=_free_port())
    head = text.partition("\n[[bank.compartment]]")[0]
    file = folder / "kiosk.toml"
    if on_plugs:
        printer = re.search(r'host = "127.0.0.1"\nport = \d+\n', head)
        assert printer is not None
        head = head.replace(printer.group(), USB_PRINTER if usb else SERIAL_PRINTER)
    if expanders:
        head = head.replace('factory = "world"\n', 'driver = "expander"\nport = "i2c"\n') + BANK_TIMES
    else:
        head = head.replace('factory = "world"\n', LOCK_BOARDS) if on_plugs else head + BANK_TIMES
    wires = "expander" if expanders else "board" if on_plugs else "gpio"
    times = TIMES + f"reminded_within_seconds = {reminded_within}\n"
    file.write_text(head + _doors(doors, rack, wires) + times + more, encoding="utf-8")
    settings = load(file)
    for each in (settings.data, settings.run):
        each.mkdir(mode=0o750, parents=True, exist_ok=True)
    _furnish(settings, members, stock)
    return settings


def hold_the_counter(settings: Settings) -> None:
    """Somebody has the shift, the sample pack's rules are approved, and there are blanks: money can be taken."""
    with open_kiosk_store(settings) as store:
        add_staff(store, SECOND_NUMBER, SECOND_NAME, SECOND_PIN, role=SECOND_ROLE)
        demo_rules.furnish(store, settings, STAFF_NUMBER, SECOND_NUMBER)
        demo_stock.furnish(store, settings)
        holder = next(one.id for one in store.read_now(all_staff) if one.number == STAFF_NUMBER)
        store.write_now(lambda tx: tx.open_shift("early", holder))


def _doors(doors: int, rack: int, kind: str) -> str:
    text = ""
    for number in range(1, doors + 1 + bool(rack)):
        row, column = divmod(number - 1, 6)
        wires = _wires(number - 1, kind)
        text += f"\n[[bank.compartment]]\nnumber = {number}\n{wires}row = {row}\ncolumn = {column}\n"
        text += f'kind = "rack"\ncapacity = {rack}\n' if number > doors else ""
    return text


def _wires(place: int, kind: str) -> str:
    if kind == "board":
        return f"board = {place // 16}\nlock = {place % 16}\n"
    if kind == "expander":  # seven doors to a chip, because its pins 7 and 15 are outputs only
        return f"board = {0x20 + place // 7}\ncoil = {8 + place % 7}\nsensor = {place % 7}\n"
    return f"coil = {100 + 2 * place}\nsensor = {101 + 2 * place}\n"


def _furnish(settings: Settings, members: int, stock: Stock) -> None:
    listed = settings.data / "members.csv"
    lines = [
        f"{card},会员{each},100{each:08d},1980-01-01,普卡" for each, card in enumerate(cards(members), 1)
    ]
    listed.write_text("\n".join([MEMBERS_HEADER, *lines, ""]), encoding="utf-8")
    put_ready_store(settings.data / "kiosk.db", *owners_among(installed(), settings.plugins))
    store = open_store(settings, SystemClock())
    try:
        store.write_now(_place_items, settings, stock)
        import_members(store, listed, actor="system")
        add_staff(store, STAFF_NUMBER, STAFF_NAME, STAFF_PIN)
    finally:
        store.close()
    file = TruthFile(world_folder(settings) / "truth.json")
    truth = file.load(settings)
    for number, tags in stock.items():
        truth.compartment(number).items = list(tags)
    file.save(truth)


def _place_items(tx: Transaction, settings: Settings, stock: Stock) -> None:
    addresses = {number: place_id for place_id, (_bank, number) in declare_places(tx, settings.banks).items()}
    for number, tags in stock.items():
        for tag in tags:
            tx.add_item(
                tag, "umbrella", label="blue", label_zh="蓝色", place_id=addresses[number], reason="test"
            )
    tx.journal("test.furnished", items=sum(map(len, stock.values())))
