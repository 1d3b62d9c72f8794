"""The store that the settings name, opened: a file of this box's own, or a database that several boxes share."""

from __future__ import annotations

from kiosk.core.clock import Clock
from kiosk.core.ids import kiosk_identity
from kiosk.core.store.database import Store
from kiosk.link.settings import Settings


def open_store(settings: Settings, clock: Clock, *, to_read: bool = False) -> Store:
    """Open the store that the settings name; `to_read`: as it is, for look-ups alone."""
    return (Store.open_to_read if to_read else Store.open)(
        settings.store.url or settings.data / "kiosk.db",
        clock,
        # A file knows whose it is; a database that several boxes share must be told.
        kiosk_id=kiosk_identity(settings.data, clock) if settings.store.url else None,
        zone=settings.site.zone,
        business_day_starts=settings.site.business_day_starts,
    )
