"""The real encoder driver at an emulated MSR605: cards are made and read back, erased and read; payment cards are not."""

import logging

import pytest

from kiosk.drivers.world.cards import NewCard
from kiosk.link.cards import Tracks
from kiosk.link.messages import CancelCard, CardAsked, CardRead, EncodeCard, EraseCard, ReadCard
from tests.drivers.encoders import OURS, asked, make, on

BANK = "4111111111111111=29121010000"

# ------------------------------------------------------------------------------------------ cards are made


def test_a_card_is_written_and_read_back_before_it_counts(encoder, hands, operations, events):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    first = events.wait(asked("write"))
    assert (first.operation, first.attempts, first.seconds, first.why) == ("op", 3, 30, "")
    hands.swipe("blank")
    events.wait(asked("check"))
    assert "op" not in operations.ended
    hands.swipe("blank")
    assert operations.wait("op") == ("done", "")
    assert operations.begun == [("op", "card:encoder")]
    assert on(hands, "blank") == ["80010099999", "80010099999=01", ""]
    assert hands.truth().encoder().complaints == []


@pytest.mark.parametrize(("card", "coercivity"), [("blank", ""), ("blank", "high"), ("blank-loco", "low")])
def test_the_coercivity_is_set_for_every_card_also_after_the_plug(
    encoder, hands, operations, card, coercivity
):
    make(encoder, hands, card, coercivity=coercivity)
    assert operations.wait("op") == ("done", "")
    assert hands.truth().encoder().coercivity == (coercivity or "high")


def test_a_hico_card_in_loco_mode_cannot_be_written_and_is_not_touched(encoder, hands, operations, events):
    encoder.port.submit(EncodeCard("op", "encoder", OURS, "low"))
    for attempt in (1, 2, 3):
        events.wait(asked("write", attempt))
        hands.swipe("member")
    outcome, reason = operations.wait("op")
    assert outcome == "failed"
    assert "another kind of stripe" in reason
    assert on(hands, "member")[0] == "80010013307"


def test_an_msr605x_answers_in_small_letters_and_works(encoder, hands, operations):
    hands.fault("msr_605x")
    make(encoder, hands)
    assert operations.wait("op") == ("done", "")


def test_a_track_without_text_is_left_as_it_is(encoder, hands, operations):
    make(encoder, hands, "member", tracks=Tracks(track2="77"))
    assert operations.wait("op") == ("done", "")
    assert on(hands, "member") == ["80010013307", "77", ""]


def test_a_bad_swipe_is_asked_for_again(encoder, hands, operations, events):
    hands.fault("msr_bad_swipe", value=1)
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    hands.swipe("blank")
    assert events.wait(asked("write", 2)).why == "bad_swipe"
    hands.swipe("blank")
    events.wait(asked("check"))
    hands.fault("msr_bad_swipe", value=1)
    hands.swipe("blank")
    assert events.wait(asked("check", 2)).why == "unreadable"
    hands.swipe("blank")
    assert operations.wait("op") == ("done", "")


@pytest.mark.parametrize("backwards", [False, True])
def test_after_so_many_bad_swipes_it_is_given_up_and_the_card_may_hold_half(
    encoder, hands, operations, backwards
):
    if not backwards:
        hands.fault("msr_bad_swipe", value=9)
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    for _ in range(3):
        hands.swipe("blank", backwards=backwards)
    outcome, reason = operations.wait("op")
    assert outcome == "failed"
    assert "may hold half of it" in reason
    assert operations.spoiled == {"op"}
    assert encoder.fault is None


def test_a_card_that_is_swiped_backwards_to_check_is_asked_for_again(encoder, hands, operations, events):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    hands.swipe("blank")
    hands.swipe("blank", backwards=True)
    assert events.wait(asked("check", 2)).why == "unreadable"
    hands.swipe("blank")
    assert operations.wait("op") == ("done", "")


def test_a_worn_stripe_takes_the_writing_and_fails_the_check(encoder, hands, operations):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    for _ in range(4):
        hands.swipe("worn")
    outcome, reason = operations.wait("op")
    assert outcome == "failed"
    assert "do not give it out" in reason
    assert operations.spoiled == {"op"}
    assert hands.truth().card("worn").writes == 1


def test_another_card_at_the_check_is_a_mismatch(encoder, hands, operations):
    encoder.port.submit(EncodeCard("op", "encoder", OURS))
    hands.swipe("blank")
    hands.swipe("member")
    outcome, reason = operations.wait("op")
    assert outcome == "failed"
    assert "holds something else" in reason
    assert operations.spoiled == {"op"}


def test_what_no_track_can_hold_is_refused_before_anything_is_asked_for(encoder, hands, operations, events):
    for number, tracks in enumerate((Tracks(), Tracks("a"), Tracks(track2="1" * 38))):
        encoder.port.submit(EncodeCard(f"op{number}", "encoder", tracks))
        assert operations.wait(f"op{number}")[0] == "failed"
    assert operations.begun == []
    assert events.of(CardAsked) == []


