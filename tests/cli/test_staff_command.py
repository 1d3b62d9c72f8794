"""`kiosk staff` and `kiosk plugins enable`: whoever changes who may do what says who they are, and a second person besides."""

from __future__ import annotations

import contextlib
import io
import itertools
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.cli.house import open_kiosk_store
from kiosk.cli.main import main
from kiosk.cli.staff import make_account
from kiosk.core.records import StaffIdentity
from kiosk.core.staff import SignInRefused, StaffPolicy, add_staff, sign_in
from kiosk.core.staff.accounts import all_staff
from kiosk.core.store.database import Store
from kiosk.core.store.statements import one, run
from kiosk.link.settings import load
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.people import add_member

QUICK = StaffPolicy(time_cost=1, memory_kib=8, parallelism=1)

PEOPLE = {"1": ("908172", "manager"), "2": ("271909", "supervisor"), "3": ("573914", "attendant")}


def furnish(folder: Path) -> Path:
    """A kiosk's settings, and a store with three people in it."""
    folder.mkdir(exist_ok=True)
    file = folder / "kiosk.toml"
    file.write_text('[paths]\ndata = "data"\nrun = "run"\n')
    with open_kiosk_store(load(file), make=True) as store:
        for number, (pin, role) in PEOPLE.items():
            add_staff(store, number, f"员工{number}", pin, role=role, policy=QUICK)
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def staff(file: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command with lines on standard input, as a script would."""

    def run(*words: str, typed: tuple[str, ...] = ()) -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        return main([*words[:2], *words[2:], "--settings", str(file)])

    return run


def account(file: Path, number: str) -> tuple[str, int]:
    with open_kiosk_store(load(file)) as store:
        row = store.read_now(lambda tx: one(tx, "SELECT role, active FROM staff WHERE number = ?", (number,)))
    return row[0], row[1]


def who_is(store: Store, number: str) -> StaffIdentity:
    record = next(one for one in store.read_now(all_staff) if one.number == number)
    return StaffIdentity(record.id, record.number, record.name, record.role)


def journal(file: Path, event: str) -> list[dict[str, Any]]:
    with open_kiosk_store(load(file)) as store:
        entries = store.read_now(lambda tx: tx.journal_entries())
    return [
        {**msgspec.json.decode(entry.data), "actor": entry.actor} for entry in entries if entry.event == event
    ]


def test_accounts_are_listed_with_their_roles(staff: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert staff("staff", "list") == 0
    told = capsys.readouterr().out
    assert [line.split()[:2] for line in told.splitlines()] == [
        ["1", "manager"],
        ["2", "supervisor"],
        ["3", "attendant"],
    ]
    assert "argon2" not in told


def test_a_role_is_changed_by_one_person_and_approved_by_another(staff: Any, file: Path) -> None:
    # The second person's number is asked for at a terminal; a script has one line, and cannot.
    assert staff("staff", "role", "3", "shift_lead", "--as", "1", typed=("908172",)) == 1
    assert account(file, "3") == ("attendant", 1)


def at_terminal(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    waiting = iter(answers)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda _words: next(waiting))
    for module in ("kiosk.cli.who", "kiosk.cli.staff"):
        monkeypatch.setattr(f"{module}.getpass", lambda _words: next(waiting))


@pytest.mark.parametrize(
    ("second", "role"),
    [
        (("2", "271909"), "shift_lead"),
        (("1", "908172"), "attendant"),
        (("3", "573914"), "attendant"),
        (("2", "000111"), "attendant"),
    ],
    ids=["another who may", "the same person", "whom it is about", "a wrong PIN"],
)
def test_who_may_be_the_second_at_the_terminal(
    file: Path, monkeypatch: pytest.MonkeyPatch, second: tuple[str, str], role: str
) -> None:
    at_terminal(monkeypatch, ["1", "908172", *second])
    done = main(["staff", "role", "3", "shift_lead", "--settings", str(file)])
    assert (done == 0) == (role == "shift_lead")
    assert account(file, "3") == (role, 1)
    assert len(journal(file, "staff.role_changed")) == len(journal(file, "approval.used")) == (done == 0)
    if done == 0:
        assert journal(file, "approval.used")[0]["why"] == "terminal"


def test_another_account_of_the_same_member_is_no_second_person_at_the_terminal(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_kiosk_store(load(file)) as store:
        member = store.write_now(lambda tx: add_member(tx, "6001"))
        for number in ("1", "2"):
            store.write_now(
                lambda tx, number=number: run(
                    tx, "UPDATE staff SET member_id = ? WHERE number = ?", (member, number)
                )
            )
    at_terminal(monkeypatch, ["1", "908172", "2", "271909"])
    assert main(["staff", "role", "3", "shift_lead", "--settings", str(file)]) == 1
    assert "the same member" in capsys.readouterr().err
    assert account(file, "3") == ("attendant", 1)


def test_an_account_with_a_role_is_made_with_the_second_persons_consent_or_not_at_all(tmp_path: Path) -> None:
    """The power goes before and after the commit."""
    runs = itertools.count()

    def add(points: CrashPoints) -> None:
        with open_kiosk_store(load(furnish(tmp_path / str(next(runs))))) as store:
            first, second = (who_is(store, number) for number in ("1", "2"))
            store.probe = points.pass_by
            with contextlib.suppress(PowerCut):
                make_account(
                    store, "9", "九姐", "640275", "shift_lead", QUICK, who=first, consent=(first, second)
                )
            store.probe = None
            acts = [entry.event for entry in store.read_now(lambda tx: tx.sensitive_acts(limit=2))]
            made = [one for one in store.read_now(all_staff) if one.number == "9"]
        assert (made != []) == (acts == ["staff.added", "approval.used"])

    count, failures = crash_walk(add)
    assert count == 2
    assert failures == []


def test_somebody_without_the_right_changes_nothing(staff: Any, file: Path) -> None:
    assert staff("staff", "deactivate", "2", "--as", "3", typed=("573914",)) == 1
    assert account(file, "2") == ("supervisor", 1)


def test_an_account_is_closed_by_one_person_and_signs_in_no_more(staff: Any, file: Path) -> None:
    import asyncio

    assert staff("staff", "deactivate", "3", "--as", "1", typed=("908172",)) == 0
    assert account(file, "3")[1] == 0
    with open_kiosk_store(load(file)) as store:
        assert isinstance(asyncio.run(sign_in(store, "3", "573914", policy=QUICK)), SignInRefused)
    (closed,) = journal(file, "staff.closed")
    assert closed["actor"].startswith("staff:")


def test_the_last_who_looks_after_accounts_can_be_neither_closed_nor_lowered(
    staff: Any, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staff("staff", "deactivate", "2", "--as", "1", typed=("908172",)) == 0
    assert staff("staff", "deactivate", "1", "--as", "1", typed=("908172",)) == 1
    assert staff("staff", "role", "1", "attendant", "--as", "1", typed=("908172",)) == 1
    assert "nobody would be left" in capsys.readouterr().err
    assert account(file, "1") == ("manager", 1)


def test_where_nobody_else_may_approve_one_person_at_the_terminal_is_enough_and_it_is_said(
    staff: Any, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staff("staff", "deactivate", "2", "--as", "1", typed=("908172",)) == 0
    assert staff("staff", "role", "3", "shift_lead", "--as", "1", typed=("908172",)) == 0
    assert "the terminal is enough" in capsys.readouterr().err
    assert account(file, "3") == ("shift_lead", 1)


@pytest.mark.parametrize("role", ["owner", "", "Manager", "manager; DROP TABLE staff"])
def test_a_role_that_does_not_exist_is_given_to_nobody(
    file: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    at_terminal(monkeypatch, ["1", "908172", "2", "271909"])
    assert main(["staff", "role", "3", role, "--settings", str(file)]) == 1
    assert account(file, "3") == ("attendant", 1)


def test_a_pin_is_reset_and_the_account_is_open_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    at_terminal(monkeypatch, ["1", "908172", "2", "271909", "640275", "640275"])
    assert main(["staff", "reset-pin", "3", "--settings", str(file)]) == 0
    with open_kiosk_store(load(file)) as store:
        who = asyncio.run(sign_in(store, "3", "640275", policy=QUICK))
    assert not isinstance(who, SignInRefused)
    assert journal(file, "staff.pin_reset")


def test_a_badge_is_given_and_a_lost_one_is_void(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_terminal(monkeypatch, ["1", "908172", "2", "271909", "BADGE-0003"])
    assert main(["staff", "badge", "3", "--settings", str(file)]) == 0
    at_terminal(monkeypatch, ["1", "908172"])
    assert main(["staff", "revoke-badge", "3", "--settings", str(file)]) == 0
    assert [row["why"] for row in journal(file, "staff.badge_revoked")] == ["lost"]


def test_a_number_that_nobody_has_is_said(staff: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert staff("staff", "role", "99", "attendant", "--as", "1", typed=("908172",)) == 1
    assert "there is no account with the number 99" in capsys.readouterr().err


def aside(file: Path) -> None:
    with open_kiosk_store(load(file)) as store:
        store.write_now(
            lambda tx: tx.set_plugin("lending", version="1", state="quarantined", reason="hung: it hung")
        )


@pytest.mark.parametrize(
    ("number", "pin", "status"),
    [("2", "271909", 0), ("3", "573914", 1), ("2", "111999", 1), ("", "", 1)],
)
def test_a_plugin_is_let_serve_again_by_somebody_who_may(
    staff: Any, file: Path, number: str, pin: str, status: int
) -> None:
    aside(file)
    words = ("--as", number) if number else ()
    assert staff("plugins", "enable", "lending", *words, typed=(pin,)) == status
    enabled = journal(file, "plugin.enabled")
    assert len(enabled) == (status == 0)
    assert all(row["actor"].startswith("staff:") for row in enabled)
