"""`kiosk restore FILE`: put a backup in the store's place, and say what is missing in it and what to do now.

Only while nothing has the store open. The old store stays beside the new one. Exit status: 0 restored; 1 refused, and nothing
was changed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.cli.options import read_settings, settings_option

if TYPE_CHECKING:
    from kiosk.core.restore import Restored
    from kiosk.core.store.check import Finding
    from kiosk.core.store.database import Store
    from kiosk.link.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk restore`."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="the backup; without one, they are listed"
    )
    parser.add_argument(
        "--doubtful", action="store_true", help="also one in which kiosk check finds something wrong"
    )
    settings_option(parser)


def run(parsed: argparse.Namespace) -> int:
    """Restore, or list what could be."""
    settings = read_settings(parsed)
    from kiosk.cli.backup import not_its_owner, tell_backups

    if parsed.file is None:
        return tell_backups(settings)
    from kiosk.core.clock import SystemClock
    from kiosk.core.restore import RestoreRefused, restore

    settings.data.mkdir(mode=0o750, parents=True, exist_ok=True)
    if refused := not_its_owner(settings):
        return _say(refused)
    try:
        done = restore(settings, parsed.file, SystemClock().now_ms(), ready, doubtful=parsed.doubtful)
    except RestoreRefused as refusal:
        return _say(f"{refusal}\nNothing was changed.")
    _tell(settings, parsed.file, done)
    return 0


def ready(settings: Settings) -> Iterator[tuple[Store, Callable[[], Sequence[Finding]]]]:
    """The store of these settings, brought up to date with its plugins, and its `kiosk check`."""
    from kiosk.cli.house import load_plugins, open_kiosk_store
    from kiosk.core.checks import check_desk

    with open_kiosk_store(settings) as store:
        host = load_plugins(settings, store)
        yield store, lambda: check_desk(store, host)


def _tell(settings: Settings, file: Path, done: Restored) -> None:
    made = datetime.fromtimestamp(done.backup.at_ms / 1000, ZoneInfo(settings.site.zone))
    print(
        f"{settings.data / 'kiosk.db'}: restored from {file}; its newest record is of {made:%Y-%m-%d %H:%M:%S}."
    )
    if done.kept is not None:
        print(f"The store that was there is kept: {done.kept}")
    if done.lost is None:
        print("Whatever happened since then is not in it; how much, the old store does not tell.")
    else:
        print(f"{done.lost} records that the old store had since then are not in it.")
    if done.uncertain:
        print(f"{done.uncertain} doors, slips or cards were under way in it; staff find them as uncertain.")
    print(
        "Start the kiosk. Staff see “Restored from a backup” first in their menu: what to count and to look at."
    )


def _say(words: str) -> int:
    print(f"kiosk restore: {words}", file=sys.stderr)
    return 1
