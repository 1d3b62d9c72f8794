"""The prompts of setting up, made by its own functions, so that they can be measured as they are."""

from __future__ import annotations

import asyncio
import os
from types import SimpleNamespace
from typing import Any, cast

from kiosk.core.clock import ManualClock
from kiosk.core.texts import Texts
from kiosk.drivers.lockers.wiring import Heard
from kiosk.drivers.port import DeviceOffline
from kiosk.drivers.probing import Found
from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.prompts import Entered, Prompt
from kiosk.link.settings_devices import Scanner
from kiosk.link.texts import Translator, localise
from kiosk.setup.box import Box
from kiosk.setup.desk import LOCALE, SetupDesk
from kiosk.setup.draft import Draft
from kiosk.setup.finding import Things
from kiosk.setup.layout import Layout, Places
from kiosk.setup.steps import account, clock, found, language, network, panel, walls, who
from kiosk.setup.wiring import Source, in_order

_ = Texts("setup")

PANEL = {"width": 800, "height": 480} if os.environ.get("KIOSK_SIZE") == "small" else {}
NOW_MS = 1_795_320_000_000
BOARDS = Found(
    device_class="lockers", port="/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0", family="k16",
    locks=tuple((board, lock) for board in (0, 1) for lock in range(16)),
)  # fmt: skip
EXPANDERS = Found(
    device_class="lockers", driver="expander", port="/dev/i2c-1", says="MCP23017 at 0x20, 0x21",
    locks=tuple((address, pin) for address in (0x20, 0x21) for pin in range(7)),
)  # fmt: skip
EVERYTHING = Things(
    (
        Found(device_class="printer", port="/dev/usb/lp0", state="ready"),
        Found(device_class="encoder", port="/dev/serial/by-id/usb-Prolific_Serial-if00", says="3S REVH3.10"),
        BOARDS,
    )
)
NOTHING = Things(
    (
        Found(device_class="printer", port="/dev/usb/lp0", state="cover_open"),
        Found(
            device_class="unknown",
            port="/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
            says="busy",
        ),
    )
)
SCANNER = Scanner(name="scanner", port="/dev/serial/by-id/usb-Newland_HR22_Dorada_LV001-if00")
DOORS = in_order([Heard((0, n), (0, n), 1) for n in range(30)])


class Said(SetupDesk):
    """A desk at which nobody answers: keeps what a step asks first."""

    def __init__(self, answers: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._answers = list(answers)
        self.asked: Prompt | None = None

    async def ask(self, prompt: Prompt, *, back: bool = True, update: bool = False) -> Any:
        self.asked = prompt
        if not self._answers:
            raise asyncio.CancelledError
        return Entered(self._answers.pop(0))


def asked(step: Any, *answers: str) -> Prompt:
    """What a step asks after so many answers."""
    desk = Said(answers)
    box = Box(
        Layout(cast("Any", "/nowhere/kiosk.toml"), "data", "run", Places()),
        Draft(**PANEL),
        desk,
        ManualClock(NOW_MS),
    )
    box.things = EVERYTHING
    try:
        asyncio.run(step(box))
    except asyncio.CancelledError:
        pass
    assert desk.asked is not None
    return desk.asked


def page(things: Things, heard: tuple[Scanner, ...], site: str, refused: str = "") -> Prompt:
    """The page of what was found."""
    draft = Draft(pack={"site": {"name": site}} if site else {})
    box = Box(
        Layout(cast("Any", "/nowhere/kiosk.toml"), "data", "run", Places()),
        draft,
        SetupDesk(),
        ManualClock(NOW_MS),
    )
    box.things = things
    made = found._Page(box, cast("Any", SimpleNamespace(heard=heard)))
    made._refused = refused
    return made._prompt()


def touched(turn: Any) -> str:
    points = [(0.1, 0.2), (0.9, 0.2), (0.9, 0.8), (0.1, 0.8), (0.5, 0.5)]
    return "".join(f"{round(v * 9999):04d}" for x, y in points for v in (x, y, *turn(x, y)))


def prompts() -> dict[str, Prompt]:
    """Every one, by name."""
    wrong = "site.toml has a section [rights]; a pack has site, closing, calls, session, row, plugins"
    return {
        "language": language.QUESTION,
        "code": who.question(_("On the label inside the cabinet."), _("That is not this box's code.")),
        "code-file": who.question(_("It stands in {file}", file="/etc/kiosk/setup-code.txt")),
        "outline": asked(panel.size),
        "targets": asked(panel.touch),
        "targets-mirrored": asked(panel.touch, touched(lambda x, y: (1 - x, y))),
        "targets-shifted": asked(panel.touch, touched(lambda x, y: (min(1, x + 0.09), y))),
        "found": page(EVERYTHING, (SCANNER,), "云间广场"),
        "found-little": page(NOTHING, (), "", wrong),
        "found-no-printer": page(Things((BOARDS,)), (SCANNER,), "云间广场"),
        "found-expanders": page(Things((*NOTHING.found, EXPANDERS)), (SCANNER,), "云间广场"),
        "network": network._how(),
        "network-which": network._which([f"192.168.1.{n}" for n in (20, 31, 50)]),
        "network-part": network._part(["192", "168"]),
        "network-nobody": network._nobody(networked=True),
        "network-none": network._nobody(networked=False),
        "network-silent": network._silent("192.168.1.50"),
        "network-mute": network._mute("192.168.1.50"),
        "day": asked(clock.set_clock),
        "time": asked(clock.set_clock, "20261129"),
        "doors": walls._intention(Source(boards=BOARDS), 6),
        "doors-expanders": walls._intention(Source(boards=EXPANDERS), 6),
        "doors-pins": walls._intention(Source(coils=tuple(range(8))), 4),
        "opening": walls._under_way([], 16, 6),
        "opened": walls._under_way([Heard((0, n), (0, n), 1) for n in range(8)], 30, 6),
        "order": walls._look_at(DOORS, 6, []),
        "which": walls._which(in_order([Heard((0, n), (0, n), 1) for n in range(7)]), 30, 6),
        "close": walls._close(DOORS, [3, 9, 17], 6),
        "nothing-moved": walls._nothing_moved(),
        "contradiction": walls._contradiction([2, 14]),
        "fault": asked(lambda box: walls._tell_fault(box, DeviceOffline("boards.tty: Input/output error"))),
        "number": asked(account._ask),
    }


def setup(name: str, language_: str) -> Screen:
    """One of them as a screen."""
    say = Translator(language_, {"setup": LOCALE}).say
    return Screen(
        position="front",
        prompt_id=name,
        revision=1,
        prompt=localise(prompts()[name], say),
        header=Header(say(_("Setting up")), "tune"),
        bar=Bar(back=True, call="none"),
        language=language_,
    )
