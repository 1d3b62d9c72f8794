"""A plugin's models: usable within write and read functions only, on its own tables only, made of what both
databases keep.
"""

from __future__ import annotations

import sqlite3
import textwrap
import threading

import peewee
import pytest

from kiosk.core.records import Context
from kiosk.core.store import errors
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


@pytest.fixture
def lending(store, tmp_path):
    """A store with lending's tables and one loan."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_loans.py").write_text(textwrap.dedent(MIGRATION))
    store.migrate("lending", folder)
    gifts = tmp_path / "gifts"
    gifts.mkdir()
    (gifts / "0001_things.py").write_text(GIFTS)
    store.migrate("gifts", gifts)
    store.write_now(lend, "1", "U1", context=LENDING)
    return store


def lend(tx, number, item):
    return Loan.create(id=number, item=item, lent_ms=tx.now_ms, photo=b"\x00\xff").id


def loans(_tx):
    return [(loan.id, loan.item, bytes(loan.photo)) for loan in Loan.select().order_by(Loan.id)]


def test_models_write_and_read_within_functions(lending):
    assert lending.read_now(loans, context=LENDING) == [("1", "U1", b"\x00\xff")]
    lending.write_now(lambda tx: Loan.update(item="U2").where(Loan.id == "1").execute(), context=LENDING)
    assert lending.write_now(loans, context=LENDING) == [("1", "U2", b"\x00\xff")]


def test_models_belong_to_the_transaction_of_their_function(lending):
    def fails(tx):
        lend(tx, "2", "U2")
        tx.journal("lending.lent", loan="2")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        lending.write_now(fails, context=LENDING)
    assert len(lending.read_now(loans, context=LENDING)) == 1


def test_peewees_own_atomic_is_a_savepoint_of_that_transaction(lending):
    from kiosk.core.store.current import current

    def tries(tx):
        lend(tx, "2", "U2")
        with pytest.raises(peewee.IntegrityError), current.atomic():
            lend(tx, "3", "U2")
        found, made = Loan.get_or_create(id="4", defaults={"item": "U4", "lent_ms": 1})
        return found.id, made

    assert lending.write_now(tries, context=LENDING) == ("4", True)
    assert [loan[0] for loan in lending.write_now(all_ids, context=LENDING)] == ["1", "2", "4"]


def all_ids(_tx):
    return [(loan.id,) for loan in Loan.select().order_by(Loan.id)]


def test_models_are_of_no_use_anywhere_else(lending):
    with pytest.raises(errors.OutsideTransaction):
        list(Loan.select())
    with pytest.raises(errors.OutsideTransaction):
        Loan.create(id="9", item="U9", lent_ms=1)
    lazy = lending.read_now(lambda tx: Loan.select(), context=LENDING)
    with pytest.raises(errors.OutsideTransaction):
        list(lazy)


def test_a_thread_that_a_plugin_makes_gets_no_connection_of_its_own(lending):
    failed = []

    def elsewhere():
        try:
            list(Loan.select())
        except errors.OutsideTransaction as error:
            failed.append(error)

    def write(tx):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()

    lending.write_now(write, context=LENDING)
    assert len(failed) == 1


def test_a_row_that_left_its_function_reads_nothing_more_by_itself(lending):
    def write(tx):
        return Extension.create(loan="1").id

    number = lending.write_now(write, context=LENDING)
    row = lending.read_now(lambda tx: Extension.get_by_id(number), context=LENDING)
    assert row.loan == "1", "the key, not a second query on another thread"


def test_a_read_function_cannot_write_through_a_model(lending):
    with pytest.raises(errors.ReadOnly):
        lending.read_now(lambda tx: lend(tx, "2", "U2"), context=LENDING)


def test_two_stores_in_one_process_do_not_mix(lending, tmp_path, clock):
    from kiosk.core.store.database import Store

    other = Store.open(tmp_path / "other.db", clock)
    try:
        other.migrate("lending", tmp_path / "migrations")
        assert other.read_now(loans, context=LENDING) == []
        assert len(lending.read_now(loans, context=LENDING)) == 1
    finally:
        other.close()


@pytest.mark.parametrize("verb", ["select", "join", "subquery", "insert", "update", "delete"])
@pytest.mark.parametrize("model", [Members, Gifts])
def test_a_plugins_function_touches_no_table_but_its_own(lending, model, verb):
    queries = {
        "select": lambda: list(model.select()),
        "join": lambda: list(Loan.select().join(model, on=(model.id == Loan.id))),
        "subquery": lambda: list(Loan.select().where(Loan.id.in_(model.select(model.id)))),
        "insert": lambda: model.insert(id="x").execute(),
        "update": lambda: model.update(id="x").execute(),
        "delete": lambda: model.delete().execute(),
    }
    with pytest.raises(errors.NotAllowed):
        lending.write_now(lambda tx: queries[verb](), context=LENDING)
    if verb in ("select", "join", "subquery"):
        with pytest.raises(errors.NotAllowed):
            lending.read_now(lambda tx: queries[verb](), context=LENDING)


def test_what_the_store_did_before_for_itself_opens_no_door_for_a_plugin(sqlite_store):
    """A statement that was compiled for the store stays in the cache; it must not be handed out."""
    sqlite_store.write_now(lambda tx: list(Members.select()))
    with pytest.raises(errors.NotAllowed):
        sqlite_store.write_now(lambda tx: list(Members.select()), context=LENDING)


def test_the_stores_own_verbs_work_within_a_plugins_function(lending):
    def act(tx):
        place = tx.put_place("A", 1)
        lend(tx, "2", "U2")
        tx.hold("lending.out", f"place:{place.id}", operation=tx.intend_door(place.id, purpose="lending.out"))
        item = tx.add_item("U2", "umbrella", place_id=place.id)
        tx.move(item.id, None, reason="lent")
        return tx.journal("lending.lent", loan="2")

    assert lending.write_now(act, context=LENDING) == 1


THE_HOSTS = {
    "put another plugin aside": lambda tx: tx.set_plugin("gifts", version="1", state="quarantined"),
    "begin a visit": lambda tx: tx.begin_session("s-2", "front"),
    "end a visit": lambda tx: tx.end_session("s-1", "done"),
    "end an operation": lambda tx: tx.end_operation("o-1", "done"),
    "an event of the staff's": lambda tx: tx.journal("staff.unlocked", staff="x"),
    "an event of a visit": lambda tx: tx.journal("session.ended", how="done"),
    "an event of the host's": lambda tx: tx.journal("plugin.quarantined", plugin="gifts"),
}


@pytest.mark.parametrize("verb", THE_HOSTS.values(), ids=THE_HOSTS)
def test_what_is_the_hosts_business_is_not_a_plugins(lending, verb):
    with pytest.raises(errors.NotAllowed, match="the host's own business"):
        lending.write_now(verb, context=LENDING)
    lending.write_now(verb)


def test_what_sql_can_say_of_ones_own_tables_is_not_mistaken_for_others(lending):
    def act(_tx):
        newest = Loan.select(peewee.fn.MAX(Loan.lent_ms)).scalar()
        counted = list(Loan.select(Loan.item, peewee.fn.COUNT(Loan.id)).group_by(Loan.item).tuples())
        latest = Loan.select(Loan.id).where(Loan.lent_ms == newest).cte("members")
        found = [
            loan.id
            for loan in Loan.select(Loan.id).join(latest, on=(latest.c.id == Loan.id)).with_cte(latest)
        ]
        Loan.insert(id="1", item="U7", lent_ms=1).on_conflict(
            conflict_target=[Loan.id], update={Loan.item: "from members"}
        ).execute()
        return counted, found, Loan.get_by_id("1").item

    assert lending.write_now(act, context=LENDING) == ([("U1", 1)], ["1"], "from members")


@pytest.mark.parametrize(
    "field",
    [
        peewee.CharField(),
        peewee.DateTimeField(),
        peewee.DecimalField(),
        peewee.FloatField(),
        peewee.BooleanField(),
    ],
)
def test_fields_that_the_databases_keep_differently_are_refused_when_the_class_is_made(field):
    with pytest.raises(TypeError, match="a plugin's tables hold TextField"):
        type("Wrong", (PluginModel,), {"value": field})


BACK_DOORS = {
    "the connection": lambda database: database.connection(),
    "a cursor": lambda database: database.cursor(),
    "the connection of the rows": lambda database: database.execute_sql("SELECT 1").connection,
    "the cursor once more": lambda database: database.execute_sql("SELECT 1").execute(
        "DELETE FROM lending_loans"
    ),
    "many": lambda database: database.execute_sql("SELECT 1").executemany("SELECT ?", [(1,)]),
    "begin": lambda database: database.begin(),
    "commit": lambda database: database.commit(),
    "rollback": lambda database: database.rollback(),
}


@pytest.mark.parametrize("door", BACK_DOORS.values(), ids=BACK_DOORS)
def test_a_plugins_function_is_handed_neither_connection_nor_cursor(lending, door):
    with pytest.raises(errors.NotAllowed):
        lending.write_now(lambda tx: door(lending.dialect.database), context=LENDING)
    assert len(lending.read_now(loans, context=LENDING)) == 1


def test_the_stores_own_commit_is_in_nobody_elses_words(sqlite_store):
    """Compiled statements are kept by their text: who can say the store's own COMMIT is not asked about it."""
    sqlite_store.write_now(lambda tx: tx.journal("test.first"))

    def write(tx):
        tx.journal("test.second")
        for text in ("COMMIT", "COMMIT -- by the store", "ROLLBACK", "ROLLBACK -- by the store", "END"):
            with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
                sqlite_store.dialect.here.connection.execute(text)
        raise RuntimeError("and it is undone")

    with pytest.raises(RuntimeError, match="undone"):
        sqlite_store.write_now(write)
    assert sqlite_store.read_now(lambda tx: tx.journal_head())[0] == 1


