"""The plugin's own tables. Balances are the ledger's, whether a card serves is the member's status: neither is kept twice."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class LossRow(PluginModel):
    """One report of a lost card, and how it ended; `ended_ms` is None while the card is blocked. `cause` is why the
    desk has frozen it, and empty where it was lost."""

    id = TextField(primary_key=True)
    member_id = TextField()
    how = TextField()
    cause = TextField(default="")
    at_ms = BigIntegerField()
    ended_ms = BigIntegerField(null=True)
    ended_by = TextField(default="")
    why = TextField(default="")

    class Meta:
        table_name = "cards_loss"


class PaidInRow(PluginModel):
    """One top-up, by the `source` that its lots name: what was paid and given. A lot that is moved to another card keeps its
    source and loses its size; a refund asks for both."""

    source = TextField(primary_key=True)
    day = IntegerField()
    paid = BigIntegerField()
    given = BigIntegerField()

    class Meta:
        table_name = "cards_paid_in"


class ClosingRow(PluginModel):
    """One card that has ended: why, what was paid back and how, and the statement as it was shown (`refund.Refund` as JSON; the
    end of the number until the member is forgotten)."""

    id = TextField(primary_key=True)
    member_id = TextField(unique=True)
    cause = TextField()
    entry_id = TextField(default="")
    number = TextField(default="")
    at_ms = BigIntegerField()
    tender = TextField(default="")
    total = BigIntegerField(default=0)
    points = BigIntegerField(default=0)
    statement = TextField(default="")
    tail = TextField(default="")
    kept_id = TextField(default="")
    forgotten_ms = BigIntegerField(null=True)

    class Meta:
        table_name = "cards_closing"


class RefundPaidRow(PluginModel):
    """A refund by transfer has left the house's account, and who said so."""

    closing_id = TextField(primary_key=True)
    entry_id = TextField()
    staff_id = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "cards_refund_paid"


def with_predecessors(member_id: str) -> list[str]:
    """The member, and whose cards were merged into theirs, and into those."""
    found = [member_id]
    for one in found:
        rows = ClosingRow.select(ClosingRow.member_id).where(ClosingRow.kept_id == one)
        found += [row.member_id for row in rows.order_by(ClosingRow.at_ms) if row.member_id not in found]
    return found


def now_of(member_id: str) -> str:
    """Whose the card is now: the member's own, or of the card that it was merged into."""
    row = ClosingRow.get_or_none(ClosingRow.member_id == member_id, ClosingRow.kept_id != "")
    return member_id if row is None else now_of(row.kept_id)
