"""New cards that members asked for at a kiosk. Frozen: later changes come as later files.

One is open for a member at a time, whichever kiosk was first: a promise of the database.
"""

from typing import Any

from peewee import BigIntegerField, Check, Model, TextField

expand_only = True

INDEXES = """
CREATE UNIQUE INDEX cards_request_one_open ON cards_request (member_id) WHERE ended_ms IS NULL;
CREATE INDEX cards_request_open ON cards_request (at_ms) WHERE ended_ms IS NULL
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Request(Model):
        id = TextField(primary_key=True)
        member_id = TextField()
        why = TextField()
        at_ms = BigIntegerField()
        ended_ms = BigIntegerField(null=True)
        ended_by = TextField(default="")
        how = TextField(default="")

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_request"
            constraints = (Check("why IN ('lost', 'damaged')"), Check("(ended_ms IS NULL) = (how = '')"))

    db.create_tables([Request])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
