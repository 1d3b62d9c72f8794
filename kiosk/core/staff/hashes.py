"""PINs as argon2id hashes: slow on purpose, so made and compared outside of any transaction."""

from __future__ import annotations

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.core.staff.policy import NUMBER_DIGITS, StaffPolicy, number_problem, pin_problem
from kiosk.core.staff.refusals import NumberRefused, PinRefused


@lru_cache(maxsize=8)
def hasher(policy: StaffPolicy) -> PasswordHasher:
    return PasswordHasher(policy.time_cost, policy.memory_kib, policy.parallelism)


@lru_cache(maxsize=8)
def nobody(policy: StaffPolicy) -> str:
    """A hash that nothing matches, made like the others, for numbers that do not exist."""
    return hasher(policy).hash(secrets.token_hex(16))


def check_number(number: str) -> None:
    if number_problem(number):
        raise NumberRefused(f"a staff number is 1 to {NUMBER_DIGITS} digits")


def hash_pin(pin: str, number: str, policy: StaffPolicy) -> str:
    if problem := pin_problem(pin, number, policy):
        raise PinRefused(problem)
    return hasher(policy).hash(pin)


def verify(pin_hash: str, pin: str, policy: StaffPolicy) -> bool:
    try:
        return hasher(policy).verify(pin_hash, pin[:64])
    except (VerificationError, InvalidHashError):
        return False
