"""A store that no kiosk has used yet, made once in a process and copied from then on.

Running every migration takes longer than most journeys do, and comes out the same each time. A copy is what the desk would have
made itself: it opens it as one that is up to date, and makes its own row in it.

Left out: the tables of strangers. What of them is to be taken is for the desk to say, each time.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import RESIDENTS, Candidate, candidates
from kiosk.core.host.manifest import read_manifest
from kiosk.core.store.migrate import CORE_MIGRATIONS, migrate
from kiosk.core.store.sqlite import Sqlite
from kiosk.link.settings import Plugins

Owner = tuple[str, Path]
"""Whose tables, and where the migrations are that make them."""


def installed() -> list[Candidate]:
    """What is installed, looked up once for each state of the import path."""
    return list(_installed(tuple(sys.path)))


@cache
def _installed(_path: tuple[str, ...]) -> tuple[Candidate, ...]:
    return tuple(candidates())


def put_ready_store(place: Path, *owners: Owner) -> None:
    """Put a store there that is up to date for the core and for these, in this order. Nothing happens where there is one."""
    if place.exists():
        return
    content = _made(owners)
    with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)


def owners_among(found: Sequence[Candidate], site: Plugins) -> list[Owner]:
    """Those of our own plugins that the desk would bring up to date before it meets a stranger's."""
    owners: list[Owner] = []
    for candidate in found:
        if not candidate.module.startswith(RESIDENTS) or candidate.folder is None:
            break
        wanted = candidate.name in site.enabled or not _optional(candidate.folder)
        migrations = candidate.folder / "migrations"
        if wanted and candidate.name not in site.disabled and migrations.is_dir():
            owners.append((candidate.name, migrations))
    return owners


@cache
def _optional(folder: Path) -> bool:
    return read_manifest(folder / "plugin.toml").optional


@cache
def _made(owners: tuple[Owner, ...]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="kiosk-ready-") as folder:
        place = Path(folder) / "kiosk.db"
        dialect, clock = Sqlite(place), ManualClock()
        dialect.connect(read_only=False)
        try:
            migrate(dialect, "", CORE_MIGRATIONS, clock)
            for owner, migrations in owners:
                migrate(dialect, owner, migrations, clock)
        finally:
            dialect.disconnect()
        return place.read_bytes()
