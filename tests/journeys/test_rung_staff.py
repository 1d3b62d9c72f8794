"""After the ring: what is it, what to do meanwhile, who hears it, and what becomes of a call that nobody answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.calls.records import Call
from kiosk.core.clock import ManualClock
from kiosk.core.records import Context
from kiosk.core.session.conversation import keys_of
from kiosk.core.session.position import PositionDesk
from kiosk.core.staff import add_staff
from kiosk.core.store.errors import StoreFull
from kiosk.link.messages import Countdown, Pressed, Screen
from kiosk.link.prompts import Chosen, Entered, Menu, Notice, Value
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.journeys.lending.steps import QUICK

NUMBER, PIN = "1024", "908172"
STAFF = '[[position]]\nname = "staff"\n'
PHONE = '[calls]\nphone = "8888"\n'


@dataclass
class StaffScreen:
    """The second position: a screen behind the desk, seen and pressed from here."""

    kiosk: Journey
    desk: PositionDesk
    screens: list[Screen] = field(default_factory=list)

    def hear(self, message: Screen | Countdown) -> None:
        if isinstance(message, Screen):
            self.screens.append(message)

    @property
    def screen(self) -> Screen:
        return self.screens[-1]

    def press(self, button: Any) -> None:
        async def pressed() -> None:
            self.desk.pressed(Pressed(button))

        self.kiosk._run(pressed())

    def sign_in(self) -> None:
        for title, text in (("请输入工号", NUMBER), ("请输入密码", PIN)):
            self.kiosk.until(
                lambda title=title: self.screen.prompt and self.screen.prompt.title == title, title
            )
            self.answer(Entered(text))
        self.kiosk.until(lambda: self.desk.staff is not None and self.desk.session_id, "staff")

    def answer(self, value: Value) -> None:
        async def answered() -> None:
            self.desk.answered(self.screen.prompt_id, value)

        self.kiosk._run(answered())

    def choose(self, key: str) -> None:
        self.kiosk.until(lambda: self.screen.prompt and key in keys_of(self.screen.prompt), key)
        self.answer(Chosen(key))


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Journey]:
    journey = Journey(settings_for(tmp_path, extra=PHONE + STAFF), ManualClock(NOON_MS))
    journey.start()
    add_staff(journey.store, NUMBER, "李姐", PIN, policy=QUICK)
    yield journey
    journey.stop()
    journey.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Journey]:
    """A box without a staff position."""
    journey = Journey(settings_for(tmp_path), ManualClock(NOON_MS))
    journey.start()
    yield journey
    journey.stop()
    journey.close()


@pytest.fixture
def staff(kiosk: Journey) -> StaffScreen:
    """A staff position beside the customers'."""
    seen = StaffScreen(kiosk, kiosk.desk.positions["staff"])

    async def run() -> None:
        seen.desk.attach(seen.hear)

    kiosk._run(run())
    return seen


def ring(kiosk: Journey) -> Menu:
    kiosk.touch()
    kiosk.expect("您好")
    kiosk.press("call")
    asked = kiosk.expect("已呼叫工作人员")
    assert isinstance(asked, Menu)
    return asked


def let_pass(kiosk: Journey, until: Callable[[], object]) -> None:
    """Seconds pass until something has come of it, half a minute at most."""
    for _ in range(30):
        if until():
            return
        kiosk.wait(1)
    assert until()


def calls(kiosk: Journey) -> list[Call]:
    return kiosk.read(lambda tx: tx.open_calls())


def told(kiosk: Journey, event: str) -> list[dict[str, Any]]:
    entries = kiosk.read(lambda tx: tx.journal_entries())
    return [json.loads(entry.data) for entry in entries if entry.event == event]


# ------------------------------------------------------------------------------------------------ what is it?


def test_one_touch_rings_at_once_and_what_it_is_may_be_said_afterwards(kiosk: Journey) -> None:
    asked = ring(kiosk)
    assert kiosk.screen is not None
    assert kiosk.screen.bar.call == "ringing"
    assert [choice.key for choice in asked.choices] == ["fire", "injury", "lost_child", "other"]
    kiosk.choose("carry_on")
    kiosk.expect("您好")
    assert [call.kind for call in calls(kiosk)] == ["help"]


def test_a_fire_says_what_to_do_now_and_stays_until_it_is_put_away(kiosk: Journey) -> None:
    ring(kiosk)
    kiosk.choose("fire")
    page = kiosk.expect("请马上离开")
    assert isinstance(page, Notice)
    assert "不要乘坐电梯" in str(page.subtitle)
    kiosk.press("language")
    kiosk.expect("Do not use the lifts")
    kiosk.wait(40)
    kiosk.expect("Leave the building now")
    kiosk.choose("carry_on")
    kiosk.until(lambda: kiosk.title.startswith("Hello"), "home")
    assert [call.kind for call in calls(kiosk)] == ["fire"]


