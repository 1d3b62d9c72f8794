"""`kiosk members import FILE`: read members from a spreadsheet's CSV. A bad row is told and never stops the
good ones; twice changes nothing.

Opening balances are money. Whoever brings them signs in (a PIN is typed, or comes on standard input, and is never
an argument), so that the second person, who approves them, is known to be another."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk.cli.options import read_settings, settings_option
from kiosk.link.settings import Settings

if TYPE_CHECKING:
    from kiosk.core.store.database import Store


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk members`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    importing = verbs.add_parser("import", help="read members from a CSV file")
    importing.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="会员卡号,姓名,电话,生日,卡种 (or card, name, phone, birthday, tier); UTF-8 or GB18030",
    )
    importing.add_argument(
        "--as",
        dest="number",
        default="",
        metavar="NUMBER",
        help="your staff number, for a file with opening balances; the PIN is asked for, or read from a pipe",
    )
    importing.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    settings_option(importing)


def run(parsed: argparse.Namespace) -> int:
    """Import. 1 when a row was not taken, or the file is no member list."""
    settings = read_settings(parsed)
    from kiosk.cli.house import open_kiosk_store
    from kiosk.core.members.importer import brings_balances, import_members
    from kiosk.core.members.report import ImportRefused

    try:
        balances = brings_balances(parsed.file)
        with (
            _rehearsal(settings) if parsed.dry_run else _itself(settings) as place,
            open_kiosk_store(place, make=True) as store,
        ):
            actor = "system"
            if parsed.dry_run:
                actor = "staff:rehearsal"
            elif balances or parsed.number:
                actor = _signed_in(store, settings, parsed.number)
            if not actor:
                return 1
            report = import_members(store, parsed.file, actor=actor, progress=_progress())
    except ImportRefused as refusal:
        print(f"{parsed.file}: {refusal}", file=sys.stderr)
        return 1
    for fault in report.faults:
        print(f"{parsed.file}: {fault}")
    if report.fault_count > len(report.faults):
        print(f"{parsed.file}: and {report.fault_count - len(report.faults)} more rows like these")
    for column in report.identity_columns:
        print(f"the column {column} holds identity numbers: not read, and it should not be in the file")
    if report.ignored_columns:
        print(f"columns that mean nothing here, not read: {', '.join(report.ignored_columns)}")
    if report.opening_entries:
        print(f"{report.opening_entries} opening balances wait for a second person's approval")
    would = "would be " if parsed.dry_run else ""
    print(
        f"{report.rows} rows: {report.added} {would}added, {report.unchanged} known and unchanged, "
        f"{report.fault_count} not taken"
    )
    return 1 if report.fault_count else 0


def _signed_in(store: Store, settings: Settings, number: str) -> str:
    """Who brings the balances, as "staff:<id>"; "" with the reason said when nobody does."""
    from kiosk.core.staff import SignInRefused, StaffPolicy, has_staff, sign_in

    if not store.read_now(has_staff):
        _say(
            "opening balances are entered in somebody's name, and there is no staff account: kiosk staff add"
        )
        return ""
    if not sys.stdin.isatty() and not number:
        _say(
            "opening balances are entered in somebody's name: give --as NUMBER, and the PIN on standard input"
        )
        return ""
    if sys.stdin.isatty():
        _say(
            "The file brings opening balances; they are entered in your name, and another person approves them."
        )
        number = number or input("Staff number: ").strip()
        pin = getpass("PIN: ")
    else:
        pin = sys.stdin.readline().strip()
    who = asyncio.run(sign_in(store, number, pin, policy=StaffPolicy.of(settings.staff)))
    if isinstance(who, SignInRefused):
        locked = f"this number is locked for {who.locked_minutes} minutes"
        _say(f"{locked if who.locked_minutes else 'number or PIN is wrong'}; nothing was imported.")
        return ""
    return f"staff:{who.id}"


def _say(words: str) -> None:
    print(words, file=sys.stderr)


@contextmanager
def _itself(settings: Settings) -> Iterator[Settings]:
    yield settings


@contextmanager
def _rehearsal(settings: Settings) -> Iterator[Settings]:
    """The same kiosk on a copy of its store, which is thrown away."""
    if settings.store.url:
        raise SystemExit(
            "kiosk members import: --dry-run works on a copy, and only SQLite's store can be copied"
        )
    with tempfile.TemporaryDirectory(prefix="kiosk-rehearsal-") as folder:
        original = settings.data / "kiosk.db"
        if original.exists():
            try:
                with (
                    closing(sqlite3.connect(f"file:{original}?mode=ro", uri=True)) as here,
                    closing(sqlite3.connect(Path(folder) / "kiosk.db")) as copy,
                ):
                    here.backup(copy)
            except sqlite3.DatabaseError as problem:
                from kiosk.core.store.errors import StoreBroken

                raise StoreBroken(f"{original}: {problem}") from problem
        yield msgspec.structs.replace(settings, data=Path(folder))


def _progress() -> Callable[[int], None] | None:
    """Say how far it is, when somebody is watching and it takes long."""
    if not sys.stderr.isatty():
        return None
    return lambda rows: print(f"\r{rows} rows", end="", file=sys.stderr, flush=True)
