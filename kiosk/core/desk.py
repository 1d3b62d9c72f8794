"""The desk process: plugins, visits, rules and the database, joined to the shells and the devices.

`Desk` is the whole desk without sockets, so that tests and the plugin author's kit run it in one process over
an in-memory link; `run_desk` puts it behind its two sockets and keeps it there until it is told to stop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.core import late_shift
from kiosk.core.approver import Approver
from kiosk.core.background import Background
from kiosk.core.backup_watch import BackupWatch
from kiosk.core.calendar import OpeningHours
from kiosk.core.clock import Clock
from kiosk.core.coming_back import begin, knew_the_time
from kiosk.core.daily import Daily
from kiosk.core.desk_doctor import DeskDoctor
from kiosk.core.device_journal import DeviceJournal
from kiosk.core.device_side import DeviceSide
from kiosk.core.dispatch import Dispatcher
from kiosk.core.equipment import Equipment
from kiosk.core.every_minute import every_minute
from kiosk.core.host.discovery import Candidate, candidates
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginState
from kiosk.core.host.safe_mode import Level, Starts
from kiosk.core.host.steps import Steps
from kiosk.core.host.strikes import Incident, count_incidents
from kiosk.core.host.tables import bring_up_to_date
from kiosk.core.identity import rules as identity_rules
from kiosk.core.members.opening import Openings
from kiosk.core.orders import FAMILY, Orders
from kiosk.core.outcomes import OperationFinished
from kiosk.core.outgoing import Outgoing, pump
from kiosk.core.owed import Owed
from kiosk.core.places import declare_places
from kiosk.core.plugin_care import PluginCare
from kiosk.core.records import Approved, Context, Operation, Session, StaffRules
from kiosk.core.session.catalogues import catalogue_folders
from kiosk.core.session.house import HOUSE, NOTES, OWN_REQUESTS
from kiosk.core.session.position import PositionDesk
from kiosk.core.session.reception import Reception
from kiosk.core.session.site import english_names, site_of
from kiosk.core.session.texts import CUT_OFF
from kiosk.core.session.visit_loop import run_position
from kiosk.core.settler import Settler, Told
from kiosk.core.shifts import CounterRules
from kiosk.core.signal_lights import SignalLights
from kiosk.core.staff.badges import BadgeKey
from kiosk.core.store.database import Store
from kiosk.core.store.lighting import LightSet
from kiosk.link.lights import SetLights
from kiosk.link.messages import (
    Answered,
    ArmScanner,
    Pressed,
    Touched,
)
from kiosk.link.settings import Settings
from kiosk.link.slips import Slip
from kiosk.link.socket import LinkClosed, Peer
from kiosk.link.texts import Translator, localise

log = logging.getLogger(__name__)

FRESH_MS = 2 * 60 * 1000
"""How long after a reservation began its customer is taken to stand at the screen still, after a restart of the
desk."""

FRESH_VISIT_MS = 10 * 60 * 1000
"""How long after a visit began its person may still stand there when the desk has come back."""


class Desk:
    """One box's desk. `start` before the first peer; `stop` closes everything it opened except the store."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        *,
        plugins: Sequence[Candidate] | None = None,
        steps: Steps | None = None,
        incidents: Sequence[Incident] = (),
        starts: Starts | None = None,
        safe: Level = "",
        dev: bool = False,
    ) -> None:
        """`starts` counts the starts that did not finish (a desk in a test has none to count); `safe` is asked for by
        the command line; `dev`: nobody is struck or put aside."""
        self.settings = settings
        self.store = store
        self.clock = clock
        store.hours = OpeningHours.of(settings)
        self.equipment = Equipment(self._equipment_changed)
        self._device_journal = DeviceJournal(store, settings)
        self.lights = SignalLights(self._send)
        self.host = Host(
            clock.now_ms,
            migrate=lambda plugin, folder: bring_up_to_date(store, plugin, folder),
            on_change=self._plugin_changed,
            steps=steps,
            dev=dev,
            site_rights=settings.rights,
            store_cause=store.dialect.cause,
        )
        self.host.house, self.host.notes = HOUSE, NOTES
        store.permits = self.host.permits
        counter = settings.counter
        store.counter = CounterRules(counter.name, counter.tenders, counter.shifts)
        store.identity = identity_rules(settings.identity.public_key, settings.identity.again_after_months)
        store.staff_rules = StaffRules(settings.staff.approval_hours * 3_600_000, settings.staff.own_account)
        self._incidents = () if dev else incidents
        self.approver = Approver(store, self.host, OWN_REQUESTS)
        self.openings = Openings(store)
        self.backups = BackupWatch(settings, store, clock)
        self.orders = Orders(store, self.host, clock)
        self._daily = Daily(store, self.host, clock, ZoneInfo(settings.site.zone))
        self._badge_key = BadgeKey(settings.data)
        self.owed = Owed()
        self.settler = Settler(store, self.host, self.equipment, self._live, owed=self.owed, tell=self._tell)
        self.dispatcher = Dispatcher(
            store,
            self.equipment,
            localise_slip=self._localise_slip,
            position_of=self._position_of,
            finished=self._finished,
            owed=self.owed,
        )
        self.positions: dict[str, PositionDesk] = {}
        self.reception = Reception(settings, store, clock, self.positions, self.owed)
        self._candidates = list(plugins) if plugins is not None else candidates()
        self.care = PluginCare(
            settings, store, self.host, self._candidates, self.positions, starts, safe, self.owed
        )
        self.doctor = DeskDoctor(
            settings, store, self.host, clock, self.positions, lambda: self.dispatcher.wire
        )
        self.device_side = DeviceSide(
            settings,
            equipment=self.equipment,
            dispatcher=self.dispatcher,
            journal=self._device_journal,
            lights=self.lights,
            doctor=self.doctor,
            reception=self.reception,
            positions=self.positions,
        )
        self._places: dict[str, tuple[str, int]] = {}
        self._background = Background("the desk")
        self._loop: asyncio.AbstractEventLoop | None = None

    # ------------------------------------------------------------------ life

    async def start(self) -> None:
        """Declare the places, load the plugins, settle what a crash left behind, open the positions."""
        self._loop = asyncio.get_running_loop()
        self.store.on_commit(self._committed)
        self.store.on_record(self._recorded)
        self.store.on_lights(self._lit)
        context = Context(actor="system")
        self._places = dict(
            await self.store.write(declare_places, self.settings.banks, self.settings.rows, context=context)
        )
        self.device_side.place_ids = {address: place_id for place_id, address in self._places.items()}
        if self._incidents:
            await self.store.write(count_incidents, self._incidents, self._candidates, context=context)
        await self.care.start(named=any(incident.plugin for incident in self._incidents))
        for place in self.settings.positions:
            self.positions[place.name] = PositionDesk(
                place.name,
                audience=place.audience,
                site=site_of(self.settings),
                clock=self.clock,
                store=self.store,
                host=self.host,
                equipment=self.equipment,
                settler=self.settler,
                places=self._places,
                arm_scanner=self._arm_scanner,
                cancel_cards=self.dispatcher.cancel_cards,
                reception=self.reception,
                approver=self.approver,
                owed=self.owed,
                badge_key=self._badge_key,
                safe_mode=self.care.safe_mode,
                management=self,
            )
        if await self.store.read(knew_the_time, self.clock.boot_id):
            self.store.hours.believe()
        cut_off = await self.store.write(begin, context=context)
        await self._settle_the_dead(keeping=True)
        if any(incident.plugin for incident in self._incidents):
            await self._tell_the_cut_off(cut_off)
        await self.reception.start()
        self.in_background(self.reception.watch())
        for position in self.positions.values():
            self.in_background(run_position(position))
        await self.orders.wake()
        self.in_background(
            every_minute(
                self.clock,
                self.owed.pay,
                self.approver.expire,
                self._daily.look,
                self.openings.look,
                self.backups.look,
                self.reception.late_shift.look,
            )
        )
        if self.host.dev:
            self.in_background(self.care.follow_sources())

    async def enable_plugin(
        self, name: str, context: Context, approved: Approved | None = None
    ) -> PluginState:
        """See `PluginCare.enable`; what it holds from before is settled."""
        state = await self.care.enable(name, context, approved)
        await self._settle_the_dead()
        return state

    async def leave_safe_mode(self, context: Context) -> None:
        """See `PluginCare.leave_safe_mode`."""
        await self.care.leave_safe_mode(context)

    def sign_out(self, staff_id: str) -> None:
        """Somebody's account was changed: wherever they are signed in, they are not any more."""
        for position in self.positions.values():
            if position.staff is not None and position.staff.id == staff_id:
                position.leave("lock")

    async def stop(self) -> None:
        """End the positions and everything that runs besides."""
        await self._background.stop()
        await self.orders.stop()
        await self._device_journal.stop()
        await self.care.stop()
        await self.reception.calls.stop()

    # ------------------------------------------------------------------ shells

    async def serve_shell(self, peer: Peer) -> None:
        """One shell, from its hello to its end; or the doctor, who asks at the same socket."""
        if peer.hello.role == "doctor":
            await self.doctor.attend(peer)
            return
        position = self.positions.get(peer.hello.position)
        if position is None:
            log.error("a shell asks for position %r, which kiosk.toml does not name", peer.hello.position)
            return
        outgoing = Outgoing()
        sender = asyncio.create_task(pump(outgoing, peer))
        position.attach(outgoing.put)
        try:
            while True:
                match await peer.receive():
                    case Answered(prompt_id=prompt_id, value=value):
                        position.answered(prompt_id, value)
                    case Pressed() as pressed:
                        position.pressed(pressed)
                    case Touched():
                        position.touched()
        except LinkClosed as end:
            log.info("shell of position %s: %s", position.name, end)
        finally:
            position.detach(outgoing.put)
            sender.cancel()

    # ------------------------------------------------------------------ devices

    async def serve_devices(self, peer: Peer) -> None:
        """The device process, from its hello to its end: see `DeviceSide`."""
        await self.device_side.serve(peer)

    def _arm_scanner(self, position: str, armed: bool) -> None:  # noqa: FBT001 - one thing is said
        self._send(ArmScanner(position, armed))

    def _send(self, message: ArmScanner | SetLights) -> None:
        """To the devices, when they are there: what is told anew whenever they come back."""
        wire = self.dispatcher.wire
        if wire is not None:
            self.in_background(_send_quietly(wire, message))

    def _equipment_changed(self) -> None:
        for position in self.positions.values():
            position.equipment_changed()

    # ------------------------------------------------------------------ operations

    def _committed(self, operations: Sequence[Operation]) -> None:
        """On the writer thread, after a commit: start what it intended; and there is room for what is owed."""
        if self._loop is None:
            return
        if operations:
            self._loop.call_soon_threadsafe(self._start, list(operations))
        if self.owed:
            self._loop.call_soon_threadsafe(self._pay)

    def _pay(self) -> None:
        self.in_background(self.owed.pay())

    def _start(self, operations: Sequence[Operation]) -> None:
        self.dispatcher.expect(operations)
        self.in_background(self.dispatcher.start(operations))

    def _lit(self, lights: Sequence[LightSet]) -> None:
        """On the writer thread, after a commit that set lights."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.lights.set, list(lights))

    def _recorded(self, families: frozenset[str]) -> None:
        """On the writer thread, after a commit: screens that show it draw it again, at every position."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._tell_positions, families)

    def _tell_positions(self, families: frozenset[str]) -> None:
        if FAMILY in families:
            self.in_background(self.orders.wake())
        if late_shift.FAMILY in families:
            self.in_background(self.reception.late_shift.look())
        for position in self.positions.values():
            position.conversation.recorded(families)

    async def _finished(self, session_id: str, event: OperationFinished) -> None:
        for position in self.positions.values():
            if position.session_id == session_id:
                position.finished(event)
                return
        await self._settle_the_dead()

    async def _settle_the_dead(self, *, keeping: bool = False) -> None:
        for told in await self.settler.settle_the_dead(keeping=keeping):
            self._tell(told)

    async def _tell_the_cut_off(self, sessions: Sequence[Session]) -> None:
        """A plugin ended the desk: whoever stood there and has nothing on record is told that, too. What waits for an
        operation's outcome is told of when that has come.
        """
        held = {reservation.session_id for reservation in await self.store.read(lambda tx: tx.reservations())}
        for session in sessions:
            position = self.positions.get(session.position)
            fresh = self.clock.now_ms() - session.begun_ms < FRESH_VISIT_MS
            if position is not None and fresh and session.id not in held and not position.parting:
                position.part(CUT_OFF)

    def _tell(self, told: Told) -> None:
        position = self.positions.get(told.reservation.position)
        if position is not None and self.clock.now_ms() - told.reservation.held_ms < FRESH_MS:
            position.part(told.notice)

    def _live(self, session_id: str) -> bool:
        return any(position.session_id == session_id for position in self.positions.values())

    def _position_of(self, session_id: str) -> str:
        for position in self.positions.values():
            if position.session_id == session_id:
                return position.name
        return ""

    def _localise_slip(self, slip: Slip) -> Slip:
        folders = catalogue_folders(self.host)
        translator = Translator(slip.language, folders, english_names(self.settings))
        return localise(slip, self.host.saying(translator))

    # ------------------------------------------------------------------ besides

    def _plugin_changed(self, state: PluginState) -> None:
        self.care.changed(state)

    def in_background(self, work: Awaitable[Any]) -> None:
        """Run what nobody waits for."""
        self._background.run(work)


async def _send_quietly(wire: Any, message: Any) -> None:
    try:
        await wire.send(message)
    except LinkClosed:
        return  # the devices ask for everything again when they are back
