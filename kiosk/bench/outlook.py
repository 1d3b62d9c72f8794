"""The bench's window on the world: looks at it while a page is open, tells when something is different, and does deeds.

The world may be killed and come back: whoever looks is told that it is away, and told again what is so when it answers. A deed
whose answer is lost is not done again; a person looks first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from kiosk.bench.protocol import CardView, DeviceView, DoorView, ForeignView, PrinterView, TruthView
from kiosk.bench.slips import SlipReader
from kiosk.drivers.world import messages as said
from kiosk.drivers.world.cards import CardTruth, SwipeCard
from kiosk.drivers.world.hands import AsyncWorldHands, CannotDo
from kiosk.link.frames import LinkError
from kiosk.link.payment import looks_like_payment_card

LOOK_SECONDS = 0.15
AWAY_SECONDS = 0.5
DEED_SECONDS = 45.0
WAITING_DEEDS = 6
"""Deeds that wait for the kiosk (a card held before an encoder), each on a connection of its own."""

CODES_OF = 12
"""So many of the latest slips are read."""

log = logging.getLogger("kiosk.bench")


class Outlook:
    """What is so, as far as it is known: `view`, None while the world is away."""

    def __init__(self, socket: Path, changed: Callable[[], None]) -> None:
        self._socket = socket
        self._changed = changed
        self._hands: AsyncWorldHands | None = None
        self._reaching = asyncio.Lock()
        self._waiting = asyncio.Semaphore(WAITING_DEEDS)
        self._slips = SlipReader()
        self.view: TruthView | None = None
        self.pictures: dict[str, list[str]] = {}
        """The paths of the pictures of each printer's slips."""

    async def watch(self, wanted: Callable[[], Awaitable[None]]) -> None:
        """Look again and again, for ever; `wanted` returns while somebody wants to know."""
        while True:
            await wanted()
            hands: AsyncWorldHands | None = None
            try:
                hands = await AsyncWorldHands.reach(self._socket)
                while True:
                    await wanted()
                    # Not wait_for: in Python 3.11 it may answer a cancellation with a result, and this would go on for ever.
                    async with asyncio.timeout(DEED_SECONDS):
                        truth = await hands.truth()
                    await self._take_in(truth)
                    await asyncio.sleep(LOOK_SECONDS)
            except (OSError, LinkError, TimeoutError) as fault:
                if self.view is not None:
                    log.info("the world is away: %s", fault)
                self.view = None
                self._changed()
            finally:
                if hands is not None:
                    await hands.leave()
            await asyncio.sleep(AWAY_SECONDS)

    async def _take_in(self, truth: said.Truth) -> None:
        self.pictures = {each.name: each.slips for each in truth.printers}
        codes = {each.name: await self._codes(each) for each in truth.printers}
        view = view_of(truth, codes)
        if view != self.view:
            self.view = view
            self._changed()

    async def _codes(self, printer: said.PrinterTruth) -> dict[int, str]:
        first = max(0, len(printer.slips) - CODES_OF)
        read = [await self._slips.code_on(Path(each)) for each in printer.slips[first:]]
        return {number: code for number, code in enumerate(read, first) if code}

    async def do(self, deed: Any) -> str:
        """Do something; returns what was meant. Raises `CannotDo`."""
        try:
            if isinstance(deed, SwipeCard):
                return await self._wait_and_do(deed)
            async with self._reaching:
                if self._hands is None:
                    self._hands = await AsyncWorldHands.reach(self._socket)
                return await _ask(self._hands, deed)
        except (OSError, LinkError, TimeoutError) as fault:
            hands, self._hands = self._hands, None
            if hands is not None:
                await hands.leave()
            raise CannotDo("the world does not answer") from fault

    async def _wait_and_do(self, deed: SwipeCard) -> str:
        if self._waiting.locked():
            raise CannotDo("too many cards are held out already")
        async with self._waiting:
            hands = await AsyncWorldHands.reach(self._socket)
            try:
                return await _ask(hands, deed)
            finally:
                await hands.leave()


async def _ask(hands: AsyncWorldHands, deed: msgspec.Struct) -> str:
    async with asyncio.timeout(DEED_SECONDS):
        answer = await hands.ask(deed)
    return str(answer.what) if isinstance(answer, said.Did) else ""


def view_of(truth: said.Truth, codes: dict[str, dict[int, str]]) -> TruthView:
    """The truth without what no eye sees, and nothing that looks like somebody's money in full."""
    return TruthView(
        doors=[
            DoorView(
                each.bank,
                each.number,
                each.is_open,
                each.released,
                each.burnt,
                each.pulse_count,
                list(each.items),
                dict(each.faults),
            )
            for each in truth.compartments
        ],
        printers=[
            PrinterView(
                each.name,
                round(each.paper_mm),
                len(each.slips),
                codes.get(each.name, {}),
                len(each.complaints),
                dict(each.faults),
            )
            for each in truth.printers
        ],
        scanners=[
            DeviceView(each.name, each.position, each.presented, faults=dict(each.faults))
            for each in truth.scanners
        ],
        encoders=[
            DeviceView(each.name, each.position, 0, each.waits, list(each.lamps), dict(each.faults))
            for each in truth.encoders
        ],
        boards=[DeviceView(each.name, faults=dict(each.faults)) for each in truth.boards],
        devices=[
            ForeignView(each.name, each.position, dict(each.facts), dict(each.faults))
            for each in truth.devices
        ],
        cards=[_card(each) for each in truth.cards],
        holding=list(truth.holding),
    )


def _card(card: CardTruth) -> CardView:
    texts = [card.text(number) for number in (1, 2, 3)]
    bank = any(looks_like_payment_card(text) for text in texts if text)
    shown = ["?" if text is None else _masked(text) if bank else text for text in texts]
    return CardView(card.name, card.coercivity, card.worn, bank, card.writes, shown)


def _masked(text: str) -> str:
    return f"•••• {text.replace('^', '=').split('=')[0][-4:]}" if text else ""
