"""What the tills have told: each receipt once, what of it did not match, and which files there were."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class ReceiptRow(PluginModel):
    """One receipt (amount above nothing) or refund (below). `earned` and `spent` are the ledger's entries that were made of it,
    `refunded`, `points_back` and `paid_back` what was taken back of it since."""

    key = TextField(primary_key=True)
    merchant = TextField()
    terminal = TextField()
    receipt = TextField()
    day = IntegerField()
    at_ms = BigIntegerField()
    amount = BigIntegerField()
    paid = BigIntegerField(default=0)
    undiscounted = BigIntegerField(default=0)
    member_id = TextField(default="")
    points = BigIntegerField(default=0)
    earned = TextField(default="")
    owner = TextField(default="")
    spent = TextField(default="")
    refunded = BigIntegerField(default=0)
    points_back = BigIntegerField(default=0)
    paid_back = BigIntegerField(default=0)
    file_id = TextField()

    class Meta:
        table_name = "cards_receipt"


class UnmatchedRow(PluginModel):
    """What was not booked of a line, until it is. `tail` is the end of the card's number; `line` where it stood last."""

    key = TextField(primary_key=True)
    file_id = TextField()
    line = IntegerField()
    code = TextField()
    words = TextField(default="")
    merchant = TextField(default="")
    terminal = TextField(default="")
    receipt = TextField(default="")
    amount = BigIntegerField(default=0)
    tail = TextField(default="")
    found_day = IntegerField()
    settled_ms = BigIntegerField(null=True)

    class Meta:
        table_name = "cards_unmatched"


class TillFileRow(PluginModel):
    """One run of one file, and what it came to."""

    id = TextField(primary_key=True)
    name = TextField()
    sum = TextField()
    at_ms = BigIntegerField()
    business_day = IntegerField()
    booked = IntegerField(default=0)
    known = IntegerField(default=0)
    unmatched = IntegerField(default=0)

    class Meta:
        table_name = "cards_till_file"
