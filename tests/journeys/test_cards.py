"""Cards at the encoder, as a service sees them: swiped twice, compared, cancelled, and never somebody else's."""

from __future__ import annotations

import pytest

from kiosk.link.prompts import Menu, PresentCard
from kiosk.testing.journey import Journey
from tests.journeys.cards_plugin import CODE, ENCODER

NUMBER = "80010013307"


@pytest.fixture
def kiosk(make_kiosk, install) -> Journey:
    plugin = install("trial", ["trial.main", "trial.read"], CODE)
    return make_kiosk(plugins=[plugin], extra=ENCODER, store="memory")


def asked(kiosk: Journey, words: str) -> PresentCard:
    prompt = kiosk.expect(words)
    assert isinstance(prompt, PresentCard)
    return prompt


def begin(kiosk: Journey, service: str = "trial.main") -> None:
    kiosk.touch()
    kiosk.choose(service)


def made(kiosk: Journey) -> list[str]:
    return [event for event in kiosk.events() if event.startswith("trial.")]


def test_a_card_is_swiped_twice_and_counts_when_it_was_compared(kiosk):
    begin(kiosk)
    first = asked(kiosk, "第 1 次，共 2 次")
    assert (first.swipe, first.steps.current, str(first.hints[0])) == (
        "right",
        1,
        "磁条朝下，从左往右匀速刷过",
    )
    kiosk.world.encode("blank")
    assert asked(kiosk, "第 2 次，共 2 次").steps.current == 2
    assert made(kiosk) == [], "written is not made"

    kiosk.world.encode("blank")
    kiosk.expect("结果：好")
    assert made(kiosk) == ["trial.made"]
    assert kiosk.world.world.wallet["blank"].tracks.track2 == NUMBER


def test_a_bad_swipe_says_what_to_do_and_is_asked_for_again(kiosk):
    begin(kiosk)
    asked(kiosk, "第 1 次")
    kiosk.world.encode("blank", backwards=True)
    asked(kiosk, "这次没刷好")
    kiosk.world.encode("blank")
    asked(kiosk, "第 2 次")
    kiosk.world.encode("bank")
    asked(kiosk, "这是银行卡")
    kiosk.world.encode("blank")
    kiosk.expect("结果：好")


@pytest.mark.parametrize("card", ["blank-loco", "worn"])
def test_a_card_that_cannot_be_made_is_given_up_and_counts_as_none(kiosk, card):
    kiosk.world.add_card("worn", worn=True)
    begin(kiosk)
    for _time in range(4 if card == "worn" else 3):
        kiosk.world.encode(card)
    kiosk.expect("结果：坏")

    assert made(kiosk) == ["trial.spoiled"]
    assert [each.kind for each in kiosk.read(lambda tx: tx.card_matters())] == ["spoiled"]
    assert max(kiosk.world.world.encoder.writes.values(), default=0) <= 1


@pytest.mark.parametrize(("swipes", "result"), [(0, "结果：坏"), (1, "结果：不明")])
def test_stopping_says_what_became_of_the_card(kiosk, swipes, result):
    begin(kiosk)
    for _time in range(swipes):
        kiosk.world.encode("blank")
    asked(kiosk, f"第 {swipes + 1} 次")
    kiosk.choose("core.cancel")
    kiosk.expect(result)

    assert kiosk.world.world.encoder.command is None
    assert len(kiosk.read(lambda tx: tx.card_matters())) == swipes, (
        "a card that was changed and not seen is asked about"
    )


def test_a_spoiled_card_waits_for_staff_after_its_person_walked_away_and_the_power_went(kiosk):
    begin(kiosk)
    for _time in range(2):
        asked(kiosk, "第 1 次")
        kiosk.world.encode("blank", backwards=True)
    kiosk.cut_now()
    kiosk.world.encode("blank", backwards=True)
    kiosk.restart()

    kiosk.until(lambda: made(kiosk) == ["trial.spoiled"], "the settlement")
    kiosk.sign_in()
    kiosk.choose("core.cards")
    listed = kiosk.expect("待处理的卡片")
    assert "只写了一半" in [str(cell) for cell in listed.rows[0].cells]
    kiosk.choose(listed.rows[0].key)
    kiosk.expect("请勿发出")
    kiosk.choose("destroyed")
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the menu, where no card waits any more")
    assert kiosk.read(lambda tx: tx.card_matters()) == []
    assert kiosk.events().count("stripe.spoiled") == 1


def test_back_stops_too(kiosk):
    begin(kiosk)
    asked(kiosk, "第 1 次")
    kiosk.back()
    kiosk.expect("结果：坏")


def test_the_time_for_a_swipe_runs_out(kiosk):
    begin(kiosk)
    asked(kiosk, "第 1 次")
    kiosk.world.swipe_nothing()
    kiosk.expect("结果：坏")


@pytest.mark.parametrize("way", ["home", "end"])
def test_whoever_leaves_takes_the_wish_for_a_card_along(kiosk, way):
    begin(kiosk)
    asked(kiosk, "第 1 次")
    kiosk.press(way)
    kiosk.until(lambda: kiosk.world.world.encoder.command is None, "the encoder to want no card")

    with pytest.raises(AssertionError, match="waits for no card"):
        kiosk._run(kiosk.world.world.encode("blank"))
    kiosk.until(lambda: made(kiosk) == ["trial.spoiled"], "the settlement")
    assert kiosk.world.world.wallet["blank"].writes == 0


def test_what_the_encoder_says_after_a_visit_is_told_to_nobody(kiosk):
    begin(kiosk)
    asked(kiosk, "第 1 次")
    kiosk.world.world.encoder.stop = lambda operation, why="": []  # it does not hear
    kiosk.press("end")
    kiosk.wait(20)
    kiosk.expect_attract()
    kiosk.touch()
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the next person's home screen")
    shown = len(kiosk.shown)

    kiosk.world.encode("blank")
    kiosk.wait(1)
    assert not any(isinstance(screen.prompt, PresentCard) for screen in kiosk.shown[shown:])
    assert isinstance(kiosk.prompt, Menu)
    kiosk.world.encode("blank")
    kiosk.until(lambda: made(kiosk) == ["trial.made"], "the settlement of what was compared after all")


def test_a_card_is_read_and_what_is_on_it_is_kept_nowhere(kiosk, caplog):
    kiosk.world.add_card("member", "6901234563307")
    begin(kiosk, "trial.read")
    asked(kiosk, "请刷卡")
    kiosk.world.encode("member")
    kiosk.expect("卡上：6901234563307")

    assert "6901234563307" not in caplog.text
    rows = kiosk.read(lambda tx: tx._all("SELECT * FROM operations"))
    assert "6901234563307" not in str([tuple(row) for row in rows])


def test_a_bank_card_is_not_told_to_the_service(kiosk):
    begin(kiosk, "trial.read")
    asked(kiosk, "请刷卡")
    kiosk.world.encode("bank")
    kiosk.expect("卡上：没有")


def test_without_an_encoder_the_service_is_not_offered(make_kiosk, install):
    kiosk = make_kiosk(plugins=[install("trial", ["trial.main", "trial.read"], CODE)], store="memory")
    kiosk.touch()
    kiosk.until(lambda: kiosk.prompt is not None, "the home screen")

    assert not any(choice.enabled for choice in kiosk.prompt.choices)