@pytest.mark.parametrize(("kind", "words"), [("lost_child", "不要走开"), ("injury", "不要移动伤者")])
def test_a_lost_child_and_an_injury_have_their_own_words(kiosk: Journey, kind: str, words: str) -> None:
    ring(kiosk)
    kiosk.choose(kind)
    kiosk.expect(words)
    kiosk.back()
    kiosk.expect("您好")


def test_the_question_goes_away_by_itself_and_the_call_stays(kiosk: Journey) -> None:
    ring(kiosk)
    kiosk.wait(31)
    kiosk.expect("您好")
    assert len(calls(kiosk)) == 1


def test_the_visits_own_question_comes_first_when_it_changes(kiosk: Journey) -> None:
    ring(kiosk)
    front = kiosk.desk.positions["front"]
    kiosk._loop.call_soon(front.conversation.tell, Notice("done", "请关好柜门"))
    kiosk.expect("请关好柜门")


# ------------------------------------------------------------------------------------------------ mistakes and play


def test_a_mistaken_call_is_taken_back(kiosk: Journey) -> None:
    ring(kiosk)
    kiosk.choose("mistake")
    kiosk.expect("您好")
    kiosk.until(lambda: not calls(kiosk), "no call")
    assert kiosk.screen is not None
    assert kiosk.screen.bar.call == "ready"
    assert "call.taken_back" in kiosk.events()


def test_a_child_that_presses_a_hundred_times_makes_one_call(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.expect("您好")
    for _ in range(100):
        kiosk.press("call")
    kiosk.expect("已呼叫工作人员")
    assert kiosk.events().count("call.raised") == 1


def test_rung_and_taken_back_again_and_again_it_is_the_same_call_and_in_the_end_it_stands(
    kiosk: Journey,
) -> None:
    ring(kiosk)
    for _ in range(3):
        kiosk.choose("mistake")
        kiosk.until(lambda: not calls(kiosk), "no call")
        kiosk.press("call")
        kiosk.until(lambda: calls(kiosk), "the call again")
    asked = kiosk.expect("已呼叫工作人员")
    assert "mistake" not in {action.key for action in asked.actions}
    assert kiosk.events().count("call.raised") == 1
    assert calls(kiosk)[0].rung == 4


def test_a_full_disk_keeps_nobody_from_ringing(kiosk: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk.touch()
    kiosk.expect("您好")
    write = kiosk.store.write

    async def full(function: Any, *arguments: Any, **keywords: Any) -> Any:
        if "call" in function.__name__:
            raise StoreFull("no room")
        return await write(function, *arguments, **keywords)

    monkeypatch.setattr(kiosk.store, "write", full)
    kiosk.press("call")
    kiosk.expect("已呼叫工作人员")
    kiosk.choose("fire")
    kiosk.expect("请马上离开")
    kiosk.choose("mistake")
    kiosk.expect("您好")
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.bar.call == "ready", "no call")


# ------------------------------------------------------------------------------------------------ who hears it


def test_the_staff_position_rings_and_its_one_touch_is_the_promise(
    kiosk: Journey, staff: StaffScreen
) -> None:
    staff.sign_in()
    ring(kiosk)
    kiosk.until(lambda: staff.screen.banner is not None, "the banner")
    banner = staff.screen.banner
    assert banner is not None
    assert (banner.title, banner.text, banner.button) == ("有客人呼叫", "12:00 · 首页", "我马上到")
    assert staff.screen.ring == "soft"
    assert staff.screen.prompt is not None  # over what they are doing, which stays
    kiosk.clock.move(7)
    staff.press("coming")
    kiosk.expect("工作人员马上到")
    assert kiosk.screen is not None
    assert kiosk.screen.bar.call == "coming"
    kiosk.until(lambda: staff.screen.banner is None, "silence")
    assert told(kiosk, "call.coming")[0]["waited_s"] == 7
    assert staff.screen.ring == ""


def test_whoever_has_not_signed_in_says_coming_and_signs_in_for_it(
    kiosk: Journey, staff: StaffScreen
) -> None:
    ring(kiosk)
    kiosk.until(lambda: staff.screen.banner is not None, "the banner")
    staff.press("coming")
    kiosk.until(lambda: staff.screen.banner and staff.screen.banner.button == "请登录", "the word to sign in")
    assert kiosk.screen is not None
    assert kiosk.screen.bar.call == "ringing"  # nobody has promised anything yet
    staff.sign_in()
    kiosk.expect("工作人员马上到")


def test_an_unanswered_call_is_louder_then_everywhere_then_the_shift_leads(
    kiosk: Journey, staff: StaffScreen
) -> None:
    ring(kiosk)
    kiosk.until(lambda: staff.screen.ring == "soft", "the ring")
    kiosk.wait(14)
    assert staff.screen.ring == "soft"
    let_pass(kiosk, lambda: staff.screen.ring == "loud")
    kiosk.touched()
    let_pass(kiosk, lambda: "还没有人应答，也可以拨打 8888" in str(getattr(kiosk.prompt, "subtitle", "")))
    kiosk.touched()
    let_pass(kiosk, lambda: staff.screen.banner and staff.screen.banner.text.endswith("请值班长处理"))
    kiosk.wait(60)
    assert [each["level"] for each in told(kiosk, "call.escalated")] == [1, 2, 3]


def test_an_urgent_call_overtakes_the_others_and_sounds_different(kiosk: Journey, staff: StaffScreen) -> None:
    async def at_the_other_kiosk() -> None:
        kiosk.desk.reception.calls.ring(Context(actor="customer", position="second"), "")

    kiosk._run(at_the_other_kiosk())
    kiosk.until(lambda: calls(kiosk), "the first call")
    kiosk.clock.move(1)
    ring(kiosk)
    kiosk.until(lambda: staff.screen.banner and staff.screen.banner.text.endswith("还有 1 个"), "two calls")
    assert staff.screen.ring == "soft"
    kiosk.choose("lost_child")
    kiosk.until(lambda: staff.screen.ring == "urgent", "the urgent ring")
    banner = staff.screen.banner
    assert banner is not None
    assert (banner.title, banner.tone, banner.level) == ("孩子走失", "rose", 2)


def test_a_box_without_a_staff_position_rings_where_the_customer_stands(alone: Journey) -> None:
    kiosk = alone
    ring(kiosk)
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.ring == "soft", "the ring")
    assert kiosk.screen is not None
    assert kiosk.screen.banner is None