def test_a_plugins_history_is_not_its_own(lending):
    with pytest.raises(errors.NotAllowed):
        lending.write_now(
            lambda tx: lending.dialect.database.execute_sql("DELETE FROM lending_migration"), context=LENDING
        )


def test_nobody_but_the_store_connects(store):
    """Not even a thread of a plugin's, with a database object that it has kept."""
    failed = []

    def elsewhere():
        try:
            store.dialect.database.connect()
        except errors.NotAllowed as error:
            failed.append(str(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert failed == ["only the store connects to its database"]


@pytest.mark.parametrize("nested", ["", "gifts", "lending"])
def test_a_plugins_function_cannot_put_on_a_migrations_rights(lending, nested):
    from kiosk.core.store.walls import extending, guarded_migration

    def act(_tx):
        with guarded_migration(lending.dialect.database, nested):
            lending.dialect.database.execute_sql("DROP TABLE lending_loans")

    def extend(_tx):
        with extending(lending.dialect.database, "journal"):
            lending.dialect.database.execute_sql("ALTER TABLE journal ADD COLUMN note TEXT")

    for attack in (act, extend):
        with pytest.raises(errors.StoreError):
            lending.write_now(attack, context=LENDING)
    assert len(lending.read_now(loans, context=LENDING)) == 1


def test_peewee_is_not_told_what_to_do_with_connections_to_come(sqlite_store):
    database = sqlite_store.dialect.database
    for attack in (
        lambda: database.pragma("recursive_triggers", 0, permanent=True),
        lambda: database.attach(":memory:", "lending_x"),
    ):
        with pytest.raises(errors.NotAllowed):
            sqlite_store.write_now(lambda tx, attack=attack: attack(), context=LENDING)


@pytest.mark.parametrize("owner", ["core", "first", "journal", "opening"])
def test_a_plugin_with_a_name_of_the_cores_gets_none_of_its_tables(store, owner):
    with pytest.raises(errors.NotAllowed):
        store.write_now(lambda tx: None, context=Context(plugin=owner))


OTHERS_ROWS = [
    'SELECT count(*) FROM"members"',
    "SELECT count(*) FROM (members CROSS JOIN lending_loans)",
    "SELECT count(*) FROM lending_loans, members",
    "SELECT count(*) FROM lending_loans, gifts_things",
    'SELECT count(*) FROM lending_loans,"kiosk"."gifts_things"',
    'UPDATE"places"SET wall_row = 9',
    "UPDATE lending_loans SET item = card FROM members",
    "DELETE FROM lending_loans USING members",
    'WITH lending_a AS (SELECT 1) UPDATE"places"SET wall_row = 8',
    'DELETE FROM"journal"',
    "SELECT query_to_xml('SELECT * FROM members', true, false, '')",
    "SELECT U&\"\\0073et_config\"('role', 'kiosk_books', true)",
    "SELECT $$'$$, id FROM\"gifts_things\"WHERE''<>'x'",
    "SELECT E'\\'', id FROM\"gifts_things\"WHERE''<>'x'",
    "SELECT set_config('role', 'kiosk_books', true)",
    "SELECT set_config /**/ ('role', 'kiosk_books', true)",
    "SELECT \"set_config\"('role', 'kiosk_books', true)",
    'ALTER TABLE"journal"DISABLE TRIGGER ALL',
    'DROP TRIGGER journal_refuses_delete ON"journal"',
    "CREATE TABLE lending_more (id TEXT)",
    "SELECT * INTO lending_more FROM lending_loans",
    "TRUNCATE lending_loans",
    "/* a */ DROP TABLE lending_loans",
    "COMMENT ON TABLE lending_loans IS 'x'",
    "SET ROLE kiosk_books",
]


@pytest.mark.postgres
@pytest.mark.parametrize("attack", OTHERS_ROWS)
def test_on_postgres_a_plugins_words_are_looked_at_and_its_role_has_no_right(
    postgres_store, tmp_path, attack
):
    for owner, text in (("lending", MIGRATION), ("gifts", GIFTS)):
        (tmp_path / owner).mkdir()
        (tmp_path / owner / "0001_a.py").write_text(textwrap.dedent(text))
        postgres_store.migrate(owner, tmp_path / owner)
    postgres_store.write_now(lend, "1", "U1", context=LENDING)
    schema = postgres_store.maintain(lambda dialect: dialect.describe())
    with pytest.raises(errors.StoreError):
        postgres_store.write_now(
            lambda tx: postgres_store.dialect.database.execute_sql(attack), context=LENDING
        )
    assert postgres_store.maintain(lambda dialect: dialect.describe()) == schema
    assert postgres_store.read_now(all_ids, context=LENDING) == [("1",)]


@pytest.mark.postgres
def test_on_postgres_the_stores_verbs_and_a_plugins_rows_take_turns_in_their_roles(postgres_store, tmp_path):
    from kiosk.core.store.current import current

    (tmp_path / "0001_a.py").write_text(textwrap.dedent(MIGRATION))
    postgres_store.migrate("lending", tmp_path)

    def act(tx):
        lend(tx, "1", "U1")
        tx.journal("lending.lent", loan="1")
        with pytest.raises(peewee.IntegrityError), current.atomic():
            lend(tx, "2", "U1")
        tx.journal("lending.refused", loan="2")
        return tx._one("SELECT current_user")[0], lend(tx, "3", "U3")

    assert postgres_store.write_now(act, context=LENDING) == ("kiosk", "3")


@pytest.mark.parametrize("statement", ["COMMIT", "ROLLBACK", "BEGIN", "VACUUM", "DROP TABLE lending_loans"])
def test_a_plugin_neither_ends_the_transaction_nor_changes_the_schema(lending, statement):
    def act(tx):
        lend(tx, "2", "U2")
        lending.dialect.database.execute_sql(statement)

    with pytest.raises(errors.StoreError):
        lending.write_now(act, context=LENDING)
    assert len(lending.read_now(loans, context=LENDING)) == 1
