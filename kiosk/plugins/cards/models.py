"""The plugin's own table. Balances are the ledger's, whether a card serves is the member's status: neither is kept twice."""

from __future__ import annotations

from peewee import BigIntegerField, TextField

from kiosk.core.api import PluginModel


class LossRow(PluginModel):
    """One report of a lost card, and how it ended; `ended_ms` is None while the card is blocked."""

    id = TextField(primary_key=True)
    member_id = TextField()
    how = TextField()
    at_ms = BigIntegerField()
    ended_ms = BigIntegerField(null=True)
    ended_by = TextField(default="")
    why = TextField(default="")

    class Meta:
        table_name = "cards_loss"
