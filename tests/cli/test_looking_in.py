"""`kiosk check` and `kiosk plugins` where something is not as it should be: each says what, and what to do."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.cli.house import open_kiosk_store
from kiosk.cli.main import main
from kiosk.link.settings import load

PATHS = '[paths]\ndata = "data"\nrun = "run"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The settings of a kiosk that was never started."""
    path = tmp_path / "kiosk.toml"
    path.write_text(PATHS)
    return path


@pytest.fixture
def started(file: Path) -> Path:
    """The same, with a store in which lending has its tables."""
    with open_kiosk_store(load(file), make=True):
        pass
    assert main(["plugins", "--settings", str(file)]) == 0
    return file


def kiosk(*words: str, settings: Path) -> int:
    return main([*words, "--settings", str(settings)])


def put_aside(settings: Path, plugin: str = "lending") -> None:
    with open_kiosk_store(load(settings)) as store:
        store.write_now(
            lambda tx: tx.set_plugin(
                plugin, version="0.1.0", state="quarantined", reason="it hung", strikes=2
            )
        )


def listed(settings: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    kiosk("plugins", "--json", settings=settings)
    found = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    return dict(found["lending"])


# ------------------------------------------------------------------------------------------ a store that is none


def test_a_file_that_is_no_database_is_said_in_a_sentence(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = file.parent / "data" / "kiosk.db"
    database.parent.mkdir()
    database.write_bytes(b"a shopping list, in fact; " * 100)
    members = file.parent / "members.csv"
    members.write_text("会员卡号,姓名\n90010001,新会员\n")
    for words in (
        ("plugins",),
        ("plugins", "--json"),
        ("plugins", "enable", "lending"),
        ("members", "import", str(members)),
        ("members", "import", "--dry-run", str(members)),
        ("staff", "first-code"),
    ):
        assert kiosk(*words, settings=file) == 69, words
        told = capsys.readouterr().err
        assert told.startswith(f"kiosk {words[0]}: the store cannot be used: {database}: "), words
        assert told.count("\n") == 1, words
    assert kiosk("check", settings=file) == 1
    assert f"wrong: store.unusable: {database}: " in capsys.readouterr().out


def test_a_history_that_was_emptied_is_a_finding(started: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = started.parent / "data" / "kiosk.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as other_tool:
        other_tool.execute("DELETE FROM core_migration")
    assert kiosk("check", settings=started) == 1
    assert "wrong: store.unusable: " in capsys.readouterr().out


# ------------------------------------------------------------------------------------------ check


def test_check_fails_when_lendings_tables_were_not_looked_at(
    started: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk("check", settings=started) == 0
    put_aside(started)
    assert kiosk("check", settings=started) == 1
    assert "wrong: schema.unchecked: lending" in capsys.readouterr().out
    started.write_text(PATHS + '[plugins]\ndisabled = ["lending"]\n')
    assert kiosk("check", settings=started) == 0
    assert "warning: schema.unchecked: lending" in capsys.readouterr().out


def test_check_fails_when_lendings_history_was_emptied(
    started: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(started.parent / "data" / "kiosk.db", isolation_level=None)) as other_tool:
        other_tool.execute("DELETE FROM lending_migration")
    assert kiosk("check", settings=started) == 1
    assert "wrong: schema.unchecked: lending" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        ("[plugins.lending]\numbrella_limit = 99\n", 5, "umbrella_limit is 99, but the most is"),
        ('[plugins.lending]\n\numbrella_days = "noon"\n', 6, "umbrella_days must be of type integer"),
        ("[plugins.lending]\numbrela_limit = 1\n", 5, "has no setting 'umbrela_limit'; it has: "),
        (
            "[plugins.nosuch]\na = 1\n",
            4,
            "[plugins.nosuch]: there is no such plugin; installed are: bags, cards, counter, lending",
        ),
    ],
)
def test_a_wrong_plugin_setting_is_named_with_its_line(
    started: Path, capsys: pytest.CaptureFixture[str], lines: str, line: int, words: str
) -> None:
    capsys.readouterr()
    started.write_text(PATHS + lines)
    assert kiosk("check", settings=started) == 1
    told = capsys.readouterr().out
    assert f"wrong: settings.plugin: {started}:{line}: " in told
    assert words in told
    assert "the settings are right" not in told


def test_a_name_that_is_switched_off_in_vain_is_worth_a_look(
    started: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started.write_text(PATHS + '[plugins]\ndisabled = ["lendng"]\n')
    assert kiosk("check", settings=started) == 0
    assert f"warning: settings.plugin: {started}:5: there is no plugin 'lendng'" in capsys.readouterr().out


def test_right_settings_of_a_plugin_are_right(started: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started.write_text(PATHS + "[plugins.lending]\numbrella_limit = 2\n")
    assert kiosk("check", settings=started) == 0
    assert "the settings are right" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------ plugins


def test_before_the_first_start_the_list_is_that_of_an_empty_store(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(file, capsys)["state"] == "active"
    assert not (file.parent / "data").exists()


def test_one_that_is_not_loaded_is_listed_with_its_version(
    started: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = listed(started, capsys)["version"]
    assert version
    put_aside(started)
    kept = listed(started, capsys)
    assert (kept["version"], kept["state"], kept["reason"], kept["strikes"]) == (
        version,
        "quarantined",
        "it hung",
        2,
    )
    started.write_text(PATHS + '[plugins]\ndisabled = ["lending"]\n')
    assert (listed(started, capsys)["version"], listed(started, capsys)["state"]) == (version, "disabled")


@pytest.mark.parametrize("settings_first", [True, False])
def test_a_quarantine_is_lifted_by_a_person_and_on_record(
    started: Path, capsys: pytest.CaptureFixture[str], settings_first: bool
) -> None:
    put_aside(started)
    where = ["--settings", str(started)]
    enable = ["enable", "lending"]
    assert main(["plugins", *(where + enable if settings_first else enable + where)]) == 0
    told = capsys.readouterr().out
    assert "it hung" in told
    assert "restart the desk" in told
    again = listed(started, capsys)
    assert (again["state"], again["strikes"]) == ("active", 0)
    with open_kiosk_store(load(started)) as store:
        entries = store.read_now(lambda tx: tx.journal_entries())
    assert [entry.event for entry in entries] == ["plugin.enabled"]
    assert kiosk("check", settings=started) == 0


@pytest.mark.parametrize("name", ["lending", "nosuch"])
def test_where_nothing_is_put_aside_nothing_is_changed(
    started: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert kiosk("plugins", "enable", name, settings=started) == 1
    assert f"{name} is not put aside" in capsys.readouterr().err
    with open_kiosk_store(load(started)) as store:
        assert store.read_now(lambda tx: tx.journal_entries()) == []


def test_a_quarantine_cannot_be_lifted_where_there_is_no_store(file: Path) -> None:
    assert kiosk("plugins", "enable", "lending", settings=file) == 69
    assert not (file.parent / "data").exists()
