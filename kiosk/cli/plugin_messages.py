"""`kiosk plugin messages`: collects a plugin's texts from its code, and compiles its translations.

What is new stands in `locale/zh_CN/LC_MESSAGES/ID.po` with an empty translation, which is counted and said; what is no longer
said is taken out. Run it again after translating.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk plugin messages`."""
    parser.add_argument("plugin", metavar="PATH|ID", nargs="?", default=".", help="which plugin (here)")


def run(parsed: argparse.Namespace) -> int:
    """Collect and compile; 1 while translations are missing, 2 when there is no such plugin."""
    from kiosk.core.host.catalogues import compile_catalogue
    from kiosk.testing.quality import catalogues
    from kiosk.testing.quality.home import NoPlugin, find

    try:
        home = find(parsed.plugin)
    except NoPlugin as problem:
        print(f"kiosk plugin messages: {problem}", file=sys.stderr)
        return 2
    if home.manifest is None:
        print(f"kiosk plugin messages: {home.manifest_fault}", file=sys.stderr)
        return 2
    missing = 0
    for path in catalogues.update(home.id, home.package, [source.path for source in home.sources]):
        compile_catalogue(path)
        gaps = [
            message
            for message in catalogues.read(path)
            if message.id and not all(catalogues.forms(message.string))
        ]
        missing += len(gaps)
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        print(f"{shown}: {f'{len(gaps)} to translate' if gaps else 'complete'}, and compiled")
        for message in gaps:
            print(f"  {catalogues.forms(message.id)[0]!r}")
    return 1 if missing else 0
