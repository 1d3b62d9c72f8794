"""The store's two alarms at the screen: a backup that failed or is missing, and a store that was put back from one."""

from __future__ import annotations

import pytest

from kiosk.core.staff import add_staff
from kiosk.core.store.restores import mark_restored
from kiosk.core.store.sqlite_copy import CopyFacts
from kiosk.link import backups
from kiosk.link.backups import BackupTold, write_told
from kiosk.link.prompts import Confirm, Menu, Notice
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk
from kiosk.testing.people import QUICK

ATTENDANT, LEAD = ("1001", "908172"), ("2002", "417295")


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Journey:
    journey = make_kiosk(plugins=[], store="memory", extra='[backup]\nfolder = "/mnt/backup"\n')
    add_staff(journey.store, ATTENDANT[0], "小周", ATTENDANT[1], role="attendant", policy=QUICK)
    add_staff(journey.store, LEAD[0], "王班长", LEAD[1], role="shift_lead", policy=QUICK)
    return journey


def lines(kiosk: Journey) -> dict[str, str]:
    menu = kiosk.expect("请选择工作")
    assert isinstance(menu, Menu)
    return {each.key: str(each.note) for each in menu.choices}


def leave_word(kiosk: Journey, outcome: str, name: str = "") -> None:
    now = kiosk.clock.now_ms()
    good = now if outcome == "done" else 0
    told = BackupTold(tried_ms=now, outcome=outcome, name=name, good_ms=good, good_name=name)  # type: ignore[arg-type]
    write_told(kiosk.settings.data, told)
    kiosk.wait(61)


def test_one_that_failed_stands_first_until_one_is_made_and_both_are_in_the_journal(kiosk: Journey) -> None:
    kiosk.wait(1)
    leave_word(kiosk, "full")
    kiosk.sign_in(*ATTENDANT)
    assert next(iter(lines(kiosk).items())) == ("core.backup", "备份介质已满")
    kiosk.choose("core.backup")
    page = kiosk.expect("数据库备份")
    assert isinstance(page, Notice)
    assert str(page.facts[-1].value) == "还没有"
    kiosk.choose("done")
    kiosk.leave()
    leave_word(kiosk, "done", "kiosk-20261130-033000.db")
    kiosk.sign_in(*ATTENDANT)
    assert "core.backup" not in lines(kiosk)
    events = [event for event in kiosk.events() if event.startswith("store.")]
    assert events == ["store.backup_failed", "store.backed_up"]


def test_one_that_nobody_makes_is_found_by_its_absence(
    kiosk: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "GRACE_MS", 5 * 60_000)
    kiosk.sign_in(*ATTENDANT)
    assert "core.backup" not in lines(kiosk)
    kiosk.wait(5 * 60 + 61)
    kiosk.sign_in(*ATTENDANT)
    assert lines(kiosk)["core.backup"] == "没有按时备份"


def test_a_restored_store_is_told_until_somebody_who_answers_for_it_has_seen_to_it(kiosk: Journey) -> None:
    facts = CopyFacts(kiosk.store.kiosk_id, 40, kiosk.clock.now_ms() - 3_600_000)
    kiosk.write(mark_restored, facts, 12)
    kiosk.sign_in(*ATTENDANT)
    assert lines(kiosk)["core.restored"].endswith("之后的记录缺失")
    kiosk.choose("core.restored")
    page = kiosk.expect("已从备份恢复")
    assert isinstance(page, Confirm)
    assert page.actions == ()
    assert [str(fact.value) for fact in page.facts[2:]] == ["12", "0"]
    kiosk.back()
    kiosk.leave()
    kiosk.sign_in(*LEAD)
    kiosk.choose("core.restored")
    kiosk.expect("已从备份恢复")
    kiosk.choose("seen")
    assert "core.restored" not in lines(kiosk)
    assert "store.restore_seen" in kiosk.events()
