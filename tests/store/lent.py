"""A plugin's tables for the store's tests: lending's, with a model for each, and somebody else's."""

from __future__ import annotations

import textwrap
from pathlib import Path

import peewee

from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.models import PluginModel

LENDING = Context("customer", "front", "s-1", "lending")

MIGRATION = """
from peewee import *

def up(migrator, db):
    class Loan(db.Model):
        id = TextField(primary_key=True)
        item = TextField()
        lent_ms = BigIntegerField()
        photo = BlobField(null=True)
        class Meta:
            table_name = "lending_loans"
    class Extension(db.Model):
        id = AutoField()
        loan = ForeignKeyField(Loan)
        class Meta:
            table_name = "lending_extensions"
    db.create_tables([Loan, Extension])
    db.execute_sql("CREATE UNIQUE INDEX lending_once ON lending_loans (item) WHERE lent_ms > 0")
"""


GIFTS = """
from peewee import *

def up(migrator, db):
    class Thing(db.Model):
        id = TextField(primary_key=True)
        class Meta:
            table_name = "gifts_things"
    db.create_tables([Thing])
"""


class Loan(PluginModel):
    id = peewee.TextField(primary_key=True)
    item = peewee.TextField()
    lent_ms = peewee.BigIntegerField()
    photo = peewee.BlobField(null=True)

    class Meta:
        table_name = "lending_loans"


class Extension(PluginModel):
    loan = peewee.ForeignKeyField(Loan)

    class Meta:
        table_name = "lending_extensions"


class Members(PluginModel):
    id = peewee.TextField(primary_key=True)
    name = peewee.TextField()

    class Meta:
        table_name = "members"


class Gifts(PluginModel):
    id = peewee.TextField(primary_key=True)

    class Meta:
        table_name = "gifts_things"


def lend(tx, number, item):
    return Loan.create(id=number, item=item, lent_ms=tx.now_ms, photo=b"\x00\xff").id


def loans(_tx):
    return [(loan.id, loan.item, bytes(loan.photo)) for loan in Loan.select().order_by(Loan.id)]


def all_ids(_tx):
    return [(loan.id,) for loan in Loan.select().order_by(Loan.id)]


def install(store: Store, folder: Path) -> None:
    """Both plugins' tables, and one loan."""
    for owner, text in (("lending", MIGRATION), ("gifts", GIFTS)):
        (folder / owner).mkdir()
        (folder / owner / "0001_tables.py").write_text(textwrap.dedent(text))
        store.migrate(owner, folder / owner)
    store.write_now(lend, "1", "U1", context=LENDING)
