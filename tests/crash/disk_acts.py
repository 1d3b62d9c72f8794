"""Acts for the walk with a full disk: how each is played, by the journeys' own steps, and when it is done by the books."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.ledger import principal
from kiosk.core.session.conversation import keys_of
from kiosk.link.prompts import Confirm
from kiosk.testing.journey import Journey
from tests.journeys import test_opening, test_reports, test_shift, test_stock
from tests.journeys.cards import (
    test_apply,
    test_buyer,
    test_close,
    test_details,
    test_give,
    test_issue,
    test_loss,
    test_merge,
    test_paper,
    test_rebate,
    test_renew,
    test_requests,
    test_sell,
    test_topup,
)
from tests.journeys.cards.apply_steps import to_the_form, waiting
from tests.journeys.cards.counter import counter, in_stock, second_person
from tests.journeys.cards.steps import (
    OTHER_CARD,
    PLUGINS,
    SHARED_TOO,
    give_pin,
    people,
    quick,
    status,
    to_the_question,
)
from tests.journeys.cards_plugin import ENCODER
from tests.journeys.counter import steps as at_the_counter
from tests.journeys.counter import test_returns, test_wrapping
from tests.journeys.counter.conftest import stocked, with_shops

Step = Callable[[Journey], Any]


@dataclass(frozen=True)
class Act:
    """`kiosk`: what the walk's kiosk is made with. The rest is `full_disk_walk`'s."""

    script: Step
    done: Callable[[Journey], bool]
    setup: Step
    kiosk: Mapping[str, Any] = field(default_factory=dict)
    check: Step | None = None
    again: Step | None = None


MEMBERS: Mapping[str, Any] = {"plugins": PLUGINS, "prepare": people}
AT_THE_ENCODER = {**MEMBERS, "extra": ENCODER}
COUNTER: Mapping[str, Any] = {"plugins": ("cards", "counter"), "prepare": with_shops}
CORE: Mapping[str, Any] = {"plugins": ()}


def _in(*steps: Step) -> Step:
    """One after the other."""

    def play(kiosk: Journey) -> None:
        for step in steps:
            step(kiosk)

    return play


def _desk(desk: Callable[..., Journey], *, pin: bool = True) -> Step:
    """A journey test's own furniture, in the kiosk of the walk."""

    def furnish(kiosk: Journey) -> None:
        quick(kiosk)
        desk(lambda **_how: kiosk)
        if pin:
            give_pin(kiosk)

    return furnish


# ---------------------------------------------------------------------- cards


def issued(kiosk: Journey) -> None:
    test_issue.to_the_encoder(kiosk)
    test_issue.swipe_twice(kiosk)
    kiosk.expect("卡已办好")


def issued_whole(kiosk: Journey) -> None:
    assert (test_issue.held(kiosk), test_issue.cash(kiosk), len(test_issue.given(kiosk))) == (4, 100_000, 1)


def renewed(kiosk: Journey) -> None:
    test_renew.without_a_card(kiosk)
    test_renew.replace(kiosk)


def renewed_whole(kiosk: Journey) -> None:
    assert test_renew.member(kiosk, test_renew.OLD) is None
    assert test_renew.cash(kiosk) == 1_000


SOLD = ("610000", "610001", "620000")


def sold_whole(kiosk: Journey) -> None:
    assert [test_sell.worth(kiosk, one) for one in SOLD] == [10_000, 10_000, 100_000]
    assert (test_sell.cash(kiosk), test_sell.held(kiosk)) == (120_000, 18)


def closed(kiosk: Journey) -> None:
    test_close.to_the_statement(kiosk, "operator")
    test_close.agree(kiosk)
    kiosk.expect("此卡已注销")


def closed_whole(kiosk: Journey) -> None:
    assert (test_close.held(kiosk)[0], kiosk.read(lambda tx: tx.balance(test_close.DUE))) == (0, 100_000)


def merged_whole(kiosk: Journey) -> None:
    money = kiosk.read(lambda tx: tx.balance(principal(test_merge.member_id_of(tx, test_merge.SHARED_CARD))))
    assert money == 90_000


def keyed_in(kiosk: Journey) -> None:
    test_paper.to_the_review(kiosk)
    kiosk.choose("enter")
    kiosk.expect("已补录")


