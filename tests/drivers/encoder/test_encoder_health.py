"""What an encoder says of itself, and the wallet of cards in the world."""

import asyncio

import pytest

from kiosk.drivers.encoder import driver
from kiosk.drivers.world.cards import NewCard, wallet
from kiosk.drivers.world.hands import CannotDo, WorldHands
from tests.drivers.encoders import make, on


def test_a_health_check_asks_the_device(world, hands, port):
    port.open()
    port.claim(5)
    port.enable()
    assert port.check_health().ok
    assert port.check_health("external").words == "encoder: 3S REVH3.10, L-Co, memory well"
    hands.fault("msr_605x")
    assert "l-Co, memory failed (the MSR605X" in port.check_health("external").words
    port.close()


@pytest.mark.parametrize("somebody", [True, False])
def test_an_interactive_check_waits_for_a_card_and_says_whether_one_came(
    world, box, port, monkeypatch, somebody
):
    monkeypatch.setattr(driver, "SENSOR_SECONDS", 5.0 if somebody else 0.1)
    port.open()
    port.claim(5)
    port.enable()
    if somebody:
        with WorldHands(box.world_socket) as hands:
            swiped = asyncio.run(_meanwhile(hands, port))
        assert swiped.ok
        assert "has seen a card" in swiped.words
    else:
        checked = port.check_health("interactive")
        assert not checked.ok
        assert "no card came by" in checked.words
    port.close()


async def _meanwhile(hands, port):
    checking = asyncio.create_task(asyncio.to_thread(port.check_health, "interactive"))
    await asyncio.to_thread(hands.swipe, "blank")
    return await checking


def test_the_wallet_is_made_of_five_cards_and_takes_more(box, hands):
    assert [card.name for card in hands.truth().cards] == ["member", "blank", "blank-loco", "worn", "bank"]
    assert [card.name for card in wallet()] == [card.name for card in hands.truth().cards]
    hands.new_card(NewCard("mine", "low", "ABC", "123", "456"))
    assert on(hands, "mine") == ["ABC", "123", "456"]
    hands.new_card(NewCard("mine", "high"))
    assert on(hands, "mine") == ["", "", ""]
    with pytest.raises(CannotDo, match="no stripe has bits"):
        hands.new_card(NewCard("other", track2="张"))
    with pytest.raises(CannotDo, match="no card 'other'"):
        hands.swipe("other")
    with pytest.raises(CannotDo, match="no encoder 'elsewhere'"):
        hands.swipe("mine", "elsewhere")


def test_the_cards_are_remembered_across_a_restart_of_the_world(encoder, world, hands, box, operations):
    make(encoder, hands)
    assert operations.wait("op") == ("done", "")
    world.stop()
    world.start()
    with WorldHands(box.world_socket) as again:
        assert on(again, "blank") == ["80010099999", "80010099999=01", ""]
