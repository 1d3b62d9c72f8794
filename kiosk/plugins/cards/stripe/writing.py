"""A card at the encoder, for whoever makes one: written and read back, tried again, taken for void, or left for later.

A card whose operation failed with half of it written stands on the staff's list ("Cards to see to"); once it was made again, or
is void, whoever commits says so (`Stripe.settle`), in the transaction of the card.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import CardEnd, Chosen, Operation, Transaction, Visit, until_carded

from . import screens
from .tracks import tracks

How = Literal["written", "later", "plain", "void", "stopped"]


@dataclass(frozen=True, slots=True)
class Stripe:
    """How it ended: `written` and compared, to be written `later` (no encoder works), `plain` (cards without a
    stripe), the blank is `void`, or it was `stopped`.

    `operation` is the one that was done; `failed` are those before it."""

    how: How
    operation: str = ""
    failed: tuple[str, ...] = ()

    def settle(self, tx: Transaction) -> None:
        """What the tries before left on the card is overwritten, or the card is void."""
        for operation in self.failed:
            tx.card_is_settled(operation, "destroyed" if self.how == "void" else "made")


async def write_stripe(visit: Visit, number: str, *, blank: bool) -> Stripe:
    """Write a number on the card at hand. `blank`: it may be taken for void, and another one used."""
    failed: list[str] = []
    while True:
        if not visit.ready("encoder"):
            later = await visit.ask(screens.no_encoder())
            return Stripe("later" if later == Chosen("later") else "stopped", failed=tuple(failed))
        operation, end = await _once(visit, number)
        if end.outcome == "done":
            return Stripe("written", operation.id, tuple(failed))
        failed.append(operation.id)
        match await visit.ask(screens.not_written(end, blank=blank)):
            case Chosen("again"):
                continue
            case Chosen("void"):
                return Stripe("void", failed=tuple(failed))
            case _:
                return Stripe("stopped", failed=tuple(failed))


async def _once(visit: Visit, number: str) -> tuple[Operation, CardEnd]:
    operation = await visit.write(lambda tx: tx.intend_card(tracks(number), purpose="cards.stripe"))
    return operation, await until_carded(visit, operation)
