"""What the desk looks at every minute, for as long as it runs: one thing after the other, and none of them costs another."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from kiosk.core.clock import Clock

log = logging.getLogger(__name__)

MINUTE_SECONDS = 60.0
"""An approval that has expired may stand open for so long; an answer after its time never counts."""


async def every_minute(clock: Clock, *looks: Callable[[], Awaitable[None]]) -> None:
    """For ever. What one of them cannot do now (the disk is full) is tried again in a minute, and the others do theirs."""
    while True:
        for look in looks:
            try:
                await look()
            except Exception:
                log.exception("what is looked at every minute: %s", look.__qualname__)
        await clock.sleep(MINUTE_SECONDS)
