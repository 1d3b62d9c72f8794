"""Does the ledger agree with itself? Every sum that is carried is made again out of the rows that carried it.

Whether the journal tells the same is asked too: each entry has its row there, with all that it moved. What both of them do
not have, nobody can find from within; against that stands the printed head of the journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from kiosk.core.store.part import Part
from kiosk.core.store.statements import run
from kiosk.core.store.trouble import Trouble

_SUMS = """
    SELECT a.number, a.book, a.owner, a.debits, a.credits, coalesce(d.total, 0), coalesce(c.total, 0) FROM ledger_accounts a
      LEFT JOIN (SELECT debit, sum(amount) AS total FROM ledger_transfers GROUP BY debit) d ON d.debit = a.number
      LEFT JOIN (SELECT credit, sum(amount) AS total FROM ledger_transfers GROUP BY credit) c ON c.credit = a.number
     WHERE a.debits <> coalesce(d.total, 0) OR a.credits <> coalesce(c.total, 0) ORDER BY a.number"""
_LOTS = """
    SELECT a.number, a.book, a.owner, a.credits - a.debits, coalesce(l.total, 0) FROM ledger_accounts a
      LEFT JOIN (SELECT account, sum(amount - used) AS total FROM ledger_lots GROUP BY account) l ON l.account = a.number
     WHERE a.in_lots = 1 AND a.credits - a.debits <> coalesce(l.total, 0) ORDER BY a.number"""
_USES = """
    SELECT l.number, l.used, coalesce(u.total, 0) FROM ledger_lots l
      LEFT JOIN (SELECT lot, sum(amount) AS total FROM ledger_lot_uses GROUP BY lot) u ON u.lot = l.number
     WHERE l.used <> coalesce(u.total, 0) ORDER BY l.number"""
_DAYS = """
    SELECT a.number, a.book, a.owner, a.debits, a.credits, coalesce(d.debits, 0), coalesce(d.credits, 0) FROM ledger_accounts a
      LEFT JOIN (SELECT account, sum(debits) AS debits, sum(credits) AS credits FROM ledger_days GROUP BY account) d
        ON d.account = a.number
     WHERE a.book IN ('drawer', 'stock') AND (a.debits <> coalesce(d.debits, 0) OR a.credits <> coalesce(d.credits, 0))
     ORDER BY a.number"""
_BARE = """
    SELECT e.id FROM ledger_entries e
     WHERE NOT EXISTS (SELECT 1 FROM ledger_transfers t WHERE t.entry = e.number) ORDER BY e.number"""
_TOLD = """
    SELECT e.number, e.id, e.kind, j.event, j.data FROM ledger_entries e
      LEFT JOIN journal j ON j.kiosk = e.kiosk AND j.seq = e.journal_seq ORDER BY e.number"""
# Whoever counts a stack finds how many there are and not which: what a count found to differ has no numbers.
_NUMBERED = """
    SELECT n.counter, n.product, coalesce(a.debits - a.credits, 0), coalesce(d.total, 0), n.lying FROM
      (SELECT counter, product, sum(CASE WHEN state = 'stock' THEN 1 ELSE 0 END) AS lying FROM serials
        GROUP BY counter, product) n
      LEFT JOIN ledger_accounts a ON a.book = 'stock' AND a.owner = n.counter AND a.unit = 'piece:' || n.product
      LEFT JOIN (SELECT s.number, sum(CASE WHEN t.debit = s.number THEN t.amount ELSE -t.amount END) AS total
                   FROM ledger_entries e JOIN ledger_transfers t ON t.entry = e.number
                   JOIN ledger_accounts s ON s.number IN (t.debit, t.credit) AND s.book = 'stock'
                  WHERE e.kind IN ('shift.difference', 'shift.difference.reversed') GROUP BY s.number) d
        ON d.number = a.number
     WHERE coalesce(a.debits - a.credits, 0) - coalesce(d.total, 0) <> n.lying ORDER BY n.counter, n.product"""
_TRANSFERS = "SELECT entry, line, debit, credit, amount FROM ledger_transfers ORDER BY entry, line"


def ledger_troubles(tx: Part) -> Iterator[Trouble]:
    """Everything in the ledger that does not agree."""
    for number, book, owner, *sums in run(tx, _SUMS):
        kept, made = [int(one) for one in sums[:2]], [int(one) for one in sums[2:]]
        yield Trouble(
            "ledger.account", f"account {number} ({book} {owner}) says {kept}, its transfers make {made}"
        )
    for number, book, owner, holds, left in run(tx, _LOTS):
        yield Trouble(
            "ledger.lots", f"account {number} ({book} {owner}) holds {holds}, and its lots {int(left)}"
        )
    for number, book, owner, *sums in run(tx, _DAYS):
        kept, made = [int(one) for one in sums[:2]], [int(one) for one in sums[2:]]
        yield Trouble("ledger.days", f"account {number} ({book} {owner}) says {kept}, its days make {made}")
    for number, used, told in run(tx, _USES):
        yield Trouble("ledger.lot", f"lot {number} says that {used} were used, and its uses make {int(told)}")
    for (entry,) in run(tx, _BARE):
        yield Trouble("ledger.entry", f"entry {entry} moves nothing")
    for counter, product, booked, differed, lying in run(tx, _NUMBERED):
        counted = f" (of them {int(differed):+d} by what was counted)" if differed else ""
        yield Trouble(
            "ledger.serials",
            f"{counter} has {booked} of {product} by the ledger{counted}, and {lying} serial numbers lie there",
        )
    yield from _journal(tx)


def _journal(tx: Part) -> Iterator[Trouble]:
    moved: dict[int, dict[str, int]] = {}
    for entry, line, debit, credit, amount in run(tx, _TRANSFERS):
        moved.setdefault(entry, {}).update(
            {f"debit{line}": debit, f"credit{line}": credit, f"amount{line}": amount}
        )
    for number, entry, kind, event, data in run(tx, _TOLD):
        told = json.loads(data) if event == "ledger.entered" else {}
        lines = {
            key: value
            for key, value in told.items()
            if key.rstrip("0123456789") in ("debit", "credit", "amount")
        }
        if (told.get("entry"), told.get("kind"), lines) != (entry, kind, moved.get(number, {})):
            yield Trouble("ledger.journal", f"entry {entry} is not what the journal says was entered")
