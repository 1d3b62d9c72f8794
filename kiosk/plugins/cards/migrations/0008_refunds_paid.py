"""Refunds by transfer that have left the house's account, each once. Frozen: later changes come as later files."""

from typing import Any

from peewee import BigIntegerField, Model, TextField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  the runner's signature
    class RefundPaid(Model):
        closing_id = TextField(primary_key=True)
        entry_id = TextField()
        staff_id = TextField()
        at_ms = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            strict_tables = True
            table_name = "cards_refund_paid"

    db.create_tables([RefundPaid])
    db.execute_sql("CREATE INDEX cards_closing_transfers ON cards_closing (at_ms) WHERE tender = 'transfer'")
