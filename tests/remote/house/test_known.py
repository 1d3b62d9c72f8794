"""Members of a remote system are known here once they have come: one row each, for every service; umbrellas go out while it is
down.
"""

from __future__ import annotations

import pytest

from kiosk.core.member_system import RemoteMember
from kiosk.core.store.errors import CardTaken
from kiosk.core.store.transaction import Transaction
from kiosk.testing.journey import Journey
from tests.journeys.cards.steps import status
from tests.remote.house.steps import (
    member,
    to_my_page,
)
from tests.remote.server import CARD, NAME, PHONE


def test_another_card_of_the_same_member_is_the_same_member(kiosk, server):
    to_my_page(kiosk)
    kiosk.leave()
    before = member(kiosk)
    server.card = "80010013308"
    to_my_page(kiosk, "80010013308")
    assert member(kiosk, "80010013308") == before
    assert kiosk.read(lambda tx: tx.member_by_card(CARD)) is None


def test_a_number_that_is_nobodys_there_any_more_serves_nobody_here(kiosk, server):
    to_my_page(kiosk)
    kiosk.leave()
    server.card = "80010013308"
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")
    kiosk.scan(CARD)
    kiosk.until(lambda: getattr(kiosk.prompt, "error", ""), "what is wrong with it")
    assert status(kiosk, CARD) == "blocked"


def test_what_is_looked_up_again_and_again_writes_nothing(kiosk, server):
    to_my_page(kiosk)
    kiosk.leave()
    to_my_page(kiosk)
    kiosk.leave()
    assert [event for event in kiosk.events() if event.startswith("members.")] == ["members.added"]


def borrow(kiosk: Journey) -> None:
    kiosk.expect("号门已打开")
    door = kiosk.world.opened()
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()


def test_a_member_who_was_never_here_borrows_an_umbrella(kiosk, server):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan(CARD)
    borrow(kiosk)
    assert server.looked_up == [CARD]


def test_a_card_at_the_home_screen_is_known_though_it_was_never_here(kiosk, server):
    kiosk.touch()
    kiosk.expect("您好")
    kiosk.scan(CARD)
    kiosk.until(lambda: "借" in str(getattr(kiosk.prompt, "title", "")), "the member's own page")
    kiosk.leave()
    kiosk.touch()
    kiosk.scan("U-0001")
    assert server.looked_up == [CARD], "nobody there is asked about an umbrella's tag"


def test_while_it_is_down_who_was_here_before_borrows_and_a_stranger_is_told(kiosk, server):
    to_my_page(kiosk)
    kiosk.leave()
    server.faults = ["down"] * 9
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan("80010013399")
    kiosk.until(lambda: "暂时无法" in str(getattr(kiosk.prompt, "error", "")), "why")
    kiosk.scan(CARD)
    borrow(kiosk)


def test_one_card_is_not_two_members(kiosk):
    """What contradicts what was told before is not kept."""
    told = RemoteMember("M-9", NAME, status="active")
    kiosk.write(lambda tx: tx.note_remote_member("80017777", told))
    assert kiosk.read(lambda tx: tx.remote_member_as_told("80017777", told))
    assert not kiosk.read(lambda tx: tx.remote_member_as_told("80018888", told))
    other = RemoteMember("M-10", NAME)
    with pytest.raises(CardTaken):
        kiosk.write(lambda tx: tx.note_remote_member("80017777", other))


# ---------------------------------------------------------------------- who does not come any more

A_YEAR_ON = 400 * 86_400


def kept(kiosk: Journey) -> tuple[str, str]:
    """Name and phone, as they are kept here."""

    def look(tx: Transaction) -> tuple[str, str]:
        one = tx.member_by_card(CARD)
        assert one is not None
        return one.name.reveal(), tx.member_phone(one.id).reveal()

    return kiosk.read(look)


def a_year_passes(kiosk: Journey) -> None:
    kiosk.clock.jump(A_YEAR_ON)
    kiosk.wait(61)


def test_who_has_not_come_for_a_year_is_forgotten_and_known_again_when_they_come(kiosk, server):
    to_my_page(kiosk)
    kiosk.leave()
    assert kept(kiosk) == (NAME, PHONE)
    a_year_passes(kiosk)
    kiosk.until(lambda: kept(kiosk) == ("", ""), "the night's work")
    before = member(kiosk)
    to_my_page(kiosk)
    assert (kept(kiosk), member(kiosk)) == ((NAME, PHONE), before)


def test_who_comes_now_and_then_is_not_forgotten(kiosk, server):
    for _ in range(2):
        to_my_page(kiosk)
        kiosk.leave()
        kiosk.clock.jump(A_YEAR_ON / 2)
        kiosk.wait(61)
    assert kept(kiosk) == (NAME, PHONE)


def test_whose_umbrella_is_out_is_not_forgotten(kiosk, server):
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan(CARD)
    borrow(kiosk)
    a_year_passes(kiosk)
    assert kept(kiosk) == (NAME, PHONE)
