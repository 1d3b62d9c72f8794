"""Who is away from the desk until when, and what staff have changed of today's hours, as rows."""

from __future__ import annotations

from kiosk.core.attendance import Absence, HoursChange
from kiosk.core.store.journal import Journalling

_AWAY = "SELECT id, staff_id, reason, from_ms, until_ms FROM absences WHERE kiosk = ? AND ended_ms IS NULL"
_LEAVE = "INSERT INTO absences (id, kiosk, staff_id, reason, from_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?)"
_BACK = "UPDATE absences SET ended_ms = ?, ended_by = ? WHERE kiosk = ? AND ended_ms IS NULL"
_CHANGE = "SELECT id, is_open, from_ms, until_ms FROM hours_changes WHERE kiosk = ? AND ended_ms IS NULL"
_SET = "INSERT INTO hours_changes (id, kiosk, is_open, from_ms, until_ms, made_by) VALUES (?, ?, ?, ?, ?, ?)"
_UNSET = "UPDATE hours_changes SET ended_ms = ? WHERE kiosk = ? AND ended_ms IS NULL"


class Attending(Journalling):
    """The transaction's absences and changes of hours. The host's own business, all of it."""

    def absence(self) -> Absence | None:
        """Who is away from this box's desk now."""
        row = self._one(_AWAY, (self._kiosk,))
        return None if row is None else Absence(*row)

    def leave_desk(self, staff_id: str, reason: str, until_ms: int) -> Absence:
        """Staff leave the desk until then; a notice that stands already ends. Journaled with who and why."""
        self._for_the_host("leave_desk")
        self._run(_BACK, (self.now_ms, staff_id, self._kiosk))
        absence = Absence(self.new_id(), staff_id, reason, self.now_ms, until_ms)
        self._run(_LEAVE, (absence.id, self._kiosk, staff_id, reason, self.now_ms, until_ms))
        self.journal("absence.begun", absence=absence.id, staff=staff_id, reason=reason, until_ms=until_ms)
        return absence

    def back_at_desk(self, staff_id: str) -> bool:
        """Somebody is at the desk again; False when nobody was away."""
        self._for_the_host("back_at_desk")
        absence = self.absence()
        if absence is None:
            return False
        self._run(_BACK, (self.now_ms, staff_id, self._kiosk))
        late = max(0, self.now_ms - absence.until_ms) // 1000
        self.journal("absence.ended", absence=absence.id, staff=staff_id, late_s=late)
        return True

    def hours_change(self) -> HoursChange | None:
        """What staff have changed of the hours, the newest; it may be over."""
        row = self._one(_CHANGE, (self._kiosk,))
        return None if row is None else HoursChange(row[0], bool(row[1]), row[2], row[3])

    def change_hours(self, *, is_open: bool, until_ms: int, staff_id: str) -> HoursChange:
        """Open or closed from now until then, whatever the hours say; journaled with who."""
        self._for_the_host("change_hours")
        self._run(_UNSET, (self.now_ms, self._kiosk))
        change = HoursChange(self.new_id(), is_open, self.now_ms, until_ms)
        self._run(_SET, (change.id, self._kiosk, int(is_open), self.now_ms, until_ms, staff_id))
        self.journal("hours.changed", change=change.id, open=int(is_open), until_ms=until_ms, staff=staff_id)
        return change

    def usual_hours(self, staff_id: str) -> None:
        """What was changed holds no longer."""
        self._for_the_host("usual_hours")
        if self._run(_UNSET, (self.now_ms, self._kiosk)).rowcount:
            self.journal("hours.usual", staff=staff_id)
