"""The store and the plugins, opened as the desk opens them, for commands that look at both beside a running
desk or without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.core.clock import SystemClock
from kiosk.core.host.discovery import candidates
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import Aside
from kiosk.core.host.safe_mode import kept_safe_mode
from kiosk.core.host.tables import bring_up_to_date
from kiosk.core.records import PluginRecord
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.opened import open_store
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Settings


@contextmanager
def open_kiosk_store(settings: Settings, *, make: bool = False, to_read: bool = False) -> Iterator[Store]:
    """The kiosk's store; `to_read`: as it is, for look-ups alone. Raises `FileNotFoundError` where there is none yet, unless it
    may be made; `StoreError`, which names it, when it cannot be used."""
    database = settings.data / "kiosk.db"
    if not settings.store.url and not make and not database.exists():
        raise FileNotFoundError(2, "no such store", str(database))
    settings.data.mkdir(mode=0o750, parents=True, exist_ok=True)
    try:
        store = open_store(settings, SystemClock(), to_read=to_read)
    except StoreError as problem:
        raise type(problem)(f"{settings.store.url or database}: {problem}") from problem
    try:
        yield store
    finally:
        store.close()


def load_plugins(settings: Settings, store: Store) -> Host:
    """Load every installed plugin as the desk would, with what it is known for. Nothing is offered to
    anybody."""

    host = Host(SystemClock().now_ms, migrate=lambda plugin, folder: bring_up_to_date(store, plugin, folder))
    store.permits = host.permits
    aside = {
        id_: Aside(record.reason, record.changed_ms)
        for id_, record in known(store).items()
        if record.state == "quarantined"
    }
    host.load(
        candidates(),
        settings.plugins.tables,
        disabled=frozenset(settings.plugins.disabled),
        enabled=frozenset(settings.plugins.enabled),
        quarantined=aside,
        held=kept_safe_mode(settings.data).holds_back,
    )
    return host


def known(store: Store) -> dict[str, PluginRecord]:
    """What the store keeps of plugins over a restart."""
    return {record.id: record for record in store.read_now(_plugins)}


def _plugins(tx: Transaction) -> list[PluginRecord]:
    return list(tx.plugins())