# ------------------------------------------------------------------------------------------ erasing, reading


@pytest.mark.parametrize(("tracks", "left"), [((2,), ["80010013307", "", ""]), ((1, 2, 3), ["", "", ""])])
def test_what_is_erased_is_what_was_named(encoder, hands, operations, events, tracks, left):
    encoder.port.submit(EraseCard("op", "encoder", tracks))
    events.wait(asked("erase"))
    hands.swipe("member")
    hands.swipe("member")
    assert operations.wait("op") == ("done", "")
    assert on(hands, "member") == left


def test_a_card_that_is_still_full_at_the_check_was_not_erased(encoder, hands, operations):
    encoder.port.submit(EraseCard("op", "encoder", (1,)))
    hands.swipe("blank")
    hands.swipe("member")
    assert operations.wait("op")[0] == "failed"


def test_no_track_at_all_erases_nothing_and_asks_for_nothing(encoder, operations, events):
    encoder.port.submit(EraseCard("op", "encoder", ()))
    assert operations.wait("op") == ("failed", "no track of a card was named to be erased")
    assert events.of(CardAsked) == []


def test_a_card_is_read_and_told(encoder, hands, operations, events):
    encoder.port.submit(ReadCard("op", "encoder"))
    hands.swipe("member")
    assert operations.wait("op") == ("done", "")
    assert events.wait(lambda event: isinstance(event, CardRead)) == CardRead(
        "encoder", "front", "op", Tracks("80010013307", "80010013307")
    )
    assert operations.begun == []


def test_a_blank_card_is_read_as_blank(encoder, hands, operations, events):
    encoder.port.submit(ReadCard("op", "encoder"))
    hands.swipe("blank")
    assert operations.wait("op") == ("done", "")
    assert events.of(CardRead)[0].tracks == Tracks()


def test_a_worn_card_cannot_be_read_however_often_it_is_tried(encoder, hands, operations, events):
    encoder.port.submit(ReadCard("op", "encoder"))
    for _ in range(3):
        hands.swipe("worn")
    assert operations.wait("op") == ("failed", "the card cannot be read")
    assert events.of(CardRead) == []


def test_what_can_be_read_of_a_half_broken_card_is_told_in_the_end(encoder, hands, operations, events):
    hands.new_card(NewCard("half", track2="123"))
    encoder.port.submit(EncodeCard("op", "encoder", Tracks("ABC")))
    hands.fault("msr_bad_swipe", value=1)
    hands.swipe("half")
    encoder.port.submit(CancelCard("op"))
    assert operations.wait("op")[0] == "failed"
    encoder.port.submit(ReadCard("read", "encoder"))
    for _ in range(3):
        hands.swipe("half")
    assert operations.wait("read") == ("done", "")
    told = events.of(CardRead)[0]
    assert (told.tracks, told.unreadable) == (Tracks(track2="123"), (1,))


# ------------------------------------------------------------------------------------------ payment cards


def test_a_payment_card_is_never_written(encoder, hands, operations, events, caplog):
    caplog.set_level(logging.DEBUG)
    for number, tracks in enumerate(
        (Tracks(track2=BANK), Tracks("B4111111111111111^TEST^2912"), Tracks(track3=BANK))
    ):
        encoder.port.submit(EncodeCard(f"op{number}", "encoder", tracks))
        outcome, reason = operations.wait(f"op{number}")
        assert outcome == "failed"
        assert "payment card" in reason
    assert events.of(CardAsked) == []
    assert_nowhere(caplog, events, operations)


def test_a_payment_card_is_never_told_stored_or_logged(encoder, hands, operations, events, caplog):
    caplog.set_level(logging.DEBUG)
    encoder.port.submit(ReadCard("read", "encoder"))
    hands.swipe("bank")
    outcome, reason = operations.wait("read")
    assert outcome == "failed"
    assert "payment card" in reason
    encoder.port.submit(EncodeCard("made", "encoder", OURS))
    hands.swipe("blank")
    hands.swipe("bank")
    assert events.wait(asked("check", 2)).why == "payment_card"
    hands.swipe("bank")
    hands.swipe("bank")
    assert operations.wait("made")[0] == "uncertain"
    assert_nowhere(caplog, events, operations)


def test_what_is_on_our_own_cards_is_not_logged_either(encoder, hands, operations, caplog):
    caplog.set_level(logging.DEBUG)
    make(encoder, hands)
    assert operations.wait("op") == ("done", "")
    assert "80010099999" not in caplog.text


def assert_nowhere(caplog, events, operations):
    for place in (caplog.text, repr(events.all), repr(operations.begun), repr(operations.ended)):
        assert "411111" not in place
