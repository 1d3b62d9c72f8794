"""Operations: durable intentions that touch the world. The row first, then the wire, then the outcome in the
same row.

`intended` becomes `done`, `failed` or `uncertain` once and never again; a second outcome for the same id
changes nothing.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from kiosk.core.records import Operation
from kiosk.core.store import errors
from kiosk.core.store.part import Part
from kiosk.link.slips import Slip

_encode = msgspec.json.encode
_decode_slip = msgspec.json.Decoder(Slip).decode

_ADD = (
    "INSERT INTO operations (id, kiosk, kind, purpose, place_id, slip, session_id, plugin, position, intended_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PLACE = "SELECT bank, number FROM places WHERE id = ? AND kiosk = ? AND has_lock = 1"
COLUMNS = (
    "SELECT o.id, o.kind, o.purpose, o.state, o.reason, o.place_id, p.bank, p.number, o.slip, o.session_id, o.plugin,"
    " o.position, o.intended_ms, o.ended_ms FROM operations o LEFT JOIN places p ON p.id = o.place_id"
)
_BY_ID = COLUMNS + " WHERE o.id = ?"
_OPEN = COLUMNS + " WHERE o.kiosk = ? AND o.state = 'intended' ORDER BY o.id"
_END = "UPDATE operations SET state = ?, reason = ?, ended_ms = ? WHERE id = ? AND state = 'intended'"


class Operating(Part):
    """The transaction's operations."""

    def intend_door(self, place_id: str, *, purpose: str) -> Operation:
        """Intend to open the door of one of this kiosk's places; sent after the commit. Raises Unknown for no
        such place, or one without a door.
        """
        place = self._one(_PLACE, (place_id, self._kiosk))
        if place is None:
            raise errors.Unknown(f"this kiosk has no door at place {place_id}")
        context = self.context
        operation = Operation(
            id=self.new_id(),
            kind="open_door",
            purpose=purpose,
            state="intended",
            place_id=place_id,
            bank=place[0],
            number=place[1],
            session_id=context.session_id,
            plugin=context.plugin,
            position=context.position,
            intended_ms=self.now_ms,
        )
        self._intend(operation, place_id, None)
        return operation

    def intend_print(self, slip: Slip, *, purpose: str, secret: bool = False) -> Operation:
        """Intend to print a slip at the context's position; sent after the commit. The slip is kept with the
        operation, unless it is `secret`: then what stands on it goes to the printer and nowhere else.
        """
        context = self.context
        slip = _decode_slip(_encode(slip))  # what could not be read again would stop everybody's operations
        operation = Operation(
            id=self.new_id(),
            kind="print_slip",
            purpose=purpose,
            state="intended",
            slip=slip,
            session_id=context.session_id,
            plugin=context.plugin,
            position=context.position,
            intended_ms=self.now_ms,
        )
        kept = msgspec.structs.replace(slip, blocks=()) if secret else slip
        self._intend(operation, None, _encode(kept).decode())
        return operation

    def _intend(self, operation: Operation, place_id: str | None, slip: str | None) -> None:
        context = self.context
        self._run(
            _ADD,
            (
                operation.id,
                self._kiosk,
                operation.kind,
                operation.purpose,
                place_id,
                slip,
                context.session_id,
                context.plugin,
                context.position,
                self.now_ms,
            ),
        )
        self.effects.append(operation)

    def operation(self, operation_id: str) -> Operation:
        """One operation; raises Unknown."""
        row = self._one(_BY_ID, (operation_id,))
        if row is None:
            raise errors.Unknown(f"there is no operation {operation_id}")
        return operation_of(row)

    def open_operations(self) -> list[Operation]:
        """This kiosk's operations without an outcome, oldest first."""
        return [operation_of(row) for row in self._all(_OPEN, (self._kiosk,))]

    def end_operation(
        self,
        operation_id: str,
        outcome: Literal["done", "failed", "uncertain"],
        reason: str = "",
        *,
        spoiled: bool = False,  # noqa: ARG002 - a card's, which `Carding` puts before staff
    ) -> Operation | None:
        """Record an outcome, once: an operation that already has one is returned as it is; None when there is
        no such one.

        `reason` is the devices' own words, cut to 200 characters. `spoiled` concerns cards (`Carding`).
        """
        self._for_the_host("end_operation")
        self._run(_END, (outcome, reason[:200], self.now_ms, operation_id))
        row = self._one(_BY_ID, (operation_id,))
        return None if row is None else operation_of(row)


def operation_of(row: Any) -> Operation:
    """A row of `COLUMNS`."""
    return Operation(
        id=row[0],
        kind=row[1],
        purpose=row[2],
        state=row[3],
        reason=row[4],
        place_id=row[5] or "",
        bank=row[6] or "",
        number=row[7] or 0,
        slip=_decode_slip(row[8]) if row[8] is not None else None,
        session_id=row[9],
        plugin=row[10],
        position=row[11],
        intended_ms=row[12],
        ended_ms=row[13],
    )
