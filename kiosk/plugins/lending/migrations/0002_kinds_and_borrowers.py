"""Strollers and people without a card: what was accepted, who borrowed, deposits, and what was found at looking.

The previous release runs on it: columns have defaults, tables are new. The index of numbered slots is made anew, because what
staff lend without a card is counted against nobody.
"""

from typing import Any

from peewee import BigIntegerField, Check, IntegerField, Model, TextField

from kiosk.core.api import append_only

expand_only = True

COLUMNS = """
ALTER TABLE lending_loan ADD COLUMN borrower_id TEXT NOT NULL DEFAULT '';
ALTER TABLE lending_loan ADD COLUMN renewed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lending_loan ADD COLUMN terms TEXT NOT NULL DEFAULT ''
"""
INDEXES = """
DROP INDEX lending_loan_one_per_slot;
CREATE UNIQUE INDEX lending_loan_one_per_slot ON lending_loan (member_id, kind, slot)
    WHERE state IN ('opening', 'lent') AND member_id <> '';
CREATE INDEX lending_loan_of_borrower ON lending_loan (borrower_id) WHERE borrower_id <> '';
CREATE INDEX lending_deposit_of_loan ON lending_deposit (loan_id);
CREATE UNIQUE INDEX lending_deposit_taken_once ON lending_deposit (loan_id, deed);
CREATE INDEX lending_inspection_of_item ON lending_inspection (item_id, at_ms)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = (
                False  # indexes are named after their table, which begins with the plugin's id
            )
            strict_tables = True

    class Borrower(Base):
        id = TextField(primary_key=True)
        name = TextField()
        phone = TextField()
        made_ms = BigIntegerField()
        wiped_ms = BigIntegerField(null=True)

        class Meta:
            table_name = "lending_borrower"
            constraints = (
                Check("length(name) <= 32"),
                Check("length(phone) <= 16"),
                Check("wiped_ms IS NULL OR (name = '' AND phone = '')"),
            )

    class Deposit(Base):
        id = TextField(primary_key=True)
        loan_id = TextField()
        deed = TextField()
        fen = IntegerField()
        staff_id = TextField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "lending_deposit"
            constraints = (Check("fen > 0"), Check("deed IN ('taken', 'given_back')"))

    class Inspection(Base):
        id = TextField(primary_key=True)
        item_id = TextField()
        loan_id = TextField()
        staff_id = TextField()
        faults = TextField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "lending_inspection"

    for statement in COLUMNS.split(";"):
        db.execute_sql(statement)
    db.create_tables([Borrower, Deposit, Inspection])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
    append_only(db, "lending_deposit")
    append_only(db, "lending_inspection")
