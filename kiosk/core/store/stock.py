"""Places, items, and the movements between them.

A movement is one row that is never changed; a trigger in the same statement carries the item, the level of
the place it left and of the one it reached. Python only asks: that a place never holds more than it can, that
an item leaves from where it is, and that the figures agree with the movements, is the database's own doing,
and so holds for two kiosks at once and for whoever else writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.core.records import Item, PlaceKind, PlaceRecord
from kiosk.core.store import errors
from kiosk.core.store.part import Part

_PLACES = (
    "SELECT p.id, p.bank, p.number, p.wall_row, p.wall_column, p.kind, p.capacity, p.holds, p.in_service, p.level,"
    " EXISTS (SELECT 1 FROM reservations r WHERE r.released_ms IS NULL AND r.subject = 'place:' || p.id),"
    " p.service_reason, p.has_lock FROM places p WHERE "
)
_PLACES_HERE = _PLACES + "p.kiosk = ? ORDER BY p.bank, p.number"
_PLACE = _PLACES + "p.id = ?"
_PUT_PLACE = (
    "INSERT INTO places (id, kiosk, bank, number, wall_row, wall_column, kind, capacity, holds, has_lock)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kiosk, bank, number) DO UPDATE SET"
    " wall_row = excluded.wall_row, wall_column = excluded.wall_column, kind = excluded.kind,"
    " capacity = excluded.capacity, holds = excluded.holds, has_lock = excluded.has_lock"
)
_PLACE_ID = "SELECT id FROM places WHERE kiosk = ? AND bank = ? AND number = ?"
_SERVICE = "UPDATE places SET in_service = ?, service_reason = ? WHERE id = ?"

_ITEMS = "SELECT id, tag, kind, label, label_zh, description, place_id FROM items WHERE "
_ITEM = _ITEMS + "id = ?"
_ITEM_BY_TAG = _ITEMS + "tag = ?"
_ITEMS_AT = _ITEMS + "place_id = ? ORDER BY id"
_ITEMS_OF = _ITEMS + "kind = ? ORDER BY id"
_ADD_ITEM = (
    "INSERT INTO items (id, tag, kind, label, label_zh, description, made_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_WHERE = "SELECT place_id, kind FROM items WHERE id = ?"
_MOVE = (
    "INSERT INTO movements (kiosk, at_ms, business_day, item_id, kind, from_place, to_place, reason, actor, session_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq"
)


class Stocking(Part):
    """The transaction's places and items."""

    def places(self, holds: str | None = None) -> list[PlaceRecord]:
        """This kiosk's places, by bank and number; only those for one kind of item when `holds` names it. A place
        that names no kinds takes any."""
        places = [_place(row) for row in self._all(_PLACES_HERE, (self._kiosk,))]
        return (
            places
            if holds is None
            else [place for place in places if not place.holds or holds in place.holds]
        )

    def place(self, place_id: str) -> PlaceRecord:
        """One place, of whatever kiosk; raises Unknown."""
        row = self._one(_PLACE, (place_id,))
        if row is None:
            raise errors.Unknown(f"there is no place {place_id}")
        return _place(row)

    def put_place(
        self,
        bank: str,
        number: int,
        *,
        row: int = 0,
        column: int = 0,
        kind: PlaceKind = "single",
        capacity: int = 1,
        holds: Sequence[str] = (),
        lock: bool = True,
    ) -> PlaceRecord:
        """Make a place, or bring it in line with the settings; its id, its items and whether it is in service
        stay.

        Raises PlaceFull when it holds more than the new capacity.
        """
        if any(not kind_held or " " in kind_held for kind_held in holds):
            raise ValueError("kinds of items are words without spaces")
        held = " ".join(holds)
        values = (self.new_id(), self._kiosk, bank, number, row, column, kind, capacity, held, int(lock))
        self._run(_PUT_PLACE, values)
        return self.place(self._one(_PLACE_ID, (self._kiosk, bank, number))[0])

    def set_place_service(self, place_id: str, in_service: bool, reason: str = "") -> None:  # noqa: FBT001  one thing is set
        """Take a place out of service, or back in; `reason` is a key that the staff screen says in words."""
        if self._run(_SERVICE, (int(in_service), reason, place_id)).rowcount != 1:
            raise errors.Unknown(f"there is no place {place_id}")

    def item(self, item_id: str) -> Item | None:
        """One item."""
        row = self._one(_ITEM, (item_id,))
        return None if row is None else _item(row)

    def item_by_tag(self, tag: str) -> Item | None:
        """The item with this tag, as scanned."""
        row = self._one(_ITEM_BY_TAG, (tag,))
        return None if row is None else _item(row)

    def items_at(self, place_id: str) -> list[Item]:
        """What a place holds, in the order of its making."""
        return [_item(row) for row in self._all(_ITEMS_AT, (place_id,))]

    def items(self, kind: str) -> list[Item]:
        """Every item of a kind, wherever it is."""
        return [_item(row) for row in self._all(_ITEMS_OF, (kind,))]

    def add_item(
        self,
        tag: str,
        kind: str,
        *,
        label: str = "",
        label_zh: str = "",
        description: str = "",
        place_id: str | None = None,
        reason: str = "added",
    ) -> Item:
        """Register an item, and put it into a place by a first movement if one is given. A known tag raises
        ConstraintBroken.
        """
        item = Item(self.new_id(), tag, kind, label, label_zh, description, place_id)
        self._run(_ADD_ITEM, (item.id, tag, kind, label, label_zh, description, self.now_ms))
        if place_id is not None:
            self._move(item.id, kind, None, place_id, reason)
        return item

    def move(self, item_id: str, to_place: str | None, *, reason: str) -> int:
        """Move an item to a place, or (None) into somebody's hands; returns the movement's sequence number.

        Raises Unknown, PlaceFull, or ItemElsewhere when it already is there.
        """
        found = self._one(_WHERE + self._store.dialect.for_update, (item_id,))
        if found is None:
            raise errors.Unknown(f"there is no item {item_id}")
        if found[0] == to_place:
            raise errors.ItemElsewhere(f"item {item_id} is already there")
        return self._move(item_id, found[1], found[0], to_place, reason)

    def _move(
        self, item_id: str, kind: str, from_place: str | None, to_place: str | None, reason: str
    ) -> int:
        context = self.context
        values = (
            self._kiosk,
            self.now_ms,
            self.business_day,
            item_id,
            kind,
            from_place,
            to_place,
            reason,
            context.actor,
            context.session_id,
        )
        try:
            return int(self._one(_MOVE, values)[0])
        except Exception as error:
            if isinstance(self._store.dialect.cause(error), errors.PlaceFull):
                raise errors.PlaceFull(to_place or "") from error
            raise


def _place(row: Any) -> PlaceRecord:
    return PlaceRecord(
        id=row[0],
        bank=row[1],
        number=row[2],
        row=row[3],
        column=row[4],
        kind=row[5],
        capacity=row[6],
        holds=tuple(row[7].split()),
        in_service=bool(row[8]),
        level=row[9],
        held=bool(row[10]),
        service_reason=row[11],
        lock=bool(row[12]),
    )


def _item(row: Any) -> Item:
    return Item(*row)
