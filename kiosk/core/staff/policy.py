"""What an account's number and PIN may be, how often they may be tried, and how hard a hash is to make."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Self

import msgspec

from kiosk.link.settings import Staff as Limits

CODE_DIGITS = 8

NUMBER_DIGITS = 8
"""Digits of the longest staff number. Numbers are typed on a keypad: one with anything else in it could never sign in."""

PIN_FLOOR = 4
"""Digits of the shortest PIN that any setting allows, and so of any that an account may have from an earlier setting."""


class StaffPolicy(msgspec.Struct, frozen=True):
    """The limits (settings, section `staff`) and how hard a hash is to make (RFC 9106, its low-memory
    choice).
    """

    pin_minimum: int = 6
    pin_maximum: int = 12
    attempts: int = 5
    lock_minutes: int = 15
    code_minutes: int = 30
    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 4

    @classmethod
    def of(cls, limits: Limits) -> Self:
        """As the settings have it."""
        return cls(pin_minimum=limits.pin_minimum, attempts=limits.attempts, lock_minutes=limits.lock_minutes)

    @property
    def lock_ms(self) -> int:
        """For how long an account is locked."""
        return self.lock_minutes * 60_000

    @property
    def code_ms(self) -> int:
        """For how long a first code is valid."""
        return self.code_minutes * 60_000


POLICY = StaffPolicy()


def pin_problem(pin: str, number: str, policy: StaffPolicy = POLICY) -> str:
    """Why a PIN cannot be used: "digits", "short", "long", "guessable"; "" when it can."""
    if not (pin.isascii() and pin.isdigit()):
        return "digits"
    if len(pin) < policy.pin_minimum:
        return "short"
    if len(pin) > policy.pin_maximum:
        return "long"
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(pin)}
    if steps <= {0, 1} or steps <= {0, 9}:
        return "guessable"  # 000000, 123456, 987654, 112233
    if len(set(pin)) < 3 or pin in (number, number.zfill(len(pin))):
        return "guessable"
    if pin == pin[::-1] or any(pin[size:] == pin[:-size] for size in range(1, len(pin) // 2 + 1)):
        return "guessable"  # 123321, 482482
    return ""


def number_problem(number: str) -> str:
    """Why a staff number cannot be used: "digits"; "" when it can."""
    return "" if re.fullmatch(f"[0-9]{{1,{NUMBER_DIGITS}}}", number) else "digits"
