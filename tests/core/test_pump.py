"""What goes to a screen: one that cannot be sent costs only itself."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from kiosk.core.outgoing import pump
from kiosk.link.messages import Countdown, Screen
from kiosk.link.socket import LinkClosed, Peer


class Wire:
    """Refuses what cannot be encoded, as the link does, and breaks when it is told to."""

    def __init__(self) -> None:
        self.sent: list[int | None] = []

    async def send(self, message: Any) -> None:
        if message.seconds == -1:
            raise LinkClosed("gone")
        "\ud800".encode() if message.seconds == 2 else b""
        self.sent.append(message.seconds)


def test_what_cannot_be_sent_is_left_out_and_the_next_one_comes() -> None:
    async def script() -> list[int | None]:
        wire, outgoing = Wire(), asyncio.Queue[Screen | Countdown]()
        for seconds in (1, 2, 3, -1):
            outgoing.put_nowait(Countdown(seconds))
        await pump(outgoing, cast("Peer", wire))
        return wire.sent

    assert asyncio.run(script()) == [1, 3]
