"""The desk's side of the wires: what the device process says, and to whom at the desk it goes.

Where a device stands decides who is told: a scan to the position that the scanner belongs to, a door to whoever has it on the
screen, a card to the visit it was asked for and to no other. Commands go the other way through `dispatch`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from kiosk.core.desk_doctor import DeskDoctor
from kiosk.core.device_journal import DeviceJournal
from kiosk.core.dispatch import Dispatcher
from kiosk.core.equipment import Equipment
from kiosk.core.outcomes import DoorMoved, Scan
from kiosk.core.session.position import PositionDesk
from kiosk.core.session.reception import Reception
from kiosk.core.signal_lights import SignalLights
from kiosk.link.health import HealthChecked, Statistics
from kiosk.link.messages import (
    CardAsked,
    CardRead,
    DeviceChanged,
    DoorChanged,
    OperationEnded,
    Scanned,
    ScanRefused,
)
from kiosk.link.payment import is_payment_code, looks_like_payment_card
from kiosk.link.prompts import SwipeWay
from kiosk.link.settings import Settings
from kiosk.link.socket import LinkClosed, Peer

log = logging.getLogger(__name__)


class DeviceSide:
    """One device process at a time, heard from its hello to its end."""

    def __init__(
        self,
        settings: Settings,
        *,
        equipment: Equipment,
        dispatcher: Dispatcher,
        journal: DeviceJournal,
        lights: SignalLights,
        doctor: DeskDoctor,
        reception: Reception,
        positions: Mapping[str, PositionDesk],
    ) -> None:
        self.settings = settings
        self.equipment = equipment
        self.dispatcher = dispatcher
        self.lights = lights
        self.doctor = doctor
        self.reception = reception
        self.positions = positions
        self.place_ids: Mapping[tuple[str, int], str] = {}
        """Which place a compartment of a bank is, once the desk has declared them."""
        self._journal = journal
        self._encoder_ways: dict[str, SwipeWay] = {each.name: each.way for each in settings.encoders}
        self._one = asyncio.Lock()

    async def serve(self, peer: Peer) -> None:
        """The device process, from its hello to its end. There is one at a time: another connection waits until the first
        has ended, for it would take the wires' place and leave with them.
        """
        if self._one.locked():
            log.warning("devices: a second connection waits for the first to end")
        async with self._one:
            await self._serve(peer)

    async def _serve(self, peer: Peer) -> None:
        try:
            await self.dispatcher.connected(peer)
            for position in self.positions.values():
                position.conversation.rearm()
            while True:
                await self._told(await peer.receive())
        except LinkClosed as end:
            log.warning("devices: %s", end)
        finally:
            self.dispatcher.disconnected()
            self.equipment.lost()
            self.lights.lost()

    async def _told(self, message: object) -> None:
        """What the device process has said."""
        match message:
            case DeviceChanged() as device:
                self.equipment.device(device)
                self._journal.told(device)
                self.lights.told(device)
            case DoorChanged() as door:
                self._door(door)
            case Scanned() as scanned:
                self._scanned(scanned.position, self._scan(scanned))
            case ScanRefused() as refused:
                self._scanned(refused.position, Scan(refused=refused.reason))
            case CardAsked() | CardRead() as said:
                self._card(said)
            case OperationEnded() as ended:
                await self.dispatcher.ended(ended)
            case Statistics() | HealthChecked() as told:
                self.doctor.heard(told)

    def _door(self, door: DoorChanged) -> None:
        self.equipment.door(door)
        place_id = self.place_ids.get((door.bank, door.compartment))
        if place_id is not None:
            self.reception.forced.moved(place_id, door.compartment, door.state, self.settings.shell.position)
            for position in self.positions.values():
                position.moved(DoorMoved(place_id, door.state, door.operation))

    def _scan(self, scanned: Scanned) -> Scan:
        """What was scanned or swiped; money is refused here too, whoever's driver has not."""
        swiped = self.equipment.is_a(scanned.device, "stripe_reader")
        if is_payment_code(scanned.text):
            return Scan(refused="payment_code")
        if swiped and looks_like_payment_card(scanned.text):
            return Scan(refused="payment_card")
        return Scan(scanned.text, swiped=swiped)

    def _scanned(self, position_name: str, scan: Scan) -> None:
        """To the position that the scanner stands at; one that belongs to the whole box serves its own screen."""
        position = self.positions.get(position_name or self.settings.shell.position)
        if position is None:
            log.warning("a scan for position %r, which is none of ours", position_name)
            return
        position.scanned(scan)

    def _card(self, said: CardAsked | CardRead) -> None:
        """To the visit whose card it is, and to no other: who stands there now may be somebody else."""
        session_id = self.dispatcher.visit_of_card(said.operation)
        for position in self.positions.values():
            if session_id and position.session_id == session_id:
                position.carded(said, self._encoder_ways.get(said.device, ""))
                return
        log.info("what the encoder says of a card whose visit is over was dropped")
