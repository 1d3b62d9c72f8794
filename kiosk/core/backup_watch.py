"""The desk's eye on the backups: another process makes them, and the desk tells staff when one has failed or is missing.

What that process leaves in the data folder is read once a minute; what is new goes into the journal (`store.backed_up`,
`store.backup_failed`). A backup that nobody makes any more (the timer is off, the medium was never mounted) is found by its
absence.
"""

from __future__ import annotations

import logging

from kiosk.core.clock import Clock
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.link.backups import BackupTold, Trouble, read_told, trouble
from kiosk.link.settings import Settings

log = logging.getLogger(__name__)


class BackupWatch:
    """One for each desk; `look` is called again and again."""

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        self._settings, self._store, self._clock = settings, store, clock
        self._since_ms = clock.now_ms()
        self._journaled_ms = self._since_ms
        """Tries up to here are not journaled (again): an earlier desk has done so, or none was there."""
        self.told: BackupTold | None = None

    async def look(self) -> None:
        """Read what was left, and write down what is new of it."""
        if not self._settings.backup.folder:
            return
        self.told = read_told(self._settings.data)
        told = self.told
        if told is None or told.tried_ms <= self._journaled_ms:
            return
        try:
            await self._store.write(_journal, told, context=Context(actor="system"))
        except StoreError:
            log.exception("what became of a backup could not be written down; it is tried again")
            return
        self._journaled_ms = told.tried_ms

    @property
    def trouble(self) -> Trouble | None:
        """What staff have to know now."""
        return trouble(self._settings, self.told, self._clock.now_ms(), self._since_ms)


def _journal(tx: Transaction, told: BackupTold) -> None:
    if told.name:
        tx.journal("store.backed_up", name=told.name, findings=told.findings)
    else:
        tx.journal("store.backup_failed", why=told.outcome)
