"""`kiosk members import` at the terminal and on a pipe: whose name opening balances are entered in."""

from __future__ import annotations

import io
import shutil

import pytest

from kiosk.cli.demo_house import build
from kiosk.cli.house import open_kiosk_store
from kiosk.cli.main import main
from kiosk.core.staff import add_staff
from kiosk.core.store.statements import run

NUMBER, PIN = "1001", "482915"
BALANCES = "会员卡号,姓名,积分\n90010001,新会员,120\n"


@pytest.fixture
def house(tmp_path):
    """The settings of a kiosk without a store."""
    settings = build(tmp_path)
    shutil.rmtree(settings.data)
    return settings


def command(house, text, *words):
    file = house.path.parent / "members.csv"
    file.write_text(text)
    return main(["members", "import", str(file), *words, "--settings", str(house.path)])


def typed(monkeypatch, pin):
    """On a pipe, with this PIN on it."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))


def made_by(house):
    with open_kiosk_store(house) as store:
        return store.read_now(lambda tx: run(tx, "SELECT made_by FROM opening_entries").fetchall())


def somebody(house):
    with open_kiosk_store(house, make=True) as store:
        return add_staff(store, NUMBER, "Ann", PIN).id


def test_without_a_staff_account_balances_are_refused_with_what_to_do(house, capsys):
    assert command(house, BALANCES) == 1
    assert "kiosk staff add" in capsys.readouterr().err
    assert made_by(house) == []


def test_on_a_pipe_the_number_is_an_option_and_the_pin_comes_on_standard_input(house, capsys, monkeypatch):
    ann = somebody(house)
    typed(monkeypatch, PIN)
    assert command(house, BALANCES) == 1
    assert "--as NUMBER" in capsys.readouterr().err
    for wrong in ("000000", ""):
        typed(monkeypatch, wrong)
        assert command(house, BALANCES, "--as", NUMBER) == 1
        assert "number or PIN is wrong; nothing was imported" in capsys.readouterr().err
    assert made_by(house) == []
    typed(monkeypatch, PIN)
    assert command(house, BALANCES, "--as", NUMBER) == 0
    assert "wait for a second person" in capsys.readouterr().out
    assert made_by(house) == [(f"staff:{ann}",)]


def test_at_a_terminal_number_and_pin_are_asked_for(house, monkeypatch):
    ann = somebody(house)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: NUMBER)
    monkeypatch.setattr("kiosk.cli.members.getpass", lambda _question: PIN)
    assert command(house, BALANCES) == 0
    assert made_by(house) == [(f"staff:{ann}",)]


def test_a_rehearsal_and_a_list_without_balances_ask_nobody(house, capsys):
    assert command(house, BALANCES, "--dry-run") == 0
    assert "1 opening balances wait" in capsys.readouterr().out
    assert command(house, "会员卡号,姓名\n90010001,新会员\n") == 0


def test_a_file_that_is_not_there_makes_no_store(house, capsys):
    before = set(house.path.parent.rglob("*"))
    assert main(["members", "import", "nothere.csv", "--settings", str(house.path)]) == 1
    assert "nothere.csv cannot be opened" in capsys.readouterr().err
    assert set(house.path.parent.rglob("*")) == before
