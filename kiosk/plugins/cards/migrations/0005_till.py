"""What the tills have told: receipts, what did not match, files. Frozen: changes come as later files."""

from typing import Any

from peewee import BigIntegerField, IntegerField, Model, TextField

expand_only = True

INDEXES = """
CREATE INDEX cards_receipt_number ON cards_receipt (merchant, receipt, at_ms);
CREATE INDEX cards_receipt_member ON cards_receipt (member_id, day);
CREATE INDEX cards_unmatched_day ON cards_unmatched (found_day);
CREATE INDEX cards_till_file_day ON cards_till_file (business_day)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Receipt(Model):
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
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_receipt"

    class Unmatched(Model):
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
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_unmatched"

    class TillFile(Model):
        id = TextField(primary_key=True)
        name = TextField()
        sum = TextField()
        at_ms = BigIntegerField()
        business_day = IntegerField()
        booked = IntegerField(default=0)
        known = IntegerField(default=0)
        unmatched = IntegerField(default=0)

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_till_file"

    db.create_tables([Receipt, Unmatched, TillFile])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