def bought(kiosk: Journey) -> None:
    test_topup.to_the_card(kiosk)
    test_buyer.topped_up(kiosk)


def one_record(kiosk: Journey) -> None:
    assert len(kiosk.read(lambda tx: tx.identities())) == 1


CARDS: dict[str, Act] = {
    "issue": Act(
        issued,
        lambda kiosk: test_issue.holder(kiosk) is not None,
        _desk(test_issue.desk, pin=False),
        AT_THE_ENCODER,
        issued_whole,
    ),
    "renew": Act(
        renewed,
        lambda kiosk: test_renew.member(kiosk, test_renew.NEW) is not None,
        _desk(test_renew.desk, pin=False),
        AT_THE_ENCODER,
        renewed_whole,
    ),
    "top up": Act(
        test_topup.topped_up,
        lambda kiosk: test_topup.held(kiosk) == (100_000, 10_000, 100_000),
        _in(quick, test_topup.furnish),
        MEMBERS,
    ),
    "top up with a document": Act(
        bought,
        lambda kiosk: test_topup.held(kiosk)[0] == 100_000,
        _in(quick, test_topup.furnish),
        {**MEMBERS, "extra": test_buyer.KEY},
        one_record,
    ),
    "top up on paper": Act(
        keyed_in,
        lambda kiosk: test_topup.held(kiosk) == (100_000, 10_000, 100_000),
        _in(quick, test_topup.furnish),
        MEMBERS,
    ),
    "sell": Act(
        lambda kiosk: test_sell.sold(kiosk, *SOLD),
        lambda kiosk: test_sell.worth(kiosk, SOLD[0]) > 0,
        _desk(test_sell.desk, pin=False),
        MEMBERS,
        sold_whole,
    ),
    "exchange": Act(
        test_give.exchanged,
        lambda kiosk: test_give.state(kiosk) == (7_000, 5_000, 9),
        _desk(test_give.desk, pin=False),
        MEMBERS,
    ),
    "wash": Act(
        test_give.washed,
        lambda kiosk: test_give.tickets(kiosk) == 9,
        _desk(test_give.desk, pin=False),
        MEMBERS,
    ),
    "close": Act(
        closed,
        lambda kiosk: status(kiosk, OTHER_CARD) == "closed",
        _in(quick, counter, test_close.paid_in),
        MEMBERS,
        closed_whole,
    ),
    "merge": Act(
        test_merge.merged,
        lambda kiosk: status(kiosk, SHARED_TOO) == "closed",
        _in(quick, counter, test_merge.furnished),
        MEMBERS,
        merged_whole,
    ),
    "rebate": Act(
        test_rebate.redeemed,
        lambda kiosk: test_rebate.held(kiosk) == (120, 6_000),
        _in(quick, counter, give_pin),
        MEMBERS,
    ),
    "apply": Act(
        test_apply.script,
        lambda kiosk: bool(waiting(kiosk)),
        test_apply.asked,
        MEMBERS,
        test_apply.whole,
        _in(to_the_form, test_apply.script),
    ),
    "report lost": Act(
        test_loss.script,
        lambda kiosk: status(kiosk) == "blocked",
        test_loss.asked,
        MEMBERS,
        test_loss.whole,
        _in(to_the_question, test_loss.script),
    ),
    "ask for another": Act(
        test_requests.script,
        lambda kiosk: test_requests.wanted(kiosk) == ["lost"],
        test_requests.asked,
        MEMBERS,
        test_requests.whole,
        _in(to_the_question, test_requests.script),
    ),
    "change the phone": Act(
        test_details.script,
        lambda kiosk: test_details.phone_of(kiosk) == test_details.NEW,
        test_details.asked,
        MEMBERS,
        test_details.whole,
        _in(test_details.to_the_data, test_details.script),
    ),
}


# ---------------------------------------------------------------------- the counter, stock and money


def wrapped_once(kiosk: Journey) -> None:
    assert len(test_wrapping.rows(kiosk)) == 1


def registered(kiosk: Journey) -> None:
    at_the_counter.to_the_register(kiosk)
    at_the_counter.register(kiosk)


