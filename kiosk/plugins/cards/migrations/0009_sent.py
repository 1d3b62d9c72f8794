"""Top-ups of members of a remote system. Frozen: later changes come as later files."""

from typing import Any

from peewee import BigIntegerField, Model, TextField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Sent(Model):
        entry_id = TextField(primary_key=True)
        order_id = TextField(unique=True)
        undo_id = TextField(null=True, unique=True)
        member_id = TextField()
        counter = TextField()
        tender = TextField()
        paid = BigIntegerField()
        given = BigIntegerField()
        state = TextField()
        words = TextField()
        at_ms = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_sent"

    db.create_tables([Sent])
    db.execute_sql("CREATE INDEX cards_sent_owed ON cards_sent (counter, at_ms) WHERE state = 'owed'")
    db.execute_sql("CREATE INDEX cards_sent_of ON cards_sent (member_id, at_ms)")
