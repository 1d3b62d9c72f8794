"""Doors that opened without a command: on record whoever is at the kiosk, and before staff until one of them has looked.

What is remembered over a restart are two marked acts, `door.forced` and `door.looked_at`; a door whose last one is the
first is still to be looked at. A staff key is a forced door too: the box cannot tell, and says only what it saw.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import msgspec

from kiosk.core.background import Background
from kiosk.core.owed import Owed
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.errors import IN_TROUBLE, StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import DoorState

log = logging.getLogger(__name__)

FORCED, LOOKED_AT = "door.forced", "door.looked_at"

LOOK_BACK = 1000
"""How many sensitive acts a desk that starts looks through; they are few in a month."""


class ForcedDoors:
    """Of one box; `changed` is called when there is one more or one fewer, on the event loop."""

    def __init__(self, store: Store, changed: Callable[[], None], owed: Owed) -> None:
        self._store = store
        self._owed = owed
        self._changed = changed
        self.since: dict[str, int] = {}
        """Doors that nobody has looked at yet, by the place's id, and when they opened (UTC milliseconds)."""
        self._background = Background("forced doors")

    async def start(self) -> None:
        """As it was before the desk went away."""
        self.since = await self._store.read(_not_looked_at)

    def moved(self, place_id: str, number: int, state: DoorState, position: str) -> None:
        """A door told its state; the devices tell it again whenever they or the desk begin anew."""
        if state == "forced" and place_id not in self.since:
            self.since[place_id] = self._store.clock.now_ms()
            self._background.run(self._record(place_id, number, position))

    async def looked_at(self, place_id: str, context: Context) -> None:
        """Somebody of the staff has looked after it."""
        if place_id in self.since:
            await self._store.write(_act, LOOKED_AT, "looked", place_id, context=context)
            self.since.pop(place_id, None)
            self._changed()

    async def _record(self, place_id: str, number: int, position: str) -> None:
        act = partial(
            self._store.write, _act, FORCED, "forced", place_id, number, context=Context(position=position)
        )
        try:
            await act()
        except IN_TROUBLE:  # staff see it all the same
            self._owed.later(f"that door {number} was forced", act)
        except StoreError:
            log.exception("that door %s was forced could not be written down", number)
        self._changed()


def _act(tx: Transaction, event: str, why: str, place_id: str, number: int = 0) -> None:
    tx.journal_act(event, why, place=place_id, **({"door": number} if number else {}))


def _not_looked_at(tx: Transaction) -> dict[str, int]:
    since: dict[str, int] = {}
    for entry in reversed(tx.sensitive_acts(limit=LOOK_BACK)):
        if entry.event in (FORCED, LOOKED_AT):
            place_id = str(msgspec.json.decode(entry.data)["place"])
            if entry.event == FORCED:
                since.setdefault(place_id, entry.at_ms)
            else:
                since.pop(place_id, None)
    return since
