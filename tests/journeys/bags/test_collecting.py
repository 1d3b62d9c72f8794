"""Collecting: by ticket and by code, in between, with everything that can be wrong with a ticket, a code or a door."""

from __future__ import annotations

from kiosk.testing.journey import Journey
from tests.journeys.bags.steps import (
    choices,
    collect,
    level,
    scan_ticket,
    service,
    states,
    store,
    ticket,
    to_the_keypad,
)

WRONG = "100000000"


def test_a_known_ticket_to_an_open_door_takes_two_touches(kiosk: Journey) -> None:
    store(kiosk)
    kiosk.scan(ticket(kiosk))  # the attract screen takes it
    kiosk.expect("您的包在这里")
    kiosk.choose("take")
    kiosk.expect("号门已打开")


def test_the_mother_who_forgot_the_diaper(kiosk: Journey) -> None:
    """The bag stays, the opening is counted, and the ticket is good as before."""
    store(kiosk)
    code = ticket(kiosk)
    door = scan_ticket(kiosk, code, "look")
    kiosk.world.close(door)
    kiosk.expect("包仍存着")
    kiosk.choose("done")
    kiosk.expect_attract()

    assert (states(kiosk), level(kiosk, door)) == (["stored"], 1)
    assert kiosk.events().count("bags.opened_between") == 1
    collect(kiosk, code)


def test_she_may_say_so_at_the_open_door_too(kiosk: Journey) -> None:
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk), "take")
    kiosk.choose("keep")
    kiosk.expect("凭证仍有效")
    kiosk.world.close(door)
    kiosk.expect("包仍存着")

    assert states(kiosk) == ["stored"]
    assert kiosk.events().count("bags.opened_between") == 1


def test_or_take_everything_after_all(kiosk: Journey) -> None:
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk), "look")
    kiosk.choose("take")
    kiosk.expect("请全部取出")
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("取好了")

    assert states(kiosk) == ["collected"]


def test_in_between_is_not_for_ever(make_kiosk) -> None:
    kiosk = make_kiosk(settings="openings_between = 1")
    store(kiosk)
    code = ticket(kiosk)
    door = scan_ticket(kiosk, code, "look")
    kiosk.world.close(door)
    kiosk.expect("下次开门即为取包")
    kiosk.choose("done")
    kiosk.expect_attract()
    kiosk.scan(code)
    kiosk.expect("开门后凭证即失效")

    assert choices(kiosk) == ["take"]


def test_one_opening_ends_it_where_the_site_wants_that(make_kiosk) -> None:
    kiosk = make_kiosk(settings="openings_between = 0")
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk))

    assert choices(kiosk) == ["not_open"]
    kiosk.world.close(door)


def test_something_is_still_inside(kiosk: Journey) -> None:
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk))
    kiosk.world.close(door)
    kiosk.expect("取好了")
    kiosk.choose("again")
    kiosk.expect("号门已打开")
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("取好了")
    kiosk.choose("done")
    kiosk.expect_attract()

    assert (states(kiosk), level(kiosk, door)) == (["collected"], 0)


def test_the_code_typed_instead_of_the_ticket(kiosk: Journey) -> None:
    code, door = store(kiosk)
    to_the_keypad(kiosk)
    kiosk.type(code)
    kiosk.choose("take")
    kiosk.expect("号门已打开")

    assert kiosk.world.opened() == door


def test_wrong_codes_are_counted_at_the_position_and_typing_is_locked(kiosk: Journey) -> None:
    code, _door = store(kiosk)
    other = f"{(int(code[:3]) - 99) % 900 + 100}"  # a ticket number that is not given out
    to_the_keypad(kiosk)
    for left in (5, 4, 3, 2, 1):
        kiosk.type(other + "123456")
        kiosk.expect(f"还可再试 {left} 次")
    kiosk.type(other + "123456")
    kiosk.expect("输错次数过多")
    kiosk.choose("scan")
    kiosk.choose("code")
    kiosk.expect("输错次数过多")  # the right code is not even asked for
    kiosk.choose("home")
    kiosk.wait(16 * 60)
    to_the_keypad(kiosk)
    kiosk.type(code)
    kiosk.expect("您的包在这里")


def test_a_restart_forgets_no_wrong_code(kiosk: Journey) -> None:
    store(kiosk)
    to_the_keypad(kiosk)
    for _each in range(6):
        kiosk.type(WRONG)
    kiosk.expect("输错次数过多")
    kiosk.restart()
    to_the_keypad_locked(kiosk)


