"""No room on the disk, for whoever stands at the kiosk: what they read, and that everything goes on once there is room.

Every write of every act is `tests/crash/test_full_disk.py`'s.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.core import process
from kiosk.core.session.unwritten import NOT_NOW, unwritten
from kiosk.core.store.errors import CommitUnknown, StoreBroken, StoreBusy, StoreFull, StoreUnavailable
from kiosk.link.prompts import Notice
from kiosk.testing.box import settings_for
from kiosk.testing.journey import Journey
from tests.journeys.cards.conftest import Maker
from tests.journeys.cards.test_topup import furnish, held, to_the_review


@pytest.fixture
def desk(make_kiosk: Maker) -> Journey:
    from tests.journeys.cards.steps import PLUGINS, people, quick

    kiosk = make_kiosk(plugins=PLUGINS, prepare=people, store="memory")
    quick(kiosk)
    return furnish(kiosk)


def test_staff_read_that_it_does_not_count_and_do_it_again_once_there_is_room(desk: Journey) -> None:
    to_the_review(desk, "100000")
    disk = desk.fill_disk(1)
    desk.choose("take")
    told = desk.expect("这一步没有记录")
    assert isinstance(told, Notice)
    assert {str(one.label): str(one.value) for one in told.facts} == {
        "原因": "存储空间已满",
        "处理办法": "请清理存储空间后重新办理",
    }
    assert held(desk) == (0, 0, 0)
    desk.choose("done")
    desk.expect("请选择工作")
    disk.make_room()
    desk.choose("cards.topup")
    desk.expect("顾客的会员卡")


def test_whoever_comes_meanwhile_is_told_and_may_go_and_nothing_is_held_against_the_plugins(
    desk: Journey,
) -> None:
    disk = desk.fill_disk(1)
    for _visit in range(4):
        desk.touch()
        desk.expect("暂时无法办理")
        desk.choose("done")
        desk.expect_attract()
    assert all(not state.strikes for state in desk.desk.host.states.values())
    disk.make_room()
    desk.touch()
    desk.expect("您好")


def test_a_visit_whose_end_found_no_room_ends_on_record_later(desk: Journey) -> None:
    desk.touch()
    desk.expect("您好")
    disk = desk.fill_disk(1)
    desk.press("end")
    desk.expect_attract()
    assert desk.events().count("session.ended") == 0
    assert len(desk.read(lambda tx: tx.open_sessions())) == 1
    disk.make_room()
    desk.touch()
    desk.until(lambda: desk.events().count("session.ended") == 1, "the end of the first visit")
    assert desk.events().count("session.begun") == 2


def test_each_trouble_of_the_store_is_told_to_staff_by_its_name() -> None:
    told = [
        unwritten(kind("x"), staff=True) for kind in (StoreFull, StoreBusy, StoreBroken, StoreUnavailable)
    ]
    assert len({str(one.facts) for one in told}) == 4
    assert len({str(one.title) for one in told}) == 1
    assert unwritten(CommitUnknown("x"), staff=True).title != told[0].title, (
        "nobody knows whether it was recorded"
    )
    assert unwritten(StoreFull("x"), staff=False) == NOT_NOW


def test_a_desk_that_finds_no_room_when_it_starts_does_not_come_up_in_safe_mode_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[bool] = []

    class Full:
        """A desk that gets as far as its plugins."""

        care = SimpleNamespace(excess=None)

        def __init__(self, *_arguments: object, starts: Any, **_more: object) -> None:
            self._starts = starts

        async def start(self) -> None:
            self._starts.begin(0)
            began.append(True)
            await asyncio.sleep(0)
            raise StoreFull("no room")

    monkeypatch.setattr(process, "Desk", Full)
    settings = settings_for(tmp_path)
    for _try in range(4):
        with pytest.raises(StoreFull):
            process.run_desk(settings)
    assert began == [True] * 4
    assert not (settings.data / "starting.json").exists()
    assert not (settings.data / "safe-mode.json").exists()


def test_what_a_plugin_did_is_kept_once_there_is_room(desk: Journey) -> None:
    disk = desk.fill_disk(1)
    desk.desk.host.strike("cards", "KeyError in a hook")
    desk.until(lambda: desk.desk.owed, "the refusal")
    disk.make_room()
    desk.wait(61)
    assert [one.strikes for one in desk.read(lambda tx: tx.plugins()) if one.id == "cards"] == [1]
