"""Calls for staff, as rows: the truth that survives a restart. One open call a position; the database holds it."""

from __future__ import annotations

from typing import Any

from kiosk.core.calls.records import URGENT, Call
from kiosk.core.store.journal import Journalling

_CALLS = (
    "SELECT id, position, service, kind, state, raised_ms, level, rung, answered_ms, answered_by, answered_at, ended_ms, how"
    " FROM calls "
)
_OPEN = _CALLS + "WHERE kiosk = ? AND state <> 'ended' ORDER BY raised_ms, id"
_OF_DAY = _CALLS + "WHERE kiosk = ? AND business_day = ? ORDER BY raised_ms DESC, id DESC LIMIT ?"
_ONE = _CALLS + "WHERE kiosk = ? AND id = ?"
_ADD = (
    "INSERT INTO calls (id, kiosk, position, service, kind, state, level, once, business_day, raised_ms)"
    " VALUES (?, ?, ?, ?, ?, 'ringing', ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_AGAIN = (
    "UPDATE calls SET state = 'ringing', kind = 'help', raised_ms = ?, level = 0, ended_ms = NULL, how = '', rung = rung + 1,"
    " answered_ms = NULL, answered_by = '', answered_at = '' WHERE id = ? AND state = 'ended'"
)
_KIND = "UPDATE calls SET kind = ?, level = ? WHERE id = ? AND state <> 'ended'"
_ALARM = "UPDATE calls SET state = 'ringing' WHERE id = ? AND state = 'coming'"
_LEVEL = "UPDATE calls SET level = ? WHERE id = ? AND state = 'ringing'"
_STATE = (
    "UPDATE calls SET state = ?, answered_ms = coalesce(answered_ms, ?), answered_by = coalesce(nullif(answered_by, ''), ?),"
    " answered_at = coalesce(nullif(answered_at, ''), ?) WHERE id = ? AND state <> 'ended'"
)
_END = "UPDATE calls SET state = 'ended', ended_ms = ?, how = ? WHERE id = ? AND state <> 'ended'"


class Calling(Journalling):
    """The transaction's calls. All of them are the host's own business."""

    def open_calls(self) -> list[Call]:
        """Every call that has not ended, the oldest first."""
        return [Call(*row) for row in self._all(_OPEN, (self._kiosk,))]

    def calls_of_day(self, business_day: int, limit: int = 200) -> list[Call]:
        """The calls of a business day, the newest first."""
        return [Call(*row) for row in self._all(_OF_DAY, (self._kiosk, business_day, limit))]

    def raise_call(
        self, position: str, service: str, kind: str, level: int, once: str | None = None
    ) -> Call | None:
        """Somebody needs staff; journaled. None when the position's call is open already, or a call with this key was
        raised before: the database decides it, so that a hundred touches are one call."""
        call_id = self._changing("raise_call")
        row = (call_id, self._kiosk, position, service, kind, level, once, self.business_day, self.now_ms)
        if self._run(_ADD, row).rowcount != 1:
            return None
        self._told("call.raised", call_id, service=service, kind=kind, raised_ms=self.now_ms)
        return self._call(call_id)

    def ring_again(self, call_id: str) -> Call:
        """A call that was taken back rings again: it is the same call."""
        self._changing("ring_again")
        self._run(_AGAIN, (self.now_ms, call_id))
        self._told("call.again", call_id)
        return self._call(call_id)

    def name_call(self, call_id: str, kind: str, level: int) -> Call:
        """The customer has said what it is. Whoever is on their way to "help" does not know that it burns: it rings again."""
        self._changing("name_call")
        self._run(_KIND, (kind, level, call_id))
        if kind in URGENT:
            self._run(_ALARM, (call_id,))
        self._told("call.named", call_id, kind=kind)
        return self._call(call_id)

    def escalate_call(self, call_id: str, level: int) -> Call:
        """Nobody has answered: it rings louder, or elsewhere too."""
        self._changing("escalate_call")
        self._run(_LEVEL, (level, call_id))
        self._told("call.escalated", call_id, level=level)
        return self._call(call_id)

    def answer_call(self, call_id: str, state: str, staff_id: str, at: str) -> Call:
        """Staff are there (`answered`) or on their way (`coming`). The first of them is the one who answered."""
        self._changing("answer_call")
        changed = self._run(_STATE, (state, self.now_ms, staff_id, at, call_id)).rowcount
        call = self._call(call_id)
        if changed:
            self._told(f"call.{state}", call_id, waited_s=max(0, self.now_ms - call.raised_ms) // 1000)
        return call

    def end_call(self, call_id: str, how: str) -> Call:
        """It is over, and how."""
        self._changing("end_call")
        changed = self._run(_END, (self.now_ms, how, call_id)).rowcount
        call = self._call(call_id)
        if changed:
            event = "call.taken_back" if how == "taken_back" else "call.ended"
            self._told(event, call_id, how=how, waited_s=call.waited_ms(self.now_ms) // 1000)
        return call

    def _changing(self, verb: str) -> str:
        self._for_the_host(verb)
        return self.new_id()

    def _call(self, call_id: str) -> Call:
        row: Any = self._one(_ONE, (self._kiosk, call_id))
        return Call(*row)

    def _told(self, event: str, call_id: str, **ids: str | int) -> None:
        self.journal(event, call=call_id, **ids)
