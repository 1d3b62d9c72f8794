"""What plugins do once a business day, whether anybody comes or not: `kiosk_daily`, at start and when a new day begins.

Which day was done is memory only: after a restart it is done again, which a plugin must bear. A box that does not know the time
does nothing: what is over by a clock that is wrong is not over.
"""

from __future__ import annotations

from kiosk.core.clock import Clock
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction


class Daily:
    """The plugins' daily work; `look` is called again and again."""

    def __init__(self, store: Store, host: Host, clock: Clock) -> None:
        self._store, self._host, self._clock = store, host, clock
        self._done: dict[str, int] = {}
        """The last business day of each plugin, also of one that failed: it is not struck again before tomorrow."""

    async def look(self) -> None:
        """Do what is not done yet today, a transaction for each plugin."""
        if not self._store.hours.now(self._clock).known:
            return
        today = await self._store.read(_today)
        for name in list(self._host.plugins):
            if self._done.get(name) == today:
                continue
            self._done[name] = today
            context = Context(actor="system", plugin=name)
            try:
                await self._store.write(self._do, name, context=context)
            except PluginFailed:
                continue

    def _do(self, tx: Transaction, name: str) -> None:
        self._host.call_one(name, "kiosk_daily", tx=tx)


def _today(tx: Transaction) -> int:
    return tx.business_day
