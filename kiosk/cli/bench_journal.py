"""How the bench reads the journal: from a store that it can only read, as `kiosk report` does, beside the desk."""

from __future__ import annotations

import contextlib
from typing import Self

from kiosk.bench.journal import Unread
from kiosk.bench.protocol import JournalLine
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Settings

LATEST, AT_ONCE = 60, 200


class JournalReader:
    """Opens the store when it is first asked for, and again after whatever goes wrong with it. A context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened = contextlib.ExitStack()
        self._store: Store | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._opened.close()

    def read(self, after: int) -> list[JournalLine]:
        """Rows after a sequence number; after -1, the latest. Raises `Unread`."""
        from kiosk.cli.house import open_kiosk_store

        try:
            if self._store is None:
                self._store = self._opened.enter_context(open_kiosk_store(self._settings, to_read=True))
            return self._store.read_now(_rows, after)
        except (StoreError, OSError) as fault:
            self._store = None
            self._opened.close()
            raise Unread(str(fault)) from fault


def _rows(tx: Transaction, after: int) -> list[JournalLine]:
    start = after if after >= 0 else max(0, tx.journal_head()[0] - LATEST)
    return [
        JournalLine(each.seq, each.at_ms, each.event, each.actor, each.position, each.data)
        for each in tx.journal_entries(start, AT_ONCE)
    ]
