"""The plugin's record of cards that were sold by their numbers: who bought (a person or a company), and which runs."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class SaleRow(PluginModel):
    """One sale; amounts in fen. `identity` is the sealed record of the buyer, where the law asks for one."""

    id = TextField(primary_key=True)
    at_ms = BigIntegerField()
    business_day = IntegerField()
    buyer = TextField()
    tender = TextField()
    fen = BigIntegerField()
    cards = IntegerField()
    identity = TextField(default="")
    staff_id = TextField()
    undone_ms = BigIntegerField(null=True)

    class Meta:
        table_name = "cards_sale"


class SoldRow(PluginModel):
    """A run of numbers of one sale."""

    id = TextField(primary_key=True)
    sale_id = TextField()
    product = TextField()
    first = TextField()
    last = TextField()
    cards = IntegerField()
    face_fen = BigIntegerField()

    class Meta:
        table_name = "cards_sold"