def collected(kiosk: Journey) -> None:
    at_the_counter.to_the_register(kiosk)
    kiosk.choose("row0")
    kiosk.choose("collect")
    kiosk.choose("hand")
    kiosk.expect("已交柜组")


def gone(kiosk: Journey) -> bool:
    return any(one.collected_ms is not None for one in test_returns.rows(kiosk))


def received(kiosk: Journey) -> None:
    test_stock.receive_cards(kiosk)
    kiosk.choose("enter")
    kiosk.expect("本柜台库存")


def written_off(kiosk: Journey) -> None:
    test_stock.to_the_product(kiosk, test_stock.GOLD)
    kiosk.choose("write_off")
    kiosk.scan("80010003")
    kiosk.choose("damaged")
    second_person(kiosk)
    kiosk.expect("本柜台库存")


def left(kiosk: Journey) -> None:
    """Taken over, counted, and left with ten yuan too little."""
    test_shift.take_over(kiosk)
    test_shift.count(kiosk, "49000")
    test_shift.compare(kiosk)
    kiosk.choose("leave")
    kiosk.choose("change")
    test_shift.second_person(kiosk)
    kiosk.expect("早班已交班")


def left_at_last(kiosk: Journey) -> None:
    """From wherever it stands."""
    if test_shift.state(kiosk) == []:
        left(kiosk)
        return
    test_shift.to_the_shift(kiosk)
    if test_shift.state(kiosk) == ["open"]:
        kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the shift")
        if "count" in keys_of(kiosk.prompt):
            test_shift.count(kiosk, "49000")
        test_shift.compare(kiosk)
        kiosk.choose("leave")
    kiosk.choose("change")
    test_shift.second_person(kiosk)
    kiosk.expect("早班已交班")


def in_the_drawer(kiosk: Journey) -> None:
    assert test_shift.balance(kiosk, test_shift.CASH) == 49_000


def approved(kiosk: Journey) -> None:
    test_opening.to_the_draft(kiosk)
    kiosk.choose("approve")
    kiosk.expect("已批准")
    kiosk.choose("done")
    kiosk.wait(61)


def entered_once(kiosk: Journey) -> None:
    assert kiosk.events().count("members.opening_approved") == 1


def month_to_close(kiosk: Journey) -> None:
    test_reports.staffed(kiosk)
    test_reports.worked(kiosk)
    test_reports.next_month(kiosk)


def month_closed(kiosk: Journey) -> None:
    test_reports.to_the_month(kiosk)
    test_reports.first_row(kiosk, "待月结")
    kiosk.choose("close")
    test_reports.second(kiosk, "3001")
    kiosk.expect("已月结")


DESK: dict[str, Act] = {
    "wrap": Act(
        _in(at_the_counter.to_the_kinds, at_the_counter.wrapped),
        lambda kiosk: at_the_counter.held(kiosk) == (2_000, 100, 1),
        _in(counter, stocked),
        COUNTER,
        wrapped_once,
    ),
    "register a return": Act(
        registered, lambda kiosk: len(test_returns.rows(kiosk)) == 1, _in(counter, stocked), COUNTER
    ),
    "hand a return over": Act(
        collected, gone, _in(counter, stocked, registered, lambda kiosk: kiosk.leave()), COUNTER
    ),
    "receive": Act(
        received,
        lambda kiosk: test_stock.held(kiosk) == 50,
        counter,
        {"plugins": ("cards",)},
    ),
    "write off": Act(
        written_off,
        lambda kiosk: test_stock.held(kiosk) == 9,
        _in(counter, lambda kiosk: in_stock(kiosk, test_stock.GOLD, "80010000", "80010009")),
        {"plugins": ("cards",)},
    ),
    "shift": Act(
        left,
        lambda kiosk: test_shift.state(kiosk) == ["closed"],
        test_shift.staffed,
        CORE,
        in_the_drawer,
        left_at_last,
    ),
    "opening": Act(
        approved,
        lambda kiosk: test_opening.held(kiosk) == test_opening.WHOLE,
        test_opening.bring,
        CORE,
        entered_once,
    ),
    "month": Act(
        month_closed,
        lambda kiosk: test_reports.closed(kiosk) == [test_reports.month_of(kiosk)],
        month_to_close,
        CORE,
    ),
}
