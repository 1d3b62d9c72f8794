"""A person may leave at any moment, by any way; the flow is ended, the screen is wiped, what was held is settled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.testing.journey import Journey

Start = Callable[[str], Journey]

ASKING = """
async def main(visit):
    while True:
        await visit.ask(Confirm("还在吗", actions=(Action("yes", "在"),)))
"""

HOLDING = """
def hold(tx):
    operation = tx.intend_door(tx.places()[0].id, purpose="trial")
    tx.hold("trial.thing", "trial:1", operation=operation)

@hookimpl
def kiosk_settle(tx, reservation, facts):
    tx.journal("trial.settled", outcome=facts.outcome, door=facts.door)
    return Settlement("let_go", Notice("information", "东西已放好", "门已打开"))

async def main(visit):
    await visit.write(hold)
    await visit.ask(Confirm("门开了", actions=(Action("yes", "好"),)))
"""


def begun(kiosk: Journey, words: str) -> Journey:
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect(words)
    return kiosk


def test_home_goes_home_and_the_visit_goes_on(kiosk_with: Start) -> None:
    kiosk = begun(kiosk_with(ASKING), "还在吗")
    kiosk.press("home")
    kiosk.expect("您好")
    assert kiosk.events().count("session.begun") == 1


def test_an_idle_visit_is_asked_after_and_then_wiped(kiosk_with: Start) -> None:
    kiosk = begun(kiosk_with(ASKING), "还在吗")
    kiosk.press("language")
    kiosk.press("comfort")
    kiosk.wait(185)
    assert kiosk.countdown is not None
    kiosk.wait(30)
    kiosk.expect_attract()
    assert kiosk.screen is not None
    assert (kiosk.screen.language, kiosk.screen.comfort) == ("zh_CN", False)


def test_still_here_keeps_the_visit(kiosk_with: Start) -> None:
    kiosk = begun(kiosk_with(ASKING), "还在吗")
    kiosk.wait(75)
    assert kiosk.countdown == 15
    kiosk.press("still_here")
    kiosk.until(lambda: kiosk.countdown is None, "the countdown to go")
    kiosk.wait(55)
    assert kiosk.title == "还在吗"


def test_end_in_the_countdown_ends_at_once(kiosk_with: Start) -> None:
    kiosk = begun(kiosk_with(ASKING), "还在吗")
    kiosk.wait(75)
    kiosk.press("end")
    kiosk.expect_attract()


@pytest.mark.parametrize("way", ["home", "end"])
def test_what_was_held_is_settled_with_what_is_known_and_the_customer_is_told(
    kiosk_with: Start, way: str
) -> None:
    kiosk = begun(kiosk_with(HOLDING), "门开了")
    kiosk.until(lambda: 1 in kiosk.world.world.doors and kiosk.world.world.doors[1] == "open", "the door")
    kiosk.press(way)  # type: ignore[arg-type]
    kiosk.expect("东西已放好")
    kiosk.choose("done")
    kiosk.until(lambda: kiosk.title != "东西已放好", "the next screen")
    assert "trial.settled" in kiosk.events()
    assert kiosk.read(lambda tx: tx.reservations()) == []


def test_a_flow_that_ends_while_holding_is_settled_quietly(kiosk_with: Start) -> None:
    kiosk = begun(kiosk_with(HOLDING), "门开了")
    kiosk.choose("yes")
    kiosk.expect_attract()
    assert "trial.settled" in kiosk.events()


def test_after_a_power_cut_the_next_screen_says_what_became_of_it(kiosk_with: Start) -> None:
    kiosk = begun(kiosk_with(HOLDING), "门开了")
    kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_operations()), "the outcome")
    kiosk.cut_now()
    kiosk.restart()
    kiosk.expect("东西已放好")
    kiosk.wait(20)
    kiosk.expect_attract()
    assert kiosk.read(lambda tx: tx.open_sessions()) == []


def test_an_old_reservation_is_settled_without_a_word(kiosk_with: Start) -> None:
    kiosk = begun(kiosk_with(HOLDING), "门开了")
    kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_operations()), "the outcome")
    kiosk.cut_now()
    kiosk.clock.move(3600)
    kiosk.restart()
    kiosk.until(lambda: "trial.settled" in kiosk.events(), "the settlement")
    kiosk.expect_attract()
