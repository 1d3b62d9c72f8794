"""Do the books agree with themselves? Every question is one reading of rows; none of them repairs anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kiosk.core.records import JournalEntry
from kiosk.core.store.identity_audit import identity_troubles
from kiosk.core.store.journal import entries_of, head_of, verify_chain
from kiosk.core.store.ledger_audit import ledger_troubles
from kiosk.core.store.opening_audit import opening_troubles
from kiosk.core.store.part import Part
from kiosk.core.store.statements import run
from kiosk.core.store.trouble import Trouble

__all__ = ["Trouble", "audit"]


GRACE_MS = 10 * 60_000
"""A desk that runs, with its devices, brings to an end what a visit left behind within this."""

_KIOSKS = "SELECT number, id FROM kiosk ORDER BY number"
_MISPLACED = """
    SELECT i.tag, i.place_id, m.to_place FROM items i
      LEFT JOIN (SELECT item_id, max(seq) AS newest FROM movements GROUP BY item_id) l ON l.item_id = i.id
      LEFT JOIN movements m ON m.seq = l.newest
     WHERE coalesce(i.place_id, '') <> coalesce(m.to_place, '')"""
_RENAMED = """
    SELECT DISTINCT i.tag, i.kind, m.kind FROM items i JOIN movements m ON m.item_id = i.id AND m.kind <> i.kind"""
_JUMPS = """
    SELECT seq, item_id FROM
      (SELECT seq, item_id, from_place,
              lag(to_place) OVER (PARTITION BY item_id ORDER BY seq) AS before FROM movements) steps
     WHERE coalesce(from_place, '') <> coalesce(before, '')"""
_BALANCES = """
    SELECT place_id, kind, sum(change) FROM
      (SELECT to_place AS place_id, kind, 1 AS change FROM movements WHERE to_place IS NOT NULL
       UNION ALL
       SELECT from_place, kind, -1 FROM movements WHERE from_place IS NOT NULL) changes
     GROUP BY place_id, kind"""
_LEVELS = "SELECT place_id, kind, count FROM levels"
_PLACES = "SELECT id, bank, number, level, capacity FROM places"
_NEVER_ENDED = """
    SELECT s.id FROM sessions s JOIN journal b ON b.kiosk = s.kiosk AND b.session_id = s.id AND b.event = 'session.begun'
     WHERE s.ended_ms IS NULL
       AND EXISTS (SELECT 1 FROM journal l WHERE l.kiosk = s.kiosk AND l.seq > b.seq
                   AND (l.event = 'desk.started' OR (l.event = 'session.begun' AND l.position = s.position)))"""
_OPEN_OPERATIONS = """
    SELECT o.id, o.kind, o.purpose, o.session_id, o.intended_ms,
           EXISTS (SELECT 1 FROM reservations r WHERE r.operation_id = o.id AND r.released_ms IS NULL),
           EXISTS (SELECT 1 FROM sessions s WHERE s.id = o.session_id AND s.ended_ms IS NULL)
      FROM operations o WHERE o.state = 'intended' ORDER BY o.id"""
_LOST_SUBJECTS = """
    SELECT r.id, r.subject FROM reservations r WHERE r.released_ms IS NULL
       AND ((substr(r.subject, 1, 6) = 'place:' AND NOT EXISTS (SELECT 1 FROM places p WHERE 'place:' || p.id = r.subject))
         OR (substr(r.subject, 1, 5) = 'item:' AND NOT EXISTS (SELECT 1 FROM items i WHERE 'item:' || i.id = r.subject))
         OR (substr(r.subject, 1, 7) = 'member:'
             AND NOT EXISTS (SELECT 1 FROM members m WHERE 'member:' || m.id = r.subject)))"""
_LATE = "SELECT id, subject FROM reservations WHERE released_ms IS NULL AND until_ms < ?"
_ORPHANS = """
    SELECT r.id, r.subject, s.ended_ms, o.ended_ms FROM reservations r
      JOIN sessions s ON s.id = r.session_id AND s.ended_ms IS NOT NULL
      LEFT JOIN operations o ON o.id = r.operation_id
     WHERE r.released_ms IS NULL AND r.until_ms IS NULL AND coalesce(o.state, '') <> 'intended' ORDER BY r.id"""


def audit(tx: Part) -> list[Trouble]:
    """Everything that does not agree, in the order of how much it matters."""
    return [
        *_chains(tx),
        *_stock(tx),
        *_levels(tx),
        *ledger_troubles(tx),
        *opening_troubles(tx),
        *identity_troubles(tx),
        *_visits(tx),
        *_holds(tx),
    ]


def _chains(tx: Part) -> Iterator[Trouble]:
    for number, kiosk_id in run(tx, _KIOSKS):
        for text in verify_chain(kiosk_id, _journal(tx, number), head_of(tx, number)):
            yield Trouble("journal.chain", text)


def _journal(tx: Part, number: int) -> Iterator[JournalEntry]:
    last = 0
    while page := entries_of(tx, number, last, 2000):
        yield from page
        last = page[-1].seq


def _stock(tx: Part) -> Iterator[Trouble]:
    for tag, place, reached in run(tx, _MISPLACED):
        yield Trouble("stock.item", f"item {tag} is at {place}, and its last movement went to {reached}")
    for tag, kind, moved in run(tx, _RENAMED):
        yield Trouble("stock.kind", f"item {tag} is of kind {kind}, and was moved as {moved}")
    for seq, item in run(tx, _JUMPS):
        yield Trouble("stock.jump", f"movement {seq} takes item {item} from where it was not")


def _levels(tx: Part) -> Iterator[Trouble]:
    balances = {(place, kind): int(total) for place, kind, total in run(tx, _BALANCES)}
    levels = {(place, kind): count for place, kind, count in run(tx, _LEVELS)}
    for key in sorted(balances.keys() | levels.keys()):
        if levels.get(key, 0) != balances.get(key, 0):
            place, kind = key
            yield Trouble(
                "stock.level",
                f"place {place} counts {levels.get(key, 0)} {kind}, and its movements make {balances.get(key, 0)}",
            )
    for place, bank, number, level, capacity in run(tx, _PLACES):
        total = sum(count for (where, _), count in balances.items() if where == place)
        if level != total:
            yield Trouble(
                "stock.level", f"place {bank}/{number} counts {level}, and its movements make {total}"
            )
        if level > capacity:
            yield Trouble("stock.over_capacity", f"place {bank}/{number} holds {level} of {capacity}")


def _visits(tx: Part) -> Iterator[Trouble]:
    """Visits that have not ended, and operations without an outcome.

    One visit at a position is live, or was when the power went: the next desk to start ends it. An operation is
    accounted for while its visit is live, and afterwards as long as its outcome may still come in: the desk asks
    the devices as soon as it has them, and settles what the visit held.
    """
    never_ended = {session for (session,) in run(tx, _NEVER_ENDED)}
    for session in sorted(never_ended):
        yield Trouble("session.never_ended", f"visit {session} is open, and others have begun since")
    for operation, kind, purpose, session, intended_ms, held, visited in run(tx, _OPEN_OPERATIONS):
        late = tx.now_ms - intended_ms > GRACE_MS
        if (visited and session not in never_ended) or (held and not late):
            continue
        why = "its visit is over, and no outcome has come in" if held else "nobody waits for it"
        # A slip may still be on its way out of the printer after its visit, and a card's end on its way from the encoder;
        # nobody waits behind them.
        slow: Literal["warning", "wrong"] = "wrong" if late else "warning"
        yield Trouble(
            "operation.unaccounted",
            f"{kind} {operation} ({purpose}) is open, and {why}",
            slow if kind != "open_door" else "wrong",
        )


def _holds(tx: Part) -> Iterator[Trouble]:
    for reservation, subject in run(tx, _LOST_SUBJECTS):
        yield Trouble(
            "reservation.subject", f"reservation {reservation} holds {subject}, which does not exist"
        )
    for reservation, subject, ended_ms, outcome_ms in run(tx, _ORPHANS):
        late = tx.now_ms - max(ended_ms, outcome_ms or 0) > GRACE_MS
        yield Trouble(
            "reservation.orphan",
            f"reservation {reservation} of {subject} outlived its visit; a desk that starts settles it",
            "wrong" if late else "warning",
        )
    for reservation, subject in run(tx, _LATE, (tx.now_ms,)):
        yield Trouble(
            "reservation.late", f"reservation {reservation} of {subject} should have ended", "warning"
        )
