"""Writing what staff agreed with a customer, and why it was not written where it was not: one key for each cause, which each
service says in its own words. Nothing of it stands in the store then."""

from __future__ import annotations

from collections.abc import Callable

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


async def why_not_entered(visit: Visit, make: Callable[[Transaction], object]) -> str:
    """Write it; "" when it is written."""
    try:
        await visit.write(make)
    except NoShift:
        return "no_shift"
    except OwnAccount:
        return "own"
    except (QuoteChanged, AlreadyEntered, Overdrawn):
        return "changed"
    except (NotInStock, CardTaken):
        return "taken"
    return ""
