"""The row that says which kiosk this is: its id, and the small number that other rows carry."""

from __future__ import annotations

from kiosk.core.clock import Clock
from kiosk.core.ids import new_id
from kiosk.core.store import errors
from kiosk.core.store.dialect import Dialect


def find_or_make_kiosk(dialect: Dialect, clock: Clock, kiosk_id: str) -> tuple[str, int]:
    """This kiosk's id and number. A new store gets a new kiosk; a shared one must be told who it talks to."""
    dialect.begin(read_only=False)
    try:
        found = _find(dialect, kiosk_id) or _make(dialect, clock, kiosk_id)
        dialect.commit()
    except BaseException:
        dialect.rollback()
        raise
    return found


def find_kiosk(dialect: Dialect, kiosk_id: str) -> tuple[str, int]:
    """This kiosk's id and number, for who only reads. Raises StoreError where it has never been started."""
    dialect.begin(read_only=True)
    try:
        found = _find(dialect, kiosk_id)
    finally:
        dialect.rollback()
    if found is None:
        raise errors.StoreError("no kiosk has used this store yet: start it once")
    return found


def _find(dialect: Dialect, kiosk_id: str) -> tuple[str, int] | None:
    rows = dialect.run("SELECT id, number FROM kiosk").fetchall()
    if kiosk_id:
        for known, number in rows:
            if known == kiosk_id:
                return known, number
        if rows and dialect.one_kiosk:
            raise errors.StoreError(f"this file belongs to kiosk {rows[0][0]}, not to {kiosk_id}")
        return None
    if not dialect.one_kiosk:
        raise errors.StoreError("several kiosks may share this database: open it with this kiosk's id")
    return (rows[0][0], rows[0][1]) if rows else None


def _make(dialect: Dialect, clock: Clock, kiosk_id: str) -> tuple[str, int]:
    made = kiosk_id or new_id(clock)
    # Two kiosks that start for the first time at once: one of them fails on the primary key and starts again.
    number = int(dialect.run("SELECT coalesce(max(number), 0) + 1 FROM kiosk").fetchone()[0])
    dialect.run("INSERT INTO kiosk (number, id, made_ms) VALUES (?, ?, ?)", (number, made, clock.now_ms()))
    return made, number
