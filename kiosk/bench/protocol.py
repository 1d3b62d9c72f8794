"""What the page and the bench say to each other, as JSON over one WebSocket; pictures of the screen come as bytes
(`screens.py`).

From the page: `Look`, `Drawn`, `Finger`, `Deed`. A deed is a message of the world's own protocol (`drivers/world/messages.py`)
as it is, so what the world learns the page can do. To the page: the structs below that have a `say`.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, TypeAlias, get_args

import msgspec

from kiosk.drivers.world import messages as said

WAITS = (said.AwaitDoor, said.AwaitSlips, said.Snapshot, said.Slips, said.Stock)
"""What is no deed of hands: waiting, asking, and what is done before the play begins."""

DEEDS: Any = reduce(or_, (each for each in get_args(said.HandsToWorld) if each not in WAITS))

Part: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Look(msgspec.Struct, frozen=True, tag="look", tag_field="do"):
    """Which screen the page shows, and how many pixels wide; an empty name: none."""

    screen: str
    width: Annotated[int, msgspec.Meta(ge=60, le=4096)] = 540


class Drawn(msgspec.Struct, frozen=True, tag="drawn", tag_field="do"):
    """The page has drawn a picture, and takes the next: no more than one is ever on its way."""

    frame: int


class Finger(msgspec.Struct, frozen=True, tag="finger", tag_field="do"):
    """A finger on the screen that the page shows, in parts of its width and height."""

    what: Literal["down", "move", "up"]
    x: Part = 0.0
    y: Part = 0.0


class Deed(msgspec.Struct, frozen=True, tag="deed", tag_field="do"):
    """Something for the world; answered by `Answer` with the same number."""

    id: Annotated[int, msgspec.Meta(ge=0, le=2**31)]
    deed: DEEDS


FromPage: TypeAlias = Look | Drawn | Finger | Deed


class Answer(msgspec.Struct, frozen=True, tag="answer", tag_field="say"):
    """A deed was done, or `cannot` says why not, in each language."""

    id: int
    what: str = ""
    cannot: dict[str, str] = {}


class DoorView(msgspec.Struct, frozen=True):
    """A door as one sees it."""

    bank: str
    number: int
    open: bool
    released: bool
    burnt: bool
    pulses: int
    items: list[str]
    faults: dict[str, int]


class PrinterView(msgspec.Struct, frozen=True):
    """A printer and its paper. `slips` counts those that were cut; `codes` is what can be read on each of the latest."""

    name: str
    paper_mm: int
    slips: int
    codes: dict[int, str]
    complaints: int
    faults: dict[str, int]


class DeviceView(msgspec.Struct, frozen=True):
    """Anything else with a plug. `waits` and `lamps` are an encoder's."""

    name: str
    position: str = ""
    presented: int = 0
    waits: str = ""
    lamps: list[str] = []
    faults: dict[str, int] = {}


class ForeignView(msgspec.Struct, frozen=True):
    """A device of somebody else's: its emulator says what the facts mean, and which faults it has."""

    name: str
    position: str
    facts: dict[str, str]
    faults: dict[str, int]


class CardView(msgspec.Struct, frozen=True):
    """A card of the wallet. `bank`: what is on it looks like a payment card's number, and is shown masked."""

    name: str
    coercivity: str
    worn: bool
    bank: bool
    writes: int
    tracks: list[str]


class TruthView(msgspec.Struct, frozen=True, tag="truth", tag_field="say"):
    """Everything that is so, as far as one can see it."""

    doors: list[DoorView]
    printers: list[PrinterView]
    scanners: list[DeviceView]
    encoders: list[DeviceView]
    boards: list[DeviceView]
    devices: list[ForeignView]
    cards: list[CardView]
    holding: list[str]


class Away(msgspec.Struct, frozen=True, tag="away", tag_field="say"):
    """The world does not answer; a `TruthView` says that it is back."""


class ScreenAway(msgspec.Struct, frozen=True, tag="screen_away", tag_field="say"):
    """The screen cannot be seen; a picture says that it can again."""


class JournalLine(msgspec.Struct, frozen=True):
    """One row of the journal."""

    seq: int
    at_ms: int
    event: str
    actor: str
    position: str
    data: str


class JournalLines(msgspec.Struct, frozen=True, tag="journal", tag_field="say"):
    """Rows that are new, the oldest first."""

    lines: list[JournalLine]


class ScreenPlace(msgspec.Struct, frozen=True):
    """A screen of the kiosk. `seen`: whether its picture can be had here."""

    name: str
    width: int
    height: int
    seen: bool


class DoorPlace(msgspec.Struct, frozen=True):
    """Where a door is on its wall, and what it is for."""

    number: int
    row: int
    column: int
    capacity: int
    holds: tuple[str, ...]


class Wall(msgspec.Struct, frozen=True):
    """A bank of lockers."""

    name: str
    name_en: str
    doors: list[DoorPlace]
    wiring: str
    """Whose faults its bus can have: `boards`, `expanders`, or empty for pins."""


class ShelfCode(msgspec.Struct, frozen=True):
    """A code that lies ready: `kind` is a card, or an item's."""

    kind: str
    code: str
    label: str
    label_en: str = ""


class ReaderPlace(msgspec.Struct, frozen=True):
    """A scanner or a reader of stripes."""

    name: str
    position: str
    reads: str


class House(msgspec.Struct, frozen=True, tag="house", tag_field="say"):
    """What does not change while the page is open; said first."""

    site: str
    site_en: str
    zone: str
    screens: list[ScreenPlace]
    walls: list[Wall]
    readers: list[ReaderPlace]
    usb: list[str]
    """The printers that are at USB."""
    shelf: list[ShelfCode]
    notes: dict[str, str]
    """Numbers to sign in with in this house, by what they are for ("staff", "second")."""
    words: dict[str, dict[str, str]]
    faults: list[FaultFamily]
    icons: dict[str, str]
    """The product's icons by name: characters of its icon font."""
    languages: list[str]
    build: str


class FaultWords(msgspec.Struct, frozen=True):
    """A fault that can be switched: its name and what happens then, in each language. `value`: what it begins with, and the
    unit's key; none where it takes none."""

    kind: str
    name: dict[str, str]
    tells: dict[str, str]
    value: int = 0
    unit: str = ""


class FaultFamily(msgspec.Struct, frozen=True):
    """The faults of one class of devices."""

    family: str
    faults: list[FaultWords]


decode = msgspec.json.Decoder(FromPage).decode
encode = msgspec.json.Encoder().encode
