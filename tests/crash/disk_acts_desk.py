"""The same for what is done at the counter, with stock, shifts and books, and by staff (`disk_acts`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.core.session.conversation import keys_of
from kiosk.link.prompts import Confirm
from kiosk.testing.journey import Journey
from tests.crash.disk_acts import Act, in_turn
from tests.journeys import test_opening, test_reports, test_rules, test_shift, test_stock
from tests.journeys.cards.counter import counter, in_stock, second_person
from tests.journeys.counter import steps as at_the_counter
from tests.journeys.counter import test_returns, test_wrapping
from tests.journeys.counter.conftest import stocked, with_shops

COUNTER: Mapping[str, Any] = {"plugins": ("cards", "counter"), "prepare": with_shops}
CORE: Mapping[str, Any] = {"plugins": ()}


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
    assert test_opening.held(kiosk) == test_opening.WHOLE


def rules_approved(kiosk: Journey) -> None:
    test_rules.to_the_request(kiosk, "1002")
    kiosk.choose("approve")
    kiosk.expect("已批准")


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
        in_turn(at_the_counter.to_the_kinds, at_the_counter.wrapped),
        lambda kiosk: at_the_counter.held(kiosk) == (2_000, 100, 1),
        in_turn(counter, stocked),
        COUNTER,
        wrapped_once,
    ),
    "register a return": Act(
        registered, lambda kiosk: len(test_returns.rows(kiosk)) == 1, in_turn(counter, stocked), COUNTER
    ),
    "hand a return over": Act(
        collected, gone, in_turn(counter, stocked, registered, lambda kiosk: kiosk.leave()), COUNTER
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
        in_turn(counter, lambda kiosk: in_stock(kiosk, test_stock.GOLD, "80010000", "80010009")),
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
        lambda kiosk: kiosk.events().count("members.opening_approved") == 1,
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
    "approve rules": Act(
        rules_approved, lambda kiosk: test_rules.most(kiosk) == 300_000, test_rules.brought, CORE
    ),
}
