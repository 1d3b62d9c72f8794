"""Made-up people for journeys. The kiosk itself has no such door: members come by import or at the desk.

Their names, phone and card numbers are marks too: `kiosk plugin check` looks for them wherever nothing personal may be.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.core.staff import StaffPolicy
from kiosk.core.store.transaction import Transaction

STAFF_NUMBER, STAFF_NAME, STAFF_PIN = "1024", "李姐", "908172"


def quick(policy: StaffPolicy) -> StaffPolicy:
    """The same limits, and a hash that is quick to make: how hard it is, is tested elsewhere. A tenth of a second and four
    threads for each PIN would be most of a journey."""
    return replace(policy, time_cost=1, memory_kib=64, parallelism=1)


QUICK = quick(StaffPolicy())

NAMES = ("张伟", "王芳", "李雷", "韩梅梅", "赵敏", "孙丽")

_ADD = "INSERT INTO members (id, card, name, phone, tier, status, made_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"


def add_member(
    tx: Transaction, card: str, *, name: str = "张伟", phone: str = "13800000000", status: str = "active"
) -> str:
    """A member with a card; returns the member's id."""
    member_id = tx.new_id()
    tx._run(_ADD, (member_id, card, name, phone, "金卡", status, tx.now_ms))  # noqa: SLF001 - see above
    return member_id
