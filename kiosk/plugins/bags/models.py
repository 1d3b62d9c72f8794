"""The plugin's own tables. Whose a bag is stands nowhere: the ticket is what opens the door, and it is kept as a
digest only."""

from __future__ import annotations

from peewee import AutoField, BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class DepositRow(PluginModel):
    """One bag, from its ticket to whoever took it out; see `records.Deposit`."""

    id = TextField(primary_key=True)
    number = TextField(unique=True)
    ticket = IntegerField()
    code_digest = TextField()
    scan_digest = TextField(unique=True)
    kind = TextField()
    place_id = TextField()
    item_id = TextField(default="")
    state = TextField()
    question = TextField(default="")
    opened_ms = BigIntegerField()
    until_ms = BigIntegerField()
    stored_ms = BigIntegerField(null=True)
    openings = IntegerField(default=0)
    counted = TextField(default="")
    blocked = IntegerField(default=0)
    look = TextField(default="")
    removed_ms = BigIntegerField(null=True)
    removed_day = IntegerField(null=True)
    ended_ms = BigIntegerField(null=True)
    staff_id = TextField(default="")

    class Meta:
        table_name = "bags_deposit"


class TryRow(PluginModel):
    """A wrong code: where it was typed, for which ticket number (0: for none that is here), when (UTC ms)."""

    id = AutoField()
    position = TextField()
    ticket = IntegerField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "bags_try"
