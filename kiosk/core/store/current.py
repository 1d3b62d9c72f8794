"""Which database a plugin's models speak to: that of the write or read function that is running on this
thread, or none.

Peewee's own proxy is set once for the process. That would let a model be used anywhere, and would tie two
stores in one process (tests, a copy from one database to the other) to whichever was opened last.
"""

from __future__ import annotations

import threading
from typing import Any

import peewee

from kiosk.core.store import errors


class CurrentDatabase(peewee.DatabaseProxy):
    """A proxy whose target is this thread's open transaction."""

    __slots__ = ("here",)

    def __init__(self) -> None:
        object.__setattr__(self, "here", threading.local())
        object.__setattr__(self, "_callbacks", [])

    @property
    def obj(self) -> Any:
        """The database of the running function; None outside of one (peewee asks while it builds models)."""
        return getattr(self.here, "database", None)

    def enter(self, database: peewee.Database | None) -> None:
        """From here on, models on this thread speak to `database`; None ends it."""
        self.here.database = database

    def __getattr__(self, name: str) -> Any:
        database = self.obj
        if database is None:
            if name.startswith("__"):
                raise AttributeError(name)
            raise errors.OutsideTransaction("a plugin's model is used within write and read functions only")
        return getattr(database, name)


current = CurrentDatabase()
"""The one proxy that every `PluginModel` is bound to."""
