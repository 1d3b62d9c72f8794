"""Stock that goes from one counter to another (domain.md A8: custody per counter, transfers are two-sided).

Who sends gives it out of their hands, and until the other side has taken it over it is in nobody's: on the way, an account and
a place of its own, so that the ledger and the numbers agree at every moment. Whoever finds less than was sent sends all of it
back; what is missing is then the sender's to write off, by two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kiosk.core.ledger import Account, Line, stock
from kiosk.core.products import Shipment, serial_range
from kiosk.core.store import errors
from kiosk.core.store.serials import Numbering

DAYS = 100
"""How far back counters are looked for that somebody has held: one that was closed for longer gets nothing."""

_COUNTERS = "SELECT DISTINCT counter FROM shifts WHERE business_day >= ? AND counter <> ? ORDER BY counter"
_SHIPMENT = "SELECT id, product, pieces, first, last, from_counter, to_counter, sent_ms, sent_by FROM stock_shipments WHERE "
_UNDER_WAY = _SHIPMENT + "state = 'under_way' AND (from_counter = ? OR to_counter = ?) ORDER BY sent_ms"
_ONE = _SHIPMENT + "id = ?"
_ADD = (
    "INSERT INTO stock_shipments (id, product, pieces, first, last, from_counter, to_counter, sent_ms, sent_by, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'under_way')"
)
_END = (
    "UPDATE stock_shipments SET state = ?, ended_ms = ?, ended_by = ?, why = ?"
    " WHERE id = ? AND to_counter = ? AND state = 'under_way'"
)
_MOVE = (
    "UPDATE serials SET counter = ?, moved_ms = ?, moved_by = ?, why = ?"
    " WHERE serial = ? AND product = ? AND counter = ? AND state = 'stock'"
)

SENT, ACCEPTED, SENT_BACK = "stock.sent", "stock.accepted", "stock.sent_back"


def on_the_way(counter: str) -> str:
    """Where pieces are that were sent to a counter and not taken over yet: no counter's own."""
    return f"way/{counter}"


class Shipping(Numbering):
    """The transaction's shipments. All of it needs an open shift, and is staff's."""

    def other_counters(self) -> list[str]:
        """Counters of this database that somebody has held of late, besides this one."""
        since = _days_before(self.business_day)
        return [row[0] for row in self._all(_COUNTERS, (since, self._store.counter.name))]

    def shipments(self) -> list[Shipment]:
        """What is under way from this counter or to it, the oldest first."""
        counter = self._store.counter.name
        return [Shipment(*row) for row in self._all(_UNDER_WAY, (counter, counter))]

    def send(
        self, product: str, count: int, to: str, serials: Sequence[str] = (), *, once: str = ""
    ) -> Shipment:
        """Pieces leave this counter for another; with their numbers, a run of them, where they are numbered.

        Raises NotInStock, Overdrawn, NoShift, AlreadyEntered.
        """
        self._for_the_host("send")
        here, way = self._store.counter.name, on_the_way(to)
        if serials and list(serials) != serial_range(serials[0], serials[-1]):
            raise ValueError("the numbers of a shipment are a run")
        if to == here or (serials and len(serials) != count):
            raise ValueError(f"{count} pieces, {len(serials)} numbers, from {here} to {to}")
        entry = self.enter(
            SENT,
            [Line(stock(way, product), stock(here, product), count)],
            subject=product,
            once=once,
            data={"to": to},
        )
        self._carry(product, serials, here, way, "sent")
        first, last = (serials[0], serials[-1]) if serials else ("", "")
        row = (entry.id, product, count, first, last, here, to, self.now_ms, self.context.actor)
        self._run(_ADD, row)
        return Shipment(*row)

    def accept(self, shipment_id: str) -> None:
        """All of it is here: it is this counter's. Raises ShipmentOver when somebody was faster, NoShift."""
        one = self._end_shipment("accept", shipment_id, "accepted", "")
        here, way = one.to_counter, on_the_way(one.to_counter)
        self._arrive(ACCEPTED, one, stock(here, one.product), stock(way, one.product))
        self._carry(one.product, _numbers(one), way, here, "accepted")

    def send_back(self, shipment_id: str, why: str) -> None:
        """Not all of it is here, or it is not wanted: it is the sender's again. Raises ShipmentOver, NoShift."""
        one = self._end_shipment("send_back", shipment_id, "sent_back", why)
        way = on_the_way(one.to_counter)
        self._arrive(SENT_BACK, one, stock(one.from_counter, one.product), stock(way, one.product), why)
        self._carry(one.product, _numbers(one), way, one.from_counter, "sent_back")

    def _arrive(self, kind: str, one: Shipment, to: Account, way: Account, why: str = "") -> None:
        self.enter(
            kind, [Line(to, way, one.pieces)], subject=one.product, reason=why, data={"shipment": one.id},
            once=f"shipment:{one.id}",
        )  # fmt: skip

    def _end_shipment(self, verb: str, shipment_id: str, state: str, why: str) -> Shipment:
        self._for_the_host(verb)
        row = self._one(_ONE, (shipment_id,))
        changed = (state, self.now_ms, self.context.actor, why, shipment_id, self._store.counter.name)
        if row is None or self._run(_END, changed).rowcount != 1:
            raise errors.ShipmentOver("this shipment is not under way to this counter any more")
        return Shipment(*row)

    def _carry(self, product: str, serials: Sequence[str], place: str, to: str, why: str) -> None:
        for number in serials:
            moved = (to, self.now_ms, self.context.actor, why, number, product, place)
            if self._run(_MOVE, moved).rowcount != 1:
                raise errors.NotInStock(number)


def _numbers(one: Shipment) -> list[str]:
    return serial_range(one.first, one.last) if one.first else []


def _days_before(business_day: int) -> int:
    since = date.fromisoformat(str(business_day)) - timedelta(days=DAYS)
    return int(since.strftime("%Y%m%d"))
