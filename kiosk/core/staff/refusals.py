"""Why an account cannot be made, changed or used: one class per cause."""

from __future__ import annotations

from kiosk.core.store.errors import StoreError


class FirstCodeRefused(StoreError):
    """The one-time code is wrong, used, too old, tried too often, or no longer needed."""


class PinRefused(StoreError):
    """The PIN cannot be used; `reason` is "digits", "short", "long" or "guessable"."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"this PIN cannot be used: {reason}")
        self.reason = reason


class NumberRefused(StoreError):
    """A staff number is 1 to 8 digits."""


class BadgeRefused(StoreError):
    """A code that cannot be somebody's badge; `reason` is "code", "member_card" or "taken"."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"this cannot be a badge: {reason}")
        self.reason = reason


class RoleRefused(StoreError):
    """There is no such role."""


class LastOne(StoreError):
    """The last account that may look after accounts; somebody has to be left who can."""


class NumberTaken(StoreError):
    """Another account has this number."""
