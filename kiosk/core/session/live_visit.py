"""The concrete `Visit`: what a flow calls, joined to its position's screen, the store and the devices."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from kiosk.core.calendar import Calendar
from kiosk.core.host.answers import fit
from kiosk.core.host.host import Host
from kiosk.core.host.limits import TooMuch
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.host.ties import ties
from kiosk.core.member_system import Balances, Members
from kiosk.core.members.without_card import KnownBy
from kiosk.core.outcomes import Accept, KnownCode, Outcome, Scan
from kiosk.core.records import Approved, Context, Member, StaffIdentity
from kiosk.core.session.approving import Second, second_person
from kiosk.core.session.card_asked import ask_for_card, note_bad_stripe
from kiosk.core.session.identifying import identify
from kiosk.core.session.known_codes import known_code
from kiosk.core.session.member_pin import ask_pin, change
from kiosk.core.session.remote_member import balances_here, balances_there, member_there, system_at
from kiosk.core.store.errors import NotAllowed, Tied
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import DoorState, Header
from kiosk.link.prompts import Chosen, Entered, Fact, Prompt
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk

_T = TypeVar("_T")
_P = ParamSpec("_P")


class VisitOver(RuntimeError):
    """A flow went on after its visit had ended; whatever it asks or writes now is refused."""


class LiveVisit:
    """One run of one flow. Closed for good when the flow ends or is left."""

    def __init__(
        self,
        position: PositionDesk,
        *,
        plugin: str,
        header: Header,
        settings: Mapping[str, Any],
        argument: str = "",
    ) -> None:
        self._position = position
        self._plugin = plugin
        self._session_id = position.session_id
        self.header = header
        self.settings = settings
        self.argument = argument
        self.position = position.name
        self.zone: ZoneInfo = position.zone
        self.closed = False
        self._proven: set[str] = set()
        """Members whose PIN was given in this visit."""
        self._shown: deque[float] = deque()

    @property
    def staff(self) -> StaffIdentity | None:
        """Who has signed in at this position."""
        return self._position.staff

    @property
    def desk(self) -> PositionDesk:
        """The position itself, for the desk's own flows (`house.py`); a plugin's flow has no such door."""
        if self._plugin:
            raise NotAllowed("the position is the host's own business")
        return self._position

    @property
    def member_system(self) -> Members | None:
        """See `Visit`."""
        return system_at(self._position)

    async def member_by_card(self, text: str) -> Member | None:
        """See `Visit.member_by_card`."""
        self._check_open()
        if (system := self.member_system) is None:
            return await self.read(lambda tx: tx.member_by_card(text))
        return await member_there(self._position.store, system, text, self._context())

    async def balances(self, member_id: str) -> Balances:
        """See `Visit.balances`."""
        self._check_open()
        if (system := self.member_system) is None:
            return await self.read(balances_here, member_id)
        return await balances_there(self._position.store, system, member_id)

    def may(self, right: str) -> bool:
        """Whether the person signed in here holds a right."""
        return self._position.may(right)

    @property
    def language(self) -> str:
        """The language of the visit now."""
        return self._position.language

    @property
    def site(self) -> str:
        """The site's name in the language of the visit."""
        site = self._position.site
        return site.name if self.language.startswith("zh") else site.name_en or site.name

    @property
    def now_ms(self) -> int:
        """UTC milliseconds."""
        return self._position.clock.now_ms()

    @property
    def calendar(self) -> Calendar:
        """See `Visit.calendar`."""
        return self._position.calendar

    async def ask(
        self,
        prompt: Prompt,
        *,
        accepts: tuple[Accept, ...] = (),
        within: float | None = None,
        back: bool = True,
        update: bool = False,
    ) -> Outcome:
        """See `Visit.ask`. A prompt that no screen could show is the plugin's own exception, here."""
        self._check_open()
        host = self._position.host
        if self._plugin:
            with host.guarded(self._plugin, "ask"):
                self._not_too_fast(host.steps.limits.screens)
                prompt = fit(prompt, Prompt, host.sayable)

        def timer() -> asyncio.Future[None]:
            return asyncio.ensure_future(self._position.clock.sleep(within or 0.0))

        outcome = await ask_for_card(
            self._position, prompt, accepts, timer if within is not None else None, back=back, update=update
        )
        if isinstance(outcome, Chosen | Entered | Scan):
            self._shown.clear()
        if isinstance(outcome, Scan) and outcome.text and not (outcome.swiped or outcome.typed):
            await note_bad_stripe(self._position, text=outcome.text)
        return outcome

    def _not_too_fast(self, most: int) -> None:
        """More screens in a second than anybody could read, and none of them answered: the link is for people."""
        now = time.monotonic()
        self._shown.append(now)
        while now - self._shown[0] > 1.0:
            self._shown.popleft()
        if len(self._shown) > most:
            raise TooMuch("screens", f"more than {most} screens in a second, and nobody answered")

    async def write(
        self, function: Callable[Concatenate[Transaction, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """See `Visit.write`."""
        self._check_open()
        return await self._position.store.write(
            self._stepped(function), *args, **kwargs, context=self._context()
        )

    async def read(
        self, function: Callable[Concatenate[Transaction, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """See `Visit.read`."""
        self._check_open()
        return await self._position.store.read(
            self._stepped(function), *args, **kwargs, context=self._context()
        )

    def _stepped(
        self, function: Callable[Concatenate[Transaction, _P], _T]
    ) -> Callable[Concatenate[Transaction, _P], _T]:
        """The function as a step of its plugin, on whichever thread it runs. The desk's own is nobody's step."""
        if not self._plugin:
            return function
        steps, plugin, name = (
            self._position.host.steps,
            self._plugin,
            getattr(function, "__name__", "a write"),
        )

        def step(tx: Transaction, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
            with steps.within(plugin, name):
                return function(tx, *args, **kwargs)

        return step

    async def approval(
        self,
        right: str,
        title: Text,
        facts: Sequence[Fact] = (),
        *,
        reason: str,
        subtitle: Text = "",
        not_by: Sequence[str] = (),
        later: bool = False,
    ) -> Approved | Literal["later"] | None:
        """See `Visit.approval`."""
        self._check_open()
        host = self._position.host
        asked = Second(right, title, tuple(facts), reason, subtitle, tuple(not_by), later)
        if self._plugin:
            with host.guarded(self._plugin, "approval"):
                asked = fit(asked, Second, host.sayable)
                self._check_right(right)
        return await second_person(self._position, asked, self._context())

    def _check_right(self, right: str) -> None:
        if self._position.host.rights.right(right) is None:
            raise ValueError(f"nobody declares the right {right!r}")

    async def own_account(self, member_id: str) -> bool:
        """See `Visit.own_account`."""
        return await self.read(_own_account, member_id)

    async def member_pin(self, member_id: str) -> bool:
        """See `Visit.member_pin`."""
        self._check_open()
        given = await ask_pin(self._position, member_id, self._context())
        if given:
            self._proven.add(member_id)
            await note_bad_stripe(self._position, member_id=member_id)
        return given

    async def member_without_card(self, *ways: KnownBy, typed: str = "") -> str | None:
        """See `Visit.member_without_card`."""
        self._check_open()
        found = await identify(self._position, ways, self._context(), typed)
        if found is not None:
            self._proven.add(found)
            await note_bad_stripe(self._position, member_id=found)
        return found

    async def change_member_pin(self, member_id: str) -> bool:
        """See `Visit.change_member_pin`."""
        self._check_open()
        proven = member_id in self._proven
        return await change(self._position, member_id, self._context(), proven=proven)

    async def member_notes(self, member_id: str) -> tuple[Text, ...]:
        """See `Visit.member_notes`. Each plugin is asked in a look-up of its own: what one gets wrong costs no other's line."""
        self._check_open()
        host, found = self._position.host, list[Text]()
        for plugin in list(host.plugins):
            found += await self._position.store.read(_notes, host, plugin, member_id, self.zone)
        return tuple(found)

    async def write_untied(
        self,
        member_id: str,
        function: Callable[Concatenate[Transaction, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        """See `Visit.write_untied`."""
        self._check_open()
        host, zone, step = self._position.host, self.zone, self._stepped(function)

        def untied(tx: Transaction) -> _T:
            if found := ties(tx, host, member_id, zone):
                raise Tied(found)
            return step(tx, *args, **kwargs)

        return await self._position.store.write(untied, context=self._context())

    async def member_ties(self, member_id: str) -> tuple[Text, ...]:
        """See `Visit.member_ties`."""
        self._check_open()
        return await self._position.store.read(ties, self._position.host, member_id, self.zone)

    async def known_code(self, text: str) -> KnownCode:
        """See `Visit.known_code`."""
        self._check_open()
        return await known_code(self._position, text)

    async def cancel_card(self, operation_id: str) -> None:
        """See `Visit.cancel_card`."""
        self._check_open()
        await self._position.cancel_cards(operation_id)

    def door(self, place_id: str) -> DoorState:
        """A door's state as last read."""
        return self._position.door(place_id)

    def call_staff(self, kind: Literal["help", "returns_full"] = "help", *, once: str = "") -> None:
        """Ring for staff."""
        self._check_open()
        key = f"{self._plugin}.{once}.{self._position.business_day}" if once else None
        self._position.bell.ring(kind, key)

    def home(self) -> None:
        """Back to the home screen."""
        self._check_open()
        self._position.leave("home")

    def ready(self, *device_classes: str) -> bool:
        """Whether each class has a device online."""
        return self._position.equipment.ready(self.position, device_classes)

    def _check_open(self) -> None:
        if self.closed:
            raise VisitOver("this visit has ended")

    def _context(self) -> Context:
        staff = self._position.staff
        return Context(
            actor=f"staff:{staff.id}" if staff is not None else "customer",
            position=self.position,
            session_id=self._session_id,
            plugin=self._plugin,
        )


def _own_account(tx: Transaction, member_id: str) -> bool:
    return tx.own_account(member_id)


def _notes(tx: Transaction, host: Host, plugin: str, member_id: str, zone: ZoneInfo) -> tuple[Text, ...]:
    try:
        told: tuple[Text, ...] | None = host.call_one(
            plugin, "kiosk_member_notes", tx=tx, member_id=member_id, zone=zone
        )
    except PluginFailed:
        return ()
    return told or ()
