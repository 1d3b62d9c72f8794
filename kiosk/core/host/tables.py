"""Who may own tables: asked of every plugin, and of one without migrations too.

What a plugin may touch is told by the beginning of a table's name, so an id that is the beginning of somebody else's
tables would own them without ever having made one.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.core.store.database import Store
from kiosk.core.store.migrate import check_owner


def bring_up_to_date(store: Store, plugin: str, folder: Path) -> None:
    """Run what is pending of a plugin's migrations. Raises `MigrationRefused`."""
    if (folder / "migrations").is_dir():
        store.migrate(plugin, folder / "migrations")
    elif not store.reads_only:  # who only reads makes no tables either
        store.maintain(lambda dialect: check_owner(plugin, dialect))
