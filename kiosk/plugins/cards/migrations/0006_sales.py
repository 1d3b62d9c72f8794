"""Sales of cards by the number (购物卡), each with its runs of numbers. Frozen: changes come as later files."""

from typing import Any

from peewee import BigIntegerField, Check, IntegerField, Model, TextField

INDEXES = """
CREATE INDEX cards_sale_day ON cards_sale (business_day);
CREATE INDEX cards_sold_first ON cards_sold (first);
CREATE INDEX cards_sold_sale ON cards_sold (sale_id)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Sale(Model):
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
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_sale"
            constraints = (Check("buyer IN ('person', 'unit')"),)

    class Sold(Model):
        id = TextField(primary_key=True)
        sale_id = TextField()
        product = TextField()
        first = TextField()
        last = TextField()
        cards = IntegerField()
        face_fen = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_sold"

    db.create_tables([Sale, Sold])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
