"""Every slip of lending and of bag storage as it is set on paper: in both languages, on wide and on narrow paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.core.api import Fact, Item, Personal, PlaceRecord, Slip, StaffIdentity
from kiosk.core.host.host import CATALOGUES
from kiosk.core.host.manifest import read_manifest
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.layout import Sheet, Words, lay_out
from kiosk.link.slips import Code
from kiosk.link.texts import Translator, localise
from kiosk.plugins import bags, lending
from kiosk.plugins.bags import slips as bag_slips
from kiosk.plugins.bags.limits import Limits
from kiosk.plugins.bags.records import Deposit, Secret, Storing
from kiosk.plugins.lending import slips
from kiosk.plugins.lending.borrowers import Borrower
from kiosk.plugins.lending.records import Loan
from kiosk.plugins.lending.words import _, member_tail
from kiosk.plugins.lending.words_staff import unlock_reason

NOW_MS, DAY_MS = 1_795_320_000_000, 86_400_000
FOLDERS = {"lending": Path(lending.__file__).parent, "bags": Path(bags.__file__).parent}
SETTINGS = read_manifest(FOLDERS["bags"] / "plugin.toml").values({})
DOOR = PlaceRecord("p", "1F 东门", 17, 2, 4, "single", 1, ("umbrella",), in_service=True, level=1, held=False)
UMBRELLA = Item("i", "U-0117", "umbrella", "transparent")
STROLLER = Item("s", "S-0043", "stroller", "grey")
LOAN = Loan(
    "l", "20261122-0042", "ABCDEFGHIJKLMNOP", "umbrella", "m", "i", "p", "lent", confirmed=True, slot=1,
    opened_ms=NOW_MS, due_ms=NOW_MS + 3 * DAY_MS, borrowed_ms=NOW_MS,
)  # fmt: skip
RIDE = replace(LOAN, kind="stroller", item_id="s")
WHO = Borrower("b", Personal(""), Personal("13812345678"), NOW_MS)
STAFF = StaffIdentity("s1", "1024", "李姐", "attendant", "")
BAG = Deposit(
    "d", "20261122-0164", 412, "bag", "p", "i", "stored", "", NOW_MS, NOW_MS + DAY_MS, NOW_MS, 0, "", blocked=False,
    look="suitcase:red", removed_ms=NOW_MS, ended_ms=None,
)  # fmt: skip


def made(visit: Any) -> Iterator[tuple[str, Slip, bool, int]]:
    """Name, slip, whether it carries a code, how many sign it."""
    member, borrower = Fact(_("Member"), member_tail("3307")), Fact(_("Borrower"), WHO.shown)
    yield "borrowed", slips.borrowed(visit, LOAN, UMBRELLA, DOOR, member, 0), True, 0
    yield "stroller", slips.borrowed(visit, RIDE, STROLLER, DOOR, member, 0), True, 0
    yield "deposit", slips.borrowed(visit, RIDE, STROLLER, DOOR, borrower, 50_000), True, 0
    yield "renewed", slips.renewed(visit, LOAN, UMBRELLA, NOW_MS + DAY_MS), True, 0
    yield "returned", slips.returned(visit, LOAN, UMBRELLA, DOOR), True, 0
    yield "returned-at-desk", slips.returned(visit, RIDE, STROLLER, None), True, 0
    yield (
        "deposit-back",
        slips.deposit_returned(visit, WHO, 50_000, LOAN.number, STROLLER, STAFF),
        False,
        1,
    )
    reason = unlock_reason("Something left behind")
    yield "unlocked", slips.unlocked(visit, DOOR, reason, STAFF, "20261122-0099"), False, 1
    storing = Storing(BAG, DOOR, "r", Secret("412583920", "ZGB1:ABCDEFGHIJKLMNOP"))
    yield "ticket", bag_slips.ticket(visit, storing, DOOR, Limits.of(SETTINGS)), True, 0
    rows = [(BAG, DOOR), (replace(BAG, ticket=733, look=""), DOOR)]
    yield "register", bag_slips.register(visit, rows, STAFF, "2026-11-22"), False, 3


def visit_in(language: str) -> Any:
    site = "星河广场" if language == "zh_CN" else "Galaxy Plaza Shopping Centre"
    return SimpleNamespace(
        zone=ZoneInfo("Asia/Shanghai"), now_ms=NOW_MS, language=language, site=site, settings=SETTINGS
    )


def sayer(language: str) -> Callable[[Any], str]:
    return Translator(
        language, {"core": CATALOGUES, **{name: folder / "locale" for name, folder in FOLDERS.items()}}
    ).say


def words_on(sheet: Sheet) -> list[Words]:
    return [mark for mark in sheet.marks if isinstance(mark, Words)]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [576, 384])
def test_every_slip_is_set_whole(language: str, width: int) -> None:
    typeface, say = Typeface(), sayer(language)
    for name, slip, code, signed in made(visit_in(language)):
        said = localise(slip, say)
        assert any(isinstance(block, Code) for block in said.blocks) == code, name
        sheet = lay_out(said, width, typeface)
        for one in words_on(sheet):
            right = one.x + typeface.width(one.text, one.weight, one.size)
            assert one.x >= 0, f"{name}: {one.text}"
            assert right <= width, f"{name}: {one.text}"
        lines = [one for one in words_on(sheet) if set(one.text) == {"_"}]
        assert len(lines) == signed, f"{name}: a line to sign on is whole"
