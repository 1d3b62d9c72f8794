"""What lending tells a member who has identified themselves to another service: what they have out, and until when.

The first due first; no more lines than a screen of another's has room for, and the last says how many there are besides.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import Text, Transaction, day

from .bring_back import own_loans
from .kinds import kind_of
from .reading import loans_of
from .rules import days_over, is_overdue
from .words import _

LINES = 3  # allow constant: what the desk shows of one service


def notes(tx: Transaction, member_id: str, zone: ZoneInfo) -> list[Text]:
    """At most three lines; none where nothing is out."""
    out = own_loans(tx, member_id)
    shown = out if len(out) <= LINES else out[: LINES - 1]
    lines = [_line(kind_of(loan.kind).words.one, loan.due_ms, tx.now_ms, zone) for loan, _item in shown]
    more = len(out) - len(shown)
    if more:
        lines.append(_.plural("{count} more thing is out", "{count} more things are out", more))
    return lines


def ties(tx: Transaction, member_id: str, zone: ZoneInfo) -> list[Text]:
    """What is out, or in question: nobody's card ends meanwhile. At most three lines."""
    lines = notes(tx, member_id, zone)
    asked = len(loans_of(member_id, "opening", "unverified", "returning_unverified", "missing"))
    if asked:
        told = _.plural("{count} loan waits for staff to look", "{count} loans wait for staff to look", asked)
        lines = [*lines[: LINES - 1], told]
    return lines


def _line(what: Text, due_ms: int, now_ms: int, zone: ZoneInfo) -> Text:
    if is_overdue(due_ms, now_ms):
        days = days_over(due_ms, now_ms, zone)
        return _.plural("{what} out, {count} day over", "{what} out, {count} days over", days, what=what)
    return _("{what} out, due {day}", what=what, day=day(due_ms, zone))
