"""One position: a screen with its nearby devices, and the visit that is going on there.

This class holds the state of the position and reacts to its buttons; the sequence of a visit (attract, home, a
service, settlement, the wipe) reads from top to bottom in `visit_loop`. Whatever is shown is one whole
`Screen`, so that a shell that comes back is simply sent the newest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from kiosk.core.approver import Approver
from kiosk.core.background import Background
from kiosk.core.calendar import Calendar
from kiosk.core.clock import Clock
from kiosk.core.equipment import Equipment
from kiosk.core.host.host import Host
from kiosk.core.host.safe_mode import SafeMode
from kiosk.core.ids import new_id
from kiosk.core.outcomes import BACK, CardSeen, CardWanted, DoorMoved, OperationFinished, Scan
from kiosk.core.owed import Owed
from kiosk.core.records import Context, StaffIdentity
from kiosk.core.service import Audience
from kiosk.core.session.bell import Bell
from kiosk.core.session.catalogues import catalogue_folders
from kiosk.core.session.conversation import Conversation
from kiosk.core.session.idle import IdleClock
from kiosk.core.session.management import Management
from kiosk.core.session.readers import wants_to_read, what_reads
from kiosk.core.session.reception import Reception
from kiosk.core.session.sheet import Sheet
from kiosk.core.session.showing import screen_of
from kiosk.core.session.site import Site
from kiosk.core.settler import Settler
from kiosk.core.staff import Strangers
from kiosk.core.staff.badges import BadgeKey
from kiosk.core.store.database import Store
from kiosk.link.messages import CardAsked, CardRead, Countdown, DoorState, Header, Pressed, Screen
from kiosk.link.prompts import Notice, SwipeWay, Value
from kiosk.link.texts import LANGUAGES, Translator

log = logging.getLogger(__name__)

Leave = Literal["home", "staff", "lock", "end", "timeout", "aside"]
"""Why a flow is left before its end; `aside`: its plugin has just been put aside."""


class PositionDesk:
    """The desk's side of one position."""

    def __init__(
        self,
        name: str,
        *,
        site: Site,
        clock: Clock,
        store: Store,
        host: Host,
        equipment: Equipment,
        settler: Settler,
        places: Mapping[str, tuple[str, int]],
        arm_scanner: Callable[[str, bool], None],
        cancel_cards: Callable[[str, str], Awaitable[None]],
        reception: Reception,
        approver: Approver,
        owed: Owed,
        badge_key: BadgeKey,
        audience: Audience = "customer",
        safe_mode: SafeMode | None = None,
        management: Management | None = None,
    ) -> None:
        self.name = name
        self.audience = audience
        self.reception = reception
        self.approver = approver
        self.owed = owed
        self.badge_key = badge_key
        self.site = site
        self.zone = ZoneInfo(site.zone)
        self.clock = clock
        self.store = store
        self.host = host
        self.equipment = equipment
        self.settler = settler
        self.places = places
        self.safe_mode = safe_mode or SafeMode()
        self.management = management
        """What staff may do with plugins here; None where a test has no desk around its position."""
        self.conversation = Conversation(
            new_id=lambda: new_id(clock),
            show=self.show,
            wants_scan=lambda wanted: arm_scanner(name, wanted),
        )
        self._cancel_cards = cancel_cards
        self.idle = IdleClock(clock, self._warn)
        self.session_id = ""
        self.begun: Calendar | None = None
        """What held when this visit began: it is finished under that."""
        self.header: Header | None = None
        """Whose question is open; None is the house's own, under the site's name."""
        self.service_id = ""
        self.language = site.language
        self.comfort = False
        self.staff: StaffIdentity | None = None
        self.bell = Bell(self)
        self.sheet = Sheet(self)
        self.strangers = Strangers()
        self.bad_swipes = 0
        """Swipes of this visit that could not be read."""
        self.refused_scans = 0
        """What was held before a reader in this visit and could not be read, or may not be; for the record."""
        self.stripe_noted = False
        """Whose they were has been put before staff."""
        self.leaving: Leave | None = None
        self.at_home = False
        self.left = asyncio.Event()
        self._reading: frozenset[str] = frozenset()
        self.operation_ended = asyncio.Event()
        self.begin: asyncio.Future[Literal["start", "staff", "parting"] | Scan] | None = None
        self.refresh: Callable[[], None] = lambda: None
        self.parting: list[Notice] = []
        self._screens: list[Callable[[Screen | Countdown], None]] = []
        self._countdown: int | None = None
        self._background = Background(f"position {name}")

    @property
    def is_staff(self) -> bool:
        """Whether this is a position of the staff's, beside those of the customers."""
        return self.audience == "staff"

    def new_id(self) -> str:
        """An id for a row."""
        return new_id(self.clock)

    def may(self, right: str) -> bool:
        """Whether the person signed in here holds a right; False while nobody is."""
        return self.staff is not None and self.host.rights.may(self.staff.role, right)

    # ------------------------------------------------------------------ the screen

    def attach(self, send: Callable[[Screen | Countdown], None]) -> None:
        """A shell is there: it is sent the whole state, and every change from now on."""
        self._screens.append(send)
        send(self.screen())
        if self._countdown is not None:
            send(Countdown(self._countdown))

        self._told_of_a_screen()

    def detach(self, send: Callable[[Screen | Countdown], None]) -> None:
        """The shell went away."""
        self._screens.remove(send)
        self._told_of_a_screen()

    @property
    def watched(self) -> bool:
        """Whether a shell is there: what rings here is heard."""
        return bool(self._screens)

    def _told_of_a_screen(self) -> None:
        """Where an open call sounds depends on whose screens are there."""
        if self.reception.calls.ranked():
            self.reception.changed()

    def show(self) -> None:
        """Send the state to every shell of this position."""
        if not self._screens:
            return
        screen = self.screen()
        for send in self._screens:
            send(screen)

    def screen(self) -> Screen:
        """The whole state, in words of the visit's language."""
        return screen_of(self)

    def equipment_changed(self) -> None:
        """A device came or went: what is shown may depend on it."""
        self.refresh()
        question, read = self.conversation.open, self._reading
        self._reading = what_reads(self)
        if question is not None and wants_to_read(question) and read != self._reading:
            self.show()

    @property
    def calendar(self) -> Calendar:
        """What holds for the visit: as it was when it began, and for staff as it is now."""
        now = self.store.hours.now(self.clock)
        return now if self.begun is None or self.staff is not None else self.begun

    @property
    def business_day(self) -> int:
        """Now, yyyymmdd."""
        return self.store.day.of(self.clock.now_ms())

    @property
    def site_name(self) -> str:
        """The site's name in the visit's language."""
        return self.site.name if self.language.startswith("zh") else self.site.name_en or self.site.name

    def translator(self) -> Translator:
        """Says the texts of the core and of every plugin in the visit's language."""
        return Translator(self.language, catalogue_folders(self.host), self.site.english_names)

    def _warn(self, seconds: int | None) -> None:
        self._countdown = seconds
        for send in self._screens:
            send(Countdown(seconds))

    # ------------------------------------------------------------------ what the person does

    def answered(self, prompt_id: str, value: Value) -> None:
        """An answer came in; a late one is dropped."""
        self.idle.touch()
        if prompt_id == self.sheet.id:
            self.sheet.answer(value)
            return
        if not self.conversation.answer(prompt_id, value):
            log.info("position %s: an answer to a question that is not open was dropped", self.name)

    def touched(self) -> None:
        """A sign of life."""
        self.idle.touch()
        self.sheet.touched()

    def pressed(self, message: Pressed) -> None:
        """A button of the frame around the prompt."""
        self.idle.touch()
        if self._about_a_call(message.button):
            return
        match message.button:
            case "start" | "staff" if self.start(message.button):
                pass
            case "staff":
                self.leave("staff")
            case "back":
                question = self.conversation.open
                if question is not None and question.back:
                    self.conversation.answer(question.id, BACK)
            case "home" | "lock" | "end":
                self.leave(message.button)
            case "language":
                following = LANGUAGES.index(self.language) + 1 if self.language in LANGUAGES else 0
                self.language = LANGUAGES[following % len(LANGUAGES)]
                self._redraw()
            case "comfort":
                self.comfort = not self.comfort
                self.start_idle()
                self._redraw()
            case _:
                pass

    def _about_a_call(self, button: str) -> bool:
        """Ringing, answering a ring, and putting away what was asked after it; False for any other button."""
        match button:
            case "call":
                self.bell.ring()
                if self.session_id:
                    self.sheet.open()
            case "coming":
                self.bell.come()
            case "back" if self.sheet.id:
                self.sheet.close()
            case "home" | "lock" | "end":
                self.sheet.close()
                return False
            case _:
                return False
        self.show()
        return True

    def start(self, button: Literal["start", "staff"]) -> bool:
        """Begin a visit, if nobody's is going on."""
        if self.begin is None or self.begin.done():
            return False
        self.begin.set_result(button)
        return True

    def part(self, notice: Notice) -> None:
        """After a restart: what became of the last customer's item is told as soon as nobody else is served."""
        self.parting.append(notice)
        if self.begin is not None and not self.begin.done():
            self.begin.set_result("parting")

    def _redraw(self) -> None:
        self.refresh()
        if self.conversation.open is not None:
            self.conversation.redraw()
        else:
            self.show()

    def as_customer(self) -> Context:
        """On whose behalf a customer's touch is written down."""
        return Context(actor="customer", position=self.name, session_id=self.session_id)

    def as_staff(self) -> Context:
        """On whose behalf staff's own acts here are written down."""
        actor = f"staff:{self.staff.id}" if self.staff is not None else "system"
        return Context(actor=actor, position=self.name, session_id=self.session_id)

    def in_background(self, work: Awaitable[Any]) -> None:
        """Run what nobody waits for."""
        self._background.run(work)

    def forget_visit(self) -> None:
        """Nothing personal stays: language, comfort, who had identified, what was on the screen."""
        self.session_id = self.service_id = ""
        self.staff = self.begun = None
        self.bad_swipes, self.refused_scans, self.stripe_noted = 0, 0, False
        self.bell.answering = ""
        self.sheet.close()
        self.language = self.site.language
        self.comfort = False
        self.leaving = None
        self.conversation.forget()

    def leave(self, why: Leave) -> None:
        """Leave the flow that is running."""
        if self.session_id and self.leaving is None:
            self.leaving = why
            self.left.set()

    # ------------------------------------------------------------------ what the world does

    def scanned(self, scan: Scan) -> None:
        """A scan at this position: an answer where one is wanted, the beginning of a visit at the attract
        screen."""
        self.conversation.disarmed()
        bad = self.bad_swipes + 1
        if scan.refused == "bad_swipe":
            scan = msgspec.structs.replace(scan, bad_swipes=bad)
        if self.begin is not None and not self.begin.done():
            self.begin.set_result(scan)
        else:
            self.idle.touch()
            if not self.conversation.deliver(scan):
                log.info("position %s: a scan that nobody asked for was dropped", self.name)
                return
        if scan.refused == "bad_swipe":
            self.bad_swipes = bad
        self.refused_scans += bool(scan.refused)

    @property
    def swipe_way(self) -> SwipeWay:
        """How a card goes through the reader of stripes that stands here; "" where none does."""
        reader = self.equipment.find(self.name, "stripe_reader")
        return self.site.swipe_ways.get(reader, "down") if reader is not None else ""

    def moved(self, event: DoorMoved) -> None:
        """A door changed."""
        if self.session_id:
            self.conversation.deliver(event)

    def carded(self, said: CardAsked | CardRead, way: SwipeWay) -> None:
        """The encoder waits for a card of this visit, or has read it."""
        if isinstance(said, CardRead):
            self.idle.touch()  # somebody stands there and swipes
            self.conversation.deliver(CardSeen(said.operation, said.tracks, said.unreadable))
            return
        if said.attempt > 1 or said.swipe == "check":
            self.idle.touch()
        self.conversation.deliver(
            CardWanted(said.operation, said.swipe, said.attempt, said.attempts, said.seconds, said.why, way)
        )

    async def cancel_cards(self, operation_id: str = "") -> None:
        """Wait for no card of this visit any longer, or not for this one."""
        if self.session_id:
            await self._cancel_cards(self.session_id, operation_id)

    def finished(self, event: OperationFinished) -> None:
        """An operation of this position's visit has its outcome."""
        self.conversation.deliver(event)
        self.operation_ended.set()

    def door(self, place_id: str) -> DoorState:
        """A door's state as last read."""
        place = self.places.get(place_id)
        return self.equipment.door_state(*place) if place is not None else "unknown"

    # ------------------------------------------------------------------ the session's clock

    def start_idle(self) -> None:
        """Begin the idle clock with the limits that hold now."""
        site = self.site
        if self.staff is not None:
            # Staff are locked out after so long, countdown included: what `auto_lock_seconds` says is what holds.
            warning = min(site.warning_seconds, site.staff_lock_seconds / 2)
            self.idle.start(site.staff_lock_seconds - warning, warning)
        else:
            factor = site.comfort_factor if self.comfort else 1
            self.idle.start(site.idle_seconds * factor, site.warning_seconds)
