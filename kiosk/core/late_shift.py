"""A shift that is still open when its business day is over: an alarm, on record once, until somebody has left it.

Staff hear of it where nobody has signed in yet: at staff's own screens, and on a box that has none on the attract screen; never
in a customer's visit. It sounds while the site is open, for at night nobody would hear it. Whoever signs in finds the shift in
the menu, and counts and leaves it there; nothing is closed by itself, for nobody would have counted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from kiosk.core.clock import Clock
from kiosk.core.moments import date_of
from kiosk.core.owed import Owed
from kiosk.core.records import Context
from kiosk.core.shifts import Shift
from kiosk.core.store.database import Store
from kiosk.core.store.errors import IN_TROUBLE
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.messages import Banner

_ = Texts("core")

LEFT_OPEN = "shift.left_open"
"""The act on record: of whose shift, and of which day."""

FAMILY = "shift"
"""The family of events after which it is looked at once more."""

LOOK_BACK = 1000
"""How many sensitive acts are looked through for one that was told before; they are few in a month."""


class LateShift:
    """Of one box's counter; `changed` is called when there is one, or none any more, on the event loop."""

    def __init__(self, store: Store, clock: Clock, changed: Callable[[], None], owed: Owed) -> None:
        self._store = store
        self._owed = owed
        self._clock = clock
        self._changed = changed
        self.shift: Shift | None = None
        """The shift that should have been left."""

    async def look(self) -> None:
        """Whether there is one. A box that does not know the time says nothing: its days may be wrong."""
        if not self._store.hours.now(self._clock).known:
            return
        late = await self._store.read(_late)
        if late is not None and self.shift != late:
            tell = partial(self._store.write, _tell, late, context=Context(actor="system"))
            try:
                await tell()
            except IN_TROUBLE:  # staff see it all the same
                self._owed.later("that a shift was left open", tell)
        if late != self.shift:
            self.shift = late
            self._changed()

    def banner(self) -> Banner | None:
        """Over the screen of whoever passes by and can do something about it."""
        if self.shift is None:
            return None
        return Banner(
            f"shift.{self.shift.id}",
            _("A shift was left open"),
            _("It is from {day}. Count and leave it.", day=date_of(self.shift.business_day)),
            _("Sign in, please"),
            icon="schedule",
        )


def _late(tx: Transaction) -> Shift | None:
    shift = tx.shift()
    return shift if shift is not None and shift.business_day < tx.business_day else None


def _tell(tx: Transaction, shift: Shift) -> None:
    told = (
        msgspec.json.decode(entry.data)
        for entry in tx.sensitive_acts(limit=LOOK_BACK)
        if entry.event == LEFT_OPEN
    )
    if all(one["shift"] != shift.id for one in told):
        tx.journal_act(LEFT_OPEN, "left_open", shift=shift.id, day=shift.business_day, by=shift.opened_by)
