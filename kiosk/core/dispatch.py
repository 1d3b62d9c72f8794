"""Operations on their way: from the committed intention to the device, and from its outcome to whoever waits.

The row comes first (the transaction that intended it), then the wire, then the outcome in a row of its own.
Nothing here ever sends an operation a second time: after a broken connection or a restart the devices are
*asked* what became of it (`Recall`), and one that they never heard of has failed for good.

An outcome that the store refuses (the disk is full) has happened all the same: whoever waits at the screen is told, and it is
on record as soon as there is room (`Owed`).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

from kiosk.core.equipment import Equipment
from kiosk.core.outcomes import OperationFinished
from kiosk.core.owed import Owed, outcome_of
from kiosk.core.records import CardWork, Context, Operation
from kiosk.core.store.database import Store
from kiosk.core.store.errors import IN_TROUBLE, Unknown
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import (
    CancelCard,
    EncodeCard,
    EraseCard,
    OpenDoor,
    OperationEnded,
    PrintSlip,
    ReadCard,
    Recall,
)
from kiosk.link.slips import Slip
from kiosk.link.socket import LinkClosed

Command: TypeAlias = OpenDoor | PrintSlip | EncodeCard | EraseCard | ReadCard
"""What carries out an operation."""

log = logging.getLogger(__name__)


class Wire(Protocol):
    """The connection to the device process, while there is one."""

    async def send(self, message: Command | Recall | CancelCard) -> None:
        """Send, or raise `LinkClosed` when the connection is gone."""
        ...


class Dispatcher:
    """Sends operations and records their outcomes. `finished` is told of each outcome after it is durable."""

    def __init__(
        self,
        store: Store,
        equipment: Equipment,
        *,
        localise_slip: Callable[[Slip], Slip],
        position_of: Callable[[str], str],
        finished: Callable[[str, OperationFinished], Awaitable[None]],
        owed: Owed,
    ) -> None:
        self._store = store
        self._equipment = equipment
        self._localise_slip = localise_slip
        self._position_of = position_of
        self._finished = finished
        self._owed = owed
        self.wire: Wire | None = None
        self._cards: dict[str, str] = {}
        """Operations on cards that the devices were given and have not ended, and whose visit each is."""

    async def connected(self, wire: Wire) -> None:
        """The devices are there (again): ask what became of everything still open."""
        self.wire = wire
        open_ids = await self._store.read(_open_operations)
        if open_ids:
            await wire.send(Recall(operations=tuple(open_ids)))

    def disconnected(self) -> None:
        """The devices went away; what was sent is asked for when they are back."""
        self.wire = None

    def expect(self, operations: Sequence[Operation]) -> None:
        """These are about to be started: a visit that ends before they are takes its cards with it."""
        self._cards.update((one.id, one.session_id) for one in operations if one.card is not None)

    async def start(self, operations: Sequence[Operation]) -> None:
        """Send operations whose intention is durable. What cannot be sent has failed: it must not happen
        later."""
        for operation in operations:
            message, why_not = self._message(operation)
            if message is not None and self.wire is not None:
                try:
                    await self.wire.send(message)
                except LinkClosed:
                    # It may or may not have arrived; the devices are asked when they are back.
                    log.warning("operation %s: the devices went away while it was sent", operation.id)
                continue
            await self.ended(OperationEnded(operation.id, "failed", why_not or "devices away"))

    def visit_of_card(self, operation_id: str) -> str:
        """Whose card an operation is that is under way; "" when it is none."""
        return self._cards.get(operation_id, "")

    async def cancel_cards(self, session_id: str, operation_id: str = "") -> None:
        """Wait for no card of this visit any longer (or not for this one): its end tells what became of it."""
        for operation, session in tuple(self._cards.items()):
            if session == session_id and operation_id in ("", operation) and self.wire is not None:
                try:
                    await self.wire.send(CancelCard(operation))
                except LinkClosed:
                    return  # a device process that lost its desk waits for no card

    def _message(self, operation: Operation) -> tuple[Command | None, str]:
        if operation.kind == "open_door":
            return OpenDoor(operation.id, operation.bank, operation.number), ""
        if operation.card is not None:
            return self._card(operation, operation.card)
        printer = self._equipment.find(self._position_of(operation.session_id), "printer")
        if printer is None or operation.slip is None:
            return None, "no printer"
        return PrintSlip(operation.id, printer, self._localise_slip(operation.slip)), ""

    def _card(self, operation: Operation, work: CardWork) -> tuple[Command | None, str]:
        encoder = self._equipment.find(self._position_of(operation.session_id), "encoder")
        if encoder is None:
            return None, "no encoder"
        if operation.kind == "encode_card":
            return EncodeCard(operation.id, encoder, work.tracks, work.coercivity), ""
        if operation.kind == "erase_card":
            return EraseCard(operation.id, encoder, work.erased, work.coercivity), ""
        return ReadCard(operation.id, encoder), ""

    async def ended(self, message: OperationEnded) -> None:
        """The outcome of an operation: recorded once; an outcome that is already known changes nothing."""
        self._cards.pop(message.operation, None)
        try:
            await self._record(message)
        except IN_TROUBLE:
            self._owed.later(outcome_of(message.operation), lambda: self._record(message))
            await self._tell_unrecorded(message)

    async def _record(self, message: OperationEnded) -> None:
        operation = await self._store.write(_end, message, context=Context(actor="system"))
        if operation is None:
            log.warning("outcome of an operation that is not ours: %s", message.operation)
            return
        if operation.state != "intended":
            await self._finished(
                operation.session_id, OperationFinished(operation.id, operation.state, operation.reason)
            )

    async def _tell_unrecorded(self, message: OperationEnded) -> None:
        """What the devices did is so, recorded or not; what the flow writes after it is refused, or goes through."""
        try:
            operation = await self._store.read(_known, message.operation)
            if operation is not None and operation.state == "intended":
                event = OperationFinished(operation.id, message.outcome, message.reason)
                await self._finished(operation.session_id, event)
        except IN_TROUBLE:
            log.exception("operation %s: nobody could be told how it ended", message.operation)


def _open_operations(tx: Transaction) -> list[str]:
    return [operation.id for operation in tx.open_operations()]


def _known(tx: Transaction, operation_id: str) -> Operation | None:
    try:
        return tx.operation(operation_id)
    except Unknown:
        return None


def _end(tx: Transaction, message: OperationEnded) -> Operation | None:
    return tx.end_operation(message.operation, message.outcome, message.reason, spoiled=message.spoiled)
