"""Which plugins are installed, and where: entry points of the group `kiosk.plugins`, found without importing
them (kiosk/link/settings_declared.py says how).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import msgspec

from kiosk.core.host.answers import words_of
from kiosk.link.settings_declared import folder_of

__all__ = ["GROUP", "RESIDENTS", "Candidate", "candidates", "folder_of"]

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
