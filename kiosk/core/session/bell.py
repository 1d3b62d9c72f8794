"""The bell of one position: a customer rings for staff, and staff say that they are coming, were here, or have dealt with it.

Who hears a call and how loud is the switchboard's (`kiosk.core.calls`); this is what happens to it at one screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kiosk.core.calls.records import Call, CallKind

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk


class Bell:
    """What rings from one position, and who said there that they are coming."""

    def __init__(self, position: PositionDesk) -> None:
        self._here = position
        self.answering = ""
        """The call that somebody here has said they are coming to, and has yet to sign in for."""

    @property
    def call(self) -> Call | None:
        """The call that rings from here, or rang and is not over."""
        return self._here.reception.calls.at(self._here.name)

    @property
    def shown(self) -> Literal["ready", "ringing", "coming", "none"]:
        """How the button of the bar looks."""
        if self._here.is_staff:
            return "none"
        call = self.call
        if self._here.reception.calls.is_ringing(self._here.name):
            return "ringing"
        if call is None or call.state in ("answered", "ended"):
            return "ready"
        return "coming" if call.state == "coming" else "ringing"

    def ring(self, kind: CallKind = "help", once: str | None = None) -> None:
        """Ring for staff, unless it rings already. It goes on when this visit is over."""
        call, calls, customer = self.call, self._here.reception.calls, self._here.as_customer()
        if call is None:
            calls.ring(customer, self._here.service_id, kind=kind, once=once)
        elif call.kind == "returns_full" and kind == "help":
            calls.name(call, kind, customer)

    def come(self) -> None:
        """Somebody here answers the banner: they are coming to the first call that rings here, or see to the shift."""
        heard = self._here.reception.heard(self._here)
        if not heard:
            if self._here.reception.tells_of_shift(self._here):
                self._here.start("staff")
            return
        if self._here.staff is not None:
            self._here.in_background(self.come_to(heard[0]))
            return
        self.answering = heard[0].id
        self._here.start("staff")

    async def come_to(self, call: Call) -> None:
        """Staff say that they are on their way to whoever called; only this tells the customer so."""
        if self._here.staff is not None:
            await self._here.reception.calls.answer(
                call, "coming", self._here.staff.id, self._here.as_staff()
            )

    async def end(self, call: Call) -> None:
        """Staff say that it is dealt with."""
        await self._here.reception.calls.end(call, "dealt_with", self._here.as_staff())

    async def staff_arrived(self) -> None:
        """Staff have signed in here: they are where it rings, or answer what they said they were coming to."""
        here = self._here
        if here.staff is None:
            return
        calls, attendance = here.reception.calls, here.reception.attendance
        promised, self.answering = calls.one(self.answering), ""
        if promised is not None and promised.position != here.name:
            await self.come_to(promised)
        call = self.call
        if call is not None:
            await calls.answer(call, "answered", here.staff.id, here.as_staff())
        if attendance.absence is not None and attendance.absence.staff_id == here.staff.id:
            await attendance.back(here.staff, here.as_staff())

    async def staff_left(self) -> None:
        """The visit ends: where staff have been, the call is over."""
        call = self.call
        if call is not None and call.state == "answered":
            await self._here.reception.calls.end(call, "were_here", self._here.as_staff())
