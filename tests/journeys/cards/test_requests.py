"""Another card is asked for at the kiosk: lost, damaged, or after a block. The desk makes it, and the list is empty."""

from __future__ import annotations

import pytest

from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.transaction import Transaction
from kiosk.plugins.cards.apply.models import RequestRow
from kiosk.plugins.cards.apply.requests import end_request, requests
from kiosk.plugins.cards.blocked.flow import freeze
from kiosk.testing.journey import Journey
from kiosk.testing.screens import faults
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.counter import counter, sign_in
from tests.journeys.cards.steps import (
    CARD,
    PHONE,
    PLUGINS,
    by_phone,
    facts,
    give_pin,
    member_id,
    people,
    quick,
    report_lost,
    status,
    to_the_page,
    to_the_question,
    to_the_tile,
)
from tests.journeys.cards.test_issue import BLANK, desk, swipe_twice

OURS = Context(plugin="cards")


def wanted(kiosk: Journey) -> list[str]:
    return kiosk._run(kiosk.store.read(lambda tx: [one.why for one in requests(tx)], context=OURS))


def ended(kiosk: Journey) -> list[str]:
    return kiosk._run(kiosk.store.read(lambda _tx: [row.how for row in RequestRow.select()], context=OURS))


def to_the_list(kiosk: Journey) -> None:
    kiosk.leave()
    sign_in(kiosk)
    kiosk.choose("cards.applications")
    kiosk.expect("待办会员卡")


def test_lost_blocked_and_a_new_card_asked_for_by_one_touch(make_kiosk):
    kiosk = counter(make_kiosk())
    kiosk.write(lambda tx: tx._run("UPDATE members SET tier = 'gold' WHERE card = ?", (CARD,)))
    to_the_question(kiosk)
    assert facts(kiosk)["费用"] == "¥10.00", "what it costs is told before"
    kiosk.choose("block_new")
    kiosk.expect("挂失成功")
    assert facts(kiosk)["补办新卡"] == "已申请"

    assert status(kiosk) == "blocked"
    assert wanted(kiosk) == ["lost"]


def test_who_only_blocks_it_is_on_no_list_and_may_ask_later(kiosk):
    report_lost(kiosk)
    assert wanted(kiosk) == []
    kiosk.leave()
    to_the_tile(kiosk)
    by_phone(kiosk)
    kiosk.choose("more")
    kiosk.choose("damaged")
    kiosk.expect("申请补卡吗")
    assert facts(kiosk)["费用"] == "服务台事先告知", "no rule knows this tier"
    kiosk.choose("ask")
    kiosk.expect("已登记，请到服务台补卡")
    assert wanted(kiosk) == ["lost"]


def test_for_a_card_that_the_desk_has_frozen_no_other_is_asked_for_here(kiosk):
    owner = member_id(kiosk)
    kiosk._run(kiosk.store.write(freeze, owner, "nobody", "dispute", context=OURS))
    to_the_tile(kiosk)
    by_phone(kiosk)
    kiosk.choose("more")
    kiosk.expect("卡片与资料")

    assert {choice.key for choice in kiosk.prompt.choices} == {"phone", "language"}


def test_a_damaged_card_goes_on_serving_until_there_is_another(kiosk):
    to_the_page(kiosk)
    for told in ("已登记，请到服务台补卡", "已登记过"):
        kiosk.choose("more")
        kiosk.choose("damaged")
        kiosk.expect("申请补卡吗")
        kiosk.choose("ask")
        kiosk.expect(told)
        kiosk.back()
        kiosk.expect("您的会员卡")
    kiosk.choose("more")
    kiosk.choose("damaged")
    kiosk.back()
    kiosk.expect("卡片与资料")

    assert wanted(kiosk) == ["damaged"]
    assert status(kiosk) == "active"
    assert list(faults(kiosk.shown)) == []


