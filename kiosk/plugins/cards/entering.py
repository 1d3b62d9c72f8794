"""Writing what staff agreed with a customer, and why it was not written where it was not: one key for each
cause, which each service says in its own words. Nothing of it stands in the store then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kiosk.core.api import (
    AlreadyEntered,
    CardTaken,
    NoShift,
    NotInStock,
    Overdrawn,
    OwnAccount,
    Transaction,
    Visit,
)

from .topup.topping_up import QuoteChanged

_T = TypeVar("_T")


async def entered(visit: Visit, make: Callable[[Transaction], _T]) -> _T | str:
    """Write it. Returns what was made (with a slip: its printing), or why it is not written."""
    try:
        return await visit.write(make)
    except NoShift:
        return "no_shift"
    except OwnAccount:
        return "own"
    except (QuoteChanged, AlreadyEntered, Overdrawn):
        return "changed"
    except (NotInStock, CardTaken):
        return "taken"
