"""`kiosk check`: the settings, and everything in the store. Says what is wrong, and fails if anything is."""

from __future__ import annotations

import argparse

from kiosk.cli.options import read_settings, settings_option


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk check`."""
    settings_option(parser)


def run(parsed: argparse.Namespace) -> int:
    """Look at everything and change nothing. 1 when something is wrong; a warning alone is 0."""
    settings = read_settings(parsed)
    print(f"{settings.path}: the settings are right")
    from kiosk.cli.house import load_plugins, open_kiosk_store
    from kiosk.core.checks import check_desk

    with open_kiosk_store(settings) as store:
        findings = check_desk(store, load_plugins(settings, store))
    for finding in findings:
        print(f"{finding.severity}: {finding.code}: {finding.text}")
    wrong = sum(finding.severity == "wrong" for finding in findings)
    print(f"{settings.store.url or settings.data / 'kiosk.db'}: {_count(wrong)} wrong")
    return 1 if wrong else 0


def _count(number: int) -> str:
    return "nothing is" if number == 0 else "one thing is" if number == 1 else f"{number} things are"
