"""The seam between the encoder's bytes and what carries them. There is one carrier today, a serial line; the HID models say the
same bytes in 64-byte reports, and would be another class here."""

from __future__ import annotations

import select
from typing import Protocol

import serial

from kiosk.drivers.port import DeviceOffline
from kiosk.drivers.serial_port import LineErrors, shut

READ_BYTES = 1024


class Transport(Protocol):
    """Bytes to and from one encoder, used by its thread alone. Everything raises `DeviceOffline` when the line has gone."""

    def send(self, data: bytes) -> None:
        """Send; returns when the bytes are out."""

    def receive(self, seconds: float) -> bytes:
        """What has come, waited for at most so long; empty when nothing has."""

    def drop(self) -> None:
        """Forget what has come and was not received. Nothing that is on its way out is touched."""

    def close(self) -> None:
        """Give the line back; goes on past what is gone."""


class SerialTransport:
    """A serial line, already open."""

    def __init__(self, line: serial.Serial) -> None:
        self._line = line

    def send(self, data: bytes) -> None:
        """Send, and wait until it is out: a reset that was dropped in a buffer would leave the encoder waiting for a card."""
        try:
            self._line.write(data)
            self._line.flush()
        except LineErrors as fault:
            raise self._gone(fault) from fault

    def receive(self, seconds: float) -> bytes:
        """What has come, waited for at most so long."""
        try:
            if not select.select((self._line.fileno(),), (), (), seconds)[0]:
                return b""
            return bytes(self._line.read(READ_BYTES))
        except LineErrors as fault:
            raise self._gone(fault) from fault

    def drop(self) -> None:
        """Forget what has come."""
        try:
            self._line.reset_input_buffer()
        except LineErrors as fault:
            raise self._gone(fault) from fault

    def close(self) -> None:
        """Give the line back."""
        shut(self._line)

    def _gone(self, fault: Exception) -> DeviceOffline:
        return DeviceOffline(f"{self._line.port}: {fault}")
