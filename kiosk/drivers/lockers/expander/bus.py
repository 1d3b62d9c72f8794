"""Transactions on an I2C bus: the kernel's by smbus2, the world's over a socket, and what an error means.

The kernel's adapter may wait a second for a bus on which somebody holds a line; that would lengthen a pulse by as much, so the
wait is made short (I2C_TIMEOUT counts in hundredths of a second) and nothing is retried by the kernel.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from pathlib import Path
from typing import Protocol

from kiosk.drivers.port import (
    DeviceError,
    DeviceFault,
    DeviceMisconfigured,
    DeviceOffline,
    DeviceTaken,
    NoDevice,
)

I2C_RETRIES, I2C_TIMEOUT = 0x0701, 0x0702
WAIT_HUNDREDTHS = 5
WORLD_SECONDS = 1.0

NOT_ACKNOWLEDGED = (errno.EREMOTEIO, errno.ENXIO, errno.ENODEV)
"""What adapters say when no chip answers to the address."""


class Bus(Protocol):
    """smbus2's calls that are used here. Each raises `OSError`."""

    def write_i2c_block_data(self, i2c_addr: int, register: int, data: list[int]) -> None:
        """The register's number and the data in one write."""

    def read_i2c_block_data(self, i2c_addr: int, register: int, length: int) -> list[int]:
        """The register's number, a repeated start, and so many bytes."""

    def close(self) -> None:
        """Give the bus back."""


class WorldBus:
    """The world's bus: whole transactions over a Unix socket, answered by an error number and what was read."""

    def __init__(self, path: Path) -> None:
        """Raises `OSError`."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(WORLD_SECONDS)
        try:
            self._socket.connect(os.fspath(path))
        except OSError:
            self._socket.close()
            raise

    def write_i2c_block_data(self, i2c_addr: int, register: int, data: list[int]) -> None:
        self._transfer(i2c_addr, bytes((register, *data)), 0)

    def read_i2c_block_data(self, i2c_addr: int, register: int, length: int) -> list[int]:
        return list(self._transfer(i2c_addr, bytes((register,)), length))

    def read(self, address: int, length: int) -> bytes:
        """Bytes from wherever the chip's pointer is."""
        return self._transfer(address, b"", length)

    def close(self) -> None:
        self._socket.close()

    def _transfer(self, address: int, written: bytes, length: int) -> bytes:
        self._socket.sendall(bytes((address, len(written), length)) + written)
        (number,) = self._receive(1)
        if number:
            raise OSError(number, os.strerror(number))
        return self._receive(length)

    def _receive(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            if not piece:
                raise OSError(errno.EIO, "the world is gone")
            data += piece
        return data


def open_bus(path: Path) -> Bus:
    """The bus behind a path. Raises a `DeviceError`."""
    try:
        if path.is_socket():
            return WorldBus(path)
        import smbus2

        bus = smbus2.SMBus(str(path))
        if bus.fd is not None:
            fcntl.ioctl(bus.fd, I2C_TIMEOUT, WAIT_HUNDREDTHS)
            fcntl.ioctl(bus.fd, I2C_RETRIES, 0)
    except OSError as fault:
        raise opening(fault, path) from fault
    return bus


def opening(fault: OSError, path: Path) -> DeviceError:
    """Why a bus cannot be opened."""
    if fault.errno in (errno.EACCES, errno.EPERM):
        return DeviceMisconfigured(
            f"{path}: {fault.strerror}; this process's user has to be in the group i2c"
        )
    if fault.errno == errno.ENOENT:
        return NoDevice(f"there is no I2C bus {path}; dtparam=i2c_arm=on in config.txt switches a Pi's on")
    return NoDevice(f"{path}: {fault.strerror or fault}")


def meaning(fault: OSError, address: int) -> DeviceError:
    """Why a transaction with a chip has failed."""
    name = f"expander {address:#04x}"
    if fault.errno in NOT_ACKNOWLEDGED:
        return DeviceOffline(f"{name} does not answer: no power, a loose wire, or another address")
    if fault.errno == errno.EBUSY:
        return DeviceTaken(f"{name}: a driver of the kernel holds it (an overlay in config.txt?)")
    if fault.errno in (errno.ETIMEDOUT, errno.EAGAIN) or isinstance(fault, TimeoutError):
        return DeviceFault(f"{name}: the bus is stuck; something holds one of its two lines")
    return DeviceFault(f"{name}: {fault.strerror or fault}")
