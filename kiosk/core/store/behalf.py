"""A plugin's hook within a transaction of the desk's: for as long as it runs, what it does is its own.

Plugins cannot import this (import-linter); the way back is never theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from kiosk.core.store.part import Part


@contextmanager
def on_behalf_of(tx: Part, plugin: str, *, actor: str = "") -> Iterator[None]:
    """Within, the context names the plugin, and the database lets its statements touch its own tables only. `actor`: in whose
    name, where that is not whoever has begun the transaction."""
    dialect, before = tx._store.dialect, tx.context  # noqa: SLF001  the store's own
    tx.context = msgspec.structs.replace(before, plugin=plugin, actor=actor or before.actor)
    dialect.acting_for(plugin)
    try:
        yield
    finally:
        dialect.acting_for(before.plugin)
        tx.context = before
