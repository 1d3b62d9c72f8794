"""What waits to be sent to one shell: every screen in its order, as long as the shell keeps up.

A screen is the whole state, so when many wait (a shell that draws slowly, a flow that changes its prompt all the time) the
older ones are of no use to anybody and are left out: the queue stays short, and the newest is never late.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from kiosk.link.messages import Countdown, Screen
from kiosk.link.socket import LinkClosed, Peer

log = logging.getLogger(__name__)

MOST = 8
"""Messages that may wait before older screens are left out."""


class Outgoing:
    """A queue that forgets what has been overtaken. Used on the event loop only."""

    def __init__(self) -> None:
        self._waiting: deque[Screen | Countdown] = deque()
        self._something = asyncio.Event()

    def put(self, message: Screen | Countdown) -> None:
        """One more to send."""
        self._waiting.append(message)
        if len(self._waiting) > MOST:
            newest: dict[type, Screen | Countdown] = {type(each): each for each in self._waiting}
            self._waiting = deque(each for each in self._waiting if newest[type(each)] is each)
        self._something.set()

    async def get(self) -> Screen | Countdown:
        """The next to send, when there is one."""
        while not self._waiting:
            self._something.clear()
            await self._something.wait()
        return self._waiting.popleft()


async def pump(outgoing: Outgoing, peer: Peer) -> None:
    """Send what waits, until the shell is gone."""
    try:
        while True:
            message = await outgoing.get()
            try:
                await peer.send(message)
            except (TypeError, ValueError, OverflowError):
                log.exception("what cannot be sent is left out; the screen gets the next")
    except LinkClosed:
        return  # `receive` ends with the same reason
