"""What can be wrong with each kind of emulated device, and all of it by what can have it.

The world's protocol is made of these types, and the bench offers what `FAMILIES` has: a fault added here is known to both.
Left out: faults of foreign devices, which only their own emulators know (`BreakDevice`).
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

DoorFault: TypeAlias = Literal[
    "sticks",
    "jammed",
    "slow",
    "bounces",
    "will_not_close",
    "sensor_reads_open",
    "sensor_reads_closed",
    "coil_dead",
]
"""sticks: released, but does not spring open until pulled. jammed: does not move at all. slow: springs open `value` ms late.
bounces: the switch chatters `value` times. will_not_close: something is in the way. The sensor ones: the switch lies."""

PrinterFault: TypeAlias = Literal[
    "paper_out_at",
    "near_end",
    "cover_open",
    "mute",
    "sluggish",
    "disconnect_at",
    "refuses",
    "no_in_order_status",
    "no_unasked_status",
    "asb",
    "nonsense",
]
"""paper_out_at: the roll ends after `value` more bytes. mute: takes bytes and answers nothing. sluggish: reads
`value` bytes a second. disconnect_at: hangs up after `value` more bytes. refuses: nobody listens.
no_in_order_status: knows DLE EOT but not GS r. no_unasked_status: knows no GS a.
asb: status bytes come that nobody asked for. nonsense: answers bytes that are no status."""

UsbFault: TypeAlias = Literal["usb_unplugged", "usb_taken", "short_writes", "halt_at"]
"""Of a printer at USB, beside its own. usb_unplugged: its plug is out. usb_taken: another program holds it. short_writes: a
transfer takes at most `value` bytes. halt_at: the endpoint halts after `value` more bytes."""

ScannerFault: TypeAlias = Literal["unplugged", "no_suffix", "split", "garbage", "keys_lost"]
"""unplugged: the port is gone. no_suffix: programmed wrongly. split: `value` ms between the halves. garbage:
noise before each code. keys_lost: in keyboard mode, the kernel's queue runs over at the `value`th key."""

BoardFault: TypeAlias = Literal[
    "bus_unplugged", "bus_mute", "bus_deaf", "bus_echo", "bus_noise", "bus_split", "bus_wrong_sum"
]
"""Of lock boards. bus_unplugged: the port is gone. bus_mute: they hear and do not answer. bus_deaf: they hear nothing.
bus_echo: the adapter repeats what is sent. bus_noise: half a frame before each answer. bus_split: `value` ms between the halves
of an answer. bus_wrong_sum: the checksum is wrong."""

ExpanderFault: TypeAlias = Literal[
    "i2c_unplugged", "i2c_nack", "i2c_stuck", "i2c_wrong_readback", "i2c_reset"
]
"""Of expanders. i2c_unplugged: they have no power. i2c_nack: the next `value` transactions are not acknowledged. i2c_stuck:
something holds the bus. i2c_wrong_readback: what is read has a wrong bit. i2c_reset: they lose their power for a moment."""

EncoderFault: TypeAlias = Literal[
    "msr_unplugged",
    "msr_mute",
    "msr_noise",
    "msr_garbage",
    "msr_slow",
    "msr_split",
    "msr_cut_at",
    "msr_wrong_status",
    "msr_bad_swipe",
    "msr_paced",
    "msr_605x",
]
"""Of a card encoder. msr_unplugged: the port is gone. msr_mute: it obeys and does not answer. msr_noise: bytes that mean
nothing before each answer. msr_garbage: such bytes instead of each answer. msr_slow: each answer comes `value` ms late.
msr_split: `value` ms between the halves of an answer. msr_cut_at: the plug comes out after `value` bytes of the next answer.
msr_wrong_status: `value` instead of each status. msr_bad_swipe: the next `value` swipes are too slow. msr_paced: bytes take the
time that they take at the line's baud rate. msr_605x: it is an MSR605X, which answers h and l for its coercivity and knows no
tests."""

AnyFault: TypeAlias = (
    DoorFault | PrinterFault | UsbFault | ScannerFault | BoardFault | ExpanderFault | EncoderFault
)

FAMILIES: dict[str, tuple[str, ...]] = {
    "door": get_args(DoorFault),
    "boards": get_args(BoardFault),
    "expanders": get_args(ExpanderFault),
    "scanner": get_args(ScannerFault),
    "encoder": get_args(EncoderFault),
    "printer": get_args(PrinterFault),
    "usb": get_args(UsbFault),
}
"""A test holds the whole of it equal to what `SetFault` takes."""
