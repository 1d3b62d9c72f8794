"""Loans, drying times, what waits for staff, and doors opened by hand. Frozen: later changes come as later files.

The two partial unique indexes are the promises that no two desks may break between them: one item, one loan; one member, one
loan in each numbered slot.
"""

from typing import Any

from peewee import BigIntegerField, Check, IntegerField, Model, TextField

STATES = "state IN ('opening', 'void', 'lent', 'unverified', 'returning_unverified', 'returned', 'missing', 'lost')"
INDEXES = """
CREATE UNIQUE INDEX lending_loan_one_per_item ON lending_loan (item_id) WHERE state IN ('opening', 'lent');
CREATE UNIQUE INDEX lending_loan_one_per_slot ON lending_loan (member_id, kind, slot) WHERE state IN ('opening', 'lent');
CREATE INDEX lending_loan_of_member ON lending_loan (member_id, state);
CREATE INDEX lending_loan_of_item ON lending_loan (item_id, state);
CREATE INDEX lending_loan_of_place ON lending_loan (place_id, state);
CREATE INDEX lending_case_open ON lending_case (opened_ms) WHERE resolved_ms IS NULL;
CREATE INDEX lending_unlock_of_place ON lending_unlock (place_id, at_ms)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = (
                False  # indexes are named after their table, which begins with the plugin's id
            )
            strict_tables = True

    class Loan(Base):
        id = TextField(primary_key=True)
        number = TextField(unique=True)
        code = TextField(unique=True)
        kind = TextField()
        member_id = TextField()
        item_id = TextField()
        place_id = TextField()
        slot = IntegerField()
        state = TextField()
        confirmed = IntegerField()
        opened_ms = BigIntegerField()
        due_ms = BigIntegerField()
        borrowed_ms = BigIntegerField(null=True)
        returned_ms = BigIntegerField(null=True)
        returned_place_id = TextField(null=True)

        class Meta:
            table_name = "lending_loan"
            constraints = (Check(STATES),)

    class Rest(Base):
        item_id = TextField(primary_key=True)
        since_ms = BigIntegerField()
        until_ms = BigIntegerField()

        class Meta:
            table_name = "lending_rest"

    class Case(Base):
        id = TextField(primary_key=True)
        kind = TextField()
        reason = TextField()
        loan_id = TextField(null=True)
        item_id = TextField(null=True)
        place_id = TextField(null=True)
        opened_ms = BigIntegerField()
        resolved_ms = BigIntegerField(null=True)
        resolution = TextField(null=True)
        staff_id = TextField(null=True)

        class Meta:
            table_name = "lending_case"

    class Unlock(Base):
        id = TextField(primary_key=True)
        place_id = TextField()
        staff_id = TextField()
        reason = TextField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "lending_unlock"

    db.create_tables([Loan, Rest, Case, Unlock])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
