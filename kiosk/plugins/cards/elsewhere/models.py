"""Top-ups of members who are a remote system's: what each came to, from the money in the drawer on."""

from __future__ import annotations

from typing import Literal

from peewee import BigIntegerField, TextField

from kiosk.core.api import PluginModel

State = Literal["sent", "there", "undoing", "owed", "returned"]
"""`sent`: not known yet; `there`: it is on the card; `undoing`: it is asked off the card again; `owed`: it is not on the card,
and the customer's money is in the drawer; `returned`: they have it back."""


class SentRow(PluginModel):
    """One top-up, by its entry in the ledger. `order_id` put it there, `undo_id` takes it off again; `words` are the other
    side's, where it refused. Amounts are fen."""

    entry_id = TextField(primary_key=True)
    order_id = TextField(unique=True)
    undo_id = TextField(null=True, unique=True)
    member_id = TextField()
    counter = TextField()
    tender = TextField()
    paid = BigIntegerField()
    given = BigIntegerField()
    state = TextField(default="sent")
    words = TextField(default="")
    at_ms = BigIntegerField()

    class Meta:
        table_name = "cards_sent"
