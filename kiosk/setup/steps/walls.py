"""Which lock is behind which door: each is released once, in turn, and a person looks.

Where the doors open in the order of their numbers, one touch says so. Otherwise they are closed, and each is asked for:
"which door just opened?"
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from kiosk.core.texts import Texts
from kiosk.drivers.lockers.wiring import Heard, Key, Wall, listen
from kiosk.drivers.port import DeviceError
from kiosk.link.prompts import Action, Board, Chosen, Confirm, Detail, Fact, Keypad, Notice, Place, Progress
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
LOOK_SECONDS = 0.3
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
            doors = await _found(box, source, columns)
        except DeviceError as fault:
            await _tell_fault(box, fault)
            continue
        if doors:
            return doors, columns


async def _found(box: Box, source: Source, columns: int) -> Mapping[int, Heard]:
    """Claim the wall for as long as its doors are looked for. Raises a `DeviceError`."""
    wall = await box.one_at_a_time(open_wall, source, box)
    try:
        return await _doors(box, wall, columns)
    finally:
        await box.one_at_a_time(wall.close)


async def _doors(box: Box, wall: Wall, columns: int) -> Mapping[int, Heard]:
    """The doors by their numbers. All are closed at the end, as far as their switches tell."""
    turn = _Turn(box, wall, columns)
    ended = await turn.all()
    doors: Mapping[int, Heard] = in_order(turn.heard)
    if ended == "stop":
        await _closed(box, wall, doors, columns)
        return {}
    if not doors and not ended:
        await box.desk.ask(_nothing_moved())
        return {}
    if ended == "other" or await box.desk.choose(_look_at(doors, columns, turn.heard)) == "each":
        await _closed(box, wall, doors, columns)
        doors = await _ask_for_each(box, wall, columns)
    await _closed(box, wall, doors, columns)
    if odd := contradicting(doors):
        await box.desk.ask(_contradiction(odd))
    return doors


# ---------------------------------------------------------------------------------------------- releasing


class _Turn:
    """Every lock once, one after the other, while a person watches."""

    def __init__(self, box: Box, wall: Wall, columns: int) -> None:
        self._box = box
        self._wall = wall
        self._columns = columns
        self.heard: list[Heard] = []

    async def all(self) -> str:
        """Release them. The key of what the person pressed meanwhile; "" when nothing was."""
        outcome = await self._box.desk.ask_while(self._prompt(), self._release_all())
        return outcome.key if isinstance(outcome, Chosen) else ""

    async def _release_all(self) -> None:
        for lock in self._wall.locks:
            self.heard.append(await _release(self._box, self._wall, lock))
            self._box.desk.update(self._prompt())

    def _prompt(self) -> Board | Progress:
        return _under_way(self.heard, len(self._wall.locks), self._columns)


async def _release(box: Box, wall: Wall, lock: Key) -> Heard:
    return await box.one_at_a_time(listen, wall, lock, wait=box.pace.door, rest=box.pace.rest)


async def _ask_for_each(box: Box, wall: Wall, columns: int) -> Mapping[int, Heard]:
    """Each lock once more, and which door was it? Locks that move nothing are passed over."""
    doors: dict[int, Heard] = {}
    for lock in wall.locks:
        chosen = "again"
        while chosen == "again":
            box.desk.tell(_("One moment"), _("A lock is being released."))
            heard = await _release(box, wall, lock)
            if not usable([heard]):
                break
            chosen = await box.desk.choose(_which(doors, len(wall.locks), columns))
        if chosen.isdigit():
            doors[int(chosen)] = heard
    return doors


async def _closed(box: Box, wall: Wall, doors: Mapping[int, Heard], columns: int) -> None:
    """Wait until every door is shut; that also shows that its switch goes back. A door that will not shut holds up nobody."""

    def still_open(levels: Mapping[Key, bool]) -> list[int]:
        return [number for number, each in doors.items() if levels.get(each.switch) is bool(each.open_level)]

    async def watch() -> None:
        while left := still_open(await box.one_at_a_time(wall.look)):
            box.desk.update(_close(doors, left, columns))
            await asyncio.sleep(min(LOOK_SECONDS, box.pace.look_again))

    left = still_open(await box.one_at_a_time(wall.look))
    if left:
        await box.desk.ask_while(_close(doors, left, columns), watch())


# ---------------------------------------------------------------------------------------------- what is said


def _intention(source: Source, columns: int) -> Confirm:
    found = source.boards
    coils = _.plural("{count} coil at this computer", "{count} coils at this computer", source.count)
    where: Text = boards(found) if found is not None else coils
    words = _(
        "Each lock is released once, in turn. Doors will spring open: keep clear, and watch their order."
    )
    if source.expanders:
        words = _(
            "Only where coils are at port A and switches at port B, else stop here. Doors will spring open in turn."
        )
    return Confirm(
        _("Find the doors"),
        words,
        (Fact(_("Lockers"), where), Fact(_("Doors side by side"), str(columns))),
        (
            Action("open", _("Open them in turn"), icon="lock_open_right", primary=True),
            Action("columns", _("Other width"), icon="grid_view"),
            Action("later", _("Later")),
        ),
        icon="door_sliding",
        tone="amber",
    )


def _under_way(heard: Sequence[Heard], count: int, columns: int) -> Board | Progress:
    """The door that should be open now is lit, so that a person sees at once that it is another."""
    words = _("Lock {number} of {total}", number=min(len(heard) + 1, count), total=count)
    stop = Action("stop", _("Stop"), icon="front_hand", danger=True)
    doors = in_order(heard)
    if not doors:
        return Progress(_("Opening doors"), words, (stop,))
    last = max(doors)
    return Board(
        _("Door {number} is open?", number=last),
        tuple(
            msgspec.structs.replace(each, lit=each.label == str(last))
            for each in _places(doors, count, columns, "")
        ),
        words,
        mode="map",
        actions=(Action("other", _("No, another door"), icon="help"), stop),
    )


def _close(doors: Mapping[int, Heard], left: Sequence[int], columns: int) -> Board:
    places = _places(doors, max(doors), columns, "")
    return Board(
        _("Close all doors"),
        tuple(msgspec.structs.replace(each, lit=int(each.key) in left) for each in places),
        _.plural("{count} door is still open.", "{count} doors are still open.", len(left)),
        mode="map",
        actions=(Action("on", _("Go on all the same")),),
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
        detail=Detail(_("A lock was released"), lines=(_("Touch the door that opened."),)),
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
