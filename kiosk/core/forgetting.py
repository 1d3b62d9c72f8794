"""What was kept here of a remote system's members is forgotten once they have not come for a year: name, phone and tier.

They stay members there, and are known here again the next time they come. Whoever has something open with a service here is
kept until it is over: staff have to reach them (个人信息保护法, art. 19: the shortest necessary time).
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.host.host import Host
from kiosk.core.host.ties import ties
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction

A_YEAR = 100
"""Of a month, written yyyymm."""

MOST_AT_ONCE = 100
"""Members that are looked up at a time."""


async def forget_the_unseen(store: Store, host: Host, zone: ZoneInfo) -> None:
    """Each in a transaction of their own, so that nobody at the screen waits for it. Raises StoreError."""
    after = ""
    while found := await store.read(_unseen, after):
        for member_id in found:
            await store.write(_forget, host, member_id, zone, context=Context(actor="system"))
        after = found[-1]


def _unseen(tx: Transaction, after: str) -> list[str]:
    return tx.remote_members_unseen(tx.business_day // 100 - A_YEAR, after, MOST_AT_ONCE)


def _forget(tx: Transaction, host: Host, member_id: str, zone: ZoneInfo) -> None:
    if not ties(tx, host, member_id, zone):
        tx.forget_remote_member(member_id)
