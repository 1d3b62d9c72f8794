"""Which lock is behind which door: each is released once, in turn, and a person looks.

Where the doors open in the order of their numbers, one touch says so. Otherwise they are closed, and each is asked for:
"which door just opened?"
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from kiosk.core.texts import Texts
from kiosk.drivers.lockers.wiring import Heard, Key, Wall, listen
from kiosk.drivers.port import DeviceError
from kiosk.link.prompts import Action, Board, Confirm, Fact, Keypad, Notice, Place, Progress
from kiosk.link.settings_devices import Bank
from kiosk.link.texts import Text
from kiosk.setup.box import Box
from kiosk.setup.steps.found import boards
from kiosk.setup.wiring import (
    Source,
    bank_of,
    contradicting,
    crossed,
    in_order,
    open_wall,
    sources_of,
    usable,
)

_ = Texts("setup")

COLUMNS, MOST_COLUMNS = 6, 12
NAMES = (
    ("储物柜", "Lockers"),
    ("储物柜二", "Lockers 2"),
    ("储物柜三", "Lockers 3"),
    ("储物柜四", "Lockers 4"),
)


async def walls(box: Box) -> None:
    """Every wall that was found, one after the other."""
    banks: list[Bank] = []
    for source in sources_of(box):
        name = NAMES[len(banks) % len(NAMES)]
        doors, columns = await _wall(box, source)
        if doors:
            banks.append(bank_of(source, doors, columns, name, emulated=box.layout.places.emulated))
    box.draft.banks = tuple(banks)
    box.draft.walls_seen = True


async def _wall(box: Box, source: Source) -> tuple[Mapping[int, Heard], int]:
    """The doors of one wall by their numbers, and how many are side by side; none where it is left for later."""
    columns = min(COLUMNS, source.count)
    while True:
        chosen = await box.desk.choose(_intention(source, columns))
        if chosen == "columns":
            typed = await box.desk.digits(Keypad(_("Doors side by side"), minimum=1, maximum=2))
            columns = max(1, min(int(typed), MOST_COLUMNS))
            continue
        if chosen == "later":
            return {}, columns
        try:
            wall = await asyncio.to_thread(open_wall, source, box)
        except DeviceError as fault:
            await _tell_fault(box, fault)
            continue
        try:
            doors = await _doors(box, wall, columns)
        except DeviceError as fault:
            await _tell_fault(box, fault)
            continue
        finally:
            await asyncio.to_thread(wall.close)
        if doors:
            return doors, columns


async def _doors(box: Box, wall: Wall, columns: int) -> Mapping[int, Heard]:
    heard = await _open_in_turn(box, wall)
    doors: Mapping[int, Heard] = in_order(heard)
    if not doors:
        await box.desk.ask(_nothing_moved())
        return {}
    chosen = await box.desk.choose(_look_at(doors, columns, heard))
    if chosen == "each":
        doors = await _ask_for_each(box, wall, usable(heard), columns)
    if odd := contradicting(doors):
        await box.desk.ask(_contradiction(odd))
    return doors


# ---------------------------------------------------------------------------------------------- releasing


async def _open_in_turn(box: Box, wall: Wall) -> list[Heard]:
    """Release every lock once. "Stop" ends it after the lock that is being released."""
    heard: list[Heard] = []
    stop = asyncio.create_task(box.desk.ask(_under_way(0, len(wall.locks), 0), back=False))
    try:
        for number, lock in enumerate(wall.locks, start=1):
            heard.append(await _release(box, wall, lock))
            if stop.done():
                break
            box.desk.update(_under_way(number, len(wall.locks), len(usable(heard))))
    finally:
        stop.cancel()
    return heard


async def _release(box: Box, wall: Wall, lock: Key) -> Heard:
    return await asyncio.to_thread(listen, wall, lock, wait=box.pace.door, rest=box.pace.rest)


async def _ask_for_each(box: Box, wall: Wall, heard: Sequence[Heard], columns: int) -> Mapping[int, Heard]:
    doors: dict[int, Heard] = {}
    await box.desk.ask(
        Notice(
            "information",
            _("Close all doors"),
            _("Then each lock is released again, and you say which door opened."),
            actions=(Action("closed", _("All are closed"), icon="check", primary=True),),
            icon="door_front",
        )
    )
    for known in heard:
        again = True
        while again:
            box.desk.tell(_("One moment"), _("A lock is being released."))
            await _release(box, wall, known.lock)
            chosen = await box.desk.choose(_which(doors, len(heard), columns))
            again = chosen == "again"
        if chosen.isdigit():
            doors[int(chosen)] = known
    return doors


# ---------------------------------------------------------------------------------------------- what is said


def _intention(source: Source, columns: int) -> Confirm:
    found = source.boards
    where: Text = boards(found) if found is not None else _("Pins of this computer")
    return Confirm(
        _("Find the doors"),
        _("Each lock is released once, in turn. Doors will spring open: keep clear, and watch their order."),
        (
            Fact(_("Lockers"), where),
            Fact(_("Locks to try"), str(source.count)),
            Fact(_("Doors side by side"), str(columns)),
        ),
        (
            Action("open", _("Open them in turn"), icon="lock_open_right", primary=True),
            Action("columns", _("Other width"), icon="grid_view"),
            Action("later", _("Later")),
        ),
        icon="door_sliding",
        tone="amber",
    )


def _under_way(number: int, count: int, opened: int) -> Progress:
    return Progress(
        _("Opening doors"),
        _.plural(
            "Lock {number} of {total}; {count} door so far",
            "Lock {number} of {total}; {count} doors so far",
            opened,
            number=number,
            total=count,
        ),
        (Action("stop", _("Stop"), icon="front_hand", danger=True),),
    )


def _look_at(doors: Mapping[int, Heard], columns: int, heard: Sequence[Heard]) -> Board:
    odd = [each for each in heard if crossed(each)]
    words: Text = _.plural("{count} door opened.", "{count} doors opened.", len(doors))
    if odd:
        words = _(
            "Lock {lock} moved another lock's switch: swap the two switches' wires.",
            lock=_lock_name(odd[0].lock),
        )
    return Board(
        _("Opened in this order?"),
        _places(doors, len(doors), columns, _("open")),
        words,
        mode="map",
        actions=(
            Action("order", _("Yes, in this order"), icon="check", primary=True),
            Action("each", _("No, ask door by door"), icon="help"),
        ),
    )


def _which(doors: Mapping[int, Heard], count: int, columns: int) -> Board:
    return Board(
        _("Which door opened?"),
        _places(doors, count, columns, _("done")),
        mode="wall",
        actions=(Action("again", _("Open it again"), icon="refresh"), Action("none", _("None opened"))),
    )


def _places(doors: Mapping[int, Heard], count: int, columns: int, word: Text) -> tuple[Place, ...]:
    """The wall as numbers: those that are known are green and say so."""
    return tuple(
        Place(
            str(number),
            str(number),
            *divmod(number - 1, columns),
            word=word if number in doors else "",
            tone="leaf" if number in doors else "plain",
        )
        for number in range(1, max(count, max(doors, default=0)) + 1)
    )


def _nothing_moved() -> Notice:
    return Notice(
        "refused",
        _("No door was seen"),
        _(
            "Check the locks' supply and the door switches. Where doors opened all the same, their switches are not wired."
        ),
        actions=(Action("on", _("Go on"), primary=True),),
        icon="sensor_door",
    )


def _contradiction(odd: Sequence[int]) -> Notice:
    return Notice(
        "refused",
        _("Wired the other way"),
        _(
            "The switches of these doors say closed when they are open. They are left out until that is put right."
        ),
        (Fact(_("Doors"), ", ".join(map(str, odd)), alert=True),),
        (Action("on", _("Go on"), primary=True),),
        icon="sensor_door",
    )


async def _tell_fault(box: Box, fault: DeviceError) -> None:
    await box.desk.ask(
        Notice(
            "refused",
            _("The lockers are silent"),
            str(fault),
            actions=(Action("on", _("Try again"), icon="refresh", primary=True),),
            icon="cable",
        )
    )


def _lock_name(lock: Key) -> str:
    return f"{lock[0]}.{lock[1]}" if isinstance(lock, tuple) else str(lock)
