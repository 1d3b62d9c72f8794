"""The whole of setting up: who may, one step back, and a power cut at any moment."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from aids import Screenless, landed

from kiosk.core.staff.accounts import all_staff
from kiosk.core.store.database import Store
from kiosk.link.prompts import Keypad, Menu, Outline, Targets
from kiosk.link.settings import load
from kiosk.setup import draft as drafts
from kiosk.setup.box import Account, Box
from kiosk.setup.desk import SetupDesk
from kiosk.setup.draft import Draft
from kiosk.setup.gate import Gate
from kiosk.setup.layout import layout_of
from kiosk.setup.pack import Item, Pack
from kiosk.setup.steps import clock as clock_step
from kiosk.setup.steps.finish import _finish
from kiosk.testing.people import QUICK, STAFF_NUMBER, STAFF_PIN

MEMBERS = "会员卡号,姓名,电话,生日,卡种\n80010013307,张明,10013803307,1988-03-14,金卡\n".encode()


def act(box: Screenless, code: str) -> None:
    """What a technician does with whatever is on the screen."""
    prompt = box.prompt
    match prompt:
        case Menu():
            box.choose("zh_CN")
        case Outline():
            box.match(400)
        case Targets():
            box.touch_targets()
        case Keypad(title="一次性开机码"):
            box.type(code)
        case Keypad(title="您的工号" | "工号"):
            box.type(STAFF_NUMBER)
        case Keypad():
            box.type(STAFF_PIN)
        case _:
            box.choose("use")


def to_the_end(box: Screenless, code: str, most: int = 40) -> int:
    """Answer everything; returns how many questions there were."""
    for count in range(most):
        box.until(lambda: box.result or box.screen_is_a_question, "a question")
        if box.result is not None:
            return count
        act(box, code)
    raise AssertionError(f"no end after {most} questions; on the screen: {box.said}")


@pytest.mark.parametrize("after", range(1, 8))
def test_after_a_power_cut_at_any_question_it_goes_on_with_what_was_answered(make_box, after):
    box = make_box(world=False)
    code = box.code()
    box.start()
    for _ in range(after):
        box.until(lambda: box.screen_is_a_question, "a question")
        act(box, code)
    box.power_off()
    answered = drafts.load(box.layout.folder)
    assert not box.layout.path.exists()
    box.start()
    again = to_the_end(box, code)
    assert again == 8 - max(0, min(after - 2, 3))  # language and code always; measured and found things once
    settings = load(box.layout.path)
    assert settings.shell.ppi == pytest.approx(400 / 85.6 * 25.4, abs=0.1)
    assert answered.ppi in (0.0, pytest.approx(settings.shell.ppi, abs=0.1))
    assert not (box.layout.folder / drafts.NAME).exists()


def test_neither_the_code_nor_a_pin_is_ever_on_the_disk_in_the_clear(make_box):
    box = make_box(world=False)
    code = box.code()
    box.start()
    to_the_end(box, code)
    for file in box.layout.folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert code.encode() not in data, file
            assert STAFF_PIN.encode() not in data, file


def test_nothing_is_looked_for_before_the_code_is_right(make_box, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr("kiosk.setup.steps.found.look", lambda *_a, **_m: asked.append("ports"))
    box = make_box(world=False)
    box.start()
    box.choose("zh_CN")
    box.type("00000000")
    box.expect("不是本机的开机码")
    assert asked == []


def test_a_box_without_a_label_says_in_which_file_its_code_stands(make_box):
    box = make_box(world=False)
    box.start()
    box.choose("en")
    gate = Gate(box.layout.folder, QUICK)
    box.expect(str(gate.code_file))
    box.type(gate.code_file.read_text().strip())
    box.expect("Match a bank card")


def test_too_many_wrong_codes_make_it_wait(make_box):
    box = make_box(world=False)
    code = box.code()
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    box.start()
    box.choose("zh_CN")
    for _ in range(5):
        box.until(lambda: isinstance(box.prompt, Keypad), "the keypad")
        box.type(wrong)
    box.expect("错误次数太多")
    assert "60 秒后再试" in box.said


def test_a_box_that_is_set_up_is_set_up_again_by_its_manager_and_by_no_code(make_box):
    box = make_box(world=False)
    code = box.code()
    box.start()
    to_the_end(box, code)
    first = box.layout.path.read_bytes()
    box.power_off()
    box.result = None
    box.start()
    box.choose("zh_CN")
    box.expect("工号")
    box.type(STAFF_NUMBER)
    box.type("135790")
    box.expect("工号或密码不对")
    box.type(STAFF_NUMBER)
    box.type(STAFF_PIN)
    box.expect("银行卡")
    to_the_end(box, code)
    assert box.layout.path.with_name("kiosk.toml.before-1").read_bytes() == first
    store = Store.open_to_read(box.layout.data_folder / "kiosk.db", box.box.clock)
    try:
        assert [one.number for one in store.read_now(all_staff)] == [STAFF_NUMBER]
    finally:
        store.close()


def test_back_goes_one_step_back_and_what_was_answered_there_is_asked_again(make_box):
    box = make_box(world=False)
    code = box.code()
    box.start()
    box.choose("zh_CN")
    box.type(code)
    box.match(300)
    box.expect("点一下十字")
    box.press("back")
    box.expect("银行卡")
    assert box.prompt.pixels == 300
    box.press("back")
    box.expect("语言")
    box.choose("en")
    box.expect("Match a bank card")  # and not the code once more


def test_the_picture_is_turned_until_it_stands_upright(make_box):
    box = make_box(world=False)
    box.start()
    for turned in (90, 180, 270):
        box.choose("turn")
        box.until(lambda turned=turned: box.screen.panel.rotation == turned, "the picture to turn")
    assert (box.box.draft.width, box.box.draft.height) == (1920, 1080)


def test_what_was_measured_is_how_everything_is_drawn_from_then_on(make_box):
    box = make_box(world=False)
    code = box.code()
    box.start()
    box.choose("zh_CN")
    box.type(code)
    box.match(500)
    box.expect("点一下十字")
    assert box.screen.panel.ppi == pytest.approx(500 / 85.6 * 25.4)


def test_a_mirrored_touch_panel_is_told_where_any_touch_is_heard(make_box):
    box = make_box(world=False)
    code = box.code()
    box.start()
    box.choose("zh_CN")
    box.type(code)
    box.match()
    mirrored = landed(turn=lambda x, y: (1 - x, y))
    box.touch_targets(mirrored)
    box.expect("左右颠倒了")
    box.touch_targets(mirrored)
    box.expect("左右颠倒了")
    box.touch_targets(mirrored)
    box.expect("设备都在吗")  # three rounds, and it goes on: nobody is stuck


@pytest.mark.parametrize("may", [True, False])
def test_the_time_is_set_where_this_may_be_and_otherwise_it_is_said(make_box, monkeypatch, may):
    told: list[float] = []

    def set_clock(seconds: float) -> None:
        if not may:
            raise PermissionError(1, "not permitted")
        told.append(seconds)

    monkeypatch.setattr(clock_step, "set_system_clock", set_clock)
    box = make_box(world=False)
    code = box.code()
    box.start()
    box.choose("zh_CN")
    box.type(code)
    box.match()
    box.touch_targets()
    box.choose("clock")
    box.type("20270231")
    box.type("0905")
    box.expect("没有这样的日期")
    box.type("20270227")
    box.type("0905")
    if not may:
        box.expect("时间没有设成")
        box.choose("on")
    box.expect("设备都在吗")
    wanted = datetime.fromisoformat("2027-02-27T09:05:00+08:00").timestamp()
    assert told == ([wanted] if may else [])


def test_a_pack_that_is_refused_says_why_and_changes_nothing(make_box):
    box = make_box(world=False)
    code = box.code()
    pack = box.layout.run_folder / "usb" / "zhanggui"
    pack.mkdir(parents=True)
    (pack / "site.toml").write_text('[site]\nname = "云间广场"\nopens = "25:00"\n')
    box.start()
    box.choose("zh_CN")
    box.type(code)
    box.match()
    box.touch_targets()
    box.expect("25:00")
    assert box.box.draft.pack == {}
    (pack / "site.toml").write_text('[site]\nname = "云间广场"\n')
    box.expect("商场: 云间广场")


class Cut(BaseException):
    """The power goes."""


def finishing(folder: Path) -> Box:
    """A box at the very end, whose answers are on the disk."""
    box = Box(layout_of(folder / "kiosk.toml", world=True), drafts.load(folder), SetupDesk(), policy=QUICK)
    box.draft.ppi = 100.0
    box.account = Account(STAFF_NUMBER, STAFF_PIN)
    box.pack = Pack(folder / "zhanggui", {}, MEMBERS, (Item("U-1", "umbrella"), Item("U-2", "umbrella")))
    return box


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_a_power_cut_at_any_write_of_the_end_leaves_old_settings_or_new_ones(tmp_path, monkeypatch, every):
    old = "# mine\n"
    moments = 0
    for cut_at in range(1, 400, every):
        folder = tmp_path / str(cut_at)
        folder.mkdir()
        (folder / "kiosk.toml").write_text(old)
        drafts.save(folder, Draft(ppi=100.0))
        Gate(folder, QUICK).make()
        left = cut_at

        def pass_by() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Cut

        with monkeypatch.context() as patch:
            for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Store, "write_now")):
                true = getattr(owner, name)
                patch.setattr(
                    owner, name, lambda *a, true=true, **m: (pass_by(), true(*a, **m), pass_by())[1]
                )
            try:
                _finish(finishing(folder))
            except Cut:
                moments += 1
            else:
                break
        text = (folder / "kiosk.toml").read_text()
        assert text == old or load(folder / "kiosk.toml").shell.ppi == 100.0
        settings = _finish(finishing(folder))
        assert load(settings.path).shell.ppi == 100.0
        assert (folder / "kiosk.toml.before-1").read_text() == old
        assert not Gate(folder, QUICK).exists
        store = Store.open_to_read(settings.data / "kiosk.db", finishing(folder).clock)
        try:
            assert [one.number for one in store.read_now(all_staff)] == [STAFF_NUMBER]
            assert store.read_now(lambda tx: sorted(item.tag for item in tx.items("umbrella"))) == [
                "U-1",
                "U-2",
            ]
            assert store.read_now(lambda tx: tx.member_by_card("80010013307")) is not None
        finally:
            store.close()
    assert moments > 20 // every
