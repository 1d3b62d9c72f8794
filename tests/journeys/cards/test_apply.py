"""A card is applied for with a phone number and nothing that it does not need; the desk finds it by the slip."""

from __future__ import annotations

import pytest

from kiosk.core.rules import RuleRefused, proposed
from kiosk.core.store import errors
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Menu
from kiosk.plugins.cards.apply.applying import issued
from kiosk.plugins.cards.apply.consents import agreed, consents_of, set_consent
from kiosk.plugins.cards.apply.models import ApplicationRow
from kiosk.plugins.cards.rules.consents import CONSENTS
from kiosk.plugins.cards.rules.tiers import TIERS
from kiosk.testing.journey import Journey
from kiosk.testing.screens import faults, questions
from tests.journeys.cards.application_steps import DAY, FREE, OURS, ours, slip_of
from tests.journeys.cards.apply_steps import (
    NEW_PHONE,
    TEXTS,
    applied,
    icon,
    said,
    to_the_form,
    waiting,
    with_texts,
)
from tests.journeys.cards.steps import PHONE, PLUGINS, facts, member_id, people, quick


@pytest.fixture
def desk(make_kiosk) -> Journey:
    return with_texts(make_kiosk())


# ---------------------------------------------------------------------- what is asked of applicants (statement 30)


def test_consents_are_unticked_and_who_refuses_all_of_them_is_served_the_same(make_kiosk):
    """Statement 30: unticked by default, and refusing optional data still gives the service."""
    papers = []
    for ticked, birthday in (((), ""), (("offers", "birthday"), "0503")):
        kiosk = with_texts(make_kiosk())
        shown = to_the_form(kiosk)
        assert [choice.icon for choice in shown.choices[1:]] == ["check_box_outline_blank"] * 2
        kiosk.leave()
        applied(kiosk, NEW_PHONE, *ticked, birthday=birthday)
        (made,) = waiting(kiosk)
        paper = slip_of(kiosk)
        papers.append(paper.text.replace(paper.text.split("NO.")[-1], ""))
        assert made.birthday == ((5, 3) if birthday else None)
        assert ours(kiosk, lambda _tx, one=made: agreed(one.id)) == set(ticked)

    assert papers[0].splitlines()[:8] == papers[1].splitlines()[:8]


def test_what_was_agreed_to_is_kept_with_its_version_and_each_by_itself(desk):
    applied(desk, NEW_PHONE, "birthday")
    (made,) = waiting(desk)
    kept = ours(desk, lambda _tx: consents_of(made.id))

    assert set(kept) == {"birthday"}, "what stayed unticked is no answer, and leaves nothing"
    assert kept["birthday"].version.startswith("cards.consents:")


def test_a_box_that_was_ticked_is_unticked_by_the_same_touch(desk):
    to_the_form(desk)
    desk.choose("agree.offers")
    desk.until(lambda: icon(desk, "agree.offers") == "check_box", "the box to be ticked")
    desk.choose("agree.offers")
    desk.until(lambda: icon(desk, "agree.offers") == "check_box_outline_blank", "the box to be empty")
    desk.choose("on")
    desk.expect("请核对")

    assert facts(desk)["同意接收优惠短信"] == "否"


# ---------------------------------------------------------------------- what is asked, and told


def test_four_questions_and_a_review_before_anything_is_kept(desk):
    to_the_form(desk)
    desk.choose("on")
    desk.expect("请核对")
    assert facts(desk)["手机号"] == "136****6666"
    assert facts(desk)["称呼"] == "女士"
    assert waiting(desk) == []
    desk.choose("apply")
    desk.expect("申请已登记")

    assert len(questions(desk.shown)) == 5, "four, and how it ended"
    assert list(faults(desk.shown)) == []


def test_nothing_is_asked_that_a_card_does_not_need():
    asked = set(ApplicationRow._meta.fields)

    assert asked == {
        "id", "code", "state", "phone", "salutation", "birth_month", "birth_day", "tier", "language", "made_ms",
        "ended_ms", "member_id",
    }  # fmt: skip


def test_what_becomes_of_the_number_is_told_before_it_is_typed(desk):
    desk.touch()
    desk.choose("cards.apply")
    desk.expect("只用于办卡，7 天内未领取即删除")
    desk.choose("notice")
    desk.expect("信息使用说明")
    assert list(facts(desk)) == ["由谁保存", "用来做什么", "保存多久", "您的权利"]
    desk.choose("on")
    desk.expect("请输入手机号")


