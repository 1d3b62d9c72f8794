"""`kiosk backup`: what bears a backup's name is whole, and what fails leaves no name and word of why."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.cli.backup import check_of
from kiosk.cli.house import open_kiosk_store
from kiosk.core import backup
from kiosk.core.store.sqlite_copy import copy_running
from kiosk.link.settings import Settings
from tests.cli.backups.steps import (
    SETTINGS,
    begin_a_visit,
    kiosk,
    made,
    names,
    paid,
    pay_in,
    stick,
    told,
)

# ---------------------------------------------------------------------------------------------- making one


def test_a_backup_is_checked_named_and_summed_and_word_of_it_is_left(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(settings)

    assert backup.NAME.fullmatch(file.name)
    assert names(settings) == [file.name, f"{file.name}.sha256"]
    assert file.stat().st_mode & 0o777 == 0o600, "names and numbers are in it"
    assert subprocess.run(
        ["sha256sum", "-c", f"{file.name}.sha256"], cwd=stick(settings), check=True, stdout=-3
    )
    assert "nothing is wrong in it" in capsys.readouterr().out
    assert (told(settings).outcome, told(settings).good_name) == ("done", file.name)
    assert kiosk(settings, "backup", "--if-due") == 0
    assert len(names(settings)) == 2, "the next one is due tomorrow"
    assert kiosk(settings, "backup", "--list") == 0
    assert file.name in capsys.readouterr().out


def test_so_many_are_kept_and_the_oldest_goes_with_its_sum(settings: Settings) -> None:
    made_ms = 1_795_000_000_000
    for night in range(4):
        backup.make_backup(settings, made_ms + night * 86_400_000, check_of(settings))
    ours = backup.backups_in(stick(settings))
    assert len(ours) == 2
    assert names(settings) == sorted(name for each in ours for name in (each.name, f"{each.name}.sha256"))


def test_two_of_one_second_are_two_files(settings: Settings) -> None:
    for _ in range(2):
        backup.make_backup(settings, 1_795_000_000_000, check_of(settings))
    assert len(backup.backups_in(stick(settings))) == 2


def test_the_desk_writes_while_its_store_is_copied_and_the_copy_is_of_one_moment(
    settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    target.touch()
    with open_kiosk_store(settings) as store:
        rests = []

        def rest() -> None:
            rests.append(
                store.write_now(pay_in, 1)
            )  # waits for no lock: it would raise StoreBusy after five seconds

        copy_running(settings.data / "kiosk.db", target, rest, pages=4)
        assert len(rests) > 10
        assert paid(store) == 1000 + len(rests)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM ledger_entries").fetchone() == (1,)


def test_a_backup_is_made_while_the_store_is_open_and_in_the_middle_of_a_visit(settings: Settings) -> None:
    with open_kiosk_store(settings) as store:
        store.write_now(begin_a_visit)
        assert made(settings).exists()
    assert told(settings).outcome == "done", "what a live visit has under way is in order"


# ---------------------------------------------------------------------------------------------- what can go wrong


def out_of_room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1_000_000

    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _folder: Usage)


def not_mounted(settings: Settings, _monkeypatch: pytest.MonkeyPatch) -> None:
    stick(settings).rename(settings.path.parent / "elsewhere")


def on_the_same_disk(settings: Settings, _monkeypatch: pytest.MonkeyPatch) -> None:
    settings.path.write_text(SETTINGS.replace("another_medium = false", ""))


def damaged_store(settings: Settings, _monkeypatch: pytest.MonkeyPatch) -> None:
    with (settings.data / "kiosk.db").open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xa5" * 4096 * 10)


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        (out_of_room, "full"),
        (not_mounted, "no_folder"),
        (on_the_same_disk, "same_medium"),
        (damaged_store, "damaged"),
    ],
)
def test_what_fails_leaves_no_name_and_the_older_ones_alone_and_word_of_why(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    how: Callable[[Settings, pytest.MonkeyPatch], None],
    outcome: str,
) -> None:
    older = made(settings)
    how(settings, monkeypatch)
    assert kiosk(settings, "backup") == 1

    assert "no backup was made" in capsys.readouterr().err
    if outcome != "no_folder":
        assert names(settings) == [older.name, f"{older.name}.sha256"]
    assert (told(settings).outcome, told(settings).good_name) == (outcome, older.name)


KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk.cli.backup import check_of
from kiosk.core import backup
from kiosk.link.settings import load
def die(path, *more):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(backup, sys.argv[2], die)
settings = load(sys.argv[1])
backup.make_backup(settings, 1_795_000_000_000, check_of(settings))
"""


@pytest.mark.parametrize("step", [pytest.param("to_the_medium", marks=pytest.mark.slow), "sum_of"])
def test_one_that_is_killed_leaves_what_nobody_takes_for_a_backup_and_the_next_sweeps(
    settings: Settings, step: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(settings.path), step], check=False)
    assert done.returncode == -signal.SIGKILL
    assert backup.PARTIAL in names(settings)
    assert backup.backups_in(stick(settings)) == []
    file = made(settings)
    assert names(settings) == [file.name, f"{file.name}.sha256"]


LIMITED = """
import resource, signal, sys
from kiosk.cli.main import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
raise SystemExit(main(["backup", "--settings", sys.argv[1]]))
"""


def test_a_medium_that_takes_no_more_in_the_middle_is_told_and_nothing_is_left_on_it(
    settings: Settings,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(settings.path)], check=False, capture_output=True
    )
    assert done.returncode == 1, done.stderr
    assert b"no backup was made" in done.stderr
    assert names(settings) == []
    assert told(settings).outcome in ("failed", "full")


def test_a_copy_in_which_the_check_finds_something_is_kept_apart_and_pushes_no_clean_one_out(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = made(settings)
    with closing(sqlite3.connect(settings.data / "kiosk.db")) as tool:
        tool.execute("DROP INDEX slip_matters_open")
    for night in range(3):
        _file, wrong = backup.make_backup(
            settings, 1_795_000_000_000 + night * 86_400_000, check_of(settings)
        )
        assert wrong == 1
    assert kiosk(settings, "backup") == 1
    assert (told(settings).outcome, told(settings).good_name) == ("doubtful", clean.name)
    ours = backup.backups_in(stick(settings))
    assert [backup.NAME.fullmatch(each.name) is not None for each in ours].count(True) == 1
    assert len(ours) == 1 + 2
    doubtful = next(each for each in ours if backup.DOUBTFUL.fullmatch(each.name))

    capsys.readouterr()
    assert kiosk(settings, "restore", str(doubtful)) == 1
    assert "slip_matters_open is missing" in capsys.readouterr().err
    assert kiosk(settings, "restore", str(doubtful), "--doubtful") == 0
    assert kiosk(settings, "restore", str(clean)) == 0
