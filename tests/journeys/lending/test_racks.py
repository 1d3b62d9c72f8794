"""A rack: one door, many umbrellas. Which one was taken is asked, never demanded, and put right when it is known."""

from __future__ import annotations

from tests.journeys.lending.steps import (
    CARD,
    OTHER_CARD,
    bring_back,
    show_card,
    slip_code,
    states,
    to_open_door,
    where,
)


def take(rack, tag: str, card: str = CARD) -> None:
    door = to_open_door(rack, card)
    rack.world.take(door, tag)
    rack.world.close(door)
    rack.expect("借好了")


def test_the_rack_is_opened_and_the_tag_is_asked_for(rack):
    show_card(rack)
    rack.expect("请取一把，扫伞柄标签")

    assert rack.world.opened() == 3


def test_a_scanned_tag_is_the_one_that_was_lent(rack):
    door = to_open_door(rack)
    rack.world.take(door, "U-0033")
    rack.scan("U-0033")
    rack.expect("U-0033 已记下")
    rack.world.close(door)
    done = rack.expect("借好了")

    assert "U-0033 · 蓝色" in {str(fact.value) for fact in done.facts}
    rack.choose("done")
    assert where(rack, "U-0033") is None
    assert where(rack, "U-0031") == 3


def test_without_a_scan_no_tag_is_claimed(rack):
    take(rack, "U-0032")

    assert "雨伞 1 把" in {str(fact.value) for fact in rack.prompt.facts}
    rack.choose("done")
    rack.expect_attract()
    assert states(rack) == ["lent"]


def test_a_tag_from_elsewhere_is_not_believed(rack):
    door = to_open_door(rack)
    rack.scan("6901234564412")
    rack.expect("这个标签不是这个伞架的")
    rack.world.take(door, "U-0031")
    rack.world.close(door)
    rack.expect("借好了")
    rack.choose("done")


def test_the_one_really_taken_is_brought_back_and_the_books_are_put_right(rack):
    take(rack, "U-0032")
    rack.choose("done")
    rack.expect_attract()
    assert where(rack, "U-0031") is None, "presumed"

    assert bring_back(rack, "U-0032") == 1
    assert where(rack, "U-0031") == 3
    assert where(rack, "U-0032") == 1
    assert states(rack) == ["returned"]
    assert "lending.swapped" in rack.events()


def test_the_slip_returns_whatever_was_taken_as_the_presumed_one_until_its_tag_is_scanned(rack):
    take(rack, "U-0032")
    rack.choose("done")
    rack.expect_attract()
    rack.scan(slip_code(rack))
    rack.expect("请放入")
    door = rack.world.opened()
    rack.scan("U-0032")
    rack.world.put(door, "U-0032")
    rack.world.close(door)
    rack.expect("已归还")
    rack.choose("done")

    assert where(rack, "U-0032") == door
    assert where(rack, "U-0031") == 3


def test_two_unconfirmed_loans_are_not_guessed_apart(rack):
    take(rack, "U-0032")
    rack.choose("done")
    rack.expect_attract()
    take(rack, "U-0033", OTHER_CARD)
    rack.choose("done")
    rack.expect_attract()
    rack.scan("U-0033")
    rack.expect("请放入")
    door = rack.world.opened()
    rack.world.put(door, "U-0033")
    rack.world.close(door)
    rack.expect("谢谢，已记下")
    rack.choose("done")

    assert states(rack) == ["lent", "lent"]
