"""`kiosk restore`, rehearsed: what was there is back, and what it costs is said."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.cli.restore import ready
from kiosk.core import backup, restore
from kiosk.core.checks import check_desk
from kiosk.core.store.restores import unseen_restore
from kiosk.link.settings import Settings, load
from tests.cli.backups.steps import (
    SETTINGS,
    VISIT,
    begin_a_visit,
    kiosk,
    made,
    names,
    paid,
    pay_in,
    stick,
    told,
    under_way,
)

# ---------------------------------------------------------------------------------------------- restoring


def test_rehearsal_what_was_there_at_the_backup_is_back_and_what_came_after_is_told(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_kiosk_store(settings) as store:
        store.write_now(begin_a_visit)
        door, slip = store.write_now(under_way, context=VISIT)
        file = made(settings)
        for _ in range(5):
            store.write_now(pay_in, 1)
    capsys.readouterr()
    assert kiosk(settings, "restore", str(file)) == 0

    said = capsys.readouterr().out
    assert "5 records that the old store had since then are not in it" in said
    assert "2 doors, slips or cards were under way in it" in said
    with open_kiosk_store(settings) as store:
        host = load_plugins(settings, store)
        assert [each for each in check_desk(store, host) if each.severity == "wrong"] == []
        assert paid(store) == 1000
        assert store.read_now(lambda tx: tx.operation(door).state) == "uncertain"
        assert [each.id for each in store.read_now(lambda tx: tx.slips_to_see_to())] == [slip]
        one = store.read_now(unseen_restore, store.kiosk_id)
        assert one is not None
        assert (one.lost, one.uncertain) == (5, 2)
        events = {
            each.event: msgspec.json.decode(each.data)
            for each in store.read_now(lambda tx: tx.journal_entries())
        }
        assert events["store.restored"]["lost"] == 5
        store.write_now(pay_in, 7)
    (kept,) = settings.data.glob(f"{restore.ASIDE}*")
    with closing(sqlite3.connect(kept)) as old:
        assert old.execute("SELECT count(*) FROM ledger_entries").fetchone() == (6,)
    assert not (settings.data / restore.WORKSHOP).exists()


def test_a_box_without_a_store_gets_one(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    file = made(settings)
    for each in settings.data.iterdir():
        each.unlink()
    assert kiosk(settings, "restore", str(file)) == 0
    assert "how much, the old store does not tell" in capsys.readouterr().out
    with open_kiosk_store(settings) as store:
        assert paid(store) == 1000


def test_a_damaged_store_is_put_aside_with_all_that_is_left_of_it(settings: Settings) -> None:
    file = made(settings)
    database = settings.data / "kiosk.db"
    database.write_bytes(b"this was a card that died" * 400)
    (settings.data / "kiosk.db-wal").write_bytes(b"and its log" * 400)
    assert kiosk(settings, "restore", str(file)) == 0
    with open_kiosk_store(settings) as store:
        assert paid(store) == 1000
    kept = sorted(each.read_bytes()[:11] for each in settings.data.glob(f"{restore.ASIDE}*"))
    assert kept == [b"and its log", b"this was a "]


@pytest.mark.parametrize("only_reading", [False, True])
def test_it_is_refused_while_anybody_has_the_store_open(
    settings: Settings, capsys: pytest.CaptureFixture[str], only_reading: bool
) -> None:
    file = made(settings)
    with open_kiosk_store(settings, to_read=only_reading):
        assert kiosk(settings, "restore", str(file)) == 1
    assert "stop the kiosk first" in capsys.readouterr().err
    assert kiosk(settings, "restore", str(file)) == 0


def half(file: Path) -> Path:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    return file


def half_without_its_sum(file: Path) -> Path:
    backup.sums_beside(file).unlink()
    return half(file)


def one_bit(file: Path) -> Path:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    return file


def a_letter_in_the_journal_without_its_sum(file: Path) -> Path:
    backup.sums_beside(file).unlink()
    content = file.read_bytes()
    assert content.count(b'"kind":"test.paid"') == 1
    file.write_bytes(content.replace(b'"kind":"test.paid"', b'"kind":"test.paiD"'))
    return file


def no_database(file: Path) -> Path:
    other = file.with_name("notes.db")
    other.write_text("members: 3\n" * 1000)
    return other


def another_programs(file: Path) -> Path:
    other = file.with_name("other.db")
    with closing(sqlite3.connect(other)) as made:
        made.execute("CREATE TABLE kiosk (id TEXT)")
    return other


def newer(file: Path) -> Path:
    backup.sums_beside(file).unlink()
    with closing(sqlite3.connect(file)) as tool:
        tool.execute(
            "INSERT INTO core_migration (name, applied, release, expand_only) VALUES ('9999_next', 1, '9.9', 0)"
        )
        tool.commit()
        tool.execute("PRAGMA wal_checkpoint(truncate)")
    return file


def in_use(file: Path) -> Path:
    file.with_name(file.name + "-wal").write_bytes(b"more")
    return file


def gone(file: Path) -> Path:
    return file.with_name("kiosk-20200101-000000.db")


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (half, "damaged"),
        (half_without_its_sum, "damaged"),
        (one_bit, "its sum is not that of"),
        (a_letter_in_the_journal_without_its_sum, "was changed after it was written"),
        (no_database, "damaged, or no backup"),
        (another_programs, "it is no kiosk's store"),
        (newer, "of a newer release"),
        (in_use, "a store that was in use"),
        (gone, "there is no file"),
    ],
)
def test_what_is_no_backup_of_ours_is_refused_and_nothing_is_changed(
    settings: Settings, capsys: pytest.CaptureFixture[str], how: Callable[[Path], Path], why: str
) -> None:
    file = how(made(settings))
    with open_kiosk_store(settings) as store:
        store.write_now(pay_in, 5)
    capsys.readouterr()
    assert kiosk(settings, "restore", str(file)) == 1
    said = capsys.readouterr().err
    assert why in said
    assert "Nothing was changed" in said
    with open_kiosk_store(settings) as store:
        assert paid(store) == 1005


def test_another_kiosks_is_refused_while_there_is_a_store_here(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "stick").mkdir()
    (other / "kiosk.toml").write_text(SETTINGS)
    theirs = load(other / "kiosk.toml")
    with open_kiosk_store(theirs, make=True) as store:
        load_plugins(theirs, store)
    assert kiosk(settings, "restore", str(made(theirs))) == 1
    assert "the backup is of kiosk" in capsys.readouterr().err


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_power_that_goes_while_it_is_restored_leaves_a_store_in_its_place_and_it_is_done_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    file = made(settings)
    with open_kiosk_store(settings) as store:
        store.write_now(pay_in, 5)
    steps = iter(range(1, 100))
    real = restore.to_the_medium, restore.folder_to_the_medium

    def power(step: Callable[[Path], None]) -> Callable[[Path], None]:
        def walk(path: Path) -> None:
            if next(steps) == cut:
                raise SystemExit
            step(path)

        return walk

    monkeypatch.setattr(restore, "to_the_medium", power(real[0]))
    monkeypatch.setattr(restore, "folder_to_the_medium", power(real[1]))
    with pytest.raises(SystemExit):
        restore.restore(settings, file, 1_795_000_000_000, ready)
    monkeypatch.undo()
    with open_kiosk_store(settings) as store:
        assert paid(store) == (1000 if cut == 3 else 1005)
    assert kiosk(settings, "restore", str(file)) == 0
    with open_kiosk_store(settings) as store:
        assert paid(store) == 1000


def test_only_the_folders_owner_makes_and_restores_backups(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(settings)
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    for words in (("backup",), ("restore", str(file))):
        assert kiosk(settings, *words) == 1
        assert "run this as the owner" in capsys.readouterr().err


def test_a_server_is_its_owners_to_restore(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.path.write_text(SETTINGS + '[store]\nurl = "postgresql://nowhere.invalid/kiosk"\n')
    file: Any = stick(settings) / "kiosk-20261130-033000.pgdump"
    file.write_bytes(b"PGDMP")
    assert kiosk(settings, "restore", str(file)) == 1
    assert "whoever runs it restores" in capsys.readouterr().err
    assert kiosk(settings, "backup") == 1
    assert told(settings).outcome == "failed"
    assert names(settings) == [file.name]
