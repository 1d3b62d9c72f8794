"""The plugin's own tables: what was wrapped, and what was brought back. Money and stock are the ledger's, the directory is the
desk's."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class WrappedRow(PluginModel):
    """One wrapping. `entry_id` is "" for one that cost nothing and used nothing up; `price` is each piece's (fen)."""

    id = TextField(primary_key=True)
    at_ms = BigIntegerField()
    business_day = IntegerField()
    counter = TextField()
    kind = TextField()
    version = TextField()
    pieces = IntegerField()
    price = BigIntegerField()
    tender = TextField(default="")
    entry_id = TextField(default="")
    staff_id = TextField()
    undone_ms = BigIntegerField(null=True)
    undone_by = TextField(default="")
    why = TextField(default="")

    class Meta:
        table_name = "counter_wrapped"


class ReturnRow(PluginModel):
    """Goods that a customer brought back, and what became of them.

    `merchant`, `terminal`, `receipt`, `receipt_day` and `amount` (fen) are the receipt's as the tills write it; "" and 0 where
    there was none. `collected_ms`: the department has them; `voided_ms`: they were never here, or the customer has them again.
    `refunded_day`: the till has told of the refund.
    """

    id = TextField(primary_key=True)
    number = TextField()
    what = TextField()
    at_ms = BigIntegerField()
    business_day = IntegerField()
    counter = TextField()
    merchant = TextField(default="")
    terminal = TextField(default="")
    receipt = TextField(default="")
    receipt_day = IntegerField(default=0)
    amount = BigIntegerField(default=0)
    goods = TextField()
    pieces = IntegerField()
    reason = TextField()
    staff_id = TextField()
    collected_ms = BigIntegerField(null=True)
    collected_by = TextField(default="")
    collection = TextField(default="")
    voided_ms = BigIntegerField(null=True)
    voided_by = TextField(default="")
    voided_why = TextField(default="")
    refunded_day = IntegerField(default=0)

    class Meta:
        table_name = "counter_returned"
