"""What was wrapped, and what was brought back. Frozen: later changes come as later files."""

from typing import Any

from peewee import BigIntegerField, Check, IntegerField, Model, TextField

INDEXES = """
CREATE INDEX counter_wrapped_by_day ON counter_wrapped (counter, business_day, at_ms);
CREATE UNIQUE INDEX counter_returned_by_number ON counter_returned (number);
CREATE INDEX counter_returned_by_day ON counter_returned (business_day, at_ms);
CREATE INDEX counter_returned_here ON counter_returned (counter, at_ms) WHERE collected_ms IS NULL AND voided_ms IS NULL;
CREATE INDEX counter_returned_by_receipt ON counter_returned (receipt, receipt_day)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Wrapped(Model):
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
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "counter_wrapped"
            constraints = (
                Check("pieces > 0 AND price >= 0"),
                Check("price = 0 OR (entry_id <> '' AND tender <> '')"),
                Check("(undone_ms IS NULL) = (why = '')"),
            )

    class Returned(Model):
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
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "counter_returned"
            constraints = (
                Check("what IN ('return', 'exchange')"),
                Check("pieces > 0 AND amount >= 0"),
                Check("collected_ms IS NULL OR voided_ms IS NULL"),
                Check("(collected_ms IS NULL) = (collection = '')"),
                Check("(voided_ms IS NULL) = (voided_why = '')"),
            )

    db.create_tables([Wrapped, Returned])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
