"""Every message that passes between the processes: this file is the protocol's documentation.

Three sockets, all in the runtime directory, each with the list of uids it accepts:

    shell   ⇄ desk                  `shell.sock`     prompts down, answers up; the doctor asks here too
    devices ⇄ desk                  `devices.sock`   commands down, events up
    devices, bench, tests ⇄ world   `world.sock`     pins, and a person's hands (kiosk/drivers/world, demo and tests only)

The desk listens; shell and devices connect, and connect again whenever the socket breaks. The first message
each way is `Hello`. Ends of different builds refuse each other with `Refused`: all ends ship together. After
`Hello` the desk sends the whole state (`Screen`), the devices send theirs (`DeviceChanged`, `DoorChanged` for
all), so nothing needs to be remembered across a lost connection. A frame is a 4-byte big-endian length and a
msgpack body of at most `MAXIMUM_FRAME` bytes; anything that does not decode to exactly one of the types allowed
in that direction closes that connection and nothing else. What technicians ask and are told is in `health.py`."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

from kiosk.link import health
from kiosk.link.cards import Coercivity, TrackNumber, Tracks
from kiosk.link.health import (
    AskDesk,
    AskStatistics,
    CheckHealth,
    DeskTold,
    HealthChecked,
    Statistics,
)
from kiosk.link.lights import SetLights
from kiosk.link.prompts import Prompt, Tone, Value
from kiosk.link.slips import Slip
from kiosk.link.texts import Text

MAXIMUM_FRAME = 1024 * 1024
"""Bytes in the largest frame that either end accepts."""


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """First message from both ends. `build` must be equal at both; `position` is the shell's own."""

    build: str
    role: Literal["desk", "shell", "devices", "world", "bench", "doctor"]
    position: str = ""
    pid: int = 0


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Why the connection is about to be closed, in words for the log."""

    reason: str


# ---------------------------------------------------------------------------------------------- desk → shell


class Header(msgspec.Struct, frozen=True):
    """The line at the top, for reading only: which service, in its own colour."""

    title: Text
    icon: str = "concierge"
    tone: Tone = "primary"
    status: Text = ""


class Bar(msgspec.Struct, frozen=True):
    """The bar that never moves. `call` is the state of "call staff" (`none`: it is the staff's own screen); `staff` swaps it
    for staff mode's bar (back, lock)."""

    back: bool = False
    home: bool = False
    call: Literal["ready", "ringing", "coming", "none"] = "ready"
    staff: bool = False


class Banner(msgspec.Struct, frozen=True):
    """A call for staff that rings here, over whatever is on a staff screen; its one button is `Pressed("coming")`.
    `level`: how often it has gone unanswered; 0 is the first ring."""

    call: str
    title: Text
    text: Text
    button: Text
    icon: str = "notifications_active"
    tone: Tone = "amber"
    level: int = 0


class Told(msgspec.Struct, frozen=True):
    """A line on the attract screen, for whoever passes by: returns go on, staff are back at 14:10."""

    text: Text
    icon: str = ""
    tone: Tone = "plain"


class Panel(msgspec.Struct, frozen=True):
    """The panel as it is known so far, while it is being set up: instead of what the shell's settings say."""

    ppi: float
    rotation: Literal[0, 90, 180, 270] = 0


class Screen(msgspec.Struct, frozen=True, tag="screen"):
    """The whole state of one position's screen; the newest one is the truth.

    `prompt` is None while nobody is here: the attract loop. `prompt_id` names the question, `revision` grows
    when an open prompt is updated. `trouble` is shown over everything ("one moment") and is also the shell's
    own page when the desk is away.
    """

    position: str
    prompt_id: str
    revision: int
    prompt: Prompt | None
    header: Header
    bar: Bar
    language: str
    comfort: bool = False
    site: str = ""
    attract: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    """Icons of the services on offer, in the order of the tiles, for the attract screen."""
    trouble: str = ""
    greeting: str = ""
    """Instead of "Hello, how can we help?" on the attract screen: the site is closed."""
    told: tuple[Told, ...] = ()
    banner: Banner | None = None
    ring: Literal["", "soft", "loud", "urgent"] = ""
    """What sounds here until somebody answers."""
    panel: Panel | None = None


class Countdown(msgspec.Struct, frozen=True, tag="countdown"):
    """ "Are you still there?": seconds until the visit is wiped; None takes the question away."""

    seconds: int | None


# ---------------------------------------------------------------------------------------------- shell → desk


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    """What was answered to which prompt. Dropped by the desk unless `prompt_id` is the open one."""

    prompt_id: str
    value: Value


class Pressed(msgspec.Struct, frozen=True, tag="pressed"):
    """A button of the frame around the prompt. `start` is any touch on the attract screen; `staff` the long
    press on the clock."""

    button: Literal[
        "start", "back", "home", "language", "comfort", "call", "staff", "lock", "still_here", "end", "coming"
    ]


class Touched(msgspec.Struct, frozen=True, tag="touched"):
    """The person did something that is not an answer yet (typing, scrolling): the idle clock starts again. At
    most one a second."""


# ---------------------------------------------------------------------------------------------- desk → devices


class OpenDoor(msgspec.Struct, frozen=True, tag="open_door"):
    """Pulse one coil. `operation` is never executed twice, whatever happens; ended by `OperationEnded`."""

    operation: str
    bank: str
    compartment: int


class PrintSlip(msgspec.Struct, frozen=True, tag="print_slip"):
    """Print one slip, once."""

    operation: str
    printer: str
    slip: Slip


class EncodeCard(msgspec.Struct, frozen=True, tag="encode_card"):
    """Write one card, read it back, and compare: `done` means that it was read back right. A track without text is
    neither written nor looked at. `coercivity`: of this card; empty is the encoder's own setting."""

    operation: str
    encoder: str
    tracks: Tracks
    coercivity: Literal["", Coercivity] = ""


class EraseCard(msgspec.Struct, frozen=True, tag="erase_card"):
    """Erase these tracks of one card, and look whether they are empty. "No track" cannot be said."""

    operation: str
    encoder: str
    tracks: Annotated[tuple[TrackNumber, ...], msgspec.Meta(min_length=1, max_length=3)]
    coercivity: Literal["", Coercivity] = ""


class ReadCard(msgspec.Struct, frozen=True, tag="read_card"):
    """Read one card: `CardRead`, and then the end. Changes nothing, so it is not recorded as begun."""

    operation: str
    encoder: str


class CancelCard(msgspec.Struct, frozen=True, tag="cancel_card"):
    """Do not wait for a card any longer. Answered by the operation's own end, which tells what became of it."""

    operation: str


class Recall(msgspec.Struct, frozen=True, tag="recall"):
    """What became of these operations? Each is answered by `OperationEnded`; one never heard of ends as
    `failed`/`unknown operation` and will never be executed later."""

    operations: tuple[str, ...]


class ReadAll(msgspec.Struct, frozen=True, tag="read_all"):
    """Send every device's status and every door's state again."""


class ArmScanner(msgspec.Struct, frozen=True, tag="arm_scanner"):
    """UnifiedPOS's DataEventEnabled: the next scan at this position is wanted (one shot), or no longer."""

    position: str
    armed: bool


# ---------------------------------------------------------------------------------------------- devices → desk

DeviceClass: TypeAlias = health.DeviceClass
DeviceStatus: TypeAlias = health.DeviceStatus

ScanRefusal = Literal["too_long", "unreadable", "payment_code", "lost", "bad_swipe", "payment_card"]

DoorState = Literal["unknown", "locked", "pulsing", "open", "left_open", "stuck", "forced"]


class DeviceChanged(msgspec.Struct, frozen=True, tag="device_changed"):
    """A device's status. `paper` is a printer's (XFS4IoT: full, low, out, jammed, unknown); `fault` in words
    for a technician."""

    device: str
    device_class: DeviceClass
    position: str
    status: DeviceStatus
    paper: Literal["", "unknown", "full", "low", "out", "jammed"] = ""
    fault: str = ""


class DoorChanged(msgspec.Struct, frozen=True, tag="door_changed"):
    """A door's state, as read. `operation` is the pulse that opened it, empty when nobody asked (forced, or
    after a restart)."""

    bank: str
    compartment: int
    state: DoorState
    operation: str = ""


class Scanned(msgspec.Struct, frozen=True, tag="scanned"):
    """One whole scan, decoded and cleaned (control characters except GS removed, 1 to 512 characters). Its repr
    is masked."""

    device: str
    position: str
    text: str
    symbology: str = ""

    def __repr__(self) -> str:
        return f"Scanned({self.device!r}, <{len(self.text)} characters>)"


class ScanRefused(msgspec.Struct, frozen=True, tag="scan_refused"):
    """Something was scanned that no prompt can want: too long, undecodable, shaped like a payment code, or lost
    on the way; a stripe that could not be read, or that is a payment card's."""

    device: str
    position: str
    reason: ScanRefusal


class CardAsked(msgspec.Struct, frozen=True, tag="card_asked"):
    """The encoder waits for a card now, for so many seconds: to be written, checked (the same card again), read or erased.
    `attempt` beyond 1 is "again", and `why` says what was wrong with the swipe before."""

    device: str
    position: str
    operation: str
    swipe: Literal["write", "check", "read", "erase"]
    attempt: int
    attempts: int
    seconds: int
    why: Literal["", "bad_swipe", "unreadable", "payment_card"] = ""


class CardRead(msgspec.Struct, frozen=True, tag="card_read"):
    """What a `ReadCard` has read. Never a payment card's. `unreadable`: tracks with something on them that nobody can tell."""

    device: str
    position: str
    operation: str
    tracks: Tracks
    unreadable: tuple[TrackNumber, ...] = ()


class OperationEnded(msgspec.Struct, frozen=True, tag="operation_ended"):
    """The outcome of an operation. `uncertain` when the device process died between beginning and end: never
    repeated by itself. `spoiled`: it failed, and the card may hold half of it."""

    operation: str
    outcome: Literal["done", "failed", "uncertain"]
    reason: str = ""
    spoiled: bool = False


DeskToShell: TypeAlias = Hello | Refused | Screen | Countdown
ShellToDesk: TypeAlias = Hello | Refused | Answered | Pressed | Touched | AskDesk
DeskToDoctor: TypeAlias = Hello | Refused | DeskTold
DeskToDevices: TypeAlias = (
    Hello
    | Refused
    | OpenDoor
    | PrintSlip
    | EncodeCard
    | EraseCard
    | ReadCard
    | CancelCard
    | Recall
    | ReadAll
    | ArmScanner
    | SetLights
    | AskStatistics
    | CheckHealth
)
DevicesToDesk: TypeAlias = (
    Hello
    | Refused
    | DeviceChanged
    | DoorChanged
    | Scanned
    | ScanRefused
    | CardAsked
    | CardRead
    | OperationEnded
    | Statistics
    | HealthChecked
)