def test_back_goes_one_question_up_and_keeps_what_was_given(desk):
    to_the_form(desk)
    desk.choose("agree.offers")
    desk.until(lambda: icon(desk, "agree.offers") == "check_box", "the box to be ticked")
    desk.choose("on")
    desk.expect("请核对")
    desk.back()
    desk.expect("选填")
    assert icon(desk, "agree.offers") == "check_box"
    for title in ("怎么称呼您", "请输入手机号"):
        desk.back()
        desk.expect(title)
    desk.back()
    desk.until(lambda: isinstance(desk.prompt, Menu) and desk.prompt.layout == "tiles", "the home screen")


@pytest.mark.parametrize("typed", ["1234567890", "999999999999"])
def test_what_is_no_phone_number_is_asked_for_again(desk, typed):
    desk.touch()
    desk.choose("cards.apply")
    desk.type(typed)
    desk.expect("不是手机号")


@pytest.mark.parametrize(
    ("typed", "right"), [("0229", True), ("0230", False), ("1301", False), ("0000", False)]
)
def test_a_birthday_is_a_month_and_a_day_that_there_is(desk, typed, right):
    to_the_form(desk)
    desk.choose("birthday")
    desk.expect("请输入月和日")
    desk.type(typed)
    if not right:
        desk.expect("没有这一天")
        desk.choose("leave")
    desk.expect("选填")


def test_in_english_with_the_site_s_own_texts(desk):
    desk.touch()
    desk.speak("en")
    desk.choose("cards.apply")
    desk.expect("Your phone number")
    desk.type(NEW_PHONE)
    desk.choose("none")
    shown = desk.expect("If you like")
    assert str(shown.choices[1].title) == "Send me offers by text message"
    desk.choose("on")
    desk.choose("apply")
    desk.expect("Your application is noted")
    assert "Please fetch your card by" in slip_of(desk).text


def test_a_phone_that_is_a_member_s_is_answered_like_anybody_s(make_kiosk):
    """Nobody learns at the kiosk whether a number is on file; the desk sees it."""
    told = []
    for phone in (PHONE, NEW_PHONE):
        kiosk = with_texts(make_kiosk())
        applied(kiosk, phone)
        told.append(
            [str(screen.prompt).replace(phone[-4:], "").replace(phone[:3], "") for screen in kiosk.shown]
        )
        tail = slip_of(kiosk).text.replace(phone[-4:], "")
        told.append(tail[: tail.index("最迟领卡日")])

    assert told[0] == told[2]
    assert told[1] == told[3]


def test_without_approved_texts_nobody_is_asked(make_kiosk):
    kiosk = make_kiosk()
    kiosk.touch()
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the home screen")

    assert "cards.apply" not in {choice.key for choice in kiosk.prompt.choices}


def test_texts_that_the_law_forbids_are_not_taken():
    body = {
        **TEXTS,
        "consents": [{"key": "terms", "text": said("最终解释权归本商场", "-")}],
    }

    with pytest.raises(RuleRefused, match="may not be said"):
        proposed(CONSENTS, 20200101, body)
    with pytest.raises(RuleRefused, match="a key of its own"):
        proposed(CONSENTS, 20200101, {**TEXTS, "consents": TEXTS["consents"][:1] * 2})


# ---------------------------------------------------------------------- the paper


def test_the_slip_has_a_code_and_the_end_of_the_number_only(desk):
    applied(desk)
    paper = slip_of(desk)
    (made,) = waiting(desk)

    assert paper.code == made.code
    assert "尾号 6666" in paper.text
    assert NEW_PHONE not in paper.text
    assert "11月29日" in paper.text
    assert "女士" not in paper.text


def test_without_paper_the_last_digits_of_the_phone_will_do(desk):
    desk.world.without_printer()
    applied(desk)

    assert "报手机尾号领卡" in str(desk.prompt.subtitle)
    assert len(waiting(desk)) == 1