def test_the_desk_makes_it_out_of_the_list(make_kiosk: Maker):
    kiosk = desk(make_kiosk)
    kiosk.write(lambda tx: tx._run("UPDATE members SET tier = 'gold' WHERE card = ?", (CARD,)))
    to_the_question(kiosk)
    kiosk.choose("block_new")
    kiosk.expect("挂失成功")
    to_the_list(kiosk)
    assert [str(cell) for cell in kiosk.prompt.rows[0].cells[1:]] == ["尾号 3307", "补卡：遗失"]
    kiosk.choose(kiosk.prompt.rows[0].key)
    kiosk.expect("补卡申请")
    assert facts(kiosk)["手机号"] == "138****1111"
    owner = member_id(kiosk)
    kiosk.choose("renew")
    kiosk.choose("lost")
    kiosk.choose("cash")
    kiosk.scan(BLANK)
    kiosk.choose("write")
    swipe_twice(kiosk)
    kiosk.choose("done")
    kiosk.expect("请选择，或扫申请凭条")

    assert wanted(kiosk) == []
    assert ended(kiosk) == ["made"]
    assert member_id(kiosk, BLANK) == owner
    assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]


def test_a_number_is_shown_to_staff_logged_and_counted_here_too(make_kiosk):
    """Statement 24."""
    kiosk = counter(make_kiosk())
    to_the_question(kiosk)
    kiosk.choose("block_new")
    kiosk.expect("挂失成功")
    to_the_list(kiosk)
    kiosk.choose(kiosk.prompt.rows[0].key)
    kiosk.expect("补卡申请")
    kiosk.choose("reveal")
    kiosk.until(lambda: facts(kiosk).get("手机号") == PHONE, "the number")
    assert facts(kiosk)["号码已查看"] == "1 次"
    assert kiosk.read(lambda tx: tx.sensitive_acts())[0].event == "cards.revealed"
    kiosk.choose("not_needed")
    kiosk.expect("请选择，或扫申请凭条")
    assert ended(kiosk) == ["not_needed"]


def test_a_card_that_is_found_again_is_wanted_no_more(make_kiosk):
    kiosk = counter(make_kiosk())
    to_the_question(kiosk)
    kiosk.choose("block_new")
    kiosk.expect("挂失成功")
    kiosk.leave()
    sign_in(kiosk)
    kiosk.choose("cards.blocked")
    kiosk.choose(member_id(kiosk))
    kiosk.choose("thaw")
    kiosk.choose("found")
    kiosk.expect("已解挂")

    assert ended(kiosk) == ["thawed"]


def test_one_request_of_a_member_at_a_time_whichever_kiosk_is_first(kiosk):
    owner = member_id(kiosk)

    def again(tx: Transaction) -> None:
        RequestRow.create(id=tx.new_id(), member_id=owner, why="lost", at_ms=tx.now_ms)

    kiosk._run(kiosk.store.write(again, context=OURS))
    with pytest.raises(errors.ConstraintBroken):
        kiosk._run(kiosk.store.write(again, context=OURS))
    assert kiosk._run(kiosk.store.write(end_request, owner, "not_needed", context=OURS))
    assert not kiosk._run(kiosk.store.write(end_request, owner, "not_needed", context=OURS))


# ---------------------------------------------------------------------- whatever is cut short


def asked(kiosk: Journey) -> None:
    quick(kiosk)
    give_pin(kiosk)
    to_the_question(kiosk)


def script(kiosk: Journey) -> None:
    kiosk.choose("block_new")
    kiosk.expect("挂失成功")
    kiosk.choose("done")
    kiosk.expect_attract()


def whole(kiosk: Journey) -> None:
    """Blocked and asked for, or neither."""
    assert wanted(kiosk) == (["lost"] if status(kiosk) == "blocked" else [])


def test_whenever_the_power_goes_it_is_blocked_with_its_request_or_not_at_all(crash_walk):
    points = crash_walk(script, setup=asked, check=whole, plugins=PLUGINS, prepare=people, every=4)

    assert points > 8
