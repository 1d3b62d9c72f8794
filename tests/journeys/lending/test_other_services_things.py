"""Other services keep things behind doors of the same wall: staff see those doors; lending handles only what is lent."""

from __future__ import annotations

import pytest

from tests.journeys.lending.steps import bay, leave
from tests.journeys.lending.test_counting import count_door
from tests.journeys.lending.test_staff import press_door, wall

BAG = "B-0011"


@pytest.fixture
def kiosk(make_kiosk):
    """Umbrellas in 1 and 2; a bag of another service's behind 11."""
    journey = make_kiosk(
        doors=3, kept={1: ["U-0001"], 2: ["U-0002"]}, rows=bay(11).replace('"stroller"', '"bag"')
    )

    def put(tx) -> None:
        tx.add_item(BAG, "bag", place_id=tx.places("bag")[0].id)

    journey.write(put)
    yield journey
    leave(journey)


def deeds(kiosk) -> list[str]:
    return [action.key for action in kiosk.prompt.actions]


def test_the_wall_offers_to_handle_what_is_lent_and_nothing_else(kiosk):
    wall(kiosk)
    press_door(kiosk, 1)
    assert "items" in deeds(kiosk)
    press_door(kiosk, 11)
    assert {"unlock", "log"} <= set(deeds(kiosk))
    assert "items" not in deeds(kiosk)


def test_it_is_not_counted_in_as_ours(kiosk):
    count_door(kiosk, 3, 1)
    kiosk.choose("explain")
    kiosk.expect("请扫多出的物品")
    kiosk.scan(BAG)
    kiosk.expect("不是本柜多出的物品")
    kiosk.scan("U-0002")
    kiosk.choose("1")
    kiosk.until(lambda: kiosk.prompt.__class__.__name__ == "Approval", "the approval")
