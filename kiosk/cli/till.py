"""`kiosk till import FILE…`: hand the tills' daily files to the services, and say what did not match.

Meant for a timer: it asks for nobody, because every rule by which it books was approved by two people, and what it cannot
match it books not at all. Exit status: 0 all is booked; 1 something did not match (`kiosk report till` has it), or a file
is none.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.cli.options import read_settings, settings_option


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk till`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    importing = verbs.add_parser("import", help="book receipts, points and cards that were paid with")
    importing.add_argument(
        "file",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="CSV, UTF-8 or GB18030; columns in docs/operations.md",
    )
    settings_option(importing)


def run(parsed: argparse.Namespace) -> int:
    """Import each file; one that cannot be read keeps no other from it."""
    settings = read_settings(parsed)
    from kiosk.cli.house import load_plugins, open_kiosk_store
    from kiosk.core.members.report import ImportRefused
    from kiosk.core.till.importer import TillFailed, import_till

    status = 0
    with open_kiosk_store(settings) as store:
        host = load_plugins(settings, store)
        for file in parsed.file:
            try:
                made = import_till(store, host, file, ZoneInfo(settings.site.zone))
            except (ImportRefused, TillFailed) as refusal:
                print(f"{file}: {refusal}", file=sys.stderr)
                status = 1
                continue
            for plugin, counts in made.items():
                print(
                    f"{file}: {plugin}: {counts.booked} booked, {counts.known} known already,"
                    f" {counts.unmatched} not matched"
                )
                status = status or int(counts.unmatched > 0)
            if not made:
                print(f"{file}: no service takes what tills tell, or it is empty", file=sys.stderr)
    if status:
        print("kiosk report till has what did not match", file=sys.stderr)
    return status
