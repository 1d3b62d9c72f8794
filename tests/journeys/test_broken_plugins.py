"""A plugin that fails while it serves costs the visit a friendly page, and nobody else anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.core.records import Context
from kiosk.link.prompts import Menu
from kiosk.testing.journey import Journey

Start = Callable[[str], Journey]


def test_a_flow_that_raises_ends_in_a_friendly_page(kiosk_with: Start) -> None:
    kiosk = kiosk_with("async def main(visit):\n    raise ValueError('inside')\n")
    kiosk.touch()
    kiosk.choose("trial.main")
    page = kiosk.expect("这一步没有办成")
    assert "inside" not in str(page)
    kiosk.choose("done")
    kiosk.expect_attract()


def test_the_third_time_it_is_put_aside_and_kept_so_over_a_restart(kiosk_with: Start) -> None:
    kiosk = kiosk_with("async def main(visit):\n    raise ValueError('inside')\n")
    for _ in range(3):
        kiosk.touch()
        kiosk.choose("trial.main")
        kiosk.expect("这一步没有办成")
        kiosk.choose("done")
        kiosk.expect_attract()
    kiosk.touch()
    kiosk.expect("您好")
    assert kiosk.prompt is not None
    assert kiosk.prompt.choices == ()  # type: ignore[union-attr]  # the home menu
    kiosk.until(lambda: "plugin.quarantined" in kiosk.events(), "the record")
    kiosk.restart()
    state = kiosk.desk.host.states["trial"]
    assert state.state == "quarantined"
    assert "3 exceptions in a day" in state.reason


@pytest.mark.parametrize(
    "prompt",
    [
        'Notice("information", 5)',
        r'Notice("information", "\ud800")',
        'Notice("information", _("{x} and {y}", x=1))',
        'Notice("information", "x" * 1_000_000)',
        '"garbage"',
        "None",
        'Menu("t", (None,))',
        'Menu("t", (Choice("a", "A", tone="pink"),))',
        'Keypad("t", minimum="a")',
    ],
)
def test_a_prompt_that_no_screen_could_show_is_a_strike_and_a_friendly_page(
    kiosk_with: Start, prompt: str
) -> None:
    kiosk = kiosk_with(f"_ = Texts('trial')\nasync def main(visit):\n    await visit.ask({prompt})\n")
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("这一步没有办成")
    assert len(kiosk.desk.host.states["trial"].strikes) == 1
    kiosk.press("language")
    kiosk.expect("That did not work")
    kiosk.choose("done")
    kiosk.expect_attract()


def test_a_plugin_that_swallows_the_refusal_of_its_prompt_is_struck_all_the_same(kiosk_with: Start) -> None:
    kiosk = kiosk_with(
        """
        async def main(visit):
            try:
                await visit.ask("garbage")
            except Exception:
                await visit.ask(Notice("information", "试验"))
        """
    )
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("试验")
    assert len(kiosk.desk.host.states["trial"].strikes) == 1


def test_a_list_where_a_tuple_is_meant_is_shown_in_words(kiosk_with: Start) -> None:
    kiosk = kiosk_with(
        """
        async def main(visit):
            await visit.ask(Menu("选", [Choice("a", Message("trial", "All of it"))]))
        """
    )
    kiosk.touch()
    kiosk.choose("trial.main")
    prompt = kiosk.expect("选")
    assert isinstance(prompt, Menu)
    assert [choice.title for choice in prompt.choices] == ["All of it"]


@pytest.mark.parametrize(
    "slip", ["Slip('trial.x', (Line(5),))", "Slip('trial.x', 5)", "Slip(5, ())", "'paper'"]
)
def test_a_slip_that_no_printer_could_read_is_not_kept(kiosk_with: Start, slip: str) -> None:
    kiosk = kiosk_with(
        f"""
        def write(tx):
            tx.intend_print({slip}, purpose="trial.x")

        async def main(visit):
            await visit.write(write)
        """
    )
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("这一步没有办成")
    assert kiosk.read(lambda tx: tx.open_operations()) == []
    assert len(kiosk.desk.host.states["trial"].strikes) == 1
    assert kiosk.world.slips == []


@pytest.mark.parametrize("answer", ["'done'", "Settlement(5)", "Settlement('done', Notice('done', 5))"])
def test_a_settlement_that_no_screen_could_tell_of_leaves_the_reservation(
    kiosk_with: Start, answer: str
) -> None:
    kiosk = kiosk_with(
        f"""
        def hold(tx):
            tx.hold("trial.thing", "trial:1")

        @hookimpl
        def kiosk_settle(tx, reservation, facts):
            return {answer}

        async def main(visit):
            await visit.write(hold)
        """
    )
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.wait(10)
    kiosk.expect_attract()
    assert len(kiosk.read(lambda tx: tx.reservations())) == 1
    assert kiosk.desk.host.states["trial"].strikes


def test_a_flow_that_will_not_stop_is_abandoned(kiosk_with: Start) -> None:
    kiosk = kiosk_with(
        """
        async def main(visit):
            while True:
                try:
                    await visit.ask(Notice("information", "我不走"))
                except asyncio.CancelledError:
                    await asyncio.sleep(0.05)
        """
    )
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("我不走")
    kiosk.press("home")
    kiosk.expect("您好")


def test_a_settlement_that_raises_leaves_the_reservation_for_the_check(kiosk_with: Start) -> None:
    kiosk = kiosk_with(
        """
        def hold(tx):
            tx.hold("trial.thing", "trial:1")

        @hookimpl
        def kiosk_settle(tx, reservation, facts):
            raise KeyError("lost")

        async def main(visit):
            await visit.write(hold)
        """
    )
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.wait(10)
    kiosk.expect_attract()
    assert len(kiosk.read(lambda tx: tx.reservations())) == 1
    assert kiosk.check() != []


def test_a_write_that_raises_writes_nothing(kiosk_with: Start) -> None:
    kiosk = kiosk_with(
        """
        def write(tx):
            tx.journal("trial.half")
            raise ValueError("no")

        async def main(visit):
            await visit.write(write)
        """
    )
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("这一步没有办成")
    assert "trial.half" not in kiosk.events()


HOLDS = """
def hold(tx):
    tx.hold("trial.thing", "trial:1")

