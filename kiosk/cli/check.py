"""`kiosk check`: the settings, and everything in the store. Says what is wrong, and fails if anything is."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kiosk.cli.options import read_settings, settings_option

if TYPE_CHECKING:
    from kiosk.core.store.check import Finding
    from kiosk.link.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk check`."""
    settings_option(parser)
    parser.add_argument("--json", action="store_true", help="the findings as a JSON list, and nothing else")


def run(parsed: argparse.Namespace) -> int:
    """Look at everything and change no record; pending migrations are run first, as by a start. 1 when something is
    wrong; a warning alone is 0."""
    settings = read_settings(parsed)
    from kiosk.core.host.discovery import candidates
    from kiosk.core.host.site_settings import plugin_settings

    if parsed.json:
        return _tell_program([*plugin_settings(settings, candidates()), *_store(settings)])
    wrong = _tell(plugin_settings(settings, candidates()))
    print(f"{settings.path}: {'the settings are right' if not wrong else _count(wrong) + ' wrong'}")
    in_store = _tell(_store(settings))
    print(f"{settings.store.url or settings.data / 'kiosk.db'}: {_count(in_store)} wrong")
    return 1 if wrong or in_store else 0


def _store(settings: Settings) -> list[Finding]:
    from kiosk.cli.house import load_plugins, open_kiosk_store
    from kiosk.core.checks import check_desk
    from kiosk.core.store.check import Finding
    from kiosk.core.store.errors import StoreError

    try:
        with open_kiosk_store(settings) as store:
            return check_desk(store, load_plugins(settings, store))
    except StoreError as problem:
        return [Finding("store.unusable", str(problem))]


def _tell_program(findings: list[Finding]) -> int:
    import msgspec

    print(msgspec.json.encode(findings).decode())
    return 1 if any(finding.severity == "wrong" for finding in findings) else 0


def _tell(findings: Iterable[Finding]) -> int:
    """Print them; returns how many are wrong."""
    wrong = 0
    for finding in findings:
        print(f"{finding.severity}: {finding.code}: {finding.text}")
        wrong += finding.severity == "wrong"
    return wrong


def _count(number: int) -> str:
    return "nothing is" if number == 0 else "one thing is" if number == 1 else f"{number} things are"
