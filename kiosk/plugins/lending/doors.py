"""Waiting at a door, as every locker service does it."""

from kiosk.core.api import Seen, doors_now, until_open, until_shut

__all__ = ["NOBODY_KNOWS", "Seen", "doors_now", "until_open", "until_shut"]

NOBODY_KNOWS: frozenset[Seen] = frozenset({"uncertain", "no_answer"})
"""Ends of a pulse after which the door may stand open before whoever waits for it."""
