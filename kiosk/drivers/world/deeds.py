"""What hands can do in the world, one function for each request. Raises `Impossible` where a hand could not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.drivers.lockers.emulator import Impossible
from kiosk.drivers.world import cards
from kiosk.drivers.world import messages as said
from kiosk.drivers.world.faults import FAMILIES

if TYPE_CHECKING:
    from kiosk.drivers.world.server import World


async def perform(world: World, request: Any) -> msgspec.Struct:
    """Do it, and say that it is done."""
    match request:
        case said.Snapshot():
            return world.truth
        case said.Slips():
            return pictures(world)
        case said.AwaitDoor():
            truth = world.door(request.compartment, request.bank).truth
            if await world.until(lambda: truth.is_open == request.is_open, request.within_ms):
                return said.Did()
            raise Impossible(f"door {truth.number} did not {'open' if request.is_open else 'close'} in time")
        case said.AwaitSlips():
            if await world.until(lambda: len(pictures(world).paths) >= request.count, request.within_ms):
                return pictures(world)
            raise Impossible(
                f"{len(pictures(world).paths)} slips and not {request.count} were printed in time"
            )
        case cards.SwipeCard() | cards.SwipeReader() | cards.NewCard():
            await _with_cards(world, request)
            world.changed()
            return said.Did()
        case said.PickUp() | said.PutDown():
            _come_and_go(world, request)
            return said.Did(request.tag)
        case said.PresentCode() | said.LoadPaper() | said.SetFault() | said.BreakDevice() | said.MendAll():
            await _tinker(world, request)
            world.changed()
            return said.Did()
    return said.Did(_handle(world, request))


async def _tinker(world: World, request: Any) -> None:
    """Devices and faults."""
    match request:
        case said.PresentCode():
            await world.scanner(request.scanner).present(request.data, raw=request.raw)
        case said.LoadPaper():
            world.printer(request.printer).load(request.millimetres)
        case said.SetFault():
            await _break(world, request)
        case said.BreakDevice():
            world.foreign(request.device).fault(request.kind, request.value, on=request.on)
        case said.MendAll():
            await _mend_all(world)


async def _with_cards(world: World, request: Any) -> None:
    """Cards of the wallet, and what one draws them through."""
    match request:
        case cards.SwipeCard():
            await _swipe(world, request)
        case cards.SwipeReader():
            said_of_it = _of_wallet(world, request.card).swiped(backwards=request.backwards)
            await world.scanner(request.reader).present(said_of_it.encode(), raw=False)
        case cards.NewCard():
            _put_into_wallet(world, request)


async def _swipe(world: World, request: cards.SwipeCard) -> None:
    """Draw a card through the encoder, once it waits for one."""
    encoder = world.encoder(request.encoder)
    card = _of_wallet(world, request.card)
    if not await world.until(lambda: bool(encoder.truth.waits), request.within_ms):
        raise Impossible(f"the encoder {encoder.truth.name} waits for no card")
    encoder.swipe(card, backwards=request.backwards)


def _come_and_go(world: World, request: said.PickUp | said.PutDown) -> None:
    """Things that come to the kiosk in somebody's hands, and leave it so."""
    holding = world.truth.holding
    if isinstance(request, said.PickUp):
        if request.tag in holding or any(request.tag in each.items for each in world.truth.compartments):
            raise Impossible(f"{request.tag} is here already")
        holding.append(request.tag)
    elif request.tag in holding:
        holding.remove(request.tag)
    else:
        raise Impossible(f"nobody here holds {request.tag}")
    world.changed()


def _of_wallet(world: World, name: str) -> cards.CardTruth:
    try:
        return world.truth.card(name)
    except KeyError as fault:
        raise Impossible(str(fault.args[0])) from None


def _put_into_wallet(world: World, request: cards.NewCard) -> None:
    try:
        fresh = cards.made(request)
    except ValueError:
        raise Impossible("no stripe has bits for these characters") from None
    world.truth.cards = [*(each for each in world.truth.cards if each.name != fresh.name), fresh]


def pictures(world: World) -> said.SlipPictures:
    """All slips of all printers."""
    return said.SlipPictures(tuple(path for printer in world.truth.printers for path in printer.slips))


def _handle(world: World, request: Any) -> str:
    """Doors and items; returns the item that was meant."""
    door = world.door(request.compartment, request.bank)
    holding = world.truth.holding
    match request:
        case said.Take():
            tag = door.take(request.tag)
            holding.append(tag)
            return tag
        case said.Put():
            tag = request.tag or (holding[-1] if holding else "")
            if tag not in holding:
                raise Impossible(f"nobody here holds {tag or 'anything'}")
            door.put(tag)
            holding.remove(tag)
            return tag
        case said.Stock():
            for other in world.truth.compartments:
                other.items = [each for each in other.items if each not in request.tags]
            world.truth.holding = [each for each in holding if each not in request.tags]
            door.truth.items = [*door.truth.items, *request.tags]
            world.changed()
        case said.CloseDoor():
            door.close()
        case said.PullDoor():
            door.pull()
        case said.OpenByForce():
            door.force()
        case _:
            raise Impossible(f"the world knows no {type(request).__name__}")
    return ""


async def _break(world: World, request: said.SetFault) -> None:
    if request.kind in FAMILIES["door"]:
        world.door(request.compartment, request.device).fault(request.kind, request.value, on=request.on)
    elif request.kind in (*FAMILIES["printer"], *FAMILIES["usb"]):
        if (request.kind in FAMILIES["usb"] and not world.at_usb(request.device)) or (
            request.kind == "refuses" and world.at_usb(request.device)
        ):
            where = "USB" if request.kind != "refuses" else "an address"
            raise Impossible(f"the printer {world.printer(request.device).truth.name} is not at {where}")
        await world.printer(request.device).fault(request.kind, request.value, on=request.on)
    elif request.kind in FAMILIES["boards"]:
        world.boards(request.device).fault(request.kind, request.value, on=request.on)
    elif request.kind in FAMILIES["expanders"]:
        world.expanders(request.device).fault(request.kind, request.value, on=request.on)
    elif request.kind in FAMILIES["encoder"]:
        world.encoder(request.device).fault(request.kind, request.value, on=request.on)
    else:
        world.scanner(request.device).fault(request.kind, request.value, on=request.on)


async def _mend_all(world: World) -> None:
    for door in world.doors():
        for kind in tuple(door.truth.faults):
            door.fault(kind, 0, on=False)
        door.truth.burnt = False
    for printer in world.printers():
        for kind in tuple(printer.truth.faults):
            await printer.fault(kind, 0, on=False)
    for each in world.plugged():
        for kind in tuple(each.truth.faults):
            each.fault(kind, 0, on=False)
