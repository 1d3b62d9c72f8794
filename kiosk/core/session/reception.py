"""What every position of one desk shares: the calls, who is away, forced doors, and the hours as customers are told them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from kiosk.core.calendar import Calendar
from kiosk.core.calls import words
from kiosk.core.calls.records import Call
from kiosk.core.calls.switchboard import Switchboard
from kiosk.core.clock import Clock
from kiosk.core.forced_doors import ForcedDoors
from kiosk.core.late_shift import LateShift
from kiosk.core.owed import Owed
from kiosk.core.service import Availability, Service
from kiosk.core.session.attendance import Attendance, opens_again
from kiosk.core.store.database import Store
from kiosk.core.texts import Texts
from kiosk.link.messages import Banner, Told
from kiosk.link.settings import Settings
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

LOOK_SECONDS = 15.0
"""How late a screen that nobody touches may be in saying that the site has closed, or that an absence is over."""


class Reception:
    """One for each desk; it outlives every visit."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        positions: Mapping[str, PositionDesk],
        owed: Owed,
    ) -> None:
        self.texts = settings.calls
        self.closing = settings.closing
        self._store = store
        self._clock = clock
        self._positions = positions
        self.calls = Switchboard(store, clock, settings.calls, self.changed)
        self.attendance = Attendance(store, self.changed)
        self.forced = ForcedDoors(store, self.changed, owed)
        self.late_shift = LateShift(store, clock, self.changed, owed)

    async def start(self) -> None:
        """As it was before the desk went away."""
        await self.calls.start()
        await self.attendance.start()
        await self.forced.start()

    def changed(self) -> None:
        """Every screen says it."""
        for position in self._positions.values():
            position.refresh()
            position.show()

    async def watch(self) -> None:
        """Let every screen know when the time itself has changed something. For ever."""
        seen = self._seen()
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            now = self._seen()
            if now != seen:
                seen = now
                self.changed()

    def _seen(self) -> tuple[object, ...]:
        calendar, absence = self._store.hours.now(self._clock), self.attendance.absence
        late = absence is not None and self._clock.now_ms() >= absence.until_ms
        return calendar.known, calendar.phase, calendar.opens_next_ms, late

    # ------------------------------------------------------------------ calls

    @property
    def customer_screens(self) -> int:
        """How many screens a customer can ring from."""
        return sum(position.audience == "customer" for position in self._positions.values())

    def heard(self, position: PositionDesk) -> list[Call]:
        """What rings at a position."""
        return self.calls.heard_at(
            position.name,
            staff_position=position.audience == "staff",
            signed_in=position.staff is not None,
        )

    def banner(self, position: PositionDesk) -> Banner | None:
        """Over what is done at a position."""
        heard = self.heard(position)
        if not heard and self.tells_of_shift(position):
            return self.late_shift.banner()
        return words.banner(
            heard,
            position.host,
            self.customer_screens,
            position.zone,
            self._clock.now_ms(),
            signed_in=position.staff is not None,
            called=bool(heard) and position.bell.answering == heard[0].id,
        )

    def sound(self, position: PositionDesk) -> Literal["", "soft", "loud", "urgent"]:
        """What is heard at a position. A box without a staff position, or whose staff's screen is away, rings where the
        customer stands, so that whoever is near hears it."""
        heard = self.heard(position)
        own = position.bell.call
        if not heard and own is not None and own.state == "ringing":
            elsewhere = any(other.watched and self.heard(other) for other in self._positions.values())
            heard = [] if elsewhere else [own]
        if not heard and self.tells_of_shift(position) and self._store.hours.now(self._clock).open_now:
            return "soft"
        if not heard:
            return ""
        if heard[0].urgent:
            return "urgent"
        return "loud" if max(call.level for call in heard) > 0 else "soft"

    def tells_of_shift(self, position: PositionDesk) -> bool:
        """Whether a shift that was left open is told of here: where nobody is served and nobody has signed in, at staff's own
        screens first."""
        if self.late_shift.shift is None or position.session_id:
            return False
        has_staff_screen = any(other.is_staff for other in self._positions.values())
        return position.is_staff or not has_staff_screen

    # ------------------------------------------------------------------ hours

    def opens(self, calendar: Calendar, position: PositionDesk) -> Text:
        """When the site opens again, as is said under a tile and on the attract screen."""
        if calendar.opens_next_ms is None:
            return _("Closed for now")
        return opens_again(calendar.opens_next_ms, self._clock.now_ms(), position.zone)

    def served(self, calendar: Calendar, service: Service) -> bool:
        """Whether a service can be used at all: once the site is closed, what brings back and collects."""
        if calendar.open_now:
            return True
        return service.when_closed == "serve" and (
            calendar.phase == "closing" or self.closing.after == "returns"
        )

    def closed(self, calendar: Calendar, position: PositionDesk) -> Availability:
        """What stands under a tile that cannot be used because the site is closed."""
        return Availability(self.opens(calendar, position), enabled=False)

    def greeting(self, calendar: Calendar, position: PositionDesk) -> Text:
        """Of the attract screen once the site is closed; "" while it is open."""
        if calendar.open_now:
            return ""
        if calendar.name:
            return _(
                "{name}: we are closed.\n{opens}", name=calendar.name, opens=self.opens(calendar, position)
            )
        return _("We are closed.\n{opens}", opens=self.opens(calendar, position))

    def told(self, calendar: Calendar, position: PositionDesk) -> tuple[Told, ...]:
        """The lines of the attract screen: who is away, and what goes on though the site is closed."""
        lines: list[Told] = []
        away = self.attendance.expected(self._clock.now_ms(), position.zone)
        if away and calendar.open_now:
            lines.append(Told(away, "schedule", "amber"))
        if not calendar.open_now and any(
            self.served(calendar, service) for _plugin, service in position.host.services("customer")
        ):
            lines.append(Told(_("You can still return things"), "assignment_turned_in", "leaf"))
        return tuple(lines)
