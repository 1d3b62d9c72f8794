"""What lending asks about strollers, by its own functions, to be measured like the rest."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from kiosk.core.api import Calendar, Fact, Item, PlaceRecord, door_name
from kiosk.plugins.lending import condition, open_row, refusals, renew, return_screens, safety, screens
from kiosk.plugins.lending.cleaning_writes import Inspection, ToClean
from kiosk.plugins.lending.kinds import KINDS, STROLLER
from kiosk.plugins.lending.limits import DAY_MS, Limits
from kiosk.plugins.lending.records import Loan

cleaning, my_loans = (
    importlib.import_module(f"kiosk.plugins.lending.{name}") for name in ("cleaning", "my_loans")
)

ZONE = ZoneInfo("Asia/Shanghai")
BAY = PlaceRecord("b3", "A", 33, 5, 2, "single", 1, ("stroller",), in_service=True, level=0, held=False)
ROW = PlaceRecord(
    "r", "2F 中庭", 1, 0, 0, "rack", 8, ("stroller",), in_service=True, level=3, held=False, lock=False
)
ITEM = Item(id="s", tag="S-0043", kind="stroller", label="grey", label_zh="灰色")
LAST = Calendar(known=True, phase="last_loans", business_day=20261118, closes_ms=1_795_003_600_000)
CLOSED = Calendar(known=True, phase="closed", business_day=20261118, opens_next_ms=1_795_053_600_000)
FITS = safety.Fits(6, 36, 15, "")


def asked_of_customers(
    loan: Loan, umbrella: tuple[Loan, Item], settings: Any, walls: list[PlaceRecord]
) -> Iterator[tuple[str, Any]]:
    """`loan` is some loan whose kind is changed here; `umbrella` is another one with its item."""
    now_ms = loan.opened_ms
    visit = cast("Any", SimpleNamespace(now_ms=now_ms, zone=ZONE, settings=settings))
    mine = replace(loan, kind="stroller", item_id="s", due_ms=now_ms + 5 * 3_600_000)
    wall = [*walls, BAY]
    yield "stroller-present", screens.present_card(STROLLER)
    yield "stroller-rules", safety.rules(FITS, mine.due_ms, visit)
    yield "stroller-rules-also", safety.rules(replace(FITS, also="4 楼儿童区不可推入"), mine.due_ms, visit)
    yield "stroller-take", screens.take_it(STROLLER, wall, BAY)
    yield "stroller-borrowed", screens.borrowed(mine, ITEM, Fact("会员", "尾号 3307"), ZONE, slip=True)
    limits = Limits.of(settings, STROLLER)
    for name, calendar in (("closing", LAST), ("closed", CLOSED)):
        shut = cast("Any", SimpleNamespace(now_ms=now_ms, zone=ZONE, calendar=calendar))
        yield f"stroller-{name}", refusals.closing(STROLLER, limits, shut)
    yield "row-scan", open_row.scan_the_one(STROLLER, ROW)
    yield "row-chain", open_row.chain_it(STROLLER, ROW, ITEM)
    yield "row-staff", open_row.staff_unchain(STROLLER, ROW)
    yield "row-called", open_row.staff_called(ROW)
    loan_of_umbrella, thing = umbrella
    yield "renew", renew.question(loan_of_umbrella, thing, now_ms + 3 * DAY_MS, Limits(renewals=2), ZONE)
    yield "renewed", renew.renewed(loan_of_umbrella, thing, ZONE, slip=True)
    yield "renew-not", renew.refused("wanted", loan_of_umbrella, thing, ZONE)
    yield "stroller-none", refusals.nothing_to_lend(STROLLER, "none")
    yield "stroller-cleaned", refusals.nothing_to_lend(STROLLER, "resting")
    yield "stroller-tag", return_screens.show_tag(STROLLER)
    yield "stroller-put-in", return_screens.put_it_in(STROLLER, wall, BAY)
    yield "stroller-condition", condition.condition(STROLLER)
    yield "stroller-returned", return_screens.returned(ITEM, door_name(BAY), now_ms, ZONE, slip=True)
    yield "stroller-loans", my_loans.overview([(mine, ITEM), umbrella], list(KINDS), visit)
    yield "stroller-home", my_loans.nothing_out(KINDS)


def asked_of_staff(at_ms: int) -> Iterator[tuple[str, Any]]:
    """The cleaners' list and one line of it."""
    said = (
        None,
        Inspection((), by_staff=False, at_ms=at_ms),
        Inspection(("brake",), by_staff=False, at_ms=at_ms),
    )
    waiting = [
        ToClean(replace_tag(ITEM, number), BAY if number % 3 else None, at_ms, said[number % 3])
        for number in range(7)
    ]
    yield "stroller-cleaning", cleaning.table(waiting, ZONE, at_ms)
    yield "stroller-clean", cleaning.question(waiting[2], ZONE, at_ms)


def replace_tag(item: Item, number: int) -> Item:
    """The same with another tag."""
    return Item(
        id=f"s{number}", tag=f"S-{number:04}", kind=item.kind, label=item.label, label_zh=item.label_zh
    )
