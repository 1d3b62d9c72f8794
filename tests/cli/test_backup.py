"""`kiosk backup` and `kiosk restore`, rehearsed: what bears a backup's name is whole, and what is restored says what it
cost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.cli.backup import check_of
from kiosk.cli.house import load_plugins, open_kiosk_store
from kiosk.cli.main import main
from kiosk.cli.restore import ready
from kiosk.core import backup, restore
from kiosk.core.checks import check_desk
from kiosk.core.ledger import Line, principal, safe
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.restores import unseen_restore
from kiosk.core.store.sqlite_copy import copy_running
from kiosk.core.store.transaction import Transaction
from kiosk.link.backups import BackupTold, read_told
from kiosk.link.settings import Settings, load
from kiosk.link.slips import Line as SlipLine
from kiosk.link.slips import Slip

VISIT = Context("customer", "front", "s-1", "")
SETTINGS = """
[paths]
data = "data"
run = "run"
[backup]
folder = "stick"
keep = 2
another_medium = false
[plugins]
disabled = ["lending", "bags"]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A kiosk with something in its store, and a stick."""
    (tmp_path / "kiosk.toml").write_text(SETTINGS)
    (tmp_path / "stick").mkdir()
    settings = load(tmp_path / "kiosk.toml")
    with open_kiosk_store(settings, make=True) as store:
        load_plugins(settings, store)
        store.write_now(pay_in, 1000)
    return settings


def pay_in(tx: Transaction, fen: int) -> None:
    tx.enter("test.paid", [Line(safe(), principal("m"), fen)])


def paid(store: Store) -> int:
    return store.read_now(lambda tx: tx.balance(principal("m")))


def stick(settings: Settings) -> Path:
    return settings.path.parent / "stick"


def names(settings: Settings) -> list[str]:
    return sorted(each.name for each in stick(settings).iterdir())


def kiosk(settings: Settings, *words: str) -> int:
    return main([*words, "--settings", str(settings.path)])


def made(settings: Settings) -> Path:
    """One backup, by hand."""
    assert kiosk(settings, "backup") == 0
    return backup.backups_in(stick(settings))[0]


def told(settings: Settings) -> BackupTold:
    found = read_told(settings.data)
    assert found is not None
    return found


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


def begin_a_visit(tx: Transaction) -> None:
    tx.begin_session("s-1", "front")


def under_way(tx: Transaction) -> tuple[str, str]:
    place = tx.put_place("A", 1)
    door = tx.intend_door(place.id, purpose="test.out")
    tx.hold("test.out", f"place:{place.id}", operation=door)
    slip = tx.intend_print(Slip("test.slip", (SlipLine("凭条"),)), purpose="test.slip")
    return door.id, slip.id


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
