"""Nobody swipes, or something breaks: every card ends in a true outcome, every fault in a status and back."""

import pytest

from kiosk.drivers.encoder import driver
from kiosk.drivers.encoder.driver import encoder_of
from kiosk.drivers.port import DeviceFault, DeviceMute, DeviceOffline, DeviceTaken, NoDevice
from kiosk.drivers.world.hands import CannotDo
from kiosk.link.messages import CancelCard, CardAsked, EncodeCard
from tests.drivers.encoders import OURS, asked, make, on

# ------------------------------------------------------------------------------------------ nobody swipes


def test_when_nobody_swipes_no_head_ran_and_it_has_failed(encoder, hands, operations, short):
    short(0.2)
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    assert operations.wait("op") == ("failed", "no card was swiped in time")
    with pytest.raises(CannotDo, match="waits for no card"):
        hands.swipe("blank", seconds=0.0)
    assert on(hands, "blank") == ["", "", ""]


def test_when_nobody_swipes_a_second_time_it_is_uncertain(
    encoder, hands, operations, events, monkeypatch, short
):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    events.wait(asked("write"))
    short(0.2)
    hands.swipe("blank")
    assert operations.wait("op") == (
        "uncertain",
        "the card was changed and not checked: no card was swiped in time",
    )


def test_it_can_be_cancelled_before_it_begins_while_it_waits_and_before_the_check(
    encoder, hands, operations, events
):
    encoder.port.submit(EncodeCard("first", "encoder", OURS))
    encoder.port.submit(EncodeCard("second", "encoder", OURS))
    events.wait(asked("write"))
    encoder.port.submit(CancelCard("second"))
    encoder.port.submit(CancelCard("first"))
    assert operations.wait("first") == ("failed", "it was cancelled")
    assert operations.wait("second") == ("failed", "it was cancelled before it began")
    assert [begun for begun, _ in operations.begun] == ["first"]
    encoder.port.submit(EncodeCard("third", "encoder", OURS))
    hands.swipe("blank")
    events.wait(asked("check"))
    encoder.port.submit(CancelCard("third"))
    assert operations.wait("third") == ("uncertain", "the card was changed and not checked: it was cancelled")
    make(encoder, hands)  # and the device is well
    assert operations.wait("op") == ("done", "")


def test_an_answer_that_comes_after_the_cancel_makes_it_uncertain(encoder, hands, operations, events):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    events.wait(asked("write"))
    hands.fault("msr_slow", value=500)
    hands.swipe("blank")
    encoder.port.submit(CancelCard("op"))
    outcome, reason = operations.wait("op")
    assert outcome == "uncertain"
    assert "changed" in reason
    assert on(hands, "blank")[0] == "80010099999"


def test_told_to_stop_while_it_waits_no_head_ran(encoder, hands, operations, events):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    events.wait(asked("write"))
    encoder.end()
    assert operations.wait("op") == ("failed", "the encoder was stopped")
    assert hands.truth().encoder().waits == ""


def test_told_to_stop_between_the_swipes_it_is_uncertain(encoder, hands, operations, events):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    hands.swipe("blank")
    events.wait(asked("check"))
    encoder.end()
    assert operations.wait("op") == ("uncertain", "the encoder was stopped in the middle of it")


# ------------------------------------------------------------------------------------------ faults


@pytest.mark.parametrize(
    ("fault", "value"), [("msr_noise", 0), ("msr_slow", 200), ("msr_split", 100), ("msr_paced", 0)]
)
def test_noise_delays_and_halves_are_sorted_out(encoder, hands, operations, fault, value):
    hands.fault(fault, value=value)
    make(encoder, hands)
    assert operations.wait("op") == ("done", "")
    assert encoder.fault is None


FAULTS = [
    # fault, value, what becomes of a card, how the device is lost
    ("msr_mute", 0, "uncertain", DeviceMute),
    ("msr_garbage", 0, "uncertain", DeviceFault),
    ("msr_cut_at", 0, "uncertain", DeviceOffline),
    ("msr_cut_at", 1, "uncertain", DeviceOffline),
    ("msr_unplugged", 0, "uncertain", DeviceOffline),
    ("msr_wrong_status", 0x55, "uncertain", None),
    ("msr_wrong_status", 0x32, "failed", None),
]


@pytest.mark.parametrize(("fault", "value", "outcome", "lost"), FAULTS)
def test_every_fault_at_the_writing_ends_in_a_true_outcome_and_a_status_and_back(
    encoder, hands, operations, events, fault, value, outcome, lost
):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    events.wait(asked("write"))
    hands.fault(fault, value=value)
    swiped(encoder, hands, fault)
    assert operations.wait("op")[0] == outcome
    assert_lost_and_back(encoder, hands, operations, lost)


