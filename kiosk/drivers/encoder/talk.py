"""Talking with an encoder: a question and its answer, waiting for a card, and no longer waiting for one.

The device knows no time-out of its own: it waits for a card until it is reset, and while it waits it answers nothing. So the
time and the cancel are ours. After a reset the line is tested, and the answer to that comes behind everything else: what came
before it is an answer that came too late, and for a card that was to be written this means that the head has run.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.drivers.encoder import commands, replies
from kiosk.drivers.encoder.replies import Short
from kiosk.drivers.encoder.transport import Transport
from kiosk.drivers.port import DeviceFault, DeviceMute
from kiosk.link.cards import Coercivity

ANSWER_SECONDS = 1.0
"""How long an answer may take that waits for no card; the longest takes 10 ms on the line."""

RESET_SECONDS = 0.1
"""What a reset takes, as other drivers have it."""

ORDERS = (
    (commands.set_bits(7, 5, 5), 4),
    (commands.set_density(1, 210), 1),
    (commands.set_density(2, 75), 1),
    (commands.set_density(3, 210), 1),
)
"""ISO 7811, whatever another program has left behind; and the bytes of each answer."""

TESTED = bytes((replies.ESC, replies.TEST_PASSED))


class Talk:
    """One claimed encoder."""

    def __init__(self, transport: Transport, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._transport = transport
        self._clock = clock

    def tell(self, command: bytes) -> None:
        """Send a command whose answer, if there is one, is waited for elsewhere. What came before is forgotten."""
        self._transport.drop()
        self._transport.send(command)

    def hear(self, seconds: float) -> bytes:
        """What comes next; empty after so many seconds."""
        return self._transport.receive(seconds)

    def ask(self, command: bytes, count: int) -> bytes | None:
        """A command's answer of `count` bytes; None when there is none in time."""
        self.tell(command)
        answer, said = Short(count), None
        deadline = self._clock() + ANSWER_SECONDS
        while said is None and (left := deadline - self._clock()) > 0:
            said = answer.feed(self.hear(left))
        return said if isinstance(said, bytes) else None

    def cancel(self) -> bool:
        """Wait for no card any more. Returns whether an answer had come all the same. Raises a `DeviceError`."""
        self._transport.send(commands.RESET)
        late = self._collect(RESET_SECONDS)
        self._transport.send(commands.TEST_LINE)
        deadline = self._clock() + ANSWER_SECONDS
        while not late.endswith(TESTED):
            left = deadline - self._clock()
            if left <= 0 or len(late) > replies.MAXIMUM_BYTES:
                raise self._silence(late)
            late += self.hear(left)
        return replies.ESC in late[: -len(TESTED)]

    def greet(self) -> None:
        """The manual's first words: reset, test of the line, reset. Raises `DeviceMute` or `DeviceFault`."""
        self.cancel()
        self._transport.send(commands.RESET)
        self._collect(RESET_SECONDS)

    def introduce(self) -> tuple[str, list[bytes]]:
        """Say how characters lie on our cards, and ask who it is: model and firmware, and which orders it refuses. An
        order may be refused, because every card is checked. Raises `DeviceMute`."""
        refused = []
        for order, count in ORDERS:
            answer = self.ask(order, count)
            if answer is None:
                raise DeviceMute("the encoder does not answer when it is set up")
            if answer[0] != replies.OK:
                refused.append(order)
        model, firmware = self.ask(commands.MODEL, 2), self.ask(commands.FIRMWARE, 8)
        said = " ".join(each.decode("latin-1") for each in (model, firmware) if each)
        return "".join(each for each in said if each.isprintable()), refused

    def test(self) -> None:
        """The line and the device are well. Raises `DeviceMute` or `DeviceFault`."""
        said = self.ask(commands.TEST_LINE, 1)
        if said is None:
            raise DeviceMute("the encoder does not answer")
        if said[0] != replies.TEST_PASSED:
            raise DeviceFault(f"the encoder answers {said[0]:#04x} to a test of the line")

    def set_coercivity(self, coercivity: Coercivity) -> None:
        """For the next card to be written or erased; asked for afterwards, because nothing else would tell.
        Raises `DeviceMute` or `DeviceFault`."""
        set_, now = self.ask(commands.SET_COERCIVITY[coercivity], 1), self.ask(commands.GET_COERCIVITY, 1)
        if set_ is None or now is None:
            raise DeviceMute("the encoder does not answer when its coercivity is set")
        if (
            set_[0] != replies.OK or now.upper() != coercivity[:1].encode().upper()
        ):  # the MSR605X answers h and l
            raise DeviceFault(
                f"the encoder does not take {coercivity} coercivity ({set_[0]:#04x}, {now[0]:#04x})"
            )

    def _collect(self, seconds: float) -> bytes:
        heard = b""
        deadline = self._clock() + seconds
        while (left := deadline - self._clock()) > 0 and len(heard) <= replies.MAXIMUM_BYTES:
            heard += self.hear(left)
        return heard

    def _silence(self, heard: bytes) -> DeviceMute | DeviceFault:
        if heard:
            return DeviceFault(
                f"the encoder answers a test of the line with {len(heard)} bytes that mean nothing"
            )
        return DeviceMute("the encoder does not answer")
