"""The prompts of the desk's own staff services, made by its own functions, so that they can be measured as they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import card_prompts
from msgspec.structs import replace

from kiosk.core.approver import Answered
from kiosk.core.host.host import CATALOGUES
from kiosk.core.host.manifest import Named
from kiosk.core.host.plugin import PluginState
from kiosk.core.members import opening
from kiosk.core.records import (
    ApprovalRequest,
    JournalEntry,
    Operation,
    PlaceRecord,
    StaffIdentity,
    StaffRecord,
)
from kiosk.core.session import (
    accounts,
    acts,
    approving,
    doctor_page,
    doors_page,
    opening_page,
    slips_page,
    waiting,
    who_may,
)
from kiosk.core.session.self_tests import REFUSED, Result
from kiosk.core.staff.rights import Declared, Rights
from kiosk.core.texts import Texts
from kiosk.doctor.device_findings import DeviceWell, NothingThere
from kiosk.doctor.power import PowerUnknown
from kiosk.doctor.storage import DiskErrors, RoomLow
from kiosk.doctor.words import CATALOGUES as DOCTORS
from kiosk.link.health import DeviceStatistics, Tested
from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.prompts import Fact, Notice
from kiosk.link.slips import Line, Pair, Slip
from kiosk.link.texts import Text, Translator, localise

_ = Texts("core")

ZONE = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_795_320_000_000
STAFF = Bar(back=True, home=True, staff=True)
DOOR = Bar(call="none")
COUNT = {
    "lending": {
        "approve_stock": Declared(
            "Approve a stock correction",
            "批准库存更正",
            ("shift_lead", "supervisor", "manager"),
            source="domain.md A5",
        )
    }
}
RIGHTS = Rights(COUNT)
ME = StaffIdentity("s2", "1024", "李姐", "supervisor")
SHOWN = Named("A borrower's number shown in full", "查看借用人完整号码")
STATE = PluginState("lending", acts={"revealed": SHOWN})
HOST = cast("Any", SimpleNamespace(rights=RIGHTS, plugins={}, states={"lending": STATE}))
POSITION = cast(
    "Any",
    SimpleNamespace(
        host=HOST,
        zone=ZONE,
        clock=SimpleNamespace(now_ms=lambda: NOW_MS),
        staff=ME,
        name="front",
        reception=SimpleNamespace(
            forced=SimpleNamespace(since={f"p{n}": NOW_MS - n * 9_000_000 for n in (3, 17)})
        ),
        door=lambda place_id: "locked" if place_id == "p3" else "forced",
    ),
)
PEOPLE = [
    StaffRecord("s1", "1001", "王小明", "attendant", True, 0, NOW_MS),
    StaffRecord("s2", "1024", "李姐", "shift_lead", True, 0, NOW_MS, "m1"),
    StaffRecord("s3", "88", "Alexandra Papadopoulos", "technician", True, 0, NOW_MS),
    StaffRecord("s4", "20261122", "欧阳建国", "auditor", False, 0, NOW_MS),
]


def request(number: int, *, asked_by: str = "s1") -> ApprovalRequest:
    return ApprovalRequest(
        id=f"r{number}",
        plugin="lending",
        kind="count",
        subject=f"place:{number}",
        version="7",
        right="lending.approve_stock",
        reason="count",
        title=_("Change the role?"),
        facts=(
            Fact(_("Account"), "1F 东门 29"),
            Fact(_("Role now"), "12"),
            Fact(_("New role"), "11", alert=True),
        ),
        data={},
        not_by=(),
        state="open",
        asked_by=asked_by,
        asked_ms=NOW_MS - number * 900_000,
        position="staff",
        session_id="",
        expires_ms=NOW_MS + 86_400_000,
    )


def _entry(
    seq: int, event: str, data: dict[str, Any], who: str, role: str, second: str = "", about: Text = ""
) -> acts.Act:
    entry = JournalEntry(
        seq, NOW_MS - seq * 60_000, "b", True, 20261122, event, "staff:s1", "front", "s", "{}", b"", b""
    )
    who_said = acts.nobody_said(who, "front") if not role else who
    return acts.Act(entry, data, acts.event_said(event, HOST), who_said, role, second, about)


def _slip(number: int, state: str, *, kept: bool = True) -> Operation:
    blocks = (
        Line("星河广场 服务台", "centre", "large", bold=True),
        Line("爱心雨伞 · 借出凭条", "centre"),
        *(
            Pair(*pair)
            for pair in (("雨伞", "U-0117（蓝色）"), ("柜门", "1F 东门 17 号"), ("会员", "尾号 3307"))
        ),
    )
    slip = Slip("lending.borrowed", blocks if kept else ())
    return Operation(
        f"o{number}", "print_slip", "", cast("Any", state), slip=slip, intended_ms=NOW_MS - number * 3_600_000
    )


USED = {"why": "count", "approval": "019b76da-a800-71e5", "kind": "at_once", "needs": "lending.approve_stock"}
ACTS = [
    _entry(9120, "approval.used", USED, "1001", "attendant", "1024", _("Change the role?")),
    _entry(9101, "staff.role_changed", {"why": "role", "staff": "s1", "role": "shift_lead"}, "1024", "supervisor"),
    _entry(9088, "lending.revealed", {"why": "call_back", "member": "m1"}, "1001", "attendant"),
    _entry(9001, "staff.locked", {"why": "wrong_pins", "staff": "s1"}, "system", ""),
] * 4  # fmt: skip


BY_ID = "/dev/serial/by-id/usb-Honeywell_Imaging_3310g_11148B1234-if00"
DEVICES = [
    DeviceStatistics(
        "scanner", "scanner", "front", "no_device", path=BY_ID, found="no", opens=3, attempts=12, errors=3,
        reconnects=2, last_fault=f"{BY_ID}: No such file or directory", last_fault_ms=NOW_MS - 90_000_000,
    ),
    DeviceStatistics("encoder", "encoder", "east", "online", path=BY_ID, model="MSR605 4 REVT2.50"),
    DeviceStatistics("1F 东门", "lockers", "", "online", path="GPIO", opens=1, attempts=1),
]  # fmt: skip
FINDINGS = [
    NothingThere(device="scanner", path=BY_ID),
    DeviceWell(device="encoder", path=BY_ID),
    DeviceWell(device="1F 东门", path="GPIO"),
    RoomLow(folder="/var/lib/kiosk", free_mb=212),
    DiskErrors(folder="/var/lib/kiosk", disk="mmcblk0p2", errors=3),
    PowerUnknown(),
]


def _made() -> Iterator[tuple[str, Any, Bar]]:
    rights = RIGHTS.all()
    yield "rights", who_may.table(rights, HOST), STAFF
    yield "rights-story", who_may.table(rights, HOST, "desk.repair"), STAFF
    second = approving.Second(
        "lending.approve_stock", _("Change the role?"), request(1).facts, subtitle=_("Only shows"), later=True
    )
    yield "approval", approving._prompt(POSITION, second, "review"), STAFF
    for why in ("same_person", "own_account", "no_right"):
        said = approving.OBJECTED[cast("Any", why)]
        yield f"approval-{why}", approving._prompt(POSITION, second, "number", said), STAFF
    yield "approval-pin", approving._prompt(POSITION, second, "pin"), STAFF
    found = [waiting.Waiting(request(number), "1001", "") for number in range(1, 9)]
    yield "waiting", waiting._table(found, POSITION), STAFF
    yield "waiting-none", waiting._table([], POSITION), STAFF
    yield "waiting-one", waiting._question(found[0], POSITION, ME), STAFF
    objected = waiting.Waiting(
        request(1), "1001", approving.objection_said("no_right", POSITION, second.right)
    )
    yield "waiting-objected", waiting._question(objected, POSITION, ME), STAFF
    mine = waiting.Waiting(
        request(1, asked_by="s2"), "1024", approving.objection_said("same_person", POSITION, second.right)
    )
    yield "waiting-mine", waiting._question(mine, POSITION, ME), STAFF
    for became in ("outdated", "no_right"):
        yield (
            f"answered-{became}",
            waiting._notice(Answered(cast("Any", became)), POSITION, request(1)),
            STAFF,
        )
    seen = cast("Any", SimpleNamespace(now_ms=NOW_MS, zone=ZONE))
    drafts = [
        opening.Draft(
            "i1", "会员余额 2026-11-20.csv", NOW_MS - 9_000_000, "staff:s1", 9_412, 1_234_567_800, 5_210_004
        ),
        opening.Draft("i2", "books.csv", NOW_MS - 200_000_000, "staff:s1", 1, 8_880, 500),
    ]
    yield "opening", opening_page._table(seen, drafts, 0), STAFF
    yield "opening-entering", opening_page._table(seen, [], 4_100), STAFF
    draft = replace(request(1), title=_("Opening balances"), facts=opening.facts(drafts[0]))
    yield "opening-draft", waiting._question(waiting.Waiting(draft, "1001", ""), POSITION, ME), STAFF
    yield "acts", acts.table(ACTS, "", NOW_MS, ZONE, older=True, newer=True), STAFF
    yield "acts-story", acts.table(ACTS, "9120", NOW_MS, ZONE, older=True, newer=False), STAFF
    yield "acts-none", acts.table([], "", NOW_MS, ZONE, older=False, newer=False), STAFF
    doors = [PlaceRecord(f"p{n}", "1F 东门", n, 0, n, "single", 1, (), True, 1, False) for n in (3, 17)]
    yield "doors", doors_page._table(POSITION, doors), STAFF
    yield "door", doors_page._about(POSITION, doors[1], several=True, may=True), STAFF
    for name, prompt in card_prompts.asked():
        yield name, prompt, STAFF
    slips = [_slip(1, "failed"), _slip(2, "uncertain"), _slip(3, "failed", kept=False)]
    yield "slips", slips_page.table(slips, POSITION), STAFF
    yield "slip", slips_page.about(slips[0], POSITION, may=True, ready=True), STAFF
    yield "slip-away", slips_page.about(slips[1], POSITION, may=True, ready=False), STAFF
    yield "slip-lost", slips_page.about(slips[2], POSITION, may=True, ready=True), STAFF
    yield "accounts", accounts._table(PEOPLE), STAFF
    yield "account", accounts._menu(PEOPLE[1], badge=True), STAFF
    yield "account-closed", accounts._menu(PEOPLE[3], badge=False), STAFF
    yield "account-role", accounts.roles_menu("attendant"), STAFF
    keys = {f"device-{number}": device for number, device in enumerate(DEVICES)}
    yield "doctor", doctor_page.summary(FINDINGS, keys), STAFF
    yield "doctor-stick", doctor_page.summary(FINDINGS, keys, stick=True), STAFF
    yield "doctor-part", doctor_page.about_part("storage", FINDINGS), STAFF
    yield (
        "doctor-code",
        Notice("information", _("Photograph this"), code="ZHANGGUI " * 40, icon="qr_code"),
        STAFF,
    )
    tried = Tested("scanner", "scan", "failed", NOW_MS - 7_200_000)
    yield (
        "doctor-device",
        doctor_page.about_device(POSITION, DEVICES[0], FINDINGS[:1], tried, may=True, here=True),
        STAFF,
    )
    yield (
        "doctor-elsewhere",
        doctor_page.about_device(POSITION, DEVICES[1], (), None, may=False, here=False),
        STAFF,
    )
    yield "doctor-failed", doctor_page.result_of(DEVICES[0], Result("failed", REFUSED["unreadable"])), STAFF


@lru_cache(maxsize=1)
def prompts() -> dict[str, tuple[Any, Bar]]:
    """Every prompt by name, with the bar that the desk would give it."""
    return {name: (prompt, bar) for name, prompt, bar in _made()}


def house(name: str, language: str, *, comfort: bool = False) -> Screen:
    """One of them, in words."""
    prompt, bar = prompts()[name]
    say = Translator(language, {"core": CATALOGUES, "doctor": DOCTORS}).say
    header = localise(
        Header(
            _("Staff"),
            icon="badge",
            status=_("Number {number} · locks after {minutes} min idle", number="1024", minutes=3),
        ),
        say,
    )
    return Screen("front", "p", 1, localise(prompt, say), header, bar, language, comfort)
