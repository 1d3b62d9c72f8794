"""Acts for the walk with a full disk: how each is played, by the journeys' own steps, and when it is done by the books."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.ledger import principal
from kiosk.plugins.cards.close.closing import DUE
from kiosk.testing.journey import Journey
from tests.journeys.cards import (
    close_steps,
    test_apply,
    test_buyer,
    test_details,
    test_freeze,
    test_give,
    test_issue,
    test_loss,
    test_merge,
    test_paper,
    test_paper_sales,
    test_rebate,
    test_renew,
    test_requests,
    test_sell,
    test_topup,
)
from tests.journeys.cards.apply_steps import to_the_form, waiting
from tests.journeys.cards.counter import counter, second_person
from tests.journeys.cards.steps import (
    OTHER_CARD,
    PLUGINS,
    SHARED_TOO,
    give_pin,
    people,
    quick,
    status,
    to_the_page,
    to_the_question,
)
from tests.journeys.cards_plugin import ENCODER

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


def in_turn(*steps: Step) -> Step:
    """One after the other."""

    def play(kiosk: Journey) -> None:
        for step in steps:
            step(kiosk)

    return play


def furnished_by(desk: Callable[..., Journey], *, pin: bool = True) -> Step:
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


def issued_after_a_spoiled_blank(kiosk: Journey) -> None:
    test_issue.to_the_encoder(kiosk)
    for _try in range(3):
        kiosk.world.encode(test_issue.BLANK, backwards=True)
    kiosk.expect("卡没有写好")
    kiosk.choose("void")
    kiosk.expect("请取一张空白卡")
    kiosk.scan(test_issue.OTHER)
    kiosk.choose("write")
    test_issue.swipe_twice(kiosk, test_issue.OTHER)
    kiosk.expect("卡已办好")


def with_another_blank(kiosk: Journey) -> None:
    """There is room again: a blank that holds half of it lies in no stock, and a whole one is taken."""
    encoder = kiosk.world.world.encoder
    assert encoder is not None
    state = kiosk.read(lambda tx: tx.serial(test_issue.BLANK)).state
    assert state == ("void" if encoder.spoiled else "stock")
    blank = test_issue.BLANK if state == "stock" else test_issue.OTHER
    test_issue.to_the_encoder(kiosk, blank=blank)
    test_issue.swipe_twice(kiosk, blank)
    kiosk.expect("卡已办好")


def one_given(kiosk: Journey) -> None:
    """And nothing on the staff's list but the blank that is to be destroyed, where nobody has been told so."""
    assert (test_issue.cash(kiosk), len(test_issue.given(kiosk))) == (100_000, 1)
    assert {one.kind for one in kiosk.read(lambda tx: tx.card_matters())} <= {"spoiled"}


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
    close_steps.to_the_statement(kiosk, "operator")
    close_steps.agree(kiosk)
    kiosk.expect("此卡已注销")


def closed_whole(kiosk: Journey) -> None:
    assert (close_steps.held(kiosk)[0], kiosk.read(lambda tx: tx.balance(DUE))) == (0, 100_000)


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


def undone(kiosk: Journey) -> None:
    test_topup.to_the_card(kiosk)
    kiosk.expect("给这张卡充值吗")
    kiosk.choose("undo")
    kiosk.expect("为什么撤销")
    kiosk.choose("wrong_card")
    test_topup.second_person(kiosk)
    kiosk.expect("充值已撤销")


def taken_back(kiosk: Journey) -> None:
    test_sell.to_the_basket(kiosk)
    kiosk.choose("undo")
    kiosk.scan(SOLD[1])
    kiosk.expect("为什么撤销")
    kiosk.choose("changed_mind")
    second_person(kiosk)
    kiosk.expect("已撤销")


def new_pin(kiosk: Journey) -> None:
    to_the_page(kiosk)
    kiosk.choose("pin")
    for said in ("设置新密码", "再"):
        kiosk.expect(said)
        kiosk.type("192837")
    kiosk.expect("新密码已设置")


