"""Cards of the wallet, drawn through a reader of stripes on the customers' side: the real driver at the world's reader."""

import pytest

from kiosk.drivers.scanner.serial import SerialScanner
from kiosk.drivers.world.cards import NewCard, SwipeReader
from kiosk.drivers.world.hands import CannotDo
from kiosk.link.messages import Scanned, ScanRefused

READER = '\n[[scanner]]\nname = "stripes"\nreads = "stripes"\nport = "stripes"\n'


@pytest.fixture
def box_text(box_text):
    return box_text.replace("[[printer]]", READER + "[[printer]]", 1)


@pytest.fixture
def reader(box, events, run, world):
    return run(SerialScanner(box.scanners[1], box.run, events))


def test_a_members_card_tells_its_number(reader, hands, events):
    hands.ask(SwipeReader("member", "stripes"))
    heard = events.wait(lambda event: isinstance(event, Scanned))
    assert (heard.device, heard.text, heard.symbology) == ("stripes", "80010013307", "stripe")


@pytest.mark.parametrize(
    ("card", "backwards", "reason"),
    [
        ("worn", False, "bad_swipe"),
        ("blank", False, "bad_swipe"),
        ("member", True, "bad_swipe"),
        ("bank", False, "payment_card"),
    ],
)
def test_what_is_worn_blank_backwards_or_a_bank_card_tells_nothing(
    reader, hands, events, card, backwards, reason
):
    hands.ask(SwipeReader(card, "stripes", backwards))
    assert events.wait(lambda event: isinstance(event, ScanRefused)).reason == reason
    assert events.of(Scanned) == []


def test_a_card_that_was_made_since_is_read_as_it_is_now(reader, hands, events):
    hands.new_card(NewCard("blank", "high", track2="80010034416"))
    hands.ask(SwipeReader("blank", "stripes"))
    assert events.wait(lambda event: isinstance(event, Scanned)).text == "80010034416"


def test_a_card_or_a_reader_that_is_not_there_is_said(hands):
    with pytest.raises(CannotDo, match="no card 'lost'"):
        hands.ask(SwipeReader("lost", "stripes"))
    with pytest.raises(CannotDo, match="no scanner 'nowhere'"):
        hands.ask(SwipeReader("member", "nowhere"))
