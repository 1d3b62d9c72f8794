"""What plugins do once a business day, whether anybody comes or not: `kiosk_daily`, at start and when a new day begins.

Before them the desk itself empties the identity records whose time is over, and forgets a remote system's members who have not
come for long.

Which day was done is memory only: after a restart it is done again, which a plugin must bear. A box that does not know the time
does nothing: what is over by a clock that is wrong is not over.
"""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from kiosk.core.clock import Clock
from kiosk.core.forgetting import forget_the_unseen
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError, trouble_behind
from kiosk.core.store.transaction import Transaction

log = logging.getLogger(__name__)

OWN = ""
"""The desk's own work, beside the plugins'."""

MOST_AT_ONCE = 200
"""Identity records that one transaction empties, so that nobody at the screen waits for it."""


class Daily:
    """The plugins' daily work; `look` is called again and again."""

    def __init__(self, store: Store, host: Host, clock: Clock, zone: ZoneInfo) -> None:
        self._store, self._host, self._clock, self._zone = store, host, clock, zone
        self._done: dict[str, int] = {}
        """The last business day of each plugin, also of one that failed: it is not struck again before tomorrow."""

    async def look(self) -> None:
        """Do what is not done yet today, a transaction for each plugin."""
        if not self._store.hours.now(self._clock).known:
            return
        today = await self._store.read(_today)
        if self._done.get(OWN) != today:
            await self._purge(today)
        for name in list(self._host.plugins):
            if self._done.get(name) == today:
                continue
            self._done[name] = today
            context = Context(actor="system", plugin=name)
            try:
                await self._store.write(self._do, name, context=context)
            except (PluginFailed, StoreError) as problem:
                if trouble_behind(problem) is not None:
                    del self._done[name]
                log.exception("the daily work of %s was not done", name)

    async def _purge(self, today: int) -> None:
        try:
            if await self._store.read(_some_due):
                while await self._store.write(_purge, context=Context(actor="system")) == MOST_AT_ONCE:
                    pass
            await forget_the_unseen(self._store, self._host, self._zone)
        except StoreError:
            log.exception("what is over of people's data could not be emptied; it is tried again")
            return
        self._done[OWN] = today

    def _do(self, tx: Transaction, name: str) -> None:
        self._host.call_one(name, "kiosk_daily", tx=tx)


def _today(tx: Transaction) -> int:
    return tx.business_day


def _some_due(tx: Transaction) -> bool:
    return tx.identities_due()


def _purge(tx: Transaction) -> int:
    return tx.purge_identities(MOST_AT_ONCE)
