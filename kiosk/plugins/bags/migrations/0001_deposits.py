"""What is stored, and wrong codes that were typed. Frozen: later changes come as later files.

The partial unique indexes are promises that no two desks may break between them: one compartment, one bag; one ticket
number, one bag behind a door.
"""

from typing import Any

from peewee import AutoField, BigIntegerField, Check, IntegerField, Model, TextField

STATES = "state IN ('opening', 'void', 'stored', 'collected', 'removed')"
QUESTIONS = "question IN ('', 'put_in', 'taken', 'left_open', 'uncertain')"
INDEXES = """
CREATE UNIQUE INDEX bags_deposit_one_per_place ON bags_deposit (place_id) WHERE state IN ('opening', 'stored');
CREATE UNIQUE INDEX bags_deposit_one_per_ticket ON bags_deposit (ticket) WHERE state IN ('opening', 'stored');
CREATE INDEX bags_deposit_of_ticket ON bags_deposit (ticket, state);
CREATE INDEX bags_deposit_in_state ON bags_deposit (state, opened_ms);
CREATE INDEX bags_try_lately ON bags_try (at_ms)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True

    class Deposit(Base):
        id = TextField(primary_key=True)
        number = TextField(unique=True)
        ticket = IntegerField()
        code_digest = TextField()
        scan_digest = TextField(unique=True)
        kind = TextField()
        place_id = TextField()
        item_id = TextField(default="")
        state = TextField()
        question = TextField(default="")
        opened_ms = BigIntegerField()
        until_ms = BigIntegerField()
        stored_ms = BigIntegerField(null=True)
        openings = IntegerField(default=0)
        counted = TextField(default="")
        blocked = IntegerField(default=0)
        look = TextField(default="")
        removed_ms = BigIntegerField(null=True)
        removed_day = IntegerField(null=True)
        ended_ms = BigIntegerField(null=True)
        staff_id = TextField(default="")

        class Meta:
            table_name = "bags_deposit"
            constraints = (Check(STATES), Check(QUESTIONS))

    class Try(Base):
        id = AutoField()
        position = TextField()
        ticket = IntegerField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "bags_try"

    db.create_tables([Deposit, Try])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
