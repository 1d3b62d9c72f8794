"""Two plugins at one desk, one of which tells nonsense: the other's tile and scans are served as if it were not there."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable

import pytest

from kiosk.core.host.discovery import Candidate
from kiosk.link.prompts import Choice, Menu
from kiosk.testing.journey import Journey

LIAR = """
from kiosk.core.api import *
count = 64

async def main(visit):
    await visit.ask(Notice("information", "说谎者"))

@hookimpl
def kiosk_services():
    return [Service("liar.main", "说谎", main), Service("liar.staff", "员工", main, audience="staff")]
"""

HONEST = """
from kiosk.core.api import *

async def main(visit):
    await visit.ask(Notice("information", f"认出了 {visit.argument}"))

@hookimpl
def kiosk_services():
    return [Service("honest.main", "诚实", main)]

kept = []

@hookimpl
def kiosk_availability(tx, service_id):
    kept.append(tx)

@hookimpl
def kiosk_claim_scan(tx, scan):
    tx.item_by_tag(scan.text)
    return Claim("honest.main", scan.text)
"""

Start = Callable[[str], Journey]


@pytest.fixture
def kiosk_beside(install: Callable[..., Candidate], kiosk_of: Callable[..., Journey]) -> Start:
    """Starts a kiosk with the liar, who has these hooks, before the honest one."""
    return lambda hooks: kiosk_of(
        install("liar", ["liar.main", "liar.staff"], LIAR + textwrap.dedent(hooks)),
        install("honest", ["honest.main"], HONEST),
    )


def tiles(kiosk: Journey) -> dict[str, Choice]:
    kiosk.touch()
    home = kiosk.expect("您好")
    assert isinstance(home, Menu)
    return {choice.key: choice for choice in home.choices}


def strikes(kiosk: Journey, plugin: str = "liar") -> int:
    return len(kiosk.desk.host.states[plugin].strikes)


@pytest.mark.parametrize(
    "answer",
    [
        "'x'",
        "True",
        "Claim(5, '')",
        "Claim('liar.main', None)",
        "Claim('nonsense', '')",
        "Claim('honest.main', 'stolen')",
        "Claim('liar.staff', '')",
    ],
)
@pytest.mark.parametrize("at_home", [True, False])
def test_a_claim_that_is_none_costs_nobody_else_their_scan(
    kiosk_beside: Start, answer: str, at_home: bool
) -> None:
    kiosk = kiosk_beside(f"@hookimpl\ndef kiosk_claim_scan(tx, scan):\n    return {answer}\n")
    if at_home:
        tiles(kiosk)
    kiosk.scan("U-0001")
    kiosk.expect("认出了 U-0001")
    assert (strikes(kiosk), strikes(kiosk, "honest")) == (1, 0)


def test_each_tile_is_looked_up_in_a_transaction_of_its_own(kiosk_beside: Start) -> None:
    """In PostgreSQL one failed statement ends all of its transaction, also what the next plugin would look up in it."""
    kiosk = kiosk_beside(
        """
        kept = []

        @hookimpl
        def kiosk_availability(tx, service_id):
            kept.append(tx)
        """
    )
    honest = sys.modules["kiosk_honest_plugin"]
    tiles(kiosk)
    liars = sys.modules["kiosk_liar_plugin"].kept
    assert liars
    assert honest.kept
    assert not [tx for tx in honest.kept if any(tx is other for other in liars)]


@pytest.mark.parametrize("end", ["return None", "raise"])
def test_a_statement_that_ends_the_look_up_costs_the_next_one_nothing(kiosk_beside: Start, end: str) -> None:
    kiosk = kiosk_beside(
        f"""
        @hookimpl
        def kiosk_claim_scan(tx, scan):
            try:
                tx._run("DELETE FROM members")
            except Exception:
                {end}
        """
    )
    kiosk.scan("U-0001")
    kiosk.expect("认出了 U-0001")
    assert (strikes(kiosk), strikes(kiosk, "honest")) == (int(end == "raise"), 0)


def test_the_first_right_claim_is_taken(kiosk_beside: Start) -> None:
    kiosk = kiosk_beside("@hookimpl\ndef kiosk_claim_scan(tx, scan):\n    return Claim('liar.main', '')\n")
    kiosk.scan("U-0001")
    kiosk.expect("说谎者")
    assert (strikes(kiosk), strikes(kiosk, "honest")) == (0, 0)


@pytest.mark.parametrize(
    "answer",
    ["'x'", "Availability(5)", "Availability('a', enabled='no')", "Availability(Texts('liar')('{x}', y=1))"],
)
def test_a_tile_that_cannot_be_drawn_says_that_it_is_paused(kiosk_beside: Start, answer: str) -> None:
    kiosk = kiosk_beside(f"@hookimpl\ndef kiosk_availability(tx, service_id):\n    return {answer}\n")
    shown = tiles(kiosk)
    assert not shown["liar.main"].enabled
    assert "暂停" in str(shown["liar.main"].note)
    assert shown["honest.main"].enabled
    assert strikes(kiosk) == 1
    kiosk.choose("honest.main")
    kiosk.expect("认出了")


def test_a_text_that_fits_once_and_then_no_more_leaves_no_black_screen(kiosk_beside: Start) -> None:
    """A letter has a number from 0 up: the next one that this plugin says has none, and is found out when it is drawn."""
    kiosk = kiosk_beside(
        """
        @hookimpl
        def kiosk_availability(tx, service_id):
            global count
            count = 65 if count == 64 else -1
            return Availability(Texts("liar")("letter {number:c}", number=count))
        """
    )
    assert tiles(kiosk)["liar.main"].note == "letter A"
    kiosk.press("language")
    kiosk.until(lambda: kiosk.screen is not None and kiosk.screen.language == "en", "English")
    kiosk.until(lambda: "letter {number:c}" in str(kiosk.prompt), "the text as it was written")
    assert strikes(kiosk) >= 1
    kiosk.choose("honest.main")
    kiosk.expect("认出了")
