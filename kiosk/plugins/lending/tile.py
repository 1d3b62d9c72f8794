"""A kind's service, from its tile or from a scan at the home screen, to the flow that fits.

A known card to an open door takes two touches (wake, tile) and the card itself: so the tile leads straight to "show your
card", and a card without open loans there opens a door. Where a kind has safety rules, they are one touch more (`borrow`). A
card scanned at the home screen opens none: nobody has said yet that they want anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from kiosk.core.api import Chosen, Item, Outcome, Scan, Scans, Text, Transaction, Visit

from . import bring_back, give_back, my_loans, refusals, screens
from .ending import End
from .kinds import Kind
from .reading import item_by_id, loan_by_id, spots
from .records import Loan
from .rules import Shortage, count_lendable, shortage
from .scans import look_up


def tile(kind: Kind) -> Callable[[Visit], Awaitable[End]]:
    """The whole service of one kind."""

    async def flow(visit: Visit) -> End:
        what, _, rest = visit.argument.partition(":")
        if what == "item":
            item_id, _, loan_id = rest.partition(":")
            item, loan = await visit.read(_item_and_loan, item_id, loan_id)
            return await give_back.give_back(visit, item, loan)
        if what == "over":
            return await bring_back.already_back(visit)
        if what == "member":
            return await my_loans.my_loans(visit, rest)
        return await _from_tile(visit, kind)

    return flow


def _item_and_loan(tx: Transaction, item_id: str, loan_id: str) -> tuple[Item, Loan | None]:
    return item_by_id(tx, item_id), loan_by_id(loan_id) if loan_id else None


def nothing_left(tx: Transaction, kind_id: str) -> Shortage | None:
    """Why nobody need look for their card; None: there is something to lend."""
    now = spots(tx, {}, kind_id)
    return None if count_lendable(now, tx.now_ms) else shortage(now, tx.now_ms)


async def _from_tile(visit: Visit, kind: Kind) -> End:
    why = await visit.read(nothing_left, kind.id)
    if why is not None:
        if await visit.ask(refusals.nothing_to_lend(kind, why)) != Chosen("return"):
            return "home"
        return await bring_back.bring_back(visit, kind) or "home"
    error: Text = ""
    while True:
        asked = screens.present_card(kind, error, swipes=visit.ready("stripe_reader"))
        outcome = await visit.ask(asked, accepts=(Scans(),), update=bool(error))
        if isinstance(outcome, Scan):
            seen = await look_up(visit, outcome)
            if seen is None or not (seen.member_id if outcome.typed else seen.anything):
                away = seen is not None and seen.away
                error = refusals.away() if away else refusals.scan_error(outcome)
                continue
            if outcome.typed and not await visit.member_pin(seen.member_id):
                error = ""  # a number alone opens nothing: it stands on the card, and in other people's heads
                continue
            if seen.member_id:
                return await my_loans.card(visit, kind, seen.member_id, proven=outcome.typed)
            return await bring_back.return_seen(visit, seen)
        error = ""
        end = await _pressed(visit, kind, outcome)
        if end is not None:
            return end


async def _without_card(visit: Visit) -> End | None:
    """Staff lend without a card: the button rings for them. None: they have a card after all."""
    outcome = await visit.ask(screens.no_card())
    if outcome == Chosen("call"):
        visit.call_staff()
        await visit.ask(screens.called())
        return "home"
    return "home" if outcome == Chosen("home") else None


async def _pressed(visit: Visit, kind: Kind, outcome: Outcome) -> End | None:
    """A button under "show your card"; None: it is asked again."""
    if outcome == Chosen("return"):
        return await bring_back.bring_back(visit, kind)
    if outcome == Chosen("no_card"):
        return await _without_card(visit)
    return "home"
