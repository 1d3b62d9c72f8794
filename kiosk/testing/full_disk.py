"""A disk that is full from one commit on: SQLite's own error, from its own code, until somebody makes room.

At that commit the transaction is let run to its end and then asked for more pages than the file may have, so that the store
refuses it as it would on a real disk: the error is the driver's, the rollback is the store's, and nothing of it is written. A
transaction that changed nothing needs no room, and goes through.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from kiosk.core.host.host import Host
from kiosk.core.session.catalogues import catalogue_folders
from kiosk.core.session.texts import BROKEN
from kiosk.core.session.unwritten import NOT_NOW, unwritten
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreFull
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import Screen
from kiosk.link.prompts import Notice
from kiosk.link.texts import LANGUAGES, Translator, localise
from kiosk.testing.hands import Hands


class FullDisk:
    """Counts the commits of one store that need room. From number `full_at` on (from 1; 0 never) there is none; `once`: only
    for that one."""

    def __init__(
        self, store: Store, full_at: int = 0, *, once: bool = False, seen: Callable[[], int] = lambda: 0
    ) -> None:
        """`seen`: how many screens the person has been shown so far."""
        self.full_at = full_at
        self.once = once
        self.passed = 0
        """Commits that needed room."""
        self.is_full = False
        """Whether somebody has asked for room and found none, and `make_room` was not called since."""
        self.seen = 0
        """Screens that were shown before that."""
        self._count = seen
        self._store = store
        self._changes = 0
        store.probe = self._at

    def make_room(self) -> None:
        """There is room again, for good."""
        self.full_at, self.is_full = 0, False

    def _at(self, name: str) -> None:
        """On the writer thread, inside the transaction."""
        here = self._store.dialect.here  # type: ignore[attr-defined]  # the kit's stores are SQLite's
        connection: sqlite3.Connection = here.connection
        before, self._changes = self._changes, connection.total_changes
        if name != "before commit" or before == self._changes:
            return
        self.passed += 1
        if not self.full_at or self.passed < self.full_at:
            return
        if not self.is_full:
            self.is_full, self.seen = True, self._count()
        if self.once:
            self.full_at = 0
        here.guard.at_ease = True
        try:
            _need_more_than_there_is(connection)
        finally:
            here.guard.at_ease = False


def _need_more_than_there_is(connection: sqlite3.Connection) -> None:
    (pages,), (before,) = (
        connection.execute(f"PRAGMA {asked}").fetchone() for asked in ("page_count", "max_page_count")
    )
    connection.execute(f"PRAGMA max_page_count = {pages}")
    try:
        connection.execute("CREATE TABLE no_room AS SELECT zeroblob(1000000) AS filler")
    finally:
        connection.execute(f"PRAGMA max_page_count = {before}")
    raise AssertionError("there was room")  # the statement above has raised where there is none


# -------------------------------------------------------------------------------------- what the person was told


def said_falsely(
    screens: list[Screen],
    host: Host,
    *,
    stopped: bool,
    on_record: bool | None,
    borne_out: Callable[[], bool],
) -> str:
    """What is wrong with what was shown since the disk was full; "" when nothing is.

    `stopped`: the act did not come to its end; `on_record`: whether the store has it all the same, None where nobody can say
    that of the act as a whole; then `borne_out` tells whether the books bear out what was said to be done.
    """
    shown = [one.prompt for one in screens if isinstance(one.prompt, Notice)]
    for one in shown:
        if one.outcome == "done" and not (borne_out() if on_record is None else on_record):
            return f"the screen says {one.title!r}, and it is not on record"
        if on_record and one.title in _unwritten(host):
            return f"the screen says {one.title!r}, and it is on record"
        if one.title in _broken(host):
            return f"the screen says only {one.title!r}: neither what is safe nor what to do"
    if not stopped and on_record is False:
        return "it came to its end, and is not on record"
    if stopped and not any(one.outcome in ("refused", "information", "waiting") for one in shown):
        return "nobody was told why it did not go on"
    return ""


def _broken(host: Host) -> set[str]:
    return _titles(host, BROKEN)


def _unwritten(host: Host) -> set[str]:
    return _titles(host, NOT_NOW, unwritten(StoreFull(), staff=True))


def _titles(host: Host, *notices: Notice) -> set[str]:
    """As the person reads them, in whichever language."""
    speakers = [Translator(each, catalogue_folders(host)) for each in LANGUAGES]
    return {str(localise(one, each.say).title) for one in notices for each in speakers}


def done_unrecorded(tx: Transaction, world: Hands) -> str:
    """What the devices have done that no row intended; "" when there is nothing."""
    rows = dict(tx._all("SELECT id, kind FROM operations"))  # noqa: SLF001 - all of them, and no plugin may ask so
    encoder = world.world.encoder
    moved = {*world.pulses, *(encoder.writes if encoder is not None else ())}
    if strange := moved - rows.keys():
        return f"{len(strange)} operation(s) were carried out and are not on record"
    printed, intended = len(world.slips), list(rows.values()).count("print_slip")
    return f"{printed} slips were printed, {intended} are on record" if printed > intended else ""
