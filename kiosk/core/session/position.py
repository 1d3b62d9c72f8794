"""One position: a screen with its nearby devices, and the visit that is going on there.

This class holds the state of the position and reacts to its buttons; the sequence of a visit (attract, home, a
service, settlement, the wipe) reads from top to bottom in `visit_loop`. Whatever is shown is one whole
`Screen`, so that a shell that comes back is simply sent the newest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from zoneinfo import ZoneInfo

import msgspec

from kiosk.core.approver import Approver
from kiosk.core.calendar import Calendar
from kiosk.core.calls.records import Call, CallKind
from kiosk.core.clock import Clock
from kiosk.core.equipment import Equipment
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginState
from kiosk.core.host.safe_mode import SafeMode
from kiosk.core.ids import new_id
from kiosk.core.outcomes import BACK, CardSeen, CardWanted, DoorMoved, OperationFinished, Scan
from kiosk.core.records import Approved, Context, StaffIdentity
from kiosk.core.service import Audience
from kiosk.core.session.conversation import Conversation
from kiosk.core.session.idle import IdleClock
from kiosk.core.session.readers import as_it_can_be_answered, wants_to_read, what_reads
from kiosk.core.session.reception import Reception
from kiosk.core.session.sheet import Sheet
from kiosk.core.session.texts import LIMITED
from kiosk.core.settler import Settler
from kiosk.core.staff import POLICY, StaffPolicy, Strangers
from kiosk.core.staff.badges import BadgeKey
from kiosk.core.store.database import Store
from kiosk.doctor.words import CATALOGUES as DOCTORS
from kiosk.doctor.words import DOMAIN
from kiosk.link.messages import Bar, CardAsked, CardRead, Countdown, DoorState, Header, Pressed, Screen
from kiosk.link.prompts import Notice, SwipeWay, Value
from kiosk.link.texts import LANGUAGES, Text, Translator, localise

if TYPE_CHECKING:
    from kiosk.core.backup_watch import BackupWatch
    from kiosk.core.desk_doctor import DeskDoctor
    from kiosk.core.orders import Orders

log = logging.getLogger(__name__)

Leave = Literal["home", "staff", "lock", "end", "timeout", "aside"]
"""Why a flow is left before its end; `aside`: its plugin has just been put aside."""


def catalogue_folders(host: Host) -> dict[str, Path]:
    """Where the catalogues are: the core's own, and each plugin's."""
    return {"core": CATALOGUES, DOMAIN: DOCTORS, **host.locale_folders()}


class Site(msgspec.Struct, frozen=True):
    """What a position needs to know of its site, from `kiosk.toml`."""

    name: str
    name_en: str
    zone: str
    language: str = "zh_CN"
    idle_seconds: float = 60
    warning_seconds: float = 30
    comfort_factor: float = 3
    staff_lock_seconds: float = 180
    pin_minimum: int = 6
    english_names: Mapping[str, str] = {}
    """What the settings call things in English, by their own name."""
    staff_policy: StaffPolicy = POLICY
    badge_alone: tuple[str, ...] = ()
    """Roles for which a badge is enough; everybody else gives the PIN too."""
    approval_seconds: float = 120
    """How long a second person is waited for at the screen."""
    swipe_ways: Mapping[str, SwipeWay] = {}
    """How a card goes through each reader of stripes, by its name."""


CATALOGUES = Path(__file__).parent.parent / "locale"


class Management(Protocol):
    """The desk's own doings that staff ask for at a position."""

    @property
    def doctor(self) -> DeskDoctor:
        """Who knows how the box is."""
        ...

    @property
    def backups(self) -> BackupWatch:
        """What is known of the backups."""
        ...

    @property
    def orders(self) -> Orders:
        """Who speaks to a remote member system."""
        ...

    async def enable_plugin(
        self, name: str, context: Context, approved: Approved | None = None
    ) -> PluginState:
        """Let a plugin serve again, and load it."""
        ...

    def sign_out(self, staff_id: str) -> None:
        """End the visits of an account that was changed, wherever they are."""
        ...

    async def leave_safe_mode(self, context: Context) -> None:
        """Load what safe mode held back."""
        ...


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
        badge_key: BadgeKey,
        audience: Audience = "customer",
        safe_mode: SafeMode | None = None,
        management: Management | None = None,
    ) -> None:
        self.name = name
        self.audience = audience
        self.reception = reception
        self.approver = approver
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
        self.answering = ""
        """The call that somebody here has said they are coming to, and has yet to sign in for."""
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
        self._background: set[asyncio.Task[Any]] = set()

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
        say = self.host.saying(self.translator())
        question = self.conversation.open
        self.sheet.make_way()
        over = self.sheet.prompt()
        banner = self.reception.banner(self)
        asked = over if over is not None else as_it_can_be_answered(self, question) if question else None
        calendar = self.store.hours.now(self.clock)
        idle = asked is None
        return Screen(
            position=self.name,
            prompt_id=self.sheet.id if over is not None else question.id if question else "",
            revision=question.revision if question else 0,
            prompt=localise(asked, say) if asked is not None else None,
            header=localise(self.header or Header(self.site_name), say),
            bar=Bar(
                back=over is not None or (question is not None and question.back),
                home=self.session_id != "" and not self.at_home,
                call=self._call_shown(),
                staff=self.staff is not None,
            ),
            language=self.language,
            comfort=self.comfort,
            site=self.site_name,
            attract=tuple(say(offer) for offer in self._offers(calendar)),
            signs=self._signs(calendar),
            greeting=say(self.reception.greeting(calendar, self)) if idle else "",
            told=localise(self.reception.told(calendar, self), say) if idle else (),
            banner=localise(banner, say),
            ring=self.reception.sound(self),
        )

    def equipment_changed(self) -> None:
        """A device came or went: what is shown may depend on it."""
        self.refresh()
        question, read = self.conversation.open, self._reading
        self._reading = what_reads(self)
        if question is not None and wants_to_read(question) and read != self._reading:
            self.show()

    def _signs(self, calendar: Calendar) -> tuple[str, ...]:
        """Icons of what is served now, each once."""
        served = (
            service.icon
            for _, service in self.host.services("customer")
            if self.reception.served(calendar, service)
        )
        return tuple(dict.fromkeys(served))

    def _offers(self, calendar: Calendar) -> list[Text]:
        """What the attract screen tells of; a desk in safe mode says that it is limited before anybody has come."""
        offers = [
            service.verb or service.title
            for _, service in self.host.services("customer")
            if self.reception.served(calendar, service)
        ]
        return [LIMITED, *offers] if self.safe_mode else offers

    @property
    def calendar(self) -> Calendar:
        """What holds for the visit: as it was when it began, and for staff as it is now."""
        now = self.store.hours.now(self.clock)
        return now if self.begun is None or self.staff is not None else self.begun

    def _call_shown(self) -> Literal["ready", "ringing", "coming", "none"]:
        if self.is_staff:
            return "none"
        call = self.call
        if self.reception.calls.is_ringing(self.name):
            return "ringing"
        if call is None or call.state in ("answered", "ended"):
            return "ready"
        return "coming" if call.state == "coming" else "ringing"

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
            case "start" | "staff" if self._start(message.button):
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
                self.ring()
                if self.session_id:
                    self.sheet.open()
            case "coming":
                self._come()
            case "back" if self.sheet.id:
                self.sheet.close()
            case "home" | "lock" | "end":
                self.sheet.close()
                return False
            case _:
                return False
        self.show()
        return True

    def _start(self, button: Literal["start", "staff"]) -> bool:
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

    # ------------------------------------------------------------------ calls for staff

    @property
    def call(self) -> Call | None:
        """The call that rings from here, or rang and is not over."""
        return self.reception.calls.at(self.name)

    def as_customer(self) -> Context:
        """On whose behalf a customer's touch is written down."""
        return Context(actor="customer", position=self.name, session_id=self.session_id)

    def as_staff(self) -> Context:
        """On whose behalf staff's own acts here are written down."""
        actor = f"staff:{self.staff.id}" if self.staff is not None else "system"
        return Context(actor=actor, position=self.name, session_id=self.session_id)

    def ring(self, kind: CallKind = "help", once: str | None = None) -> None:
        """Ring for staff, unless it rings already. It goes on when this visit is over."""
        call = self.call
        if call is None:
            self.reception.calls.ring(self.as_customer(), self.service_id, kind=kind, once=once)
        elif call.kind == "returns_full" and kind == "help":
            self.reception.calls.name(call, kind, self.as_customer())

    def _come(self) -> None:
        """Somebody here says that they are coming to the first call that rings here."""
        heard = self.reception.heard(self)
        if not heard:
            return
        if self.staff is not None:
            self.in_background(self.come_to(heard[0]))
            return
        self.answering = heard[0].id
        self._start("staff")

    async def come_to(self, call: Call) -> None:
        """Staff say that they are on their way to whoever called; only this tells the customer so."""
        if self.staff is not None:
            await self.reception.calls.answer(call, "coming", self.staff.id, self.as_staff())

    async def end_call(self, call: Call) -> None:
        """Staff say that it is dealt with."""
        await self.reception.calls.end(call, "dealt_with", self.as_staff())

    async def staff_arrived(self) -> None:
        """Staff have signed in here: they are where it rings, or answer what they said they were coming to."""
        if self.staff is None:
            return
        calls = self.reception.calls
        promised, self.answering = calls.one(self.answering), ""
        if promised is not None and promised.position != self.name:
            await self.come_to(promised)
        call = self.call
        if call is not None:
            await calls.answer(call, "answered", self.staff.id, self.as_staff())
        absence = self.reception.attendance.absence
        if absence is not None and absence.staff_id == self.staff.id:
            await self.reception.attendance.back(self.staff, self.as_staff())

    async def staff_left(self) -> None:
        """The visit ends: where staff have been, the call is over."""
        call = self.call
        if call is not None and call.state == "answered":
            await self.reception.calls.end(call, "were_here", self.as_staff())

    def in_background(self, work: Any) -> None:
        """Run an awaitable whose result nobody waits for; a failure is logged."""
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._forget_task)

    def _forget_task(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("position %s: background work failed", self.name, exc_info=problem)

    def forget_visit(self) -> None:
        """Nothing personal stays: language, comfort, who had identified, what was on the screen."""
        self.session_id = self.service_id = ""
        self.staff = self.begun = None
        self.bad_swipes, self.refused_scans, self.stripe_noted = 0, 0, False
        self.answering = ""
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
