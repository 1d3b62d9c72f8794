"""Stock in and out, what is put aside, reminders, transfers and counts. Frozen: later changes come as later files.

The previous release runs on it: nothing of its own is touched. What is only ever added to (entries, remarks, reminders,
reveals) is made append-only; one open transfer of an item, and a second person on a correction, are promises as well.
"""

from typing import Any

from peewee import BigIntegerField, Check, IntegerField, Model, TextField

from kiosk.core.api import append_only

expand_only = True

LEDGERS = ("lending_entry", "lending_remark", "lending_reminder", "lending_reveal")
INDEXES = """
CREATE INDEX lending_entry_by_time ON lending_entry (at_ms);
CREATE INDEX lending_remark_by_time ON lending_remark (at_ms);
CREATE INDEX lending_remark_of_item ON lending_remark (item_id, at_ms);
CREATE INDEX lending_reminder_of_loan ON lending_reminder (loan_id, at_ms);
CREATE INDEX lending_reveal_of_loan ON lending_reveal (loan_id);
CREATE UNIQUE INDEX lending_transfer_one_open ON lending_transfer (item_id) WHERE state IN ('leaving', 'transit');
CREATE INDEX lending_count_of_place ON lending_count (place_id, at_ms);
CREATE UNIQUE INDEX lending_count_one_open ON lending_count (place_id) WHERE state = 'open';
CREATE INDEX lending_loan_begun ON lending_loan (borrowed_ms);
CREATE INDEX lending_loan_ended ON lending_loan (returned_ms)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = (
                False  # indexes are named after their table, which begins with the plugin's id
            )
            strict_tables = True

    class Stock(Base):
        item_id = TextField(primary_key=True)
        expires_day = IntegerField()
        aside = TextField()
        hands = TextField()
        out_ms = BigIntegerField(null=True)

        class Meta:
            table_name = "lending_stock"
            constraints = (Check("aside IN ('', 'damaged', 'lost')"),)

    class Entry(Base):
        id = TextField(primary_key=True)
        item_id = TextField()
        kind = TextField()
        way = TextField()
        reason = TextField()
        staff_id = TextField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "lending_entry"
            constraints = (Check("way IN ('in', 'out')"),)

    class Remark(Base):
        id = TextField(primary_key=True)
        item_id = TextField()
        kind = TextField()
        place_id = TextField()
        loan_id = TextField()
        what = TextField()
        note = TextField()
        staff_id = TextField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "lending_remark"
            constraints = (Check("what IN ('damaged', 'mended', 'lost', 'found')"),)

    class Reminder(Base):
        id = TextField(primary_key=True)
        loan_id = TextField()
        how = TextField()
        staff_id = TextField()
        at_ms = BigIntegerField()
        again_ms = BigIntegerField()

        class Meta:
            table_name = "lending_reminder"
            constraints = (Check("how IN ('called', 'texted', 'printed', 'shown')"),)

    class Reveal(Base):
        id = TextField(primary_key=True)
        loan_id = TextField()
        staff_id = TextField()
        position = TextField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "lending_reveal"

    class Transfer(Base):
        id = TextField(primary_key=True)
        item_id = TextField()
        from_place = TextField()
        destination = TextField()
        state = TextField()
        begun_ms = BigIntegerField()
        out_by = TextField()
        out_ms = BigIntegerField(null=True)
        in_by = TextField()
        in_ms = BigIntegerField(null=True)
        in_place = TextField()

        class Meta:
            table_name = "lending_transfer"
            constraints = (Check("state IN ('leaving', 'transit', 'arrived', 'void', 'missed')"),)

    class Count(Base):
        id = TextField(primary_key=True)
        place_id = TextField()
        business_day = IntegerField()
        book = IntegerField()
        counted = IntegerField()
        state = TextField()
        reason = TextField()
        missing = TextField()
        extra = TextField()
        staff_id = TextField()
        at_ms = BigIntegerField()
        decided_by = TextField()
        decided_ms = BigIntegerField(null=True)

        class Meta:
            table_name = "lending_count"
            constraints = (
                Check("state IN ('even', 'differs', 'open', 'corrected', 'refused', 'outdated')"),
                Check("decided_by = '' OR decided_by <> staff_id"),
                Check("state <> 'corrected' OR decided_by <> ''"),
            )

    db.create_tables([Stock, Entry, Remark, Reminder, Reveal, Transfer, Count])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
    for table in LEDGERS:
        append_only(db, table)