@hookimpl
def kiosk_settle(tx, reservation, facts):
    return Settlement("settled", None)

async def main(visit):
    await visit.write(hold)
    raise ValueError("inside")
"""


def test_what_a_plugin_held_is_kept_when_it_is_put_aside_and_settled_when_it_serves_again(
    kiosk_with: Start,
) -> None:
    kiosk = kiosk_with(HOLDS)
    for _ in range(2):
        kiosk.desk.host.strike("trial", "before")
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("您的物品登记已保留")
    assert kiosk.desk.host.states["trial"].state == "quarantined"
    assert len(kiosk.read(lambda tx: tx.reservations())) == 1
    kiosk.choose("done")
    kiosk.expect_attract()
    kiosk._run(kiosk.desk.enable_plugin("trial", Context(actor="staff:x")))
    kiosk.until(lambda: kiosk.read(lambda tx: tx.reservations()) == [], "it to be settled")


def test_a_visit_whose_plugin_is_put_aside_beside_it_ends_with_a_friendly_page(kiosk_with: Start) -> None:
    kiosk = kiosk_with("async def main(visit):\n    await visit.ask(Notice('information', '试验'))\n")
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("试验")
    for _ in range(3):
        kiosk.desk.host.strike("trial", "elsewhere")
    kiosk.expect("这一步没有办成")
    kiosk.choose("done")
    kiosk.expect_attract()


def test_screens_faster_than_anybody_reads_put_their_plugin_aside(kiosk_with: Start) -> None:
    kiosk = kiosk_with(
        """
        async def main(visit):
            for number in range(1000):
                await visit.ask(Notice("information", str(number)), within=0, update=True)
        """
    )
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.until(lambda: kiosk.desk.host.states["trial"].reason.startswith("screens"), "its cause")
    kiosk.expect("这一步没有办成")
    assert len(kiosk.shown) < 60
