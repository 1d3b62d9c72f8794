"""Who is away from the desk, and what staff have changed of today's hours, as plain data."""

from __future__ import annotations

import msgspec


class Absence(msgspec.Struct, frozen=True):
    """Somebody has left the desk and said until when (000 §17: leaving the desk is asked for and signed)."""

    id: str
    staff_id: str
    reason: str
    from_ms: int
    until_ms: int


class HoursChange(msgspec.Struct, frozen=True):
    """Open or closed from one moment to another, whatever the hours say."""

    id: str
    open: bool
    from_ms: int
    until_ms: int
