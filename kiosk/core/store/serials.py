"""Serial numbers in the store: which piece of a numbered product lies where, beside the ledger's count of how many.

Every movement here gives the line of the ledger that belongs to it, which whoever moves enters in the same transaction;
`kiosk check` holds the two against each other. That a number exists once, and that of two desks who take the same one only one
gets it, is the database's own doing.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.ledger import Account, Entry, Line, pieces, stock
from kiosk.core.products import Serial
from kiosk.core.store import errors
from kiosk.core.store.ledger import Entering

_FIND = "SELECT serial, product, state, counter, received_ms, moved_ms, why FROM serials WHERE serial = ?"
_LYING = (
    "SELECT serial FROM serials WHERE counter = ? AND product = ? AND state = 'stock' ORDER BY serial LIMIT ?"
)
_ADD = (
    "INSERT INTO serials (serial, product, state, counter, received_ms, received_in, moved_ms, moved_by)"
    " VALUES (?, ?, 'stock', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_TAKE = (
    "UPDATE serials SET state = 'out', moved_ms = ?, moved_by = ?, why = ?"
    " WHERE serial = ? AND product = ? AND counter = ? AND state = 'stock'"
)
_BACK = (
    "UPDATE serials SET state = 'stock', moved_ms = ?, moved_by = ?, why = ?"
    " WHERE serial = ? AND product = ? AND counter = ? AND state = 'out'"
)
_VOID = (
    "UPDATE serials SET state = 'void', moved_ms = ?, moved_by = ?, why = ? WHERE serial = ? AND state = ?"
)


def supplied(product: str) -> Account:
    """Where pieces come from."""
    return Account("supplied", "", pieces(product))


def gone(product: str) -> Account:
    """Pieces that customers have."""
    return Account("gone", "", pieces(product))


def spoiled(product: str) -> Account:
    """Pieces that are no good any more, and were never given out."""
    return Account("spoiled", "", pieces(product))


class Numbering(Entering):
    """The transaction's serial numbers."""

    def serial(self, number: str) -> Serial | None:
        """One piece, by its number as `normal_serial` writes it."""
        row = self._one(_FIND, (number,))
        return None if row is None else Serial(*row)

    def serials_lying(self, product: str, limit: int = 100) -> list[str]:
        """Numbers of a product that lie at this counter, the lowest first."""
        return [row[0] for row in self._all(_LYING, (self._store.counter.name, product, limit))]

    def receive(
        self, product: str, count: int, serials: Sequence[str] = (), *, once: str = "", reason: str = ""
    ) -> Entry:
        """Pieces have come in (进) at this counter; with their numbers where they are numbered.

        Raises SerialKnown when one of the numbers has been received before, NoShift, AlreadyEntered.
        """
        self._for_the_host("receive")
        if serials and len(serials) != count:
            raise ValueError(f"{count} pieces, {len(serials)} numbers")
        counter = self._store.counter.name
        entry = self.enter(
            "stock.received",
            [Line(stock(counter, product), supplied(product), count)],
            subject=product,
            once=once,
            reason=reason,
        )
        for number in serials:
            row = (number, product, counter, self.now_ms, entry.id, self.now_ms, self.context.actor)
            if self._run(_ADD, row).rowcount != 1:
                raise errors.SerialKnown(number)
        return entry

    def take_serials(self, product: str, serials: Sequence[str], *, why: str) -> Line:
        """These pieces leave this counter into customers' hands: the line that is to be entered for it.

        Raises NotInStock, with the first that does not lie here. A plugin needs the permission `ledger.enter`.
        """
        self._permitted("ledger.enter")
        counter = self._store.counter.name
        for number in serials:
            row = (self.now_ms, self.context.actor, why, number, product, counter)
            if self._run(_TAKE, row).rowcount != 1:
                raise errors.NotInStock(number)
        return Line(gone(product), stock(counter, product), len(serials))

    def put_back_serials(self, product: str, serials: Sequence[str], *, why: str) -> Line:
        """They were given out at this counter by mistake, and lie here again. Raises NotInStock for one that was not."""
        self._permitted("ledger.enter")
        counter = self._store.counter.name
        for number in serials:
            row = (self.now_ms, self.context.actor, why, number, product, counter)
            if self._run(_BACK, row).rowcount != 1:
                raise errors.NotInStock(number)
        return Line(stock(counter, product), gone(product), len(serials))

    def spoil_serial(self, product: str, serial: str, *, why: str) -> Line:
        """A piece of this counter's stock is no good any more (a card that was written wrongly): the line to be entered.

        Raises NotInStock.
        """
        self._permitted("ledger.enter")
        found = self.serial(serial)
        counter = self._store.counter.name
        if found is None or (found.product, found.counter) != (product, counter):
            raise errors.NotInStock(serial)
        if self._run(_VOID, (self.now_ms, self.context.actor, why, serial, "stock")).rowcount != 1:
            raise errors.NotInStock(serial)
        return Line(spoiled(product), stock(counter, product), 1)

    def void_serial(self, serial: str, *, why: str) -> None:
        """A piece that a customer had is void for ever (a card that was replaced). Raises NotInStock if it is not out."""
        self._permitted("ledger.enter")
        if self._run(_VOID, (self.now_ms, self.context.actor, why, serial, "out")).rowcount != 1:
            raise errors.NotInStock(serial)
