"""Which plugins are installed, and where: entry points of the group `kiosk.plugins`, found without importing
them.

`importlib.util.find_spec` imports the parents of a dotted name, and a stranger's package may do anything on
import; so the folder is found by asking the import system's finders for one part of the name after the other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import msgspec

GROUP = "kiosk.plugins"


class Candidate(msgspec.Struct, frozen=True):
    """An installed plugin, not yet loaded: its name, the module to import, its folder (None when it cannot be
    found)."""

    name: str
    module: str
    folder: Path | None


def candidates(entries: Iterable[EntryPoint] | None = None) -> list[Candidate]:
    """Every installed plugin by entry-point name, each name once, in a fixed order."""
    found: dict[str, Candidate] = {}
    for entry in sorted(entries if entries is not None else entry_points(group=GROUP)):
        found.setdefault(entry.name, Candidate(entry.name, entry.module, folder_of(entry.module)))
    return list(found.values())


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
