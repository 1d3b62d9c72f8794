"""An encoder in the real device process: killed in the middle of a card it tells the truth, and nothing is swiped for a desk
that is gone."""

import pytest

from kiosk.link.cards import Tracks
from kiosk.link.messages import (
    CancelCard,
    CardAsked,
    CardRead,
    DeviceChanged,
    EncodeCard,
    EraseCard,
    OperationEnded,
    ReadCard,
    Recall,
)
from tests.drivers.aids import until
from tests.drivers.encoder.conftest import SETTINGS
from tests.drivers.encoders import OURS, asked, on
from tests.drivers.processes import DIE_AFTER_BEGIN, Box, DeskEnd, Devices


@pytest.fixture
def desk(box):
    end = DeskEnd(box)
    yield end
    end.stop()


@pytest.fixture
def devices(box, world, desk):
    made = Devices(Box(box, SETTINGS))
    yield made
    made.stop()


def online(desk, after=0):
    desk.heard.wait(
        lambda event: (
            isinstance(event, DeviceChanged) and (event.device, event.status) == ("encoder", "online")
        ),
        after=after,
    )


def again(devices, desk):
    """The device process is started anew; returns what was heard before."""
    seen = len(desk.heard.all)
    devices.start()
    online(desk, after=seen)
    return seen


def test_cards_through_the_real_process(devices, desk, hands):
    devices.start()
    online(desk)
    desk.send(EncodeCard("made", "encoder", OURS))
    hands.swipe("blank")
    hands.swipe("blank")
    assert desk.ended("made") == ("done", "")
    seen = len(desk.heard.all)
    desk.send(EncodeCard("made", "encoder", Tracks("OTHER")))
    assert desk.ended("made", after=seen) == ("done", "")
    desk.send(ReadCard("read", "encoder"))
    hands.swipe("blank")
    assert desk.heard.wait(lambda event: isinstance(event, CardRead)).tracks == OURS
    desk.send(EraseCard("erased", "encoder", (2,)))
    desk.heard.wait(asked("erase"))
    desk.send(CancelCard("erased"))
    assert desk.ended("erased") == ("failed", "it was cancelled")
    desk.send(CancelCard("never heard of"))
    assert desk.ended("never heard of") == ("failed", "unknown operation")
    desk.send(EncodeCard("nowhere", "printer", OURS))
    assert desk.ended("nowhere") == ("failed", "there is no encoder 'printer'")
    log = (devices.box.path.parent / "data" / "devices.log").read_text()
    assert "card:encoder" in log
    assert "80010099999" not in log
    assert devices.stop() == 0
    assert on(hands, "blank") == ["80010099999", "80010099999=01", ""]


def test_killed_between_record_and_writing_it_is_uncertain_and_is_not_written_later(devices, desk, hands):
    devices.start(before=DIE_AFTER_BEGIN)
    online(desk)
    desk.send(EncodeCard("op", "encoder", OURS))
    devices.process.wait()
    again(devices, desk)
    desk.send(EncodeCard("op", "encoder", OURS))
    desk.send(Recall(("op",)))
    assert desk.ended("op")[0] == "uncertain"
    assert hands.truth().encoder().waits == ""
    assert on(hands, "blank") == ["", "", ""]


@pytest.mark.parametrize("swiped", [0, 1])
def test_killed_in_the_middle_of_a_card_it_is_uncertain_and_the_encoder_waits_no_longer(
    devices, desk, hands, swiped
):
    devices.start()
    online(desk)
    desk.send(EncodeCard("op", "encoder", OURS))
    desk.heard.wait(asked("write"))
    if swiped:
        hands.swipe("blank")
        desk.heard.wait(asked("check"))
    devices.kill()
    if not swiped:
        hands.swipe("blank")  # the encoder itself does not know that nobody listens any more
    again(devices, desk)
    desk.send(Recall(("op",)))
    assert desk.ended("op") == ("uncertain", "the device process stopped in the middle of it")
    assert on(hands, "blank")[0] == "80010099999"
    until(lambda: hands.truth().encoder().waits == "")
    desk.send(EncodeCard("next", "encoder", OURS))
    hands.swipe("blank")
    hands.swipe("blank")
    assert desk.ended("next") == ("done", "")


def test_when_the_desk_is_gone_no_card_is_waited_for_any_longer(devices, desk, hands):
    devices.start()
    online(desk)
    desk.send(EncodeCard("op", "encoder", OURS))
    desk.heard.wait(asked("write"))
    desk.stop()
    until(lambda: hands.truth().encoder().waits == "")
    seen = len(desk.heard.all)
    desk.start()
    online(desk, after=seen)
    desk.send(Recall(("op",)))
    assert desk.ended("op", after=seen) == ("failed", "it was cancelled")
    assert not [event for event in desk.heard.all[seen:] if isinstance(event, CardAsked)]


def test_unplugged_in_the_middle_of_a_swipe_it_comes_back_by_itself(devices, desk, hands):
    devices.start()
    online(desk)
    desk.send(EncodeCard("op", "encoder", OURS))
    desk.heard.wait(asked("write"))
    hands.fault("msr_cut_at", value=1)
    hands.swipe("blank")
    outcome, _ = desk.ended("op")
    assert outcome == "uncertain"
    gone = desk.heard.wait(
        lambda event: isinstance(event, DeviceChanged) and event.status not in ("online", "starting")
    )
    assert gone.status in ("offline", "no_device")
    seen = len(desk.heard.all)
    hands.mend_all()
    online(desk, after=seen)
    assert len([event for event in desk.heard.of(OperationEnded) if event.operation == "op"]) == 1