CARDS: dict[str, Act] = {
    "issue": Act(
        issued,
        lambda kiosk: test_issue.holder(kiosk) is not None,
        furnished_by(test_issue.desk, pin=False),
        AT_THE_ENCODER,
        issued_whole,
    ),
    "issue after a spoiled blank": Act(
        issued_after_a_spoiled_blank,
        lambda kiosk: bool(test_issue.given(kiosk)),
        furnished_by(test_issue.desk, pin=False),
        AT_THE_ENCODER,
        one_given,
        with_another_blank,
    ),
    "renew": Act(
        renewed,
        lambda kiosk: test_renew.member(kiosk, test_renew.NEW) is not None,
        furnished_by(test_renew.desk, pin=False),
        AT_THE_ENCODER,
        renewed_whole,
    ),
    "top up": Act(
        test_topup.topped_up,
        lambda kiosk: test_topup.held(kiosk) == (100_000, 10_000, 100_000),
        in_turn(quick, test_topup.furnish),
        MEMBERS,
    ),
    "top up with a document": Act(
        bought,
        lambda kiosk: test_topup.held(kiosk)[0] == 100_000,
        in_turn(quick, test_topup.furnish),
        {**MEMBERS, "extra": test_buyer.KEY},
        one_record,
    ),
    "top up on paper": Act(
        keyed_in,
        lambda kiosk: test_topup.held(kiosk) == (100_000, 10_000, 100_000),
        in_turn(quick, test_topup.furnish),
        MEMBERS,
    ),
    "sell": Act(
        lambda kiosk: test_sell.sold(kiosk, *SOLD),
        lambda kiosk: test_sell.worth(kiosk, SOLD[0]) > 0,
        furnished_by(test_sell.desk, pin=False),
        MEMBERS,
        sold_whole,
    ),
    "exchange": Act(
        test_give.exchanged,
        lambda kiosk: test_give.state(kiosk) == (7_000, 5_000, 9),
        furnished_by(test_give.desk, pin=False),
        MEMBERS,
    ),
    "wash": Act(
        test_give.washed,
        lambda kiosk: test_give.tickets(kiosk) == 9,
        furnished_by(test_give.desk, pin=False),
        MEMBERS,
    ),
    "close": Act(
        closed,
        lambda kiosk: status(kiosk, OTHER_CARD) == "closed",
        in_turn(quick, counter, close_steps.paid_in),
        MEMBERS,
        closed_whole,
    ),
    "merge": Act(
        test_merge.merged,
        lambda kiosk: status(kiosk, SHARED_TOO) == "closed",
        in_turn(quick, counter, test_merge.furnished),
        MEMBERS,
        merged_whole,
    ),
    "rebate": Act(
        test_rebate.redeemed,
        lambda kiosk: test_rebate.held(kiosk) == (120, 6_000),
        in_turn(quick, counter, give_pin),
        MEMBERS,
    ),
    "apply": Act(
        test_apply.script,
        lambda kiosk: bool(waiting(kiosk)),
        test_apply.asked,
        MEMBERS,
        test_apply.whole,
        in_turn(to_the_form, test_apply.script),
    ),
    "report lost": Act(
        test_loss.script,
        lambda kiosk: status(kiosk) == "blocked",
        test_loss.asked,
        MEMBERS,
        test_loss.whole,
        in_turn(to_the_question, test_loss.script),
    ),
    "ask for another": Act(
        test_requests.script,
        lambda kiosk: test_requests.wanted(kiosk) == ["lost"],
        test_requests.asked,
        MEMBERS,
        test_requests.whole,
        in_turn(to_the_question, test_requests.script),
    ),
    "change the phone": Act(
        test_details.script,
        lambda kiosk: test_details.phone_of(kiosk) == test_details.NEW,
        test_details.asked,
        MEMBERS,
        test_details.whole,
        in_turn(test_details.to_the_data, test_details.script),
    ),
    "sell on paper": Act(
        test_paper_sales.entered,
        lambda kiosk: (test_sell.held(kiosk), test_sell.cash(kiosk)) == (17, 30_000),
        furnished_by(test_sell.desk, pin=False),
        MEMBERS,
    ),
    "undo a top-up": Act(
        undone,
        lambda kiosk: test_topup.held(kiosk) == (0, 0, 0),
        in_turn(quick, test_topup.furnish, test_topup.topped_up, lambda kiosk: kiosk.leave()),
        MEMBERS,
    ),
    "take a sale back": Act(
        taken_back,
        lambda kiosk: test_sell.held(kiosk) == 20,
        in_turn(
            furnished_by(test_sell.desk, pin=False),
            lambda kiosk: test_sell.sold(kiosk, *SOLD),
            lambda kiosk: kiosk.leave(),
        ),
        MEMBERS,
    ),
    "freeze": Act(
        test_freeze.frozen,
        lambda kiosk: status(kiosk, OTHER_CARD) == "blocked",
        in_turn(quick, counter),
        MEMBERS,
    ),
    "change the PIN": Act(
        new_pin,
        lambda kiosk: kiosk.events().count("members.pin_changed") == 1,
        in_turn(quick, give_pin),
        MEMBERS,
    ),
}
