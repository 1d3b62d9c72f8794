"""`kiosk rules`: what holds here (tiers, fees, limits, texts), and a pack of new ones out of a file.

A pack is brought in somebody's name and does nothing until another person approves it at any staff screen. What holds is a row
that was approved, and is never looked up in a file again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.cli.options import read_settings, settings_option

if TYPE_CHECKING:
    from kiosk.core.host.host import Host
    from kiosk.core.rules import RuleKind, RuleVersion
    from kiosk.core.store.database import Store
    from kiosk.core.store.transaction import Transaction
    from kiosk.link.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk rules`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    listing = verbs.add_parser("list", help="what holds today, and what waits")
    listing.add_argument("--date", metavar="YYYYMMDD", type=int, default=0, help="another business day")
    showing = verbs.add_parser("show", help="one rule as it holds, as JSON")
    showing.add_argument("name", metavar="NAME")
    bringing = verbs.add_parser("import", help="bring a pack of rules; another person approves it")
    bringing.add_argument("file", type=Path, metavar="FILE", help="TOML: [[rule]] with name, from and body")
    bringing.add_argument(
        "--reason", default="new_rules", help="a plain key for the record (default: new_rules)"
    )
    bringing.add_argument("--as", dest="number", default="", metavar="NUMBER", help="your staff number")
    for verb in (listing, showing, bringing):
        settings_option(verb)


def run(parsed: argparse.Namespace) -> int:
    """1 when the pack cannot be taken, or nothing holds under that name; 2 when nobody may bring it."""
    settings = read_settings(parsed)
    from kiosk.cli.house import load_plugins, open_kiosk_store

    with open_kiosk_store(settings, to_read=parsed.verb != "import") as store:
        host = load_plugins(settings, store)
        kinds = kinds_of(host)
        match parsed.verb:
            case "list":
                return _list(store, kinds, parsed.date)
            case "show":
                return _show(store, parsed.name)
            case _:
                return _import(parsed, settings, store, kinds)


def kinds_of(host: Host) -> dict[str, RuleKind[Any]]:
    """Every kind of rule there is: the desk's own, and what plugins declare."""
    from kiosk.core.prepaid_law import PREPAID

    declared = [kind for _plugin, kinds in host.call("kiosk_rules") for kind in kinds]
    return {kind.name: kind for kind in (PREPAID, *declared)}


def _list(store: Store, kinds: dict[str, RuleKind[Any]], on_day: int) -> int:
    def read(tx: Transaction) -> list[tuple[str, RuleVersion | None, int]]:
        return [
            (
                name,
                tx.rule_version(name, on_day=on_day),
                sum(one.state == "waits" for one in tx.rule_versions(name)),
            )
            for name in sorted(kinds)
        ]

    for name, holds, waiting in store.read_now(read):
        told = f"since {holds.from_day}, version {holds.number}" if holds is not None else "none holds"
        print(f"{name:<24}{told}" + (f"; {waiting} waiting for approval" if waiting else ""))
    return 0


def _show(store: Store, name: str) -> int:
    version = store.read_now(lambda tx: tx.rule_version(name))
    if version is None:
        return _refuse(f"nothing holds under the name {name!r} (kiosk rules list)", 1)
    print(json.dumps(json.loads(version.body), ensure_ascii=False, indent=2))
    return 0


def _import(
    parsed: argparse.Namespace, settings: Settings, store: Store, kinds: dict[str, RuleKind[Any]]
) -> int:
    from kiosk.cli.who import NobodyThere, ask_who, context_of
    from kiosk.core.rules import RuleRefused, read_pack
    from kiosk.core.store.errors import AlreadyAsked

    try:
        rules = read_pack(tomllib.loads(parsed.file.read_text("utf-8")), kinds)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RuleRefused) as problem:
        return _refuse(f"{parsed.file}: {problem}", 1)
    try:
        who = ask_who(store, settings, "rules.bring", number=parsed.number)
    except NobodyThere as problem:
        return _refuse(str(problem), 2)
    if who is None:
        return _refuse("rules are brought in somebody's name: make an account first (kiosk staff add)", 2)
    titles = [kinds[rule.name].title for rule in rules]

    def bring(tx: Transaction) -> str:
        return tx.propose_rules(rules, titles=titles, reason=parsed.reason)

    try:
        store.write_now(bring, context=context_of(who))
    except AlreadyAsked:
        return _refuse("this very pack waits for approval already", 1)
    what = "1 rule waits" if len(rules) == 1 else f"{len(rules)} rules wait"
    print(f"{what} for a second person: staff menu, Waiting for approval")
    return 0


def _refuse(words: str, status: int) -> int:
    print(f"kiosk rules: {words}", file=sys.stderr)
    return status
