"""The queue of slips: what became of each, and what staff have to see to.

The row of an operation is the queue: it outlives every process, its id goes to the printer's process, and that never prints one
id twice. A slip that failed, or of which nobody knows, is put before staff by the transaction that records its outcome, and is
never printed again by itself. Staff may have a copy printed: an operation of its own, with 副本/COPY at its head.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kiosk.core.records import Operation
from kiosk.core.store.journal import Journalling
from kiosk.core.store.operations import COLUMNS, Operating, operation_of

NOT_PRINTED = ("failed", "uncertain")

_ADD = "INSERT INTO slip_matters (operation_id, kiosk, opened_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_WAITING = (
    COLUMNS + " JOIN slip_matters m ON m.operation_id = o.id"
    " WHERE m.kiosk = ? AND m.closed_ms IS NULL ORDER BY m.opened_ms, o.id"
)
_COUNT = "SELECT count(*) FROM slip_matters WHERE kiosk = ? AND closed_ms IS NULL"
_CLOSE = "UPDATE slip_matters SET closed_ms = ?, closed_by = ?, how = ? WHERE operation_id = ? AND closed_ms IS NULL"


class Slipping(Journalling, Operating):
    """The transaction's slips, as staff see them."""

    def end_operation(
        self,
        operation_id: str,
        outcome: Literal["done", "failed", "uncertain"],
        reason: str = "",
        *,
        spoiled: bool = False,
    ) -> Operation | None:
        """As for every operation; a slip that is not certainly on paper is put before staff in the same transaction."""
        self._for_the_host("end_operation")
        operation = super().end_operation(operation_id, outcome, reason, spoiled=spoiled)
        if operation is not None and operation.kind == "print_slip" and operation.state in NOT_PRINTED:
            self._run(_ADD, (operation.id, self._kiosk, self.now_ms))
        return operation

    def slips_to_see_to(self) -> list[Operation]:
        """This kiosk's slips that staff have to see to, the oldest first."""
        self._for_the_host("slips_to_see_to")
        return [operation_of(row) for row in self._all(_WAITING, (self._kiosk,))]

    def count_slips_to_see_to(self) -> int:
        """How many there are."""
        self._for_the_host("count_slips_to_see_to")
        return int(self._one(_COUNT, (self._kiosk,))[0])

    def copy_slip(self, operation_id: str) -> Operation | None:
        """Intend to print a copy of a slip, and take the slip off the list; None when somebody else has, or when what stood
        on it was not kept. Raises Unknown.
        """
        self._for_the_host("copy_slip")
        slip = self.operation(operation_id).slip
        if slip is None or not slip.blocks or not self._close_slip(operation_id, "copied"):
            return None
        copy = self.intend_print(msgspec.structs.replace(slip, copy=True), purpose="core.copy")
        self.journal("slip.copied", operation=operation_id, copy=copy.id)
        return copy

    def slip_seen_to(self, operation_id: str) -> bool:
        """Nobody needs it any more; False when somebody else has seen to it."""
        self._for_the_host("slip_seen_to")
        if not self._close_slip(operation_id, "seen"):
            return False
        self.journal("slip.seen_to", operation=operation_id)
        return True

    def _close_slip(self, operation_id: str, how: Literal["copied", "seen"]) -> bool:
        row = (self.now_ms, self.context.actor, how, operation_id)
        return bool(self._run(_CLOSE, row).rowcount == 1)
