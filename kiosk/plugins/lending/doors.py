"""Waiting at a door, as every locker service does it."""

from kiosk.core.api import Seen, doors_now, until_open, until_shut

__all__ = ["Seen", "doors_now", "until_open", "until_shut"]
