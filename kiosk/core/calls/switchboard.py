"""Every call of the box: one truth for all its positions, and the clock that makes an unanswered one ring louder and farther.

Rows first, as everywhere (`store/calls.py`): a call survives the shell, the visit and the desk. One thing differs: a call
whose row cannot be written (the disk is full) rings all the same and is only not remembered, because help does not wait
for a disk.

Left out: what is said about a call (`words`), and what a customer sees after ringing (`session/sheet.py`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import msgspec

from kiosk.core.background import Background
from kiosk.core.calls.records import EVERYWHERE, TOP_LEVEL, URGENT, Call, CallKind, CallState, by_urgency
from kiosk.core.clock import Clock
from kiosk.core.ids import new_id
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings_calls import Calls

log = logging.getLogger(__name__)

TAKEN_BACK_AT_MOST = 3
"""A call that was rung and taken back so often is settled by staff: whoever plays with the button does not end it."""


class Switchboard:
    """The open calls. `changed` is called after every change, on the event loop."""

    def __init__(self, store: Store, clock: Clock, settings: Calls, changed: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._changed = changed
        self._calls: dict[str, Call] = {}
        self._unwritten: set[str] = set()
        self._ringing: set[str] = set()
        """Positions whose ring is on its way into the store."""
        self._taken_back: dict[str, tuple[Call, float]] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._background = Background("calls for staff")

    async def start(self) -> None:
        """What rang before the desk went away rings on; where staff had been, the call is over."""
        for call in await self._store.write(_resume, context=Context()):
            self._keep(call)

    async def stop(self) -> None:
        """No clock runs on."""
        await self._background.stop()
        for task in self._timers.values():
            task.cancel()
        await asyncio.gather(*self._timers.values(), return_exceptions=True)

    # ------------------------------------------------------------------ what there is

    def at(self, position: str) -> Call | None:
        """The open call of a position."""
        return next((call for call in self._calls.values() if call.position == position), None)

    def is_ringing(self, position: str) -> bool:
        """Whether a ring of this position is on its way into the store: it sounds as soon as it is there."""
        return position in self._ringing

    def one(self, call_id: str) -> Call | None:
        """An open call."""
        return self._calls.get(call_id)

    def ranked(self) -> list[Call]:
        """Every open call, by urgency and then age."""
        return sorted(self._calls.values(), key=by_urgency)

    def heard_at(self, position: str, *, staff_position: bool, signed_in: bool) -> list[Call]:
        """The calls that ring at a position: on staff's own screens from the first or from the level that reaches them, and
        wherever staff have signed in. What rings at a position is not told to it by itself."""
        first = self._settings.first
        return [
            call
            for call in self.ranked()
            if call.state == "ringing"
            and call.position != position
            and (
                signed_in or (staff_position and (not first or position in first or call.level >= EVERYWHERE))
            )
        ]

    def may_take_back(self, call: Call) -> bool:
        """Whether whoever rang can still say that it was a mistake."""
        return call.state in ("ringing", "coming") and call.rung <= TAKEN_BACK_AT_MOST

    # ------------------------------------------------------------------ what customers do

    def ring(
        self, context: Context, service: str, *, kind: CallKind = "help", once: str | None = None
    ) -> None:
        """Ring for staff, unless this position rings already; returns at once."""
        position = context.position
        if position in self._ringing or self.at(position) is not None:
            return
        self._ringing.add(position)
        self._background.run(self._ring(context, service, kind, once))

    async def _ring(self, context: Context, service: str, kind: CallKind, once: str | None) -> None:
        position = context.position
        try:
            taken = self._taken_back.pop(position, None)
            soon = self._settings.again_seconds
            if taken is not None and kind == "help" and self._clock.monotonic() - taken[1] <= soon:
                call: Call | None = await self._store.write(
                    Transaction.ring_again, taken[0].id, context=context
                )
            else:
                call = await self._store.write(
                    Transaction.raise_call, position, service, kind, _level(kind), once, context=context
                )
        except StoreError:
            log.exception("a call for staff could not be written down; it rings all the same")
            call = Call(
                new_id(self._clock), position, service, kind, "ringing", self._clock.now_ms(), _level(kind)
            )
            self._unwritten.add(call.id)
        finally:
            self._ringing.discard(position)
        if call is None and once is None:  # the row of an earlier one could not be ended
            rows = await self._store.read(Transaction.open_calls)
            call = next((each for each in rows if each.position == position), None)
        if call is not None:
            self._keep(call)
            self._changed()

    def name(self, call: Call, kind: CallKind, context: Context) -> None:
        """The customer says what it is; a more urgent word also rings farther."""
        level = max(call.level, _level(kind))
        state = "ringing" if kind in URGENT and call.state == "coming" else call.state
        fields = {"kind": kind, "level": level, "state": state}
        self._change(call, Transaction.name_call, (kind, level), context, **fields)

    def take_back(self, call: Call, context: Context) -> None:
        """It was a mistake. It is silent at once: whoever rings again a moment later is heard."""
        if not self.may_take_back(call):
            return
        if call.id not in self._unwritten:
            self._taken_back[call.position] = (call, self._clock.monotonic())
        over = msgspec.structs.replace(call, state="ended", how="taken_back")
        self._keep(over)
        self._change(over, Transaction.end_call, ("taken_back",), context)

    # ------------------------------------------------------------------ what staff do

    async def answer(self, call: Call, state: CallState, staff_id: str, context: Context) -> None:
        """Staff are where it rings (`answered`), or say that they are on their way (`coming`)."""
        await self._changing(
            call,
            Transaction.answer_call,
            (state, staff_id, context.position),
            context,
            {"state": state, "answered_ms": self._clock.now_ms(), "answered_by": staff_id},
        )

    async def end(self, call: Call, how: str, context: Context) -> None:
        """It is over: `dealt_with`, or staff `were_here`."""
        await self._changing(call, Transaction.end_call, (how,), context, {"state": "ended", "how": how})

    # ------------------------------------------------------------------ inside

    def _change(
        self,
        call: Call,
        verb: Callable[..., Call],
        arguments: tuple[Any, ...],
        context: Context,
        **fields: Any,
    ) -> None:
        self._background.run(self._changing(call, verb, arguments, context, fields))

    async def _changing(
        self,
        call: Call,
        verb: Callable[..., Call],
        arguments: tuple[Any, ...],
        context: Context,
        fields: dict[str, Any],
    ) -> None:
        try:
            if call.id in self._unwritten:
                newer = msgspec.structs.replace(call, **fields)
            else:
                newer = await self._store.write(verb, call.id, *arguments, context=context)
        except StoreError:
            log.exception("what became of a call could not be written down")
            newer = msgspec.structs.replace(call, **fields)
        self._keep(newer)
        self._changed()

    def _keep(self, call: Call) -> None:
        if call.state == "ended":
            self._calls.pop(call.id, None)
            self._unwritten.discard(call.id)
        else:
            self._calls[call.id] = call
        timer = self._timers.get(call.id)
        if call.state != "ringing":
            if timer is not None and timer is not asyncio.current_task():
                timer.cancel()
        elif timer is None or timer.done():
            self._timers[call.id] = asyncio.ensure_future(self._escalate(call.id))

    async def _escalate(self, call_id: str) -> None:
        """As long as nobody answers: louder, then at every staff position, then for the shift lead."""
        try:
            while True:
                await self._clock.sleep(self._settings.escalate_seconds)
                call = self._calls.get(call_id)
                if call is None or call.state != "ringing" or call.level >= TOP_LEVEL:
                    return
                level = call.level + 1
                context = Context(position=call.position)
                await self._changing(call, Transaction.escalate_call, (level,), context, {"level": level})
        finally:
            if self._timers.get(call_id) is asyncio.current_task():
                del self._timers[call_id]


def _level(kind: str) -> int:
    return EVERYWHERE if kind in URGENT else 0


def _resume(tx: Transaction) -> list[Call]:
    """After a restart: where staff had signed in, they have been."""
    return [
        tx.end_call(call.id, "were_here") if call.state == "answered" else call for call in tx.open_calls()
    ]