def test_a_staff_position_whose_screen_is_away_leaves_the_ring_to_the_customers(kiosk: Journey) -> None:
    ring(kiosk)
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.ring == "soft", "the ring where they stand")
    staff = StaffScreen(kiosk, kiosk.desk.positions["staff"])

    async def run(verb: Callable[[Any], None]) -> None:
        verb(staff.hear)

    kiosk._run(run(staff.desk.attach))
    kiosk.until(lambda: kiosk.screen is not None and not kiosk.screen.ring, "the ring at the staff's")
    assert staff.screen.ring == "soft"
    kiosk._run(run(staff.desk.detach))
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.ring == "soft", "the ring again")


@pytest.mark.parametrize(("said", "rings"), [("fire", True), ("lost_child", True), ("other", False)])
def test_what_is_urgent_rings_again_though_somebody_is_on_their_way_to_help(
    kiosk: Journey, staff: StaffScreen, said: str, rings: bool
) -> None:
    staff.sign_in()
    ring(kiosk)
    kiosk.until(lambda: staff.screen.banner, "the banner")
    staff.press("coming")
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.bar.call == "coming", "the promise")
    kiosk.choose(said)
    kiosk.until(lambda: calls(kiosk)[0].kind == said, "what it is")
    assert (calls(kiosk)[0].state == "ringing") == rings
    kiosk.until(lambda: (staff.screen.ring == "urgent") == rings, "the ring")
    if rings:
        staff.press("coming")
        kiosk.until(lambda: calls(kiosk)[0].state == "coming", "the promise, knowing what it is")
    assert len(calls(kiosk)) == 1


def test_two_who_answer_at_once_are_both_welcome_and_the_first_is_who_answered(
    kiosk: Journey, staff: StaffScreen
) -> None:
    ring(kiosk)
    kiosk.until(lambda: calls(kiosk), "the call")
    call = calls(kiosk)[0]
    board = kiosk.desk.reception.calls

    async def both() -> None:
        answers = (
            board.answer(call, "coming", each, Context(f"staff:{each}", "staff")) for each in ("a", "b")
        )
        await asyncio.gather(*answers)

    kiosk._run(both())
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.bar.call == "coming", "the promise")
    assert [(each.state, each.answered_by) for each in calls(kiosk)] == [("coming", "a")]


def test_a_call_that_rings_survives_the_desk_and_goes_on_escalating(kiosk: Journey) -> None:
    ring(kiosk)
    let_pass(kiosk, lambda: calls(kiosk)[0].level == 1)
    kiosk.cut_now()
    kiosk.restart()
    kiosk.expect_attract()
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.bar.call == "ringing", "the call")
    let_pass(kiosk, lambda: calls(kiosk)[0].level == 2)
