"""Who is at the terminal: a number and a PIN, where an act at the command line needs somebody's right.

Whoever may open a shell on the box could change its files; that is no reason to leave the record empty. Where nobody holds
the right (no account yet, or the only one is lost), the terminal is enough, and the record says that nobody was asked.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection
from getpass import getpass
from typing import TYPE_CHECKING

from kiosk.core.records import Context, StaffIdentity
from kiosk.core.staff import SignInRefused, StaffPolicy, sign_in
from kiosk.core.staff.accounts import others_who_may
from kiosk.core.staff.rights import Rights

if TYPE_CHECKING:
    from kiosk.core.store.database import Store
    from kiosk.core.store.transaction import Transaction
    from kiosk.link.settings import Settings


class NobodyThere(Exception):
    """Nobody proved that they may; the text says why."""


def ask_who(
    store: Store,
    settings: Settings,
    right: str,
    *,
    number: str = "",
    whom: str = "Your",
    without: Collection[str] = (),
) -> StaffIdentity | None:
    """Somebody who holds one of the desk's own rights. None where nobody does (`without` some), which is said.

    `number` is `--as`; the PIN is typed, or stands on standard input where that is no terminal. Raises NobodyThere.
    """
    rights = Rights(site=settings.rights)
    found = rights.right(right)
    roles = found.roles if found is not None else frozenset()
    if not store.read_now(others_who_may, roles, without):
        print(
            f"nobody {'else ' if without else ''}here holds the right {right}: the terminal is enough, and it is on record",
            file=sys.stderr,
        )
        return None
    if sys.stdin.isatty():
        number = number or input(f"{whom} staff number: ").strip()
        pin = getpass(f"{whom} PIN: ")
    elif number:
        pin = sys.stdin.readline().strip()
    else:
        raise NobodyThere(
            f"this needs somebody with the right {right}: --as NUMBER, and the PIN on standard input"
        )
    who = asyncio.run(
        sign_in(store, number, pin, policy=StaffPolicy.of(settings.staff), event="staff.identified")
    )
    if isinstance(who, SignInRefused):
        locked = f"this number is locked for {who.locked_minutes} minutes"
        raise NobodyThere(locked if who.locked_minutes else "number or PIN is not right")
    if not rights.may(who.role, right) or who.id in without:
        raise NobodyThere(f"{who.number} may not: it needs another person with the right {right}")
    return who


def record_second(tx: Transaction, first: StaffIdentity | None, second: StaffIdentity | None) -> None:
    """On the auditors' list, in the transaction of the act: who said yes at the terminal, or that there was nobody else."""
    if first is not None and second is not None:
        ids = {"asked_by": first.id, "by": second.id, "needs": "staff.approve"}
        tx.journal_act("approval.used", "terminal", **ids)
    else:
        tx.journal_act("staff.alone", "terminal")


def context_of(who: StaffIdentity | None) -> Context:
    """On whose behalf something is written."""
    return Context(f"staff:{who.id}") if who is not None else Context("system")
