"""Reservations: durable holds on things. One subject is held once, and it is the database that says so.

The insert itself is the question "is it free?": it does nothing where the subject is held (a partial unique
index), so that two kiosks asking in the same instant get one yes and one AlreadyHeld, and the loser's
transaction can go on with another subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.core.records import Operation, Reservation
from kiosk.core.store import errors
from kiosk.core.store.own_account import Impartial

_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(dict[str, str | int]).decode

_HOLD = (
    "INSERT INTO reservations (id, kiosk, kind, subject, data, operation_id, session_id, plugin, position, held_ms, until_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subject) WHERE released_ms IS NULL DO NOTHING"
)
_COLUMNS = (
    "SELECT id, kind, subject, data, held_ms, until_ms, operation_id, session_id, plugin, position, released_ms, how"
    " FROM reservations"
)
_BY_ID = _COLUMNS + " WHERE id = ?"
_HELD = _COLUMNS + " WHERE released_ms IS NULL AND kiosk = ?"
_RELEASE = "UPDATE reservations SET released_ms = ?, how = ? WHERE id = ? AND released_ms IS NULL"
_ATTACH = "UPDATE reservations SET operation_id = ? WHERE id = ? AND released_ms IS NULL"


class Reserving(Impartial):
    """The transaction's reservations."""

    def hold(
        self,
        kind: str,
        subject: str,
        *,
        until_ms: int | None = None,
        data: Mapping[str, str | int] | None = None,
        operation: Operation | None = None,
    ) -> Reservation:
        """Hold a subject for the context's session and plugin; raises AlreadyHeld when anything else holds
        it, of whatever kind, and OwnAccount where staff hold for the member that they are themselves.

        `until_ms` is when it should have ended; it goes on holding until it is released. `data` is what its
        settling will need.
        """
        context = self.context
        if subject.startswith("member:"):
            self.serving(subject.removeprefix("member:"))
        held = Reservation(
            id=self.new_id(),
            kind=kind,
            subject=subject,
            data=dict(data or {}),
            held_ms=self.now_ms,
            until_ms=until_ms,
            operation_id=operation.id if operation else "",
            session_id=context.session_id,
            plugin=context.plugin,
            position=context.position,
        )
        cursor = self._run(
            _HOLD,
            (
                held.id,
                self._kiosk,
                kind,
                subject,
                _encode(held.data).decode(),
                held.operation_id or None,
                context.session_id,
                context.plugin,
                context.position,
                self.now_ms,
                until_ms,
            ),
        )
        if cursor.rowcount != 1:
            raise errors.AlreadyHeld(subject)
        return held

    def attach(self, reservation_id: str, operation: Operation) -> None:
        """Name the operation whose outcome a reservation waits for, where it was intended after the hold."""
        self._run(_ATTACH, (operation.id, reservation_id))

    def reservation(self, reservation_id: str) -> Reservation | None:
        """One reservation, held or released."""
        row = self._one(_BY_ID, (reservation_id,))
        return None if row is None else _reservation(row)

    def reservations(
        self,
        *,
        owner_session: str | None = None,
        plugin: str | None = None,
        kind: str | None = None,
        subject: str | None = None,
    ) -> list[Reservation]:
        """What is held now at this kiosk, oldest first, narrowed by whatever is given."""
        sql, parameters = _HELD, [self._kiosk]
        wanted = {"session_id": owner_session, "plugin": plugin, "kind": kind, "subject": subject}
        for column, value in wanted.items():
            if value is not None:
                sql += f" AND {column} = ?"
                parameters.append(value)  # type: ignore[arg-type]
        return [_reservation(row) for row in self._all(sql + " ORDER BY id", parameters)]

    def release(self, reservation_id: str, how: str) -> bool:
        """End a hold; `how` says with what result ("borrowed", "nothing taken"). False when it had already
        ended.
        """
        return bool(self._run(_RELEASE, (self.now_ms, how, reservation_id)).rowcount == 1)


def _reservation(row: Any) -> Reservation:
    return Reservation(
        id=row[0],
        kind=row[1],
        subject=row[2],
        data=_decode(row[3]),
        held_ms=row[4],
        until_ms=row[5],
        operation_id=row[6] or "",
        session_id=row[7],
        plugin=row[8],
        position=row[9],
        released_ms=row[10],
        how=row[11],
    )
