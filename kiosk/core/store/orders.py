"""Orders to a remote member system: durable intentions, as doors are, each answered once.

One open order of money for a member: the database decides it. Whether it was made there is known only by its answer; until
then nobody changes anything else of the same member's. That their card is blocked, or serves again, is ordered whatever is
open: a loss waits for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.core.member_system import MemberOrder, OrderAnswer, OrderKind
from kiosk.core.store import errors
from kiosk.core.store.approvals import Approving

_encode = msgspec.json.Encoder(order="deterministic").encode
_changes = msgspec.json.Decoder(dict[str, int]).decode
_data = msgspec.json.Decoder(dict[str, str | int]).decode

_ADD = (
    "INSERT INTO member_orders (id, kiosk, plugin, kind, member, changes, data, position, session_id, actor, made_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_ORDERS = (
    "SELECT id, plugin, kind, member, changes, data, state, words, position, session_id, actor, made_ms, answered_ms"
    " FROM member_orders WHERE "
)
_BY_ID = _ORDERS + "id = ?"
_OPEN = _ORDERS + "kiosk = ? AND state = 'intended' ORDER BY made_ms, id"
_ANSWER = "UPDATE member_orders SET state = ?, words = ?, answered_ms = ? WHERE id = ? AND state = 'intended'"


class Ordering(Approving):
    """The transaction's orders."""

    def order_members(
        self,
        kind: OrderKind,
        member: str,
        changes: Mapping[str, int] | None = None,
        *,
        data: Mapping[str, str | int] | None = None,
    ) -> MemberOrder:
        """Order a change at the remote member system; it is sent after the commit, until it is answered. `kiosk_member_order`
        is told of the answer. `data` holds ids, keys and numbers.

        Raises OrderOpen while another order for this member has no answer. A plugin needs the permission `members.order`.
        """
        self._permitted("members.order")
        return self._order(kind, member, changes, data, self.context.plugin)

    def _order(
        self,
        kind: OrderKind,
        member: str,
        changes: Mapping[str, int] | None,
        data: Mapping[str, str | int] | None,
        plugin: str,
    ) -> MemberOrder:
        """`plugin`: who is told of the answer; "" for what the desk itself orders."""
        context, order_id = self.context, self.new_id()
        values = (
            order_id, self._kiosk, plugin, kind, member, _encode(changes or {}).decode(),
            _encode(data or {}).decode(), context.position, context.session_id, context.actor, self.now_ms,
        )  # fmt: skip
        if self._run(_ADD, values).rowcount != 1:
            raise errors.OrderOpen("an order for this member has no answer yet")
        self._desk_journals("order.made", kind, act=False, order=order_id, plugin=plugin or "core")
        return self.member_order(order_id)

    def member_order(self, order_id: str) -> MemberOrder:
        """One order as it stands. Raises Unknown."""
        row = self._one(_BY_ID, (order_id,))
        if row is None:
            raise errors.Unknown(f"there is no order {order_id}")
        return _order(row)

    def open_member_orders(self) -> list[MemberOrder]:
        """This kiosk's orders without an answer, the oldest first."""
        return [_order(row) for row in self._all(_OPEN, (self._kiosk,))]

    def answer_member_order(self, order_id: str, answer: OrderAnswer) -> MemberOrder | None:
        """Record an answer, once; None when there was one already."""
        self._for_the_host("answer_member_order")
        row = (answer.state, answer.words[:200], self.now_ms, order_id)
        if self._run(_ANSWER, row).rowcount != 1:
            return None
        self._desk_journals(f"order.{answer.state}", "answered", act=False, order=order_id)
        return self.member_order(order_id)


def _order(row: Any) -> MemberOrder:
    values: list[Any] = [*row[:4], _changes(row[4]), _data(row[5]), *row[6:]]
    return MemberOrder(*values)
