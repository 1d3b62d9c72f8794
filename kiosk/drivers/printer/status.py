"""What a printer answers. Every byte is validated; what does not fit is not guessed at, and silence is *unknown*.

Three kinds of status byte may be on the line at once, told apart by their fixed bits: a DLE EOT answer is
`0xx1xx10`, a GS r answer `0000xxyy`, and the first of four unasked (ASB) bytes `0xx1xx00`. python-escpos 3.1
reads a missing answer as "paper is fine" and ASB bytes as "no paper"; both were seen, which is why nothing of
its status code is used.
"""

from __future__ import annotations

import msgspec

from kiosk.drivers.port import Paper
from kiosk.link.messages import DeviceStatus

ASB_REST = 3
"""Bytes that follow the first of an unasked status."""


class PrinterState(msgspec.Struct, frozen=True):
    """A printer's own account of itself."""

    status: DeviceStatus
    paper: Paper
    fault: str = ""

    @property
    def ready(self) -> bool:
        """A slip may be begun."""
        return self.status == "online" and self.paper in ("full", "low")


UNKNOWN = PrinterState("unknown", "unknown", "the printer does not answer")


def is_real_time(byte: int) -> bool:
    """Could be an answer to DLE EOT."""
    return byte & 0b1001_0011 == 0b0001_0010


def is_in_order(byte: int) -> bool:
    """Could be an answer to GS r 1: each of its two sensors speaks with two equal bits, and the rest is zero."""
    return byte in (0x00, 0x03, 0x0C, 0x0F)


def is_unasked(byte: int) -> bool:
    """Could be the first byte of an automatic status."""
    return byte & 0b1001_0011 == 0b0001_0000


def is_unasked_rest(byte: int) -> bool:
    """Could be one of the three bytes that follow it."""
    return byte & 0b1001_0000 == 0


class Answers:
    """Sorts a stream of status bytes. `real_time` and `in_order` hold what has not been collected yet.

    `unasked` is the latest state that the printer told by itself; `nonsense` counts what is no status at all.
    """

    def __init__(self) -> None:
        self.real_time: list[int] = []
        self.in_order: list[int] = []
        self.nonsense = 0
        self.unasked: PrinterState | None = None
        self._rest: list[int] = []
        self._first: int | None = None

    def feed(self, data: bytes) -> None:
        """Bytes from the printer."""
        for byte in data:
            if self._first is not None and is_unasked_rest(byte):
                self._rest.append(byte)
                if len(self._rest) == ASB_REST:
                    self.unasked = judge_unasked(self._first, self._rest[0], self._rest[1])
                    self._first = None
                continue
            self._first = None
            if is_real_time(byte):
                self.real_time.append(byte)
            elif is_unasked(byte):
                self._first, self._rest = byte, []
            elif is_in_order(byte):
                self.in_order.append(byte)
            else:
                self.nonsense += 1

    def clear(self) -> None:
        """Forget what came unasked."""
        self.unasked = None
        self.real_time.clear()
        self.in_order.clear()
        self.nonsense = 0


def judge(printer: int | None, offline: int | None, error: int | None, paper: int | None) -> PrinterState:
    """The state that the four DLE EOT answers describe. None is a question that was not answered.

    The first and the last must be answered; a clone that knows only those is believed when it says "online".
    """
    if printer is None or paper is None:
        return UNKNOWN
    sheet = _paper(paper)
    if offline is not None and offline & 0x04:
        return PrinterState("hardware_error", sheet, "the cover is open")
    if sheet == "out":
        return PrinterState("offline", "out", "the paper has run out")
    if error is not None and error & 0x08:
        return PrinterState("hardware_error", sheet, "the cutter is jammed")
    if error is not None and error & 0x20:
        return PrinterState(
            "hardware_error", sheet, "the printer reports a fault that it cannot recover from"
        )
    if error is not None and error & 0x40:
        return PrinterState("hardware_error", sheet, "the print head is too hot, or its voltage is wrong")
    if printer & 0x08:
        return PrinterState("offline", sheet, "the printer says that it is offline")
    return PrinterState("online", sheet)


def judge_unasked(first: int, second: int, third: int) -> PrinterState:
    """The state that an unasked status describes; its bits lie elsewhere, so they are moved to where `judge` expects them."""
    printer = 0x12 | (0x08 if first & 0x08 else 0)
    offline = 0x12 | (0x04 if first & 0x20 else 0)
    error = 0x12 | (second & 0x68)
    paper = 0x12 | (0x0C if third & 0x03 else 0) | (0x60 if third & 0x0C else 0)
    return judge(printer, offline, error, paper)


def _paper(byte: int) -> Paper:
    if byte & 0x60:
        return "out"
    return "low" if byte & 0x0C else "full"
