"""Cards that were given out (办卡, 升级, 补换), and stripes that were written anew. Frozen: changes come as later files."""

from typing import Any

from peewee import BigIntegerField, Check, IntegerField, Model, TextField

INDEXES = """
CREATE INDEX cards_given_day ON cards_given (business_day);
CREATE INDEX cards_given_member ON cards_given (member_id, at_ms);
CREATE INDEX cards_stripe_member ON cards_stripe (member_id, at_ms)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Given(Model):
        id = TextField(primary_key=True)
        member_id = TextField()
        at_ms = BigIntegerField()
        business_day = IntegerField()
        how = TextField()
        tier = TextField()
        route = TextField(default="")
        number = TextField()
        before = TextField(default="")
        entry_id = TextField(default="")
        paid = BigIntegerField(default=0)
        spent = BigIntegerField(default=0)
        brand = TextField(default="")
        staff_id = TextField()

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_given"
            constraints = (Check("how IN ('issued', 'upgraded', 'replaced')"),)

    class Stripe(Model):
        id = TextField(primary_key=True)
        member_id = TextField()
        at_ms = BigIntegerField()
        operation_id = TextField()
        staff_id = TextField()

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_stripe"

    db.create_tables([Given, Stripe])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
