"""Applications for a card, what people agreed to, whose number was shown in full. Frozen: later changes come as later files.

The release before runs on it: nothing of its own is touched. One application waits for a number at a time, and one that has
ended has nothing personal left: both are promises of the database. Consents and reveals are only ever added to.
"""

from typing import Any

from peewee import AutoField, BigIntegerField, Check, IntegerField, Model, TextField

from kiosk.core.api import append_only

expand_only = True

LEDGERS = ("cards_consent", "cards_reveal")
INDEXES = """
CREATE UNIQUE INDEX cards_application_one_waits ON cards_application (phone) WHERE state = 'waiting';
CREATE INDEX cards_application_waiting ON cards_application (made_ms) WHERE state = 'waiting';
CREATE INDEX cards_consent_of ON cards_consent (subject_id, id);
CREATE INDEX cards_reveal_of ON cards_reveal (subject_id)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True

    class Application(Base):
        id = TextField(primary_key=True)
        code = TextField(unique=True)
        state = TextField()
        phone = TextField()
        salutation = TextField()
        birth_month = IntegerField(null=True)
        birth_day = IntegerField(null=True)
        tier = TextField(default="")
        language = TextField()
        made_ms = BigIntegerField()
        ended_ms = BigIntegerField(null=True)
        member_id = TextField(default="")

        class Meta:
            table_name = "cards_application"
            constraints = (
                Check("state IN ('waiting', 'issued', 'withdrawn', 'forgotten', 'replaced')"),
                Check("(state = 'waiting') = (ended_ms IS NULL)"),
                Check("(state = 'waiting') = (phone <> '')"),
                Check("(state = 'issued') = (member_id <> '')"),
                Check("state = 'waiting' OR (salutation = '' AND birth_month IS NULL AND birth_day IS NULL)"),
                Check("(birth_month IS NULL) = (birth_day IS NULL)"),
            )

    class Consent(Base):
        id = AutoField()
        subject_id = TextField()
        consent = TextField()
        version = TextField()
        given = IntegerField()
        how = TextField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "cards_consent"
            constraints = (Check("given IN (0, 1)"),)

    class Reveal(Base):
        id = TextField(primary_key=True)
        subject_id = TextField()
        staff_id = TextField()
        position = TextField()
        at_ms = BigIntegerField()

        class Meta:
            table_name = "cards_reveal"

    db.create_tables([Application, Consent, Reveal])
    for statement in INDEXES.split(";"):
        db.execute_sql(statement)
    for table in LEDGERS:
        append_only(db, table)
