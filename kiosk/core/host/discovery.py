"""Which plugins are installed, and where: entry points of the group `kiosk.plugins`, found without importing
them.

`importlib.util.find_spec` imports the parents of a dotted name, and a stranger's package may do anything on
import; so the folder is found by asking the import system's finders for one part of the name after the other.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import msgspec

from kiosk.core.host.answers import words_of

log = logging.getLogger(__name__)

GROUP = "kiosk.plugins"

RESIDENTS = "kiosk.plugins."
"""Where our own plugins are imported from."""


class Candidate(msgspec.Struct, frozen=True):
    """An installed plugin, not yet loaded: its name, the module to import, its folder (None when it cannot be
    found). `fault`: why it must not be loaded at all."""

    name: str
    module: str
    folder: Path | None
    fault: str = ""


def candidates(entries: Iterable[EntryPoint] | None = None) -> list[Candidate]:
    """Every installed plugin by entry-point name, in a fixed order.

    A name that two distributions use is nobody's: whichever came first would win in silence. Our own keep theirs, and
    the other is listed beside it under its distribution's name, to be told of.
    """
    named: dict[str, dict[str, EntryPoint]] = {}
    for entry in sorted(entries if entries is not None else entry_points(group=GROUP)):
        named.setdefault(entry.name, {}).setdefault(entry.value, entry)
    found: list[Candidate] = []
    for name, offers in named.items():
        if len(offers) == 1:
            found.extend(_candidate(entry) for entry in offers.values())
            continue
        ours = [entry for entry in offers.values() if entry.value.startswith(RESIDENTS)]
        others = [entry for entry in offers.values() if entry not in ours]
        if len(ours) == 1:
            found.append(_candidate(ours[0]))
            found += [
                Candidate(f"{name}@{_distribution(entry)}", "", None, f"the name {name!r} is the kiosk's own")
                for entry in others
            ]
        else:
            who = ", ".join(f"{_distribution(entry)} ({entry.value})" for entry in offers.values())
            found.append(
                Candidate(
                    name, "", None, f"more than one distribution has this name: {who}; remove all but one"
                )
            )
    return found


def _candidate(entry: EntryPoint) -> Candidate:
    try:
        return Candidate(entry.name, entry.module, folder_of(entry.module))
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # noqa: BLE001 - what a stranger wrote there, and a stranger's import hooks
        log.error("entry point %s = %r: %s", entry.name, entry.value, words_of(problem))  # noqa: TRY400 - said, not traced
        return Candidate(entry.name, "", None, f"its entry point {entry.value!r} names no package")


def _distribution(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else "unknown"


def folder_of(module: str) -> Path | None:
    """The folder of a package that may not be imported yet; None when no finder knows it."""
    path: Sequence[str] | None = None
    name = ""
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        spec = _find(name, path)
        if spec is None or spec.submodule_search_locations is None:
            return None
        path = list(spec.submodule_search_locations)
    return Path(path[0]) if path else None


def _find(name: str, path: Sequence[str] | None) -> ModuleSpec | None:
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        spec = find(name, path, None) if find is not None else None
        if isinstance(spec, ModuleSpec):
            return spec
    return None