def test_its_slip_at_the_home_screen_says_what_it_is_for_and_takes_it_back(desk):
    applied(desk)
    code = slip_of(desk).code
    desk.leave()
    desk.scan(code)
    desk.expect("您的办卡申请")
    desk.choose("withdraw")
    desk.expect("已撤回并删除")
    desk.choose("done")
    desk.expect_attract()
    assert waiting(desk) == []
    desk.scan(code)
    desk.expect("这份申请已结束")


def test_a_tier_that_is_free_is_said_to_be_and_stands_on_the_application(make_kiosk):
    kiosk = with_texts(make_kiosk(), more=((TIERS, FREE),))
    to_the_form(kiosk)
    kiosk.choose("on")
    kiosk.expect("此卡免费")
    kiosk.choose("apply")
    kiosk.expect("申请已登记")

    assert waiting(kiosk)[0].tier == "plain"
    assert "此卡免费" in slip_of(kiosk).text


# ---------------------------------------------------------------------- how it ends


def test_the_newest_application_of_a_number_counts(desk):
    applied(desk)
    first = waiting(desk)[0]
    desk.leave()
    applied(desk, NEW_PHONE, "offers")

    assert [one.id for one in waiting(desk)] != [first.id]
    assert len(waiting(desk)) == 1


def test_two_desks_do_not_keep_two_of_one_number(desk):
    applied(desk)

    def again(tx: Transaction) -> None:
        ApplicationRow.create(
            id=tx.new_id(),
            code="x",
            state="waiting",
            phone=NEW_PHONE,
            salutation="",
            language="en",
            made_ms=tx.now_ms,
        )

    with pytest.raises(errors.ConstraintBroken):
        desk._run(desk.store.write(again, context=OURS))


def test_what_nobody_fetches_is_forgotten_with_all_that_is_personal(desk):
    applied(desk, birthday="0503")
    desk.leave()
    desk.clock.jump(8 * DAY)
    desk.wait(90)
    desk.until(lambda: not waiting(desk), "the application to be forgotten")
    rows = ours(desk, lambda _tx: list(ApplicationRow.select()))

    assert [(row.state, row.phone, row.salutation, row.birth_month) for row in rows] == [
        ("forgotten", "", "", None)
    ]


def test_a_card_that_was_made_takes_the_consents_with_it_and_leaves_no_number_behind(desk):
    applied(desk, NEW_PHONE, "offers")
    (made,) = waiting(desk)
    owner = member_id(desk)
    assert desk._run(desk.store.write(issued, made.id, owner, context=OURS))
    assert not desk._run(desk.store.write(issued, made.id, owner, context=OURS)), "once"

    assert ours(desk, lambda _tx: agreed(owner)) == {"offers"}
    desk.leave()
    desk.scan(slip_of(desk).code)
    desk.expect("卡已办好")


def test_what_is_taken_back_stays_taken_back_whatever_the_clock_does(desk):
    owner = member_id(desk)
    for given, jump in ((True, -2 * DAY), (False, 0)):
        desk._run(
            desk.store.write(set_consent, owner, "offers", "cards.consents:1", given=given, context=OURS)
        )
        if jump:
            desk.clock.jump(jump)

    assert ours(desk, lambda _tx: agreed(owner)) == frozenset()


# ---------------------------------------------------------------------- whatever is cut short


def asked(kiosk: Journey) -> None:
    quick(kiosk)
    with_texts(kiosk)
    to_the_form(kiosk)


def script(kiosk: Journey) -> None:
    kiosk.choose("agree.offers")
    kiosk.choose("on")
    kiosk.expect("请核对")
    kiosk.choose("apply")
    kiosk.expect("申请已登记")
    kiosk.choose("done")
    kiosk.expect_attract()


def whole(kiosk: Journey) -> None:
    """Noted with its consent, its rows of the journal and its slip, or nothing of it."""
    made = waiting(kiosk)
    events = [event for event in kiosk.events() if event.startswith("cards.")]
    wanted = ["cards.consented", "cards.applied", "cards.application_slip"]
    assert events == (wanted if made else [])
    told = any("申请已登记" in str(getattr(screen.prompt, "title", "")) for screen in kiosk.shown)
    assert made or not told, "who was told that it is noted, has applied"


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_whenever_the_power_goes_or_the_person_leaves_it_is_noted_or_it_is_not(crash_walk, every):
    points = crash_walk(script, setup=asked, check=whole, plugins=PLUGINS, prepare=people, every=every)

    assert points > 8
