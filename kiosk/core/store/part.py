"""What every part of a transaction stands on: its context, its one moment in time, and the statements it may
run.

The statements are constants, each beside the verb that uses it, because the writer is the narrowest place of
the whole desk: building the same query anew for every loan costs more than running it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kiosk.core.calendar import Calendar
from kiosk.core.ids import new_id
from kiosk.core.records import Context, Operation
from kiosk.core.store import errors

if TYPE_CHECKING:
    from kiosk.core.store.database import Store
    from kiosk.core.store.lighting import LightSet


class Part:
    """A transaction's common ground. `now_ms` is one moment for the whole transaction."""

    def __init__(self, store: Store, context: Context) -> None:
        self.context = context
        self.now_ms = store.clock.now_ms()
        self.effects: list[Operation] = []
        """Operations intended here; they become the dispatcher's business after the commit."""
        self.lights: list[LightSet] = []
        """Lights set here; they are shown after the commit."""
        self._store = store
        self._kiosk = store.kiosk_number
        self._run = store.dialect.run

    @cached_property
    def business_day(self) -> int:
        """The business day of this transaction, yyyymmdd."""
        return self._store.day.of(self.now_ms)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone, for moments that people read."""
        return self._store.day.zone

    @cached_property
    def calendar(self) -> Calendar:
        """Whether the site is open, and until when, at this transaction's moment."""
        store = self._store
        return store.hours.at(self.now_ms, known=store.hours.known(store.clock))

    @property
    def sound(self) -> bool:
        """Whether further statements can run: no database goes on with a transaction in which some kind of statement failed."""
        return self._store.dialect.sound()

    def new_id(self) -> str:
        """An id for a row of one's own."""
        return new_id(self._store.clock)

    def _for_the_host(self, verb: str) -> None:
        """Refuse a verb that the desk itself uses, in a plugin's function."""
        if self.context.plugin:
            raise errors.NotAllowed(f"{verb} by {self.context.plugin}: the host's own business")

    def _permitted(self, permission: str) -> None:
        """Refuse a verb that a plugin has not asked for in its `plugin.toml`."""
        plugin = self.context.plugin
        if plugin and not self._store.permits(plugin, permission):
            raise errors.NotAllowed(f"{plugin} has no permission {permission!r} in its plugin.toml")

    def _one(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        return self._run(sql, parameters).fetchone()

    def _all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        rows: list[Any] = self._run(sql, parameters).fetchall()
        return rows
