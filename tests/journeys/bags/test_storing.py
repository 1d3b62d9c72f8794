"""Storing a bag: the rules, the code, the door, the ticket; and every other way in which it ends."""

from __future__ import annotations

import pytest

from kiosk.plugins.lending.reading import spots
from kiosk.plugins.lending.rules import choose_to_return
from kiosk.testing.journey import Journey
from tests.journeys.bags.steps import (
    LARGE,
    SHARED,
    SMALL,
    collect,
    level,
    put_in,
    service,
    states,
    store,
    ticket,
    to_the_code,
    to_the_open_door,
)
from tests.journeys.lending.steps import paper


def test_a_bag_is_stored_and_collected_with_its_ticket(kiosk: Journey) -> None:
    code, door = store(kiosk)

    assert (states(kiosk), level(kiosk, door)) == (["stored"], 1)
    assert f"{code[:3]} {code[3:6]} {code[6:]}" in paper(kiosk)

    assert collect(kiosk, ticket(kiosk)) == door
    assert (states(kiosk), level(kiosk, door)) == (["collected"], 0)


def test_price_time_and_rules_are_said_before_anything_is_done(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("bags.bag")
    rules = kiosk.expect("在这里存包")

    said = " ".join(f"{fact.label} {fact.value}" for fact in rules.facts)
    for words in ("免费", "22:00", "服务台", "贵重物品", "易燃易爆"):
        assert words in said
    assert kiosk.events().count("bags.begun") == 0


def test_the_code_is_on_the_screen_before_the_door_opens_and_at_each_step_after(kiosk: Journey) -> None:
    code = to_the_code(kiosk)
    spoken = f"{code[:3]} {code[3:6]} {code[6:]}"

    assert kiosk.world.pulses == {}
    kiosk.choose("open")
    assert spoken in kiosk.expect("号门已打开").subtitle
    put_in(kiosk, kiosk.world.opened())
    stored = kiosk.expect("已存好")
    assert spoken in [fact.value for fact in stored.facts]


def test_who_does_not_want_the_code_opens_no_door(kiosk: Journey) -> None:
    to_the_code(kiosk)
    kiosk.choose("stop")
    kiosk.expect("您好")

    assert states(kiosk) == ["void"]
    assert kiosk.world.pulses == {}


def test_leaving_at_the_code_stores_nothing(kiosk: Journey) -> None:
    to_the_code(kiosk)
    kiosk.press("end")
    kiosk.until(lambda: states(kiosk) == ["void"], "the settlement")


def test_the_code_and_the_ticket_stand_in_no_table_and_no_journal(kiosk: Journey) -> None:
    code, _door = store(kiosk)
    qr = ticket(kiosk)

    kept = (kiosk.settings.data / "kiosk.db").read_bytes() + b"".join(
        path.read_bytes() for path in kiosk.settings.data.glob("kiosk.db-wal")
    )
    assert code.encode() not in kept
    assert qr.encode() not in kept


def test_without_a_printer_the_code_is_all_that_is_needed(kiosk: Journey) -> None:
    kiosk.world.without_printer()
    code, door = to_the_open_door(kiosk)
    put_in(kiosk, door)
    kiosk.expect("凭证未打印")
    kiosk.choose("done")
    kiosk.expect_attract()

    kiosk.touch()
    kiosk.choose("bags.bag")
    kiosk.choose("collect")
    kiosk.choose("code")
    kiosk.type(code)
    kiosk.choose("take")
    kiosk.expect("号门已打开")
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("取好了")


def test_a_door_that_does_not_open_is_replaced_under_the_same_code(kiosk: Journey) -> None:
    kiosk.world.fault(2, "stuck")
    code, door = to_the_open_door(kiosk)

    assert door == 3
    assert f"{code[:3]} {code[3:6]} {code[6:]}" in kiosk.expect("号门已打开").subtitle
    put_in(kiosk, door)
    kiosk.expect("已存好")
    assert (states(kiosk), service(kiosk, 2), level(kiosk, 2)) == (["stored"], "did_not_open", 0)


def test_no_door_opens_and_nothing_is_stored(kiosk: Journey) -> None:
    kiosk.world.fault(2, "stuck")
    kiosk.world.fault(3, "stuck")
    to_the_code(kiosk)
    kiosk.choose("open")
    kiosk.expect("柜门没有打开")

    assert states(kiosk) == ["void"]
    kiosk.until(lambda: "call.raised" in kiosk.events(), "the call")


def test_the_last_door_fails_and_there_is_no_other(make_kiosk) -> None:
    kiosk = make_kiosk(holds=(SMALL,))
    kiosk.world.fault(2, "stuck")
    to_the_code(kiosk)
    kiosk.choose("open")
    kiosk.expect("柜门没有打开")

    assert states(kiosk) == ["void"]


@pytest.mark.parametrize(("button", "reason"), [("not_open", "said_not_open"), ("occupied", "not_empty")])
def test_what_the_customer_says_of_the_compartment_gets_them_another(
    kiosk: Journey, button: str, reason: str
) -> None:
    _code, first = to_the_open_door(kiosk)
    kiosk.choose(button)
    kiosk.expect("3 号门已打开")
    kiosk.world.close(first)
    put_in(kiosk, 3)
    kiosk.expect("已存好")

    assert (states(kiosk), service(kiosk, first), level(kiosk, first)) == (["stored"], reason, 0)
    assert level(kiosk, 3) == 1


def test_changing_ones_mind_at_the_open_door(kiosk: Journey) -> None:
    _code, door = to_the_open_door(kiosk)
    kiosk.choose("stop")
    kiosk.expect("请全部取出")
    kiosk.world.close(door)
    kiosk.expect("没有存包")

    assert (states(kiosk), level(kiosk, door), service(kiosk, door)) == (["void"], 0, "")


def test_changing_ones_mind_and_leaving_the_door_open_is_looked_at(kiosk: Journey) -> None:
    _code, door = to_the_open_door(kiosk)
    kiosk.choose("stop")
    kiosk.expect("请全部取出")
    kiosk.wait(46)
    kiosk.expect("已呼叫工作人员查看")

    assert states(kiosk) == ["stored left_open"]
    kiosk.world.close(door)


def test_a_bag_behind_a_door_left_open_rings_for_staff(kiosk: Journey) -> None:
    _code, door = to_the_open_door(kiosk)
    kiosk.world.world.hands.append("THEIR-BAG")
    kiosk.world.put(door)
    kiosk.world.leave_open(door)
    kiosk.expect("请关好柜门")
    kiosk.wait(31)
    kiosk.expect("还开着，已呼叫")

    assert states(kiosk) == ["stored left_open"]
    kiosk.until(lambda: "call.raised" in kiosk.events(), "the call")
    kiosk.world.close(door)
    kiosk.expect("凭证正在打印")
    assert states(kiosk) == ["stored"]


def test_somebody_who_runs_away_from_the_open_door_is_looked_after(kiosk: Journey) -> None:
    _code, door = to_the_open_door(kiosk)
    kiosk.press("end")
    kiosk.expect("已存好")
    kiosk.world.close(door)
    kiosk.wait(20)
    kiosk.expect_attract()

    assert states(kiosk) == ["stored left_open"]


def test_a_slow_door_opens_after_the_customer_has_gone(kiosk: Journey) -> None:
    kiosk.world.fault(2, "slow")
    to_the_code(kiosk)
    kiosk.choose("open")
    kiosk.until(lambda: kiosk.world.pulses, "a pulse")
    kiosk.press("end")
    kiosk.wait(10)
    kiosk.world.spring_open(2)
    kiosk.until(lambda: states(kiosk) == ["stored put_in"], "the settlement")
    kiosk.world.close(2)


def test_a_door_without_an_answer_is_left_to_settle_and_another_is_opened(kiosk: Journey) -> None:
    kiosk.world.fault(2, "slow")
    to_the_code(kiosk)
    kiosk.choose("open")
    kiosk.until(lambda: kiosk.world.pulses, "a pulse")
    kiosk.wait(16)
    kiosk.expect("3 号门已打开")
    put_in(kiosk, 3)
    kiosk.expect("已存好")
    kiosk.world.spring_open(2)
    kiosk.world.close(2)
    kiosk.choose("done")
    kiosk.expect_attract()

    assert (states(kiosk), service(kiosk, 2)) == (["stored"], "no_answer")
    assert level(kiosk, 3) == 1


# ---------------------------------------------------------------------- room, sizes, time


def test_when_all_are_taken_only_collecting_is_offered(make_kiosk) -> None:
    kiosk = make_kiosk(holds=(SMALL,))
    store(kiosk)
    kiosk.touch()
    kiosk.choose("bags.bag")
    kiosk.expect("柜子都满了")
    kiosk.choose("collect")
    kiosk.expect("请扫存包凭证")


def test_sizes_are_asked_only_where_the_bank_has_them(make_kiosk) -> None:
    kiosk = make_kiosk(holds=(LARGE, SMALL))

    assert store(kiosk, "bag")[1] == 3, "a small bag leaves the large compartment free"
    assert store(kiosk, "large_bag")[1] == 2


def test_a_small_bag_goes_into_a_large_compartment_when_it_must(make_kiosk) -> None:
    kiosk = make_kiosk(holds=(LARGE, SMALL))
    store(kiosk, "bag")

    assert store(kiosk, "bag")[1] == 2


def test_a_compartment_shared_with_umbrellas_never_holds_both(make_kiosk) -> None:
    kiosk = make_kiosk(holds=(SHARED, SHARED), umbrellas=0)
    umbrella = kiosk.write(
        lambda tx: tx.add_item(
            "U-1", "umbrella", place_id=next(each.id for each in tx.places() if each.number == 1)
        )
    )
    _code, door = store(kiosk)

    assert umbrella.place_id is not None
    assert door == 2
    doors = kiosk.read(lambda tx: {place.id: "locked" for place in tx.places()})
    assert kiosk.read(lambda tx: choose_to_return(spots(tx, doors, "umbrella"))) is None


def test_a_compartment_that_names_no_bags_is_left_alone(make_kiosk) -> None:
    kiosk = make_kiosk(holds=("[]", '["umbrella"]'))
    kiosk.touch()
    tiles = kiosk.expect("您好").choices

    tile = next(choice for choice in tiles if choice.key == "bags.bag")
    assert (tile.enabled, tile.note) == (False, "本机无存包柜")


def test_shortly_before_closing_no_bag_is_taken_in(kiosk: Journey) -> None:
    kiosk.wait(1)
    kiosk.clock.jump(9.75 * 3600)  # 21:45
    kiosk.touch()
    kiosk.choose("bags.bag")
    kiosk.expect("今日已停止存包")
    kiosk.choose("collect")
    kiosk.expect("请扫存包凭证")


def test_the_power_goes_at_the_open_door(kiosk: Journey) -> None:
    _code, door = to_the_open_door(kiosk)
    kiosk.cut_now()
    kiosk.restart()
    kiosk.until(lambda: states(kiosk) == ["stored put_in"], "the settlement")
    kiosk.world.close(door)


def test_it_speaks_english(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.press("language")
    kiosk.choose("bags.bag")
    kiosk.expect("Store a bag here")
    kiosk.choose("bag")
    kiosk.expect("Code ")
    kiosk.choose("open")
    kiosk.expect("is open")
    put_in(kiosk, kiosk.world.opened())
    kiosk.expect("Bag stored")
