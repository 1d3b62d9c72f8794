"""Receipt printers on the network: who listens at the raw port of this box's own subnet, and is it a receipt printer?

Polite: one connection for each address, few at a time, nothing sent to who is merely looked for. Only an address that a person
has chosen is asked how it is; an office printer may put what it is asked on paper.
"""

from __future__ import annotations

import fcntl
import ipaddress
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from kiosk.drivers.port import DeviceError
from kiosk.drivers.printer.connectors import NetworkWire
from kiosk.drivers.printer.probe import QUESTIONS, answers_on, said, state_of
from kiosk.drivers.printer.status import judge
from kiosk.drivers.probing import ANSWER_SECONDS, Found

RAW_PORT = 9100
CONNECT_SECONDS = 0.5
SEARCH_SECONDS = 15.0
"""After this the search ends with what it has."""

AT_ONCE = 16
LARGEST = 256
"""Addresses of a subnet that are looked at: of a larger one, those around this box."""

_ADDRESS, _MASK = 0x8915, 0x891B
"""SIOCGIFADDR, SIOCGIFNETMASK."""


def listening(hosts: Iterable[str], port: int = RAW_PORT, *, seconds: float = SEARCH_SECONDS) -> list[str]:
    """Those of these addresses at which somebody listens, in their order. Ends in time, whatever the network does."""
    deadline = time.monotonic() + seconds

    def there(host: str) -> bool:
        left = min(CONNECT_SECONDS, deadline - time.monotonic())
        if left <= 0:
            return False
        try:
            socket.create_connection((host, port), timeout=left).close()
        except OSError:
            return False
        return True

    wanted = list(hosts)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [host for host, yes in zip(wanted, pool.map(there, wanted), strict=True) if yes]


def at_address(host: str, port: int = RAW_PORT, patience: float = ANSWER_SECONDS) -> Found | None:
    """Ask at an address; None where nobody listens. One that does not answer is a printer that is mute, or none at all."""
    try:
        wire = NetworkWire(host, port, max(CONNECT_SECONDS, patience))
    except DeviceError:
        return None
    place = f"{host}:{port}"
    try:
        state = judge(*answers_on(wire, QUESTIONS, patience))
    except DeviceError as fault:
        return Found(device_class="printer", driver="network", port=place, says=str(fault), state="mute")
    finally:
        wire.close()
    return Found(
        device_class="printer", driver="network", port=place, says=said(state), state=state_of(state)
    )


def neighbours() -> list[str]:
    """The addresses of this box's subnets, without its own; none where it has no network."""
    found: dict[str, None] = {}
    for own, network in _own():
        found |= dict.fromkeys(str(each) for each in _around(own, network) if each != own)
    return list(found)


def _around(own: ipaddress.IPv4Address, network: ipaddress.IPv4Network) -> Iterator[ipaddress.IPv4Address]:
    small = (
        network
        if network.num_addresses <= LARGEST
        else ipaddress.IPv4Network((int(own) & ~(LARGEST - 1), 24))
    )
    return iter(small.hosts())


def _own() -> Iterator[tuple[ipaddress.IPv4Address, ipaddress.IPv4Network]]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _number, name in socket.if_nameindex():
            wanted = struct.pack("256s", name.encode()[:15])
            try:
                address, mask = (
                    socket.inet_ntoa(fcntl.ioctl(asking.fileno(), code, wanted)[20:24])
                    for code in (_ADDRESS, _MASK)
                )
            except OSError:
                continue  # no address of the old kind at this interface
            network = ipaddress.IPv4Network(f"{address}/{mask}", strict=False)
            if not network.is_loopback and network.prefixlen < 31:
                yield ipaddress.IPv4Address(address), network
