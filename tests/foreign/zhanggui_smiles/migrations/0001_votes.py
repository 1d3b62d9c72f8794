"""One row for each answer."""

from peewee import AutoField, BigIntegerField, Model, TextField


def up(migrator, db):
    class Vote(Model):
        id = AutoField()
        answer = TextField()
        at_ms = BigIntegerField()

        class Meta:
            database = db
            table_name = "smiles_vote"
            strict_tables = True

    db.create_tables([Vote])
