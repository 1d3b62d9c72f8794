"""The thread that holds the link to the desk: connects, connects again for ever, hands what it hears to the main thread.

It knows nothing of Kivy: `deliver` is called in this thread and must be quick (the app passes it on through the loop).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import msgspec

from kiosk.link.blocking import BlockingPeer, LinkClosed, LinkRefused
from kiosk.link.build import build_id
from kiosk.link.messages import DeskToShell
from kiosk.shell.options import Options

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.1, 1.0
"""Seconds between attempts to connect: doubled from the first to the longest."""


class Peer(Protocol):
    """The part of `BlockingPeer` that is used here."""

    def send(self, message: msgspec.Struct) -> None: ...

    def receive(self) -> Any: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Up:
    """The desk is there; its whole state follows."""


@dataclass(frozen=True)
class Down:
    """The desk is not there, or no longer."""

    reason: str


Heard: TypeAlias = "Up | Down | msgspec.Struct"


def connector(options: Options) -> Callable[[], Peer]:
    """How this position connects to its desk."""

    def connect() -> Peer:
        return BlockingPeer.connect(
            options.socket,
            role="shell",
            incoming=DeskToShell,
            uids=options.desk_uids,
            build=build_id(),
            position=options.position,
        )

    return connect


class Client:
    """One link, kept up until `stop`."""

    def __init__(self, connect: Callable[[], Peer], deliver: Callable[[Heard], None]) -> None:
        self._connect = connect
        self._deliver = deliver
        self._peer: Peer | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Close the link and end the thread."""
        self._over.set()
        peer = self._peer
        if peer is not None:
            peer.close()
        if self._thread.is_alive():
            self._thread.join(2)

    def send(self, message: msgspec.Struct) -> bool:
        """Hand a message to the desk, from any thread; False when it is not there."""
        peer = self._peer
        if peer is None:
            return False
        try:
            peer.send(message)
        except (LinkClosed, OSError):
            return False
        return True

    def _run(self) -> None:
        wait = FIRST_WAIT
        said = ""
        while not self._over.is_set():
            try:
                peer = self._connect()
            except (LinkClosed, LinkRefused, OSError) as fault:
                if str(fault) != said:
                    said = str(fault)
                    log.info("no desk yet: %s", said)
                    self._deliver(Down(said))
                self._over.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            wait, said = FIRST_WAIT, ""
            self._hear(peer)

    def _hear(self, peer: Peer) -> None:
        self._peer = peer
        self._deliver(Up())
        try:
            while not self._over.is_set():
                self._deliver(peer.receive())
        except (LinkClosed, OSError) as fault:
            if not self._over.is_set():
                log.warning("the desk is gone: %s", fault)
            self._deliver(Down(str(fault)))
        finally:
            self._peer = None
            peer.close()
