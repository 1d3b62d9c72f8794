"""The tables of stock (`migrations/0003_stock.py`): in and out, aside, reminders, transfers, counts. Ids only."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class StockRow(PluginModel):
    """What the desk knows of an item besides the core's record: when it expires (yyyymmdd, 0: never), whether it is put aside
    ("damaged", "lost"), who of the staff has taken it, and when it left for good. Items without a row are sound."""

    item_id = TextField(primary_key=True)
    expires_day = IntegerField(default=0)
    aside = TextField(default="")
    hands = TextField(default="")
    out_ms = BigIntegerField(null=True)

    class Meta:
        table_name = "lending_stock"


class EntryRow(PluginModel):
    """进/销: an item came into the stock, or left it for good. Only ever added to."""

    id = TextField(primary_key=True)
    item_id = TextField()
    kind = TextField()
    way = TextField()
    reason = TextField()
    staff_id = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "lending_entry"


class RemarkRow(PluginModel):
    """What somebody of the staff found of an item: damaged, mended, lost, found. Only ever added to."""

    id = TextField(primary_key=True)
    item_id = TextField()
    kind = TextField()
    place_id = TextField(default="")
    loan_id = TextField(default="")
    what = TextField()
    note = TextField(default="")
    staff_id = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "lending_remark"


class ReminderRow(PluginModel):
    """A customer was reminded of a loan: how, by whom, and when the next one is due. Only ever added to."""

    id = TextField(primary_key=True)
    loan_id = TextField()
    how = TextField()
    staff_id = TextField(default="")
    at_ms = BigIntegerField()
    again_ms = BigIntegerField()

    class Meta:
        table_name = "lending_reminder"


class RevealRow(PluginModel):
    """A phone number was shown in full to somebody of the staff (domain.md A10). Only ever added to."""

    id = TextField(primary_key=True)
    loan_id = TextField()
    staff_id = TextField()
    position = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "lending_reveal"


class TransferRow(PluginModel):
    """One item on its way from a place to another: out by one act, in by another."""

    id = TextField(primary_key=True)
    item_id = TextField()
    from_place = TextField()
    destination = TextField()
    state = TextField()
    begun_ms = BigIntegerField()
    out_by = TextField(default="")
    out_ms = BigIntegerField(null=True)
    in_by = TextField(default="")
    in_ms = BigIntegerField(null=True)
    in_place = TextField(default="")

    class Meta:
        table_name = "lending_transfer"


class CountRow(PluginModel):
    """One count of a place; `missing` and `extra` are item ids separated by blanks."""

    id = TextField(primary_key=True)
    place_id = TextField()
    business_day = IntegerField()
    book = IntegerField()
    counted = IntegerField()
    state = TextField()
    reason = TextField(default="")
    missing = TextField(default="")
    extra = TextField(default="")
    staff_id = TextField()
    at_ms = BigIntegerField()
    decided_by = TextField(default="")
    decided_ms = BigIntegerField(null=True)

    class Meta:
        table_name = "lending_count"
