"""`kiosk backup`: copy the store to another medium, beside a running desk or without one, and leave word of it for the
desk.

A timer calls it with `--if-due` (deploy/raspberry/kiosk-backup.timer); by hand it makes one now. Exit status: 0 made, or
none is due; 1 none was made, or something is wrong in it; 75 another is being made.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import read_settings, settings_option

if TYPE_CHECKING:
    from kiosk.core.backup import Check
    from kiosk.core.store.check import Finding
    from kiosk.link.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk backup`."""
    parser.add_argument(
        "--if-due", action="store_true", help="only when the time of [backup] has come (for a timer)"
    )
    parser.add_argument("--list", action="store_true", help="the backups that there are, the newest first")
    settings_option(parser)


def run(parsed: argparse.Namespace) -> int:
    """Make one, and say what became of it."""
    settings = read_settings(parsed)
    if parsed.list:
        return tell_backups(settings)
    from kiosk.core.backup import AnotherRuns, BackupFailed, make_backup, note_of
    from kiosk.core.clock import SystemClock
    from kiosk.link.backups import is_due, read_told, write_told

    before, now_ms = read_told(settings.data), SystemClock().now_ms()
    if parsed.if_due and not is_due(settings, before, now_ms):
        return 0
    if not settings.store.url and not (settings.data / "kiosk.db").exists():
        raise FileNotFoundError(2, "no such store", str(settings.data / "kiosk.db"))
    if refused := not_its_owner(settings):
        return _say(refused)
    try:
        made: tuple[Path, int] | BackupFailed = make_backup(settings, now_ms, check_of(settings))
    except AnotherRuns as problem:
        _say(str(problem))
        return 75
    except BackupFailed as problem:
        made = problem
    write_told(settings.data, note_of(before, now_ms, made))
    if isinstance(made, BackupFailed):
        return _say(f"no backup was made: {made}")
    file, wrong = made
    print(f"{file}: {file.stat().st_size:,} bytes")
    if settings.store.url:
        print("pg_restore can read its contents; kiosk check was not run on it")
        return 0
    print(
        f"kiosk check: {'nothing is wrong' if not wrong else f'{wrong} wrong; it is kept beside the clean ones'} in it"
    )
    return 1 if wrong else 0


def tell_backups(settings: Settings) -> int:
    """What there is to restore."""
    from kiosk.core.backup import backups_in
    from kiosk.link.backups import backup_folder

    folder = backup_folder(settings)
    if folder is None or not folder.is_dir():
        return _say("[backup] folder is empty in kiosk.toml" if folder is None else f"{folder} is not there")
    for file in backups_in(folder):
        print(f"{file}  {file.stat().st_size:,} bytes")
    return 0


def not_its_owner(settings: Settings) -> str:
    """Why this user had better not: files of another's beside the store lock the desk out. "" when it may."""
    owner = settings.data.stat().st_uid
    if owner == os.geteuid():
        return ""
    import pwd

    name = pwd.getpwuid(owner).pw_name
    return f"run this as the owner of {settings.data}: sudo -u {name} kiosk …"


def check_of(settings: Settings) -> Check:
    """`kiosk check` of a copy that nobody writes to, as it was at its moment."""
    from kiosk.cli.house import load_plugins
    from kiosk.core.checks import check_desk
    from kiosk.core.clock import ManualClock
    from kiosk.core.store.database import Store

    def check(copy: Path, at_ms: int) -> Sequence[Finding]:
        site = settings.site
        store = Store.open_to_read(
            copy, ManualClock(at_ms), zone=site.zone, business_day_starts=site.business_day_starts
        )
        try:
            return check_desk(store, load_plugins(settings, store))
        finally:
            store.close()

    return check


def _say(words: str) -> int:
    print(f"kiosk backup: {words}", file=sys.stderr)
    return 1
