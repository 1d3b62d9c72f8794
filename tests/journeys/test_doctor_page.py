"""The technician at the screen: what is wrong, each device with a test of its own, and what the test came to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.core.session import doctor_page
from kiosk.core.staff import add_staff
from kiosk.link.health import HealthChecked
from kiosk.link.prompts import Board, Confirm, Notice, PresentCard, Table
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.people import QUICK
from tests.journeys.cards_plugin import ENCODER
from tests.journeys.test_staff_desk import NUMBER, PIN, sign_in


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Journey:
    return make_kiosk(extra=ENCODER, store="memory")


def technician(kiosk: Journey, role: str = "technician") -> Journey:
    add_staff(kiosk.store, NUMBER, "王工", PIN, role=role, policy=QUICK)
    kiosk.press("staff")
    sign_in(kiosk)
    kiosk.expect("请选择工作")
    kiosk.choose("core.doctor")
    kiosk.expect("设备体检")
    return kiosk


def rows(kiosk: Journey) -> dict[str, tuple[str, ...]]:
    assert isinstance(kiosk.prompt, Table)
    return {str(row.cells[0]): tuple(map(str, row.cells[1:])) for row in kiosk.prompt.rows}


def to_device(kiosk: Journey, title: str) -> Confirm:
    assert isinstance(kiosk.prompt, Table)
    kiosk.choose(next(row.key for row in kiosk.prompt.rows if row.cells[0] == title))
    kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the device's page")
    prompt = kiosk.prompt
    assert isinstance(prompt, Confirm)
    return prompt


def recorded(kiosk: Journey) -> list[dict[str, Any]]:
    entries = kiosk.store.read_now(lambda tx: tx.journal_entries(0, 10_000))
    return [{"who": each.actor, **json.loads(each.data)} for each in entries if each.event == "device.tested"]


def ended(kiosk: Journey) -> Notice:
    kiosk.until(lambda: isinstance(kiosk.prompt, Notice), "how the test ended")
    assert isinstance(kiosk.prompt, Notice)
    return kiosk.prompt


def test_devices_stand_first_and_every_part_has_its_line(kiosk: Journey) -> None:
    technician(kiosk)
    found = rows(kiosk)
    assert list(found)[:4] == ["扫码枪", "写卡机", "小票打印机", "柜门"]
    assert found["扫码枪"] == ("正常",)
    assert {"存储", "时钟", "插件", "屏幕与字体", "权限"} <= set(found)


def test_what_is_wrong_is_marked_and_says_what_to_try(kiosk: Journey) -> None:
    kiosk.world.world.printer = "no_device"
    technician(kiosk)
    assert isinstance(kiosk.prompt, Table)
    assert rows(kiosk)["小票打印机"] == ("找不到",)
    assert [row.alert for row in kiosk.prompt.rows][:3] == [False, False, True]
    page = to_device(kiosk, "小票打印机")
    advice = next(fact for fact in page.facts if fact.label == "怎么办")
    assert "电源开了吗" in str(advice.value)


def test_a_scan_passes_is_recorded_with_who_and_shown_as_the_last(kiosk: Journey) -> None:
    technician(kiosk)
    to_device(kiosk, "扫码枪")
    kiosk.choose("test")
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the question for a scan")
    kiosk.scan("6901234567892")
    notice = ended(kiosk)
    assert (notice.outcome, notice.subtitle) == ("done", "读到 13 个字符。")
    kiosk.choose("done")
    kiosk.expect("设备体检")
    (entry,) = recorded(kiosk)
    assert entry["who"].startswith("staff:")
    assert {key: entry[key] for key in ("device", "test", "outcome")} == {
        "device": "scanner",
        "test": "scan",
        "outcome": "passed",
    }
    assert "6901234567892" not in json.dumps(recorded(kiosk))
    page = to_device(kiosk, "扫码枪")
    assert any(fact.label == "最近测试" and str(fact.value).startswith("通过") for fact in page.facts)


def test_a_scanner_that_reads_nothing_has_failed(kiosk: Journey) -> None:
    technician(kiosk)
    to_device(kiosk, "扫码枪")
    kiosk.choose("test")
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the question for a scan")
    kiosk.wait(31)
    assert ended(kiosk).outcome == "refused"
    assert [each["outcome"] for each in recorded(kiosk)] == ["failed"]


def test_a_payment_code_shows_that_it_reads_and_going_back_is_no_failure(kiosk: Journey) -> None:
    technician(kiosk)
    to_device(kiosk, "扫码枪")
    kiosk.choose("test")
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the question for a scan")
    kiosk.world.unreadable("payment_code")
    assert ended(kiosk).outcome == "done"
    kiosk.choose("done")
    to_device(kiosk, "扫码枪")
    kiosk.choose("test")
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the question for a scan")
    kiosk.press("back")
    assert ended(kiosk).outcome == "information"
    assert [each["outcome"] for each in recorded(kiosk)] == ["passed", "stopped"]


@pytest.mark.parametrize(("answer", "outcome"), [("right", "passed"), ("wrong", "failed")])
def test_the_test_page_is_judged_by_who_looks_at_it(kiosk: Journey, answer: str, outcome: str) -> None:
    technician(kiosk)
    to_device(kiosk, "小票打印机")
    kiosk.choose("test")
    kiosk.expect("测试页正确吗")
    assert [slip.kind for slip in kiosk.world.slips] == ["core.test_page"]
    kiosk.choose(answer)
    ended(kiosk)
    assert [(each["test"], each["outcome"]) for each in recorded(kiosk)] == [("print", outcome)]


@pytest.mark.parametrize(("swiped", "outcome"), [(True, "passed"), (False, "stopped")])
def test_the_encoder_reads_a_card_and_writes_nothing(kiosk: Journey, swiped: bool, outcome: str) -> None:
    technician(kiosk)
    to_device(kiosk, "写卡机")
    kiosk.choose("test")
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the question for a card")
    if swiped:
        kiosk.world.encode("blank")
    else:
        kiosk.choose("core.cancel")
    ended(kiosk)
    assert [(each["test"], each["outcome"]) for each in recorded(kiosk)] == [("read", outcome)]
    assert kiosk.world.world.wallet["blank"].writes == 0


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("no card was swiped in time", "没有读到内容"),
        ("/dev/serial/by-id/usb-encoder: Input/output error", "写卡机没有正常应答"),
    ],
)
def test_an_encoder_that_reads_nothing_says_what_to_look_at_in_the_technicians_language(
    kiosk: Journey, why: str, words: str
) -> None:
    technician(kiosk)
    to_device(kiosk, "写卡机")
    kiosk.choose("test")
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the question for a card")
    world = kiosk.world.world
    assert world.encoder is not None
    assert world.encoder.command is not None
    kiosk._run(world._say(world.encoder.stop(world.encoder.command.operation, why)))
    notice = ended(kiosk)
    assert notice.outcome == "refused"
    assert words in str(notice.subtitle)
    assert "/dev" not in str(notice.subtitle)


def test_an_empty_door_opens_and_is_seen_to_close(kiosk: Journey) -> None:
    technician(kiosk)
    to_device(kiosk, "柜门")
    kiosk.choose("test")
    kiosk.expect("测试哪个门")
    assert isinstance(kiosk.prompt, Board)
    free = next(place for place in kiosk.prompt.places if place.word == "空")
    kiosk.choose(free.key)
    kiosk.expect("请关好柜门")
    assert kiosk.world.opened() == int(free.label)
    kiosk.world.close(int(free.label))
    assert ended(kiosk).outcome == "done"
    (entry,) = recorded(kiosk)
    assert (entry["device"], entry["outcome"], entry["place"]) == ("bank-1", "passed", free.key)


def test_a_door_that_does_not_open_has_failed(kiosk: Journey) -> None:
    technician(kiosk)
    to_device(kiosk, "柜门")
    kiosk.choose("test")
    kiosk.expect("测试哪个门")
    assert isinstance(kiosk.prompt, Board)
    free = next(place for place in kiosk.prompt.places if place.word == "空")
    kiosk.world.fault(int(free.label), "stuck")
    kiosk.choose(free.key)
    assert ended(kiosk).outcome == "refused"
    assert [each["outcome"] for each in recorded(kiosk)] == ["failed"]


def test_a_door_with_something_behind_it_is_not_opened(kiosk: Journey) -> None:
    def put(tx: Any) -> str:
        place = next(each for each in tx.places("umbrella") if each.lock)
        tx.add_item("U-9999", "umbrella", place_id=place.id)
        return str(place.id)

    technician(kiosk)
    place_id = kiosk.store.write_now(put)
    to_device(kiosk, "柜门")
    kiosk.choose("test")
    kiosk.expect("测试哪个门")
    assert isinstance(kiosk.prompt, Board)
    assert next(each.word for each in kiosk.prompt.places if each.key == place_id) == "使用中"
    kiosk.choose(place_id)
    kiosk.until(lambda: "请另选" in str(getattr(kiosk.prompt, "subtitle", "")), "the refusal")
    assert kiosk.world.world.pulses == {}


def test_who_may_only_look_is_offered_no_test(kiosk: Journey) -> None:
    technician(kiosk, role="attendant")
    assert [action.key for action in to_device(kiosk, "扫码枪").actions] == []


def test_a_device_at_another_screen_is_tested_there(kiosk: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    world = kiosk.world.world
    monkeypatch.setattr(
        world,
        "_statistics",
        lambda real=world._statistics: [
            msgspec.structs.replace(each, position="elsewhere") if each.device == "scanner" else each
            for each in real()
        ],
    )
    technician(kiosk)
    page = to_device(kiosk, "扫码枪")
    assert page.actions == ()
    assert "elsewhere" in str(page.subtitle)


def test_the_device_can_be_asked_at_once(kiosk: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    technician(kiosk)
    to_device(kiosk, "小票打印机")
    kiosk.choose("ask")
    assert (ended(kiosk).outcome, ended(kiosk).subtitle) == ("done", "printer: online")
    kiosk.choose("done")
    monkeypatch.setattr(
        kiosk.world.world,
        "_health",
        lambda asked: HealthChecked(asked.request, asked.device, False, "cover open"),
    )
    to_device(kiosk, "小票打印机")
    kiosk.choose("ask")
    kiosk.until(lambda: getattr(kiosk.prompt, "subtitle", "") == "cover open", "the answer")
    assert ended(kiosk).outcome == "refused"


def test_a_part_tells_every_finding_and_the_code_holds_those_that_are_not_well(kiosk: Journey) -> None:
    kiosk.world.world.printer = "no_device"
    technician(kiosk)
    kiosk.choose("storage")
    assert any("读写正常" in str(fact.value) for fact in ended(kiosk).facts)
    kiosk.choose("done")
    kiosk.expect("设备体检")
    kiosk.choose("code")
    kiosk.expect("请拍照")
    assert "×device.not_found printer" in ended(kiosk).code.splitlines()
    kiosk.choose("done")
    kiosk.expect("设备体检")


def test_the_last_results_outlive_the_desk(kiosk: Journey) -> None:
    technician(kiosk)
    to_device(kiosk, "扫码枪")
    kiosk.choose("test")
    kiosk.until(lambda: isinstance(kiosk.prompt, PresentCard), "the question for a scan")
    kiosk.scan("6901234567892")
    ended(kiosk)
    doctor = kiosk.desk.doctor
    doctor._tests = None  # as after a start
    found = kiosk._run(doctor.tests())
    assert (found["scanner"].test, found["scanner"].outcome) == ("scan", "passed")


def test_the_archive_is_offered_where_a_stick_is_mounted_and_says_where_it_is(
    kiosk: Journey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    technician(kiosk)
    assert isinstance(kiosk.prompt, Table)
    assert [action.key for action in kiosk.prompt.actions] == ["code"]
    monkeypatch.setattr(doctor_page, "sticks", lambda: [stick])
    kiosk.choose("storage")
    ended(kiosk)
    kiosk.choose("done")
    kiosk.expect("设备体检")
    kiosk.choose("bundle")
    kiosk.expect("已存到U盘")
    (archive,) = stick.iterdir()
    assert ended(kiosk).facts[0].value == archive.name
    kiosk.choose("done")
    kiosk.expect("设备体检")
    archive.unlink()
    stick.rmdir()
    kiosk.choose("bundle")
    assert ended(kiosk).outcome == "refused"
    assert str(tmp_path) in str(ended(kiosk).subtitle)
