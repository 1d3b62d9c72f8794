"""What the steps of setting up share: the layout, the answers so far, the screen, and how patient to be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from kiosk.core.clock import Clock, SystemClock
from kiosk.core.staff.policy import POLICY, StaffPolicy
from kiosk.core.store.database import Store
from kiosk.core.store.opened import open_store
from kiosk.drivers.lockers import wiring
from kiosk.drivers.probing import ANSWER_SECONDS, Found
from kiosk.link.messages import Panel
from kiosk.link.settings import Settings, parse
from kiosk.setup import draft as drafts
from kiosk.setup.desk import SetupDesk
from kiosk.setup.draft import Draft
from kiosk.setup.finding import Things
from kiosk.setup.layout import Layout
from kiosk.setup.pack import Pack
from kiosk.setup.panels import panel_ppi
from kiosk.setup.writing import text_of

_T = TypeVar("_T")


class Account(msgspec.Struct, frozen=True):
    """A number and a PIN, in memory only. Its repr tells neither."""

    number: str
    pin: str

    def __repr__(self) -> str:
        return "Account(…)"


@dataclass(frozen=True)
class Pace:
    """How long things may take. Tests are quicker."""

    answer: float = ANSWER_SECONDS
    door: float = wiring.WAIT_SECONDS
    rest: float = wiring.REST_SECONDS
    pulse: float = wiring.PULSE_SECONDS
    look_again: float = 1.0
    """Between two looks for a stick, or for a scan."""


@dataclass
class Box:
    """One box that is being set up."""

    layout: Layout
    draft: Draft
    desk: SetupDesk
    clock: Clock = field(default_factory=SystemClock)
    policy: StaffPolicy = POLICY
    pace: Pace = field(default_factory=Pace)
    things: Things = field(default_factory=Things)
    network: tuple[Found, ...] = ()
    """Printers on the network that a person has chosen: no look at the ports finds them."""
    pack: Pack | None = None
    account: Account | None = None
    opened: bool = False
    """Somebody has shown that they may."""
    _busy: asyncio.Future[Any] | None = None

    async def one_at_a_time(self, work: Callable[..., _T], *arguments: Any, **more: Any) -> _T:
        """Do something with a device in a thread, after whatever was begun before: a step that is left does not stop a thread,
        and two must never be at one line."""
        if self._busy is not None:
            await asyncio.wait({self._busy})
        begun = asyncio.ensure_future(asyncio.to_thread(work, *arguments, **more))
        self._busy = begun
        return await asyncio.shield(begun)

    def keep(self) -> None:
        """The answers so far, on the disk. Raises `OSError`."""
        drafts.save(self.layout.folder, self.draft)

    def show_panel(self) -> None:
        """The panel as it is known now, for the shell."""
        self.desk.panel = Panel(self.draft.ppi or guessed_ppi(self.draft), self.draft.rotation)

    def settings(self) -> Settings:
        """The settings as the answers so far make them. Raises `SettingsRefused`."""
        return parse(text_of(self.draft, self.layout), self.layout.path)

    def store(self) -> Store:
        """The store that these settings name; made where there is none. Raises `StoreError`."""
        settings = self.settings()
        settings.data.mkdir(mode=0o750, parents=True, exist_ok=True)
        return open_store(settings, self.clock)

    @property
    def has_store(self) -> bool:
        """There is one already."""
        return (self.layout.data_folder / "kiosk.db").exists()


def guessed_ppi(draft: Draft) -> float:
    """What the panel says, or what one of so many pixels usually is: 7 inches for 800×480, 21.5 for the large ones."""
    if known := panel_ppi():
        return known
    return 133.3 if max(draft.width, draft.height) <= 1024 else 102.4
