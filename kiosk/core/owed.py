"""What a store in trouble has refused (the disk is full, the database away), and is on record as soon as it takes it.

For what has happened and must not be lost while the desk runs: how an operation ended, what a visit held, that a visit is over,
that a door was forced. After a restart most of it is found out from the devices and the rows; it is kept nowhere else.

Left out: what a person asked for. That was refused, they were told so, and they ask again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from kiosk.core.store.errors import IN_TROUBLE

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]


def outcome_of(operation_id: str) -> str:
    """The name under which it is owed how an operation ended."""
    return f"the outcome of operation {operation_id}"


class Owed:
    """One for each desk; used on the event loop, and true while something is owed."""

    def __init__(self) -> None:
        self._works: dict[str, list[Work]] = {}
        """One each; in a list of its own, so that what was owed once more meanwhile is told from what was tried."""
        self._paying = False

    def __bool__(self) -> bool:
        return bool(self._works)

    def __contains__(self, what: str) -> bool:
        return what in self._works

    def later(self, what: str, work: Work) -> None:
        """Do this when the store takes something again; once for each `what`. It must bear to be done twice, and raise while
        it cannot be done."""
        if what not in self._works:
            log.warning("%s could not be written down; it is as soon as it can be", what)
        self._works[what] = [work]

    async def pay(self) -> None:
        """Try everything once, in the order in which it happened, up to the first that is refused again."""
        if self._paying:
            return
        self._paying = True
        try:
            for what, owed in tuple(self._works.items()):
                try:
                    await owed[0]()
                except IN_TROUBLE as problem:
                    log.info("%s cannot be written down yet: %s", what, problem)
                    return
                except Exception:
                    log.exception("%s will never be written down", what)
                if self._works.get(what) is owed:
                    del self._works[what]
        finally:
            self._paying = False
