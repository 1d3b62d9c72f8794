"""The desk's own attendance, live: who is away until when, and what staff have changed of today's hours.

Rows first (`store/attendance.py`); this is what every screen of the box is drawn from.
"""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from kiosk.core.attendance import Absence, HoursChange
from kiosk.core.moments import clock as time_of_day
from kiosk.core.moments import local, moment
from kiosk.core.records import Context, StaffIdentity
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")


class Attendance:
    """`changed` is called after every change, on the event loop."""

    def __init__(self, store: Store, changed: Callable[[], None]) -> None:
        self._store = store
        self._changed = changed
        self.absence: Absence | None = None

    async def start(self) -> None:
        """As it was before the desk went away."""
        self.absence = await self._store.read(Transaction.absence)
        self._store.hours.change = await self._store.read(Transaction.hours_change)

    def expected(self, now_ms: int, zone: ZoneInfo) -> Text:
        """When staff are back, as they said; after that only that it takes a little longer; "" while nobody is away."""
        if self.absence is None:
            return ""
        if now_ms >= self.absence.until_ms:
            return _("Staff are away, a moment longer please.")
        return _("Staff are back at {time}.", time=time_of_day(self.absence.until_ms, zone))

    async def leave(self, staff: StaffIdentity, reason: str, until_ms: int, context: Context) -> None:
        """Staff leave the desk."""
        self.absence = await self._store.write(
            Transaction.leave_desk, staff.id, reason, until_ms, context=context
        )
        self._changed()

    async def back(self, staff: StaffIdentity, context: Context) -> None:
        """Somebody is at the desk again."""
        if self.absence is not None:
            await self._store.write(Transaction.back_at_desk, staff.id, context=context)
            self.absence = None
            self._changed()

    async def change_hours(
        self, *, is_open: bool, until_ms: int, staff: StaffIdentity, context: Context
    ) -> HoursChange:
        """Open or closed until then, whatever the hours say."""
        change = await self._store.write(
            Transaction.change_hours, is_open=is_open, until_ms=until_ms, staff_id=staff.id, context=context
        )
        self._store.hours.change = change
        self._changed()
        return change

    async def usual_hours(self, staff: StaffIdentity, context: Context) -> None:
        """What was changed holds no longer."""
        await self._store.write(Transaction.usual_hours, staff.id, context=context)
        self._store.hours.change = None
        self._changed()


def opens_again(at_ms: int, now_ms: int, zone: ZoneInfo) -> Text:
    """When the site opens: the time alone for today, "tomorrow", else the day too."""
    days = (local(at_ms, zone).date() - local(now_ms, zone).date()).days
    time = time_of_day(at_ms, zone)
    if days == 0:
        return _("Opens at {time}", time=time)
    if days == 1:
        return _("Opens tomorrow at {time}", time=time)
    return _("Opens {moment}", moment=moment(at_ms, zone))
