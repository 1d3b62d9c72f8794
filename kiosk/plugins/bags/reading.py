"""Look-ups: what the books say, as plain data. Every function runs inside a read or write function, on its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.core.api import PlaceRecord, Transaction

from .models import DepositRow
from .records import Deposit, Spot, State
from .rules import holds_bags


def deposit_of(row: Any) -> Deposit:
    """A row as plain data; the keys' digests stay behind."""
    return Deposit(
        id=row.id, number=row.number, ticket=row.ticket, kind=row.kind, place_id=row.place_id, item_id=row.item_id,
        state=row.state, question=row.question, opened_ms=row.opened_ms, until_ms=row.until_ms,
        stored_ms=row.stored_ms, openings=row.openings, counted=row.counted, blocked=bool(row.blocked), look=row.look,
        removed_ms=row.removed_ms, ended_ms=row.ended_ms,
    )  # fmt: skip


def deposit(deposit_id: str) -> Deposit:
    """A deposit that must exist."""
    return deposit_of(DepositRow.get_by_id(deposit_id))


def deposits(*states: State) -> list[Deposit]:
    """All in these states, the longest stored first."""
    rows = (
        DepositRow.select().where(DepositRow.state.in_(states)).order_by(DepositRow.opened_ms, DepositRow.id)
    )
    return [deposit_of(row) for row in rows]


def rows_in(states: tuple[State, ...], ticket: int | None = None) -> list[Any]:
    """The rows in these states, the newest first; those of one ticket number, when given."""
    found = DepositRow.select().where(DepositRow.state.in_(states)).order_by(DepositRow.id.desc())
    return list(found if ticket is None else found.where(DepositRow.ticket == ticket))


def inside(place_id: str) -> Deposit | None:
    """What the books believe stored behind a door."""
    row = DepositRow.get_or_none((DepositRow.place_id == place_id) & (DepositRow.state == "stored"))
    return deposit_of(row) if row is not None else None


def bag_places(tx: Transaction) -> list[PlaceRecord]:
    """This kiosk's compartments for bags, by bank and number."""
    return [place for place in tx.places() if holds_bags(place)]


def all_places(tx: Transaction) -> list[PlaceRecord]:
    """Every place of this kiosk: a map of the wall shows the other doors too."""
    return tx.places()


def stored_here(tx: Transaction) -> list[Deposit]:
    """What is stored behind this kiosk's own doors: several may share one database."""
    mine = {place.id for place in tx.places()}
    return [one for one in deposits("stored") if one.place_id in mine]


def spots(tx: Transaction, doors: Mapping[str, str]) -> list[Spot]:
    """The compartments with their doors as the flow read them."""
    return [Spot(place, doors.get(place.id, "unknown")) for place in bag_places(tx)]
