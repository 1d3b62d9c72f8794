"""An MSR605 on a pseudo-terminal, for the world: it hears bytes, waits for a card, and moves bits between the two.

What it understands is in `ears.py`, what lies on a card in `stripe.py`, what can be wrong with its line in `wire.py`. As on the
device: Lo-Co at the start, no time-out, and while it waits for a card nothing but a reset is heard. What it was told about
coercivity, bits and zeros outlives a reset, and not the plug.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from kiosk.drivers.encoder import ears, stripe
from kiosk.drivers.encoder.wire import Wire
from kiosk.drivers.world.cards import CardTruth, EncoderTruth
from kiosk.drivers.world.plugged import Plugged
from kiosk.link.settings_devices import Encoder

LAMPS = {
    0x81: [],
    0x82: ["green", "yellow", "red"],
    0x83: ["green"],
    0x84: ["green", "yellow"],
    0x85: ["red"],
}
ERASES = {0: (1,), 2: (2,), 4: (3,), 3: (1, 2), 5: (1, 3), 6: (2, 3), 7: (1, 2, 3)}
DENSITIES = {0xA1, 0xA0, 0xD2, 0x4B, 0xC1, 0xC0}


class Waiting(NamedTuple):
    """What a card is wanted for, and what for: texts or bytes of tracks, or which tracks."""

    kind: str
    tracks: Mapping[int, bytes] = MappingProxyType({})


class EmulatedEncoder(Plugged):
    """One encoder. Lives on the world's asyncio loop; `truth` and the cards are changed in place."""

    truth: EncoderTruth
    pulled = "msr_unplugged"

    def __init__(
        self, settings: Encoder, beside: Path, truth: EncoderTruth, changed: Callable[[], None]
    ) -> None:
        self.truth = truth
        self._changed = changed
        self._wire = Wire(
            beside / settings.port, settings.baud, truth.faults, heard=self._hear, torn=self._torn_out
        )
        self._power_on()

    def _power_on(self) -> None:
        self._ears = ears.Ears(self.truth.complaints)
        self._waiting: Waiting | None = None
        self._bits = {1: 7, 2: 5, 3: 5}
        self._zeros = {1: 61, 2: 22, 3: 61}
        self.truth.coercivity, self.truth.waits, self.truth.lamps = "low", "", ["green"]

    def plug(self) -> None:
        if not self._wire.plugged:
            self._power_on()
            self._wire.plug()

    def unplug(self) -> None:
        self._waiting, self.truth.waits = None, ""
        self._wire.unplug()

    # ------------------------------------------------------------------------------------------ commands

    def _hear(self, data: bytes) -> None:
        for frame in self._ears.hear(data):
            if self._waiting is None or frame == ears.RESET:
                self._obey(frame)
        self._changed()

    def _obey(self, frame: bytes) -> None:  # noqa: C901 - a table of commands, one line each
        match frame[1]:
            case 0x61:
                self._wait(None)
            case 0x65:
                self._say(b"y")
            case 0x72:
                self._wait(Waiting("read"))
            case 0x6D:
                self._wait(Waiting("read_raw"))
            case 0x77 | 0x6E:
                self._write(frame)
            case 0x63:
                selected = ERASES.get(frame[2])
                self._wait(Waiting("erase", dict.fromkeys(selected, b""))) if selected else self._status(0x41)
            case 0x78 | 0x79:
                self.truth.coercivity = "high" if frame[1] == 0x78 else "low"
                self._status(0x30)
            case 0x64:
                letter = self.truth.coercivity[0].encode()
                self._say(letter if "msr_605x" in self.truth.faults else letter.upper())
            case 0x62:
                self._status(0x30 if frame[2] in DENSITIES else 0x41)
            case 0x6F if all(5 <= each <= 8 for each in frame[2:]):
                self._bits = dict(zip((1, 2, 3), frame[2:], strict=True))
                self._say(b"0" + frame[2:])
            case 0x7A:
                self._zeros = {1: frame[2], 2: frame[3], 3: frame[2]}
                self._status(0x30)
            case 0x6C:
                self._say(bytes((self._zeros[1], self._zeros[2])))
            case 0x81 | 0x82 | 0x83 | 0x84 | 0x85:
                self.truth.lamps = list(LAMPS[frame[1]])
            case 0x86:
                self._status(0x41) if "msr_605x" in self.truth.faults else self._wait(Waiting("sensor"))
            case 0x87:
                self._status(0x41 if "msr_605x" in self.truth.faults else 0x30)
            case 0x74:
                self._say(b"3S")
            case 0x76:
                self._say(b"REVH3.10")
            case _:
                self.truth.complaints.append(f"command {frame.hex(' ')}")
                self._status(0x34)

    def _write(self, frame: bytes) -> None:
        """A block to write. Wrong in any way, it is refused, and complained about: our driver never sends such a one."""
        tracks = ears.tracks_of(frame)
        if tracks is None:
            self.truth.complaints.append("a block that is none")
            self._status(0x32)
            return
        kind = "write_raw" if frame[1] == ears.WRITE_RAW else "write"
        self._wait(Waiting(kind, {number: data for number, data in tracks.items() if data}))

    def _wait(self, waiting: Waiting | None) -> None:
        self._waiting = waiting
        self.truth.waits = waiting.kind if waiting else ""
        self.truth.lamps = ["green", "yellow"] if waiting else ["green"]
        self._changed()

    # ------------------------------------------------------------------------------------------ a card

    def swipe(self, card: CardTruth, *, backwards: bool) -> None:
        """A card passes the head. The caller has seen that one is waited for."""
        waiting = self._waiting
        assert waiting is not None  # noqa: S101 - seen by the caller
        self._wait(None)
        faults = self.truth.faults
        bad = faults.get("msr_bad_swipe", 0) > 0
        if bad:
            faults["msr_bad_swipe"] -= 1
            if not faults["msr_bad_swipe"]:
                del faults["msr_bad_swipe"]
        match waiting.kind:
            case "sensor":
                self._status(0x30)
            case "read":
                self._read(card, unreadable=bad or backwards or card.worn)
            case "read_raw":
                self._read_raw(card, unreadable=bad or backwards or card.worn)
            case _:
                self._change(waiting, card, bad=bad, backwards=backwards)

    def _change(self, waiting: Waiting, card: CardTruth, *, bad: bool, backwards: bool) -> None:
        """Write or erase. A head that is too weak for the stripe changes nothing; a bad swipe leaves half of it."""
        if backwards:
            self._status(0x39)
            return
        if card.coercivity == "high" and self.truth.coercivity == "low":
            self._status(0x41 if waiting.kind == "erase" else 0x31)
            return
        card.writes += 1
        for number, data in waiting.tracks.items():
            whole = ""
            if waiting.kind == "write":
                whole = stripe.written(number, data.decode("ascii"), self._zeros[number])
            elif waiting.kind == "write_raw":
                whole = stripe.raw_written(data, self._bits[number], self._zeros[number])
            card.stripes[number - 1] = whole[: len(whole) * 2 // 3] if bad else whole
        failed = 0x41 if waiting.kind == "erase" else 0x39
        self._status(failed if bad else 0x30)

    def _read(self, card: CardTruth, *, unreadable: bool) -> None:
        said, fine = b"\x1bs", True
        for number in (1, 2, 3):
            text = None if unreadable else card.text(number)
            said += bytes((0x1B, number))
            said += (
                f"{stripe.OPENS[number]}{text}?".encode() if text else (b"\x1b+" if text == "" else b"\x1b*")
            )
            fine = fine and text is not None
        self._wire.say(said + b"?\x1c\x1b" + self._told(0x30 if fine else 0x31))

    def _read_raw(self, card: CardTruth, *, unreadable: bool) -> None:
        said = b"\x1bs"
        for number in (1, 2, 3):
            data = b"" if unreadable else stripe.raw_read(card.stripes[number - 1])
            said += bytes((0x1B, number, len(data))) + data
        self._wire.say(said + b"?\x1c\x1b" + self._told(0x31 if unreadable else 0x30))

    # ------------------------------------------------------------------------------------------ answers

    def _told(self, status: int) -> bytes:
        return bytes((self.truth.faults.get("msr_wrong_status", status),))

    def _status(self, status: int) -> None:
        self._wire.say(b"\x1b" + self._told(status))

    def _say(self, data: bytes) -> None:
        self._wire.say(b"\x1b" + data)

    def _torn_out(self) -> None:
        self.unplug()
        self._changed()
