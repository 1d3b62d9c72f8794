"""A member system that is not this box's: what a plugin has to offer that speaks to one, and what is ordered from it.

Questions have a deadline. Changes are orders: rows that are written before they are sent, and sent under their own id until
they are answered (docs/adr/0011).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

import msgspec

OrderKind = Literal["adjust", "block", "thaw"]
OrderState = Literal["intended", "done", "refused"]


class MemberSystemAway(Exception):
    """It does not answer, or not in time. Whether a change was made is not known."""


class RemoteMember(msgspec.Struct, frozen=True):
    """Whoever a card belongs to there: their id, how they are called, and whether the card serves there. With a `phone`,
    who has set a PIN here can report their card lost without it."""

    id: str
    name: str = ""
    tier: str = ""
    phone: str = ""
    status: Literal["active", "blocked"] = "active"


class Balances(msgspec.Struct, frozen=True):
    """What a member has now: principal (本金) and bonus (返利) in fen, points (积分)."""

    principal: int = 0
    bonus: int = 0
    points: int = 0


class MemberOrder(msgspec.Struct, frozen=True):
    """A change that was ordered. `id` is the key under which it is made once; `changes` are amounts by unit (`principal`,
    `bonus` in fen; `points`), below nothing for what is taken. `data` is the plugin's own, `words` the other side's."""

    id: str
    plugin: str
    kind: OrderKind
    member: str
    changes: dict[str, int]
    data: dict[str, str | int]
    state: OrderState
    words: str
    position: str
    session_id: str
    actor: str
    made_ms: int
    answered_ms: int | None = None


class OrderAnswer(msgspec.Struct, frozen=True):
    """What the other side has made of an order, for good."""

    state: Literal["done", "refused"]
    words: str = ""


class MemberSystem(Protocol):
    """The other side. Every method is awaited on the desk's event loop: one that blocks holds every screen up."""

    async def identify(self, card: str) -> RemoteMember | None:
        """Whose card it is; None for nobody's."""
        ...

    async def balances(self, member: str) -> Mapping[str, int]:
        """What a member has, by unit: `principal`, `bonus` (fen), `points`; what is not named there is nothing."""
        ...

    async def carry_out(self, order: MemberOrder) -> OrderAnswer:
        """Make a change once under `order.id`, however often it is asked. Whatever it raises means: not known."""
        ...

    async def close(self) -> None:
        """The desk ends."""
        ...


class Members(Protocol):
    """What a flow may ask at once (`visit.member_system`). Raises MemberSystemAway after a moment."""

    async def identify(self, card: str) -> RemoteMember | None:
        """Whose card it is; None for nobody's."""
        ...

    async def balances(self, member: str) -> Mapping[str, int]:
        """What a member has, by unit."""
        ...
