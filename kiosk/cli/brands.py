"""`kiosk brands`: the directory of shops by which customers find their way, out of a spreadsheet's CSV.

It is brought in somebody's name and holds at once: where a shop is, is no rule. A bad line is told and never stops the good
ones; twice changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import read_settings, settings_option

if TYPE_CHECKING:
    from kiosk.core.store.brands import BrandsPut
    from kiosk.core.store.database import Store
    from kiosk.core.store.transaction import Transaction
    from kiosk.link.settings import Settings

RIGHT = "brands.bring"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk brands`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    listing = verbs.add_parser("list", help="the shops that are in the directory")
    bringing = verbs.add_parser("import", help="read the directory from a CSV file")
    bringing.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="商户号,品牌名称,英文名称,楼层,铺位号,业态,业态英文,拼音首字母,电话,营业时间,指引,英文指引; UTF-8 or GB18030",
    )
    bringing.add_argument(
        "--whole", action="store_true", help="shops that are not in the file have left the house"
    )
    bringing.add_argument("--as", dest="number", default="", metavar="NUMBER", help="your staff number")
    for verb in (listing, bringing):
        settings_option(verb)


def run(parsed: argparse.Namespace) -> int:
    """1 when a line was not taken, or the file is no directory; 2 when nobody may bring it."""
    settings = read_settings(parsed)
    from kiosk.cli.house import open_kiosk_store

    with open_kiosk_store(settings, to_read=parsed.verb == "list") as store:
        return _list(store) if parsed.verb == "list" else _import(parsed, settings, store)


def _list(store: Store) -> int:
    for one in store.read_now(lambda tx: tx.brands()):
        print(f"{one.key}\t{one.name}\t{one.name_en}\t{one.floor}\t{one.unit}\t{one.category}")
    return 0


def _import(parsed: argparse.Namespace, settings: Settings, store: Store) -> int:
    from kiosk.cli.who import NobodyThere, ask_who, context_of
    from kiosk.core.brands.importer import read_directory, with_letters
    from kiosk.core.members.report import ImportRefused

    try:
        directory = read_directory(parsed.file)
    except ImportRefused as refusal:
        print(f"{parsed.file}: {refusal}", file=sys.stderr)
        return 1
    try:
        who = ask_who(store, settings, RIGHT, number=parsed.number)
    except NobodyThere as problem:
        print(f"kiosk brands: {problem}", file=sys.stderr)
        return 2
    brands = [with_letters(one) for one in directory.brands]

    def put(tx: Transaction) -> BrandsPut:
        return tx.put_brands(brands, whole=parsed.whole, keep=directory.unread)

    made = store.write_now(put, context=context_of(who))
    for fault in directory.faults:
        print(f"{parsed.file}: {fault}")
    if directory.ignored:
        print(f"columns that mean nothing here, not read: {', '.join(directory.ignored)}")
    if directory.silent:
        print(f"found by no letter, fill in 拼音首字母 for: {', '.join(directory.silent)}")
    print(
        f"{len(directory.brands) + len(directory.faults)} rows: {made.added} added, {made.changed} changed,"
        f" {made.unchanged} unchanged, {len(directory.faults)} not taken; {made.gone} have left"
    )
    return 1 if directory.faults else 0
