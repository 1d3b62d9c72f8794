"""What staff of each role are offered at the screen, and the page that says who may do what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate
from kiosk.core.staff import add_staff
from kiosk.link.prompts import Menu, Table
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.journeys.conftest import Install
from tests.journeys.lending.steps import QUICK

PIN = "908172"

PLUGIN = """
from kiosk.core.api import *

async def seen(visit):
    held = [right for right in ("trial.count", "desk.serve", "desk.look", "trial.nothing") if visit.may(right)]
    await visit.ask(Notice("information", "HOLDS", " ".join(held) or "nothing"))

@hookimpl
def kiosk_services():
    return [
        Service("trial.main", "接待", seen, audience="staff"),
        Service("trial.count", "盘点", seen, audience="staff", right="trial.count"),
        Service("trial.look", "看看", seen, audience="staff", right="desk.look"),
        Service("trial.tile", "顾客", seen),
    ]
"""

RIGHT = '[rights.count]\ntitle = "Count"\ntitle_zh = "盘点"\nroles = ["shift_lead", "auditor"]\n'


@pytest.fixture
def counted(install: Install) -> Candidate:
    """A plugin with a right of its own."""
    plugin = install("trial", ["trial.main", "trial.count", "trial.look", "trial.tile"], PLUGIN)
    assert plugin.folder is not None
    manifest = plugin.folder / "plugin.toml"
    manifest.write_text(manifest.read_text() + RIGHT)
    return plugin


@pytest.fixture
def as_role(tmp_path: Path, counted: Candidate) -> Iterator[Callable[[str], Journey]]:
    """A kiosk where somebody of this role has signed in."""
    made: list[Journey] = []

    def start(role: str, extra: str = "") -> Journey:
        settings = settings_for(tmp_path / role, extra=extra)
        journey = Journey(settings, ManualClock(NOON_MS), plugins=[counted])
        journey.start()
        made.append(journey)
        add_staff(journey.store, "7", "梅", PIN, role=role, policy=QUICK)
        journey.press("staff")
        journey.type("7")
        journey.type(PIN)
        journey.expect("请选择工作")
        return journey

    yield start
    for journey in made:
        journey.stop()
        journey.close()


def offered(kiosk: Journey) -> set[str]:
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    return {choice.key for choice in menu.choices if choice.key.startswith("trial.")}


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        ("attendant", {"trial.main", "trial.look"}),
        ("shift_lead", {"trial.main", "trial.count", "trial.look"}),
        ("auditor", {"trial.look"}),
        ("technician", {"trial.look"}),
    ],
)
def test_each_role_is_offered_what_it_holds_the_right_to(
    as_role: Callable[..., Journey], role: str, lines: set[str]
) -> None:
    assert offered(as_role(role)) == lines


def test_a_flow_learns_what_the_person_at_hand_may(as_role: Callable[..., Journey]) -> None:
    kiosk = as_role("attendant")
    kiosk.choose("trial.look")
    notice = kiosk.expect("HOLDS")
    assert notice.subtitle == "desk.serve desk.look"


def test_a_customer_holds_no_right(as_role: Callable[..., Journey]) -> None:
    kiosk = as_role("manager")
    kiosk.press("lock")
    kiosk.touch()
    kiosk.choose("trial.tile")
    assert kiosk.expect("HOLDS").subtitle == "nothing"


def test_the_site_decides_who_holds_a_plugins_right(as_role: Callable[..., Journey]) -> None:
    kiosk = as_role("technician", extra='[rights]\n"trial.count" = ["technician"]\n"desk.look" = []\n')
    assert offered(kiosk) == {"trial.count"}


def test_who_may_do_what_stands_on_one_screen(as_role: Callable[..., Journey]) -> None:
    kiosk = as_role("attendant")
    kiosk.choose("core.rights")
    table = kiosk.expect("权限一览")
    assert isinstance(table, Table)
    rows = {row.key: row.cells for row in table.rows}
    assert rows["trial.count"] == ("盘点", "领班")
    assert rows["desk.look"] == ("查看清单", "所有人")
    assert rows["acts.read"] == ("查看敏感操作", "主管、经理、财务、稽核")
    kiosk.choose("trial.count")
    kiosk.until(lambda: getattr(kiosk.prompt, "detail", None), "the story of the right")
    kiosk.press("language")
    kiosk.expect("Who may do what")
    assert isinstance(kiosk.prompt, Table)
    assert {row.key: row.cells for row in kiosk.prompt.rows}["trial.count"] == ("Count", "Shift lead")
    assert kiosk.prompt.detail is not None
    assert kiosk.prompt.detail.lines[1] == "Part of: Trial"
    kiosk.back()
    kiosk.expect("What needs doing?")


def test_a_service_that_needs_a_right_which_nobody_declares_costs_its_plugin(
    install: Install, kiosk_of: Callable[..., Journey]
) -> None:
    code = PLUGIN.replace('right="trial.count"', 'right="trial.cuont"')
    plugin = install("trial", ["trial.main", "trial.count", "trial.look", "trial.tile"], code)
    kiosk = kiosk_of(plugin)
    assert "trial.cuont" in kiosk.desk.host.states["trial"].reason


@pytest.mark.parametrize("name", ["Count", "a.b", "", "x" * 40])
def test_a_right_with_an_impossible_name_costs_its_plugin(
    install: Install, kiosk_of: Callable[..., Journey], name: str
) -> None:
    plugin = install("trial", ["trial.main", "trial.count", "trial.look", "trial.tile"], PLUGIN)
    assert plugin.folder is not None
    manifest = plugin.folder / "plugin.toml"
    manifest.write_text(manifest.read_text() + RIGHT.replace("[rights.count]", f'[rights."{name}"]'))
    assert "right" in kiosk_of(plugin).desk.host.states["trial"].reason