@pytest.mark.parametrize(
    ("fault", "value", "lost"),
    [
        ("msr_mute", 0, DeviceMute),
        ("msr_garbage", 0, DeviceFault),
        ("msr_cut_at", 9, DeviceOffline),
        ("msr_unplugged", 0, DeviceOffline),
    ],
)
def test_every_fault_at_the_check_leaves_it_uncertain(encoder, hands, operations, events, fault, value, lost):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    hands.swipe("blank")
    events.wait(asked("check"))
    hands.fault(fault, value=value)
    swiped(encoder, hands, fault)
    assert operations.wait("op")[0] == "uncertain"
    assert_lost_and_back(encoder, hands, operations, lost)


@pytest.mark.parametrize(("status", "outcome"), [(0x32, "uncertain"), (0x55, "done")])
def test_a_wrong_status_at_the_check_says_nothing_about_the_card_and_its_text_does(
    encoder, hands, operations, events, status, outcome
):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    hands.swipe("blank")
    events.wait(asked("check"))
    hands.fault("msr_wrong_status", value=status)
    for _ in range(1 if outcome == "done" else 3):
        hands.swipe("blank")
    assert operations.wait("op")[0] == outcome
    assert_lost_and_back(encoder, hands, operations, None)


def swiped(encoder, hands, fault):
    """A card is swiped, where there is still an encoder; one that says nothing is not waited for."""
    if fault != "msr_unplugged":
        hands.swipe("blank")
    if fault == "msr_mute":
        encoder.port.submit(CancelCard("op"))


def assert_lost_and_back(encoder, hands, operations, lost):
    if lost is not None:
        assert isinstance(encoder.wait_for_fault(), lost)
    hands.mend_all()
    if lost is not None:
        encoder.resume()
    encoder.port.submit(EncodeCard("next", "encoder", OURS))
    hands.swipe("blank")
    hands.swipe("blank")
    assert operations.wait("next") == ("done", "")


def test_an_encoder_that_does_not_take_its_coercivity_writes_no_card(encoder, hands, operations):
    hands.fault("msr_wrong_status", value=0x41)
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    outcome, reason = operations.wait("op")
    assert outcome == "failed"
    assert "coercivity" in reason
    assert isinstance(encoder.wait_for_fault(), DeviceFault)
    assert operations.begun == []


@pytest.mark.parametrize(("fault", "lost"), [("msr_mute", DeviceMute), ("msr_garbage", DeviceFault)])
def test_an_idle_encoder_that_fails_is_noticed(world, hands, port, run, monkeypatch, fault, lost):
    monkeypatch.setattr(driver, "POLL_SECONDS", 0.05)
    idle = run(port)
    hands.fault(fault)
    assert isinstance(idle.wait_for_fault(), lost)
    with pytest.raises(lost):
        port.claim(1)
    hands.mend_all()
    idle.resume()
    assert port.stage == "enabled"


def test_a_card_that_is_given_up_by_the_record_is_not_made(encoder, hands, operations, events):
    operations.unwritable = True
    encoder.port.submit(EncodeCard("unwritable", "encoder", OURS))
    assert operations.wait("unwritable") == ("failed", "it could not be recorded")
    operations.unwritable = False
    operations.begin("twice", "card:encoder")
    encoder.port.submit(EncodeCard("twice", "encoder", OURS))
    make(encoder, hands)
    assert operations.wait("op") == ("done", "")
    assert {event.operation for event in events.of(CardAsked)} == {"op"}
    assert "twice" not in operations.ended


def test_a_port_that_is_not_there_says_so(port):
    port.open()
    with pytest.raises(NoDevice, match="encoder"):
        port.claim(1)
    port.close()


def test_the_port_is_ours_alone(encoder, box, operations, events):
    other = encoder_of(box.encoders[0], box.run, operations, events)
    other.open()
    with pytest.raises(DeviceTaken):
        other.claim(1)
    other.close()


def test_commands_that_come_before_it_is_ready_or_too_many_have_failed(port, encoder, operations, events):
    for number in range(driver.WAITING_CARDS + 2):
        port.submit(EncodeCard(f"op{number}", "encoder", OURS))
        if number == 0:
            events.wait(asked("write"))
    assert operations.wait(f"op{driver.WAITING_CARDS + 1}") == ("failed", "too many commands are waiting")
    encoder.end()
    assert operations.wait("op1") == ("failed", "the encoder was lost before it began")
    port.submit(EncodeCard("late", "encoder", OURS))
    assert operations.wait("late") == ("failed", "the device is not ready")
