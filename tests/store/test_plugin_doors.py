"""What a plugin's function is not handed, on either database: connection, cursor, the host's verbs, others' tables."""

from __future__ import annotations

import sqlite3
import textwrap
import threading

import peewee
import pytest

from kiosk.core.records import Context
from kiosk.core.store import errors
from tests.store.lent import LENDING, MIGRATION, all_ids, install, lend, loans

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
    install(postgres_store, tmp_path)
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
