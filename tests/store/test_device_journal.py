"""The journal knows when a device was lost, when it was back, and when the paper ran out, once each."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from kiosk.core.device_journal import ENTRIES_AN_HOUR, DeviceJournal
from kiosk.core.store.database import Store
from kiosk.link.messages import DeviceChanged
from kiosk.link.settings import parse

BOX = parse(
    """
[[printer]]
name = "printer"
host = "127.0.0.1"
[[bank]]
name = "1F 东门"
driver = "board"
port = "boards"
[[bank.compartment]]
number = 1
board = 0
lock = 0
row = 0
column = 0
""",
    Path("kiosk.toml"),
)


def written(store: Store, *told: DeviceChanged) -> list[tuple[str, dict[str, Any]]]:
    async def tell() -> None:
        journal = DeviceJournal(store, BOX)
        for one in told:
            journal.told(one)
        await journal.stop()

    asyncio.run(tell())
    entries = store.read_now(lambda tx: tx.journal_entries())
    return [(each.event, json.loads(each.data)) for each in entries if each.event.startswith("device.")]


def printer(status: Any, *, paper: Any = "", fault: str = "") -> DeviceChanged:
    return DeviceChanged("printer", "printer", "front", status, paper, fault)


def test_a_loss_and_a_return_are_written_once_each(sqlite_store: Store) -> None:
    gone = printer("no_device", fault="no such port")
    assert written(sqlite_store, printer("starting"), printer("online"), gone, gone, printer("online")) == [
        ("device.lost", {"device": "printer", "status": "no_device"}),
        ("device.back", {"device": "printer"}),
    ]


def test_what_is_well_and_said_again_is_no_entry(sqlite_store: Store) -> None:
    assert written(sqlite_store, printer("online"), printer("busy"), printer("online")) == []


def test_a_second_cause_is_the_same_loss(sqlite_store: Store) -> None:
    events = written(
        sqlite_store, printer("offline"), printer("no_device"), printer("starting"), printer("online")
    )
    assert [event for event, _data in events] == ["device.lost", "device.back"]


def test_the_paper_has_its_own_entries_and_an_unknown_one_has_none(sqlite_store: Store) -> None:
    events = written(
        sqlite_store,
        printer("online", paper="full"),
        printer("online", paper="low"),
        printer("unknown", paper="unknown"),
        printer("hardware_error", paper="out", fault="no paper"),
        printer("online", paper="full"),
    )
    assert [data.get("paper") or data.get("status", "back") for _event, data in events] == [
        "low", "unknown", "out", "full", "back",
    ]  # fmt: skip


def test_a_bank_is_named_by_its_key(sqlite_store: Store) -> None:
    lost = DeviceChanged("1F 东门", "lockers", "front", "offline", "", "the port is gone")
    assert written(sqlite_store, lost) == [("device.lost", {"device": "bank-1", "status": "offline"})]


def test_a_device_that_the_settings_do_not_name_is_not_on_record(sqlite_store: Store) -> None:
    stranger = DeviceChanged("stranger", "printer", "front", "hardware_error", "out", "x")
    assert written(sqlite_store, stranger) == []


def test_a_loose_plug_is_on_record_and_does_not_fill_the_disk(sqlite_store: Store) -> None:
    flapping = (printer("offline"), printer("online")) * 100
    assert len(written(sqlite_store, *flapping)) == ENTRIES_AN_HOUR
