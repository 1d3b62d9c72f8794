"""Losses that were reported, and how each ended. Frozen: later changes come as later files.

The partial unique index is a promise that no two desks may break between them: a card is reported lost once at a time.
"""

from typing import Any

from peewee import BigIntegerField, Check, Model, TextField

INDEXES = """
CREATE UNIQUE INDEX cards_loss_one_open ON cards_loss (member_id) WHERE ended_ms IS NULL;
CREATE INDEX cards_loss_open ON cards_loss (at_ms) WHERE ended_ms IS NULL
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Loss(Model):
        id = TextField(primary_key=True)
        member_id = TextField()
        how = TextField()
        at_ms = BigIntegerField()
        ended_ms = BigIntegerField(null=True)
        ended_by = TextField(default="")
        why = TextField(default="")

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_loss"
            constraints = (Check("how IN ('customer', 'staff')"), Check("(ended_ms IS NULL) = (why = '')"))

    db.create_tables([Loss])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
