"""Brings what a visit had reserved to its end: after it was left, cancelled or crashed, and at start after a
power cut.

A reservation is a durable row with an owner; its plugin's `kiosk_settle` decides, in one transaction, with what
is known of the world. A reservation whose operation has no outcome yet waits for it: settling before would be
guessing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Literal

import msgspec

from kiosk.core.equipment import Equipment
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.owed import Owed, outcome_of
from kiosk.core.records import Context, Reservation
from kiosk.core.service import Facts, Settlement
from kiosk.core.store.database import Store
from kiosk.core.store.errors import IN_TROUBLE, trouble_behind
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Notice

log = logging.getLogger(__name__)


_ = Texts("core")

KEPT = Notice(
    "information",
    _("Your item is on record"),
    _("This service has been paused. What you did is kept; our staff will finish it with you."),
    icon="support_agent",
)
"""Of what a plugin holds that has been put aside: nobody can settle it now, and nothing is lost."""

NOT_YET = Notice(
    "information",
    _("Not entered yet"),
    _(
        "This kiosk cannot write anything down just now. It knows what you did and enters it later; please tell our staff."
    ),
    icon="support_agent",
)
"""Of what a visit holds that the store refuses to settle (the disk is full): it stays held until there is room."""


class Told(msgspec.Struct, frozen=True):
    """What the customer who held a reservation is to be told."""

    reservation: Reservation
    notice: Notice


class Settler:
    """Settles reservations. `live(session id)` tells whether a visit is still going on; `tell` what became later of one that
    the store has refused to settle."""

    def __init__(
        self,
        store: Store,
        host: Host,
        equipment: Equipment,
        live: Callable[[str], bool],
        *,
        owed: Owed,
        tell: Callable[[Told], None],
    ) -> None:
        self._store = store
        self._host = host
        self._equipment = equipment
        self._live = live
        self._owed = owed
        self._tell = tell
        self._lock = asyncio.Lock()

    async def settle_session(self, session_id: str) -> tuple[bool, list[Notice]]:
        """Settle what one visit holds. Returns whether nothing is left waiting, and what the customer is to be
        told."""
        complete, told = await self._settle(
            lambda reservation: reservation.session_id == session_id, keeping=True
        )
        return complete, [one.notice for one in told]

    async def leave_for_later(self, session_id: str) -> None:
        """What one visit holds waits for an outcome, and its customer no longer does: it is settled when that has come, though
        the visit may go on with something else."""
        for reservation in await self._store.read(_held):
            if reservation.session_id == session_id:
                self._later(reservation)

    async def settle_the_dead(self, *, keeping: bool = False) -> list[Told]:
        """Settle what visits hold that are over: at start, and whenever an outcome has come in.

        `keeping`: tell also of what cannot be settled because its plugin does not serve (once, at start).
        """
        _, told = await self._settle(
            lambda reservation: not self._live(reservation.session_id), keeping=keeping
        )
        return told

    async def _settle(self, mine: Callable[[Reservation], bool], *, keeping: bool) -> tuple[bool, list[Told]]:
        told: list[Told] = []
        complete = True
        async with self._lock:
            for reservation in await self._store.read(_held):
                if not mine(reservation):
                    continue
                if reservation.plugin and reservation.plugin not in self._host.plugins:
                    # It stays held until the plugin serves again; waiting would not help.
                    if keeping:
                        told.append(Told(reservation, KEPT))
                    continue
                notice = await self._now_or_owed(reservation)
                if notice == "waits":
                    complete = False
                elif notice is not None:
                    told.append(Told(reservation, notice))
        return complete, told

    async def _now_or_owed(self, reservation: Reservation) -> Notice | Literal["waits"] | None:
        """What its customer is to be told. One that the store refuses, or whose operation's end is not on record because the
        store has refused that, is owed: waiting would not help."""
        try:
            settlement = await self._one(reservation)
        except PluginFailed as problem:
            if trouble_behind(problem) is None:
                return None  # it stays held, `kiosk check` names it, and waiting would not help
        except IN_TROUBLE:
            pass
        else:
            if settlement is not None:
                return settlement.notice
            if outcome_of(reservation.operation_id or "") not in self._owed:
                return "waits"
        self._later(reservation)
        return NOT_YET

    def _later(self, reservation: Reservation) -> None:
        self._owed.later(f"reservation {reservation.id}", partial(self._again, reservation))

    async def _again(self, reservation: Reservation) -> None:
        """One that is owed: what it was held by is over, though its visit may still go on."""
        if reservation.plugin not in self._host.plugins:
            return  # settled when its plugin serves again
        if await self._store.read(_under_way, reservation):
            self._later(reservation)
            return
        async with self._lock:
            notice = await self._now_or_owed(reservation)
        if isinstance(notice, Notice) and notice != NOT_YET:
            self._tell(Told(reservation, notice))

    async def _one(self, reservation: Reservation) -> Settlement | None:
        """One reservation; None when its operation's outcome is not known yet."""
        context = Context(
            actor="system",
            position=reservation.position,
            session_id=reservation.session_id,
            plugin=reservation.plugin,
        )
        return await self._store.write(self._in_transaction, reservation, context=context)

    def _in_transaction(self, tx: Transaction, reservation: Reservation) -> Settlement | None:
        current = tx.reservation(reservation.id)
        if current is None or not current.held:
            return Settlement("already settled")
        facts = Facts()
        if current.operation_id:
            operation = tx.operation(current.operation_id)
            if operation.state == "intended":
                return None
            place_door = self._equipment.door_state(operation.bank, operation.number)
            facts = Facts(outcome=operation.state, reason=operation.reason, door=place_door)
        settlement: Settlement | None = self._host.call_one(
            reservation.plugin, "kiosk_settle", tx=tx, reservation=current, facts=facts
        )
        if settlement is None:
            return None
        with self._host.guarded(reservation.plugin, "kiosk_settle"):  # `how` is the plugin's own word
            tx.release(reservation.id, settlement.how)
            tx.journal(
                "reservation.settled", reservation=reservation.id, kind=reservation.kind, how=settlement.how
            )
        return settlement


def _under_way(tx: Transaction, reservation: Reservation) -> bool:
    return reservation.operation_id != "" and tx.operation(reservation.operation_id).state == "intended"


def _held(tx: Transaction) -> list[Reservation]:
    return tx.reservations()
