"""Top-ups by the name that their lots carry, cards that have ended, and why a card was frozen. Frozen: later changes come as
later files.

A member's card ends once (UNIQUE), whichever desk is first; `kept_id` is the card that another was merged into.
"""

from typing import Any

from peewee import BigIntegerField, Check, IntegerField, Model, TextField

INDEXES = """
CREATE INDEX cards_closing_newest ON cards_closing (at_ms);
CREATE INDEX cards_closing_kept ON cards_closing (kept_id) WHERE kept_id <> '';
CREATE INDEX cards_closing_known ON cards_closing (at_ms) WHERE forgotten_ms IS NULL
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class PaidIn(Model):
        source = TextField(primary_key=True)
        day = IntegerField()
        paid = BigIntegerField()
        given = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_paid_in"
            constraints = (Check("paid >= 0 AND given >= 0"),)

    class Closing(Model):
        id = TextField(primary_key=True)
        member_id = TextField(unique=True)
        cause = TextField()
        entry_id = TextField(default="")
        number = TextField(default="")
        at_ms = BigIntegerField()
        tender = TextField(default="")
        total = BigIntegerField(default=0)
        points = BigIntegerField(default=0)
        statement = TextField(default="")
        tail = TextField(default="")
        kept_id = TextField(default="")
        forgotten_ms = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_closing"
            constraints = (
                Check("total >= 0"),
                Check("(cause = 'merged') = (kept_id <> '')"),
                Check("kept_id <> member_id"),
            )

    db.create_tables([PaidIn, Closing])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
    db.execute_sql("ALTER TABLE cards_loss ADD COLUMN cause TEXT NOT NULL DEFAULT ''")