def to_the_keypad_locked(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("bags.bag")
    kiosk.choose("collect")
    kiosk.choose("code")
    kiosk.expect("输错次数过多")


def test_wrong_codes_for_one_ticket_lock_its_code_and_not_the_ticket(make_kiosk) -> None:
    kiosk = make_kiosk(settings="position_tries = 50\nticket_tries = 2")
    code, _door = store(kiosk)
    wrong = code[:3] + ("000000" if code[3:] != "000000" else "111111")
    to_the_keypad(kiosk)
    kiosk.type(wrong)
    kiosk.expect("不对")
    kiosk.type(wrong)
    kiosk.expect("不对")
    kiosk.type(code)
    kiosk.expect("输错次数过多")
    kiosk.choose("home")
    kiosk.wait(1)
    kiosk.press("end")
    kiosk.expect_attract()
    collect(kiosk, ticket(kiosk))


def test_a_ticket_that_is_over_says_so(kiosk: Journey) -> None:
    store(kiosk)
    code = ticket(kiosk)
    collect(kiosk, code)
    kiosk.scan(code)
    kiosk.expect("包已取走")


def test_a_ticket_of_another_house_and_something_that_is_no_ticket(kiosk: Journey) -> None:
    kiosk.scan("ZGB1:AAAAAAAAAAAAAAAA")
    kiosk.expect("查不到此凭证")
    kiosk.choose("done")
    kiosk.choose("bags.bag")
    kiosk.choose("collect")
    kiosk.expect("请扫存包凭证")
    kiosk.scan("SOMETHING")
    kiosk.expect("这不是存包凭证")
    kiosk.scan("zgb1:bbbbbbbbbbbbbbbb")
    kiosk.expect("本机查不到此凭证")
    kiosk.world.unreadable("unreadable")
    kiosk.expect("没有读到")


def test_neither_ticket_nor_code_leads_to_a_person(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("bags.bag")
    kiosk.choose("collect")
    kiosk.choose("neither")
    kiosk.expect("请呼叫工作人员")
    kiosk.choose("again")
    kiosk.expect("请扫存包凭证")


def test_a_ticket_shown_at_the_first_question_needs_no_answer(kiosk: Journey) -> None:
    store(kiosk)
    kiosk.touch()
    kiosk.choose("bags.bag")
    kiosk.expect("在这里存包")
    kiosk.scan(ticket(kiosk))
    kiosk.expect("您的包在这里")


def test_the_door_does_not_open_and_the_bag_is_safe(kiosk: Journey) -> None:
    _code, door = store(kiosk)
    kiosk.world.fault(door, "stuck")
    kiosk.scan(ticket(kiosk))
    kiosk.choose("take")
    kiosk.expect("包在柜内很安全")

    assert (states(kiosk), service(kiosk, door), level(kiosk, door)) == (["stored"], "did_not_open", 1)
    kiosk.until(lambda: "call.raised" in kiosk.events(), "the call")
    kiosk.choose("done")
    kiosk.expect_attract()
    kiosk.scan(ticket(kiosk))
    kiosk.expect("打不开")


def test_it_did_not_open_says_the_customer(kiosk: Journey) -> None:
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk))
    kiosk.choose("not_open")
    kiosk.expect("包在柜内很安全")

    assert (states(kiosk), service(kiosk, door)) == (["stored uncertain"], "said_not_open")
    kiosk.world.close(door)


def test_leaving_the_door_open_is_staffs_until_it_is_shut(kiosk: Journey) -> None:
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk))
    kiosk.world.take(door)
    kiosk.world.leave_open(door)
    kiosk.expect("请关好柜门")
    kiosk.wait(31)
    kiosk.until(lambda: states(kiosk) == ["stored left_open"], "the question")
    kiosk.expect("已呼叫工作人员查看")
    kiosk.world.close(door)
    kiosk.expect("取好了")

    assert states(kiosk) == ["collected"]


def test_leaving_it_open_for_good(kiosk: Journey) -> None:
    store(kiosk)
    door = scan_ticket(kiosk, ticket(kiosk))
    kiosk.wait(76)
    kiosk.expect("已呼叫工作人员查看")
    kiosk.choose("done")
    kiosk.expect_attract()

    assert states(kiosk) == ["stored left_open"]
    kiosk.world.close(door)


def test_running_away_while_the_door_is_open_keeps_the_ticket_good(kiosk: Journey) -> None:
    store(kiosk)
    code = ticket(kiosk)
    door = scan_ticket(kiosk, code)
    kiosk.press("end")
    kiosk.expect("我们会开柜查看")
    kiosk.world.close(door)
    kiosk.wait(20)
    kiosk.expect_attract()
    assert states(kiosk) == ["stored taken"]

    collect(kiosk, code)
    assert states(kiosk) == ["collected"]


def test_a_door_without_an_answer_is_settled_when_it_tells(kiosk: Journey) -> None:
    _code, door = store(kiosk)
    kiosk.world.fault(door, "slow")
    kiosk.scan(ticket(kiosk))
    kiosk.choose("take")
    kiosk.until(lambda: len(kiosk.world.pulses) == 2, "the second pulse")
    kiosk.wait(16)
    kiosk.expect("包在柜内很安全")
    kiosk.world.spring_open(door)
    kiosk.world.close(door)
    kiosk.choose("done")
    kiosk.until(lambda: states(kiosk) == ["stored taken"], "the settlement")


def test_the_power_goes_while_collecting(kiosk: Journey) -> None:
    store(kiosk)
    code = ticket(kiosk)
    door = scan_ticket(kiosk, code)
    kiosk.cut_now()
    kiosk.restart()
    kiosk.until(lambda: states(kiosk) == ["stored taken"], "the settlement")
    kiosk.world.close(door)
    kiosk.wait(20)
    collect(kiosk, code)
