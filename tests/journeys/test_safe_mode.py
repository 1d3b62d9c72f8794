"""A desk in safe mode: what a customer sees, and how staff bring everything back."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate, candidates
from kiosk.core.staff import add_staff
from kiosk.link.prompts import Confirm, Entered, Menu, Table
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.journeys.conftest import HEAD, Install
from tests.journeys.lending.steps import QUICK
from tests.journeys.test_staff_desk import NUMBER, PIN, sign_in

MAIN = "async def main(visit):\n    await visit.ask(Notice('information', '试验'))\n"
RAISES = "async def main(visit):\n    raise ValueError('inside')\n"


@pytest.fixture
def trial(install: Install) -> Candidate:
    return install("trial", ["trial.main"], HEAD + MAIN)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Journey]]:
    journeys: list[Journey] = []
    yield journeys
    for journey in journeys:
        journey.stop()
        journey.close()


def kiosk(made: list[Journey], folder: Path, *plugins: Candidate, safe: str = "") -> Journey:
    journey = Journey(
        settings_for(folder / "box"),
        ManualClock(NOON_MS),
        plugins=[*candidates(), *plugins],
        safe=safe,  # type: ignore[arg-type]  # a test's word
    )
    journey.start()
    made.append(journey)
    add_staff(journey.store, NUMBER, "李姐", PIN, role="technician", policy=QUICK)
    return journey


def choices(journey: Journey) -> list[str]:
    assert isinstance(journey.prompt, Menu)
    return [choice.key for choice in journey.prompt.choices]


def test_customers_are_told_kindly_and_what_was_reviewed_serves(
    made: list[Journey], tmp_path: Path, trial: Candidate
) -> None:
    limited = kiosk(made, tmp_path, trial, safe="reviewed")
    limited.expect_attract()
    assert limited.screen is not None
    assert limited.screen.attract[0] == "今日部分服务暂停"
    limited.touch()
    limited.expect("部分服务暂停")
    assert "lending.umbrella" in choices(limited)
    assert "trial.main" not in choices(limited)


def test_where_nothing_is_loaded_a_person_is_one_touch_away(made: list[Journey], tmp_path: Path) -> None:
    bare = kiosk(made, tmp_path, safe="none")
    bare.touch()
    bare.expect("请让工作人员为您办理")
    assert choices(bare) == ["core.call"]
    bare.choose("core.call")
    bare.until(lambda: bare.screen is not None and bare.screen.bar.call == "ringing", "the call to ring")
    bare.until(
        lambda: isinstance(bare.prompt, Menu) and not bare.prompt.choices[0].enabled,
        "word that staff have been told",
    )
    assert choices(bare) == ["core.call"]


def test_staff_see_why_and_leave_safe_mode_without_a_restart(
    made: list[Journey], tmp_path: Path, trial: Candidate
) -> None:
    limited = kiosk(made, tmp_path, trial, safe="reviewed")
    limited.press("staff")
    sign_in(limited)
    limited.expect("请选择工作")
    limited.choose("core.plugins")
    table = limited.expect("安全模式")
    assert isinstance(table, Table)
    said = {row.key: row.cells[1] for row in table.rows}
    assert (said["trial"], said["lending"]) == ("安全模式下暂不启动", "正常")
    limited.press("language")
    table = limited.expect("Plugins")
    assert isinstance(table, Table)
    assert "Umbrellas and strollers" in [row.cells[0] for row in table.rows]  # its title in plugin.toml
    limited.press("language")
    limited.expect("安全模式")
    limited.choose("leave")
    limited.expect("要退出安全模式吗")
    limited.choose("leave")
    limited.until(
        lambda: (
            isinstance(limited.prompt, Table)
            and [row.cells[1] for row in limited.prompt.rows if row.key == "trial"] == ["正常"]
        ),
        "everything to serve",
    )
    limited.until(lambda: "desk.safe_mode_left" in limited.events(), "the record")
    limited.press("lock")
    limited.expect_attract()
    limited.touch()
    limited.expect("您好")
    assert "trial.main" in choices(limited)


def test_staff_see_who_was_put_aside_and_why_and_let_it_serve_again(
    made: list[Journey], tmp_path: Path, install: Install
) -> None:
    bad = install("trial", ["trial.main"], HEAD + textwrap.dedent(RAISES))
    shop = kiosk(made, tmp_path, bad)
    for _ in range(3):
        shop.touch()
        shop.choose("trial.main")
        shop.expect("这一步没有办成")
        shop.choose("done")
        shop.expect_attract()
    shop.press("staff")
    sign_in(shop)
    menu = shop.expect("请选择工作")
    assert isinstance(menu, Menu)
    assert next(choice for choice in menu.choices if choice.key == "core.plugins").note == "1 个已停用"
    shop.choose("core.plugins")
    shop.choose("trial")
    page = shop.expect("Trial")
    assert isinstance(page, Confirm)
    facts = {str(fact.label): str(fact.value) for fact in page.facts}
    assert facts["原因"] == "一天内多次出错"
    assert facts["自何时"] == "12:00"
    assert "ValueError in trial.main: inside" in facts["给技术人员"]
    assert bad.folder is not None
    (bad.folder / "__init__.py").write_text(HEAD + MAIN)
    add_staff(shop.store, "9", "王经理", "640275", role="manager", policy=QUICK)
    shop.choose("enable")
    shop.expect("恢复使用")
    shop.choose("here")
    shop.until(lambda: getattr(shop.prompt, "stage", "") == "number", "the second person's number")
    shop._answer(Entered("9"))
    shop.until(lambda: getattr(shop.prompt, "stage", "") == "pin", "the second person's PIN")
    shop._answer(Entered("640275"))
    shop.expect("已恢复使用")
    assert "approval.used" in shop.events()
    assert "plugin.enabled" in shop.events()
    shop.choose("done")
    shop.press("lock")
    shop.touch()
    shop.choose("trial.main")
    shop.expect("试验")


def test_strikes_outlast_a_restart(made: list[Journey], tmp_path: Path, install: Install) -> None:
    shop = kiosk(made, tmp_path, install("trial", ["trial.main"], HEAD + RAISES))
    for attempt in range(3):
        if attempt == 2:
            shop.until(
                lambda: shop.read(lambda tx: any(one.strikes == 2 for one in tx.plugins())), "the record"
            )
            shop.restart()
        shop.touch()
        shop.choose("trial.main")
        shop.expect("这一步没有办成")
        shop.choose("done")
        shop.expect_attract()
    assert shop.desk.host.states["trial"].state == "quarantined"
