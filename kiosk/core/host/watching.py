"""Tells when the sources of a plugin have changed on the disk (`--dev` only).

It looks at times and sizes ten times a second instead of asking the kernel for events: a plugin has a few dozen files, a look
costs well under a millisecond, needs no compiled dependency, and sees changes on a shared folder too, where events do not
arrive. A change is told once the files have stood still for one look, because editors write in several steps.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

LOOK_SECONDS = 0.1
WATCHED = (".py", ".toml", ".po")
"""Code, manifest, migrations, words (a `.mo` is made of its `.po` when the plugin is loaded)."""

Seen = dict[str, tuple[int, int]]


async def watch(folders: Callable[[], Mapping[str, Path]], changed: Callable[[str], None]) -> None:
    """Look for ever; `folders()` are the plugins' by name, `changed(name)` is told of each that has changed."""
    known = {name: look(folder) for name, folder in folders().items()}
    moving: dict[str, Seen] = {}
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        for name, folder in folders().items():
            now = look(folder)
            if name in moving and moving[name] == now:
                del moving[name]
                known[name] = now
                changed(name)
            elif now != known.setdefault(name, now):
                moving[name] = now


def look(folder: Path) -> Seen:
    """Time and size of every source below a folder."""
    return {entry.path: (stat.st_mtime_ns, stat.st_size) for entry, stat in _files(str(folder))}


def _files(folder: str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return  # gone for a moment: some editors and every `git checkout` do that
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            elif entry.name.endswith(WATCHED):
                yield entry, entry.stat()
        except OSError:
            continue
