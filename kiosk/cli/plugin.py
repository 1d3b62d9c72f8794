"""`kiosk plugin`: what a plugin's author needs beside an editor.

    kiosk plugin new NAME        a working plugin in a folder of its own
    kiosk plugin messages PATH   collect its texts, compile its translations
    kiosk plugin check PATH      the rules that a good plugin keeps

(`kiosk plugins` is the site's: which are installed, and what became of them.) The tools that do the work are an extra,
`zhanggui[plugin]`, and are not on a box.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from kiosk.cli import plugin_check, plugin_messages, plugin_new

VERBS: dict[str, Any] = {"new": plugin_new, "messages": plugin_messages, "check": plugin_check}


def configure(parser: argparse.ArgumentParser) -> None:
    """The verbs of `kiosk plugin`."""
    verbs = parser.add_subparsers(dest="verb", metavar="WHAT", required=True)
    for name, module in VERBS.items():
        words = (module.__doc__ or "").partition(": ")[2].partition(".\n")[0].replace("\n", " ")
        module.configure(verbs.add_parser(name, help=words, description=words[:1].upper() + words[1:] + "."))


def run(parsed: argparse.Namespace) -> int:
    """Run one verb; 69 when a tool of the extra is missing."""
    try:
        return int(VERBS[parsed.verb].run(parsed))
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {
            "babel",
            "coverage",
            "jinja2",
            "PIL",
            "pytest",
            "segno",
        }:
            raise
        print(
            f"kiosk plugin {parsed.verb}: {missing.name} is not installed here; pip install 'zhanggui[plugin]'",
            file=sys.stderr,
        )
        return 69
