"""What is append-only stays: by trying to break it, in every way that we know, on both databases."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.store import errors
from kiosk.core.store.database import Store
from tests.store.conftest import BOTH, KIOSK, place_on
from tests.store.postgres_server import database_of

LEDGERS = ("journal", "movements")

ON_BOTH = [
    "UPDATE {t} SET {column} = 'changed'",
    "UPDATE {t} SET at_ms = 0",
    "DELETE FROM {t}",
    "DELETE FROM {t} WHERE seq = 1",
    "DROP TABLE {t}",
    "ALTER TABLE {t} RENAME TO gone",
    "ALTER TABLE {t} ADD COLUMN extra TEXT",
    "ALTER TABLE {t} DROP COLUMN {column}",
    "ALTER TABLE {t} RENAME COLUMN {column} TO other",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO {t} SELECT * FROM {t} WHERE seq = 1",
    "REPLACE INTO {t} SELECT * FROM {t} WHERE seq = 1",
    "INSERT OR IGNORE INTO {t} SELECT * FROM {t} WHERE seq = 1",
    "UPDATE OR IGNORE {t} SET {column} = 'changed'",
    "DROP TRIGGER {t}_refuses_update",
    "DROP TRIGGER {t}_refuses_delete",
    "DROP TRIGGER {t}_refuses_replace",
    "CREATE TRIGGER mine BEFORE DELETE ON {t} BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TABLE mine AS SELECT * FROM {t}",
    "CREATE TEMP TABLE {t} (seq INTEGER)",
    "DELETE FROM sqlite_master WHERE name = '{t}'",
    "PRAGMA writable_schema = 1",
    "PRAGMA recursive_triggers = 0",
    "PRAGMA foreign_keys = 0",
    "PRAGMA ignore_check_constraints = 1",
    "PRAGMA journal_mode = off",
    "PRAGMA synchronous = off",
    "PRAGMA query_only = 0",
    "ATTACH DATABASE ':memory:' AS other",
    "VACUUM",
    "COMMIT",
    "ROLLBACK",
    "END",
]
ON_POSTGRES = [
    (
        "INSERT INTO {t} OVERRIDING SYSTEM VALUE SELECT * FROM {t} WHERE seq = 1"
        " ON CONFLICT ({key}) DO UPDATE SET {column} = 'changed'"
    ),
    "TRUNCATE {t}",
    "TRUNCATE {t} CASCADE",
    "DROP TABLE {t} CASCADE",
    "DROP TRIGGER {t}_refuses_update ON {t}",
    "ALTER TABLE {t} DISABLE TRIGGER ALL",
    "ALTER TABLE {t} DISABLE TRIGGER {t}_refuses_update",
    "ALTER TABLE {t} DISABLE TRIGGER USER",
    "CREATE RULE mine AS ON INSERT TO {t} DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION {t}_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    "CREATE TRIGGER mine BEFORE DELETE ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_append_only()",
    "ALTER TABLE {t} OWNER TO CURRENT_USER",
    "GRANT DELETE ON {t} TO CURRENT_USER",
    "SET ROLE kiosk_books",
    "SET session_replication_role = replica",
    "DO $$ BEGIN DELETE FROM {t}; END $$",
    "SELECT 1; DELETE FROM {t}",
    "COMMIT",
    "ROLLBACK",
]
REFUSED = (errors.AppendOnly, errors.NotAllowed)


def filled(store):
    def fill(tx):
        place = tx.put_place("A", 1)
        tx.add_item("U1", "umbrella", place_id=place.id)
        tx.journal("test.first")
        tx.journal("test.second")

    store.write_now(fill)


@contextmanager
def standing(database, request, folder):
    """A filled store that all attacks on one database try in turn: it is none the worse for any of them."""
    with place_on(database, request, folder) as place:
        store = Store.open(place, ManualClock(), kiosk_id=KIOSK)
        filled(store)
        yield store
        store.close()


@pytest.fixture(scope="module", params=BOTH)
def target(request, tmp_path_factory):
    with standing(request.param, request, tmp_path_factory.mktemp("target")) as store:
        yield store


@pytest.fixture(scope="module")
def sqlite_target(request, tmp_path_factory):
    with standing("sqlite", request, tmp_path_factory.mktemp("target")) as store:
        yield store


@pytest.fixture(scope="module")
def postgres_target(request, tmp_path_factory):
    with standing("postgres", request, tmp_path_factory.mktemp("target")) as store:
        yield store


def everything(store):
    return store.read_now(lambda tx: {t: tx._all(f"SELECT * FROM {t} ORDER BY seq") for t in LEDGERS})


def attacked(store, sql, table, refused=REFUSED):
    """Try it; it is refused, nothing changed, and the journal goes on."""
    before = everything(store)
    names = {
        "t": table,
        "column": "event" if table == "journal" else "reason",
        "key": "kiosk, seq" if table == "journal" else "seq",
    }
    attack = sql.format(**names)
    with pytest.raises(refused):
        store.write_now(lambda tx: store.dialect.database.execute_sql(attack).fetchall())
    assert everything(store) == before
    assert store.write_now(lambda tx: tx.journal("test.more")) == len(before["journal"]) + 1


@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("attack", ON_BOTH)
def test_our_own_connections_refuse(target, table, attack):
    attacked(target, attack, table)


@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("attack", ON_SQLITE)
def test_our_own_sqlite_connections_refuse(sqlite_target, table, attack):
    attacked(sqlite_target, attack, table, errors.StoreError)


@pytest.mark.postgres
@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("attack", ON_POSTGRES)
def test_our_own_postgres_connections_refuse(postgres_target, table, attack):
    attacked(postgres_target, attack, table)


@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize(
    "attack",
    [*ON_BOTH[:4], *ON_SQLITE[:4]],
)
def test_a_connection_without_our_settings_is_refused_by_the_file_itself(sqlite_target, table, attack):
    """Somebody with the sqlite3 command line: no authorizer, no recursive_triggers."""
    before = everything(sqlite_target)
    stranger = sqlite3.connect(sqlite_target.dialect.path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|out of chain"):
        stranger.execute(attack.format(t=table, column="event" if table == "journal" else "reason"))
    stranger.close()
    assert everything(sqlite_target) == before


@pytest.mark.postgres
@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("attack", ["UPDATE {t} SET at_ms = 9", "DELETE FROM {t}", "TRUNCATE {t} CASCADE"])
def test_even_a_superuser_is_refused_by_the_triggers(postgres, postgres_target, table, attack):
    before = everything(postgres_target)
    database = database_of(postgres_target.dialect.database.database)
    with pytest.raises(RuntimeError, match="append-only"):
        postgres.psql(
            database,
            f"SET search_path = kiosk; SET session_replication_role = replica; {attack.format(t=table)};",
        )
    assert everything(postgres_target) == before


def test_a_journal_row_that_does_not_link_on_is_refused(store):
    filled(store)

    def forge(seq, previous):
        def write(tx):
            tx._run(
                "INSERT INTO journal (kiosk, seq, at_ms, boot_id, clock_trusted, business_day, event, actor, position,"
                " session_id, data, previous_hash, hash) VALUES (1, ?, 1, 'b', 1, 20260101, 'test.forged', 'x', '', '',"
                " '{}', ?, ?)",
                (seq, previous, bytes(32)),
            )

        return write

    seq, head = store.read_now(lambda tx: tx.journal_head())
    for number, previous in (
        (seq + 2, head),
        (seq, head),
        (seq + 1, bytes(32)),
        (1, bytes(32)),
        (0, bytes(32)),
    ):
        with pytest.raises(errors.AppendOnly):
            store.write_now(forge(number, previous))
    assert len(store.read_now(lambda tx: tx.journal_entries())) == 2


HEADS = [
    "UPDATE journal_heads SET seq = seq + 1",
    "UPDATE journal_heads SET seq = 1",
    "UPDATE journal_heads SET hash = previous_hash FROM journal WHERE journal.seq = journal_heads.seq",
    "DELETE FROM journal_heads",
    "INSERT INTO journal_heads SELECT 2, seq, hash FROM journal_heads",
    "DROP TABLE journal_heads",
]


@pytest.mark.parametrize("attack", HEADS)
def test_where_the_journal_ends_is_written_by_the_journal_alone(target, attack):
    before = target.read_now(lambda tx: tx.journal_head())
    with pytest.raises(REFUSED):
        target.write_now(lambda tx: target.dialect.database.execute_sql(attack))
    with pytest.raises(REFUSED):
        target.write_now(lambda tx: tx._run(attack))
    assert target.read_now(lambda tx: tx.journal_head()) == before
    assert target.write_now(lambda tx: tx.journal("test.more")) == before[0] + 1


@pytest.mark.parametrize(
    "attack", [*HEADS[:5], "INSERT OR REPLACE INTO journal_heads SELECT kiosk, 0, hash FROM journal_heads"]
)
def test_a_connection_without_our_settings_does_not_move_where_the_journal_ends(sqlite_target, attack):
    stranger = sqlite3.connect(sqlite_target.dialect.path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="journal_heads is append-only"):
        stranger.execute(attack)
    stranger.close()


def test_items_and_levels_follow_movements_and_nothing_else(store):
    filled(store)
    item = store.read_now(lambda tx: tx.item_by_tag("U1"))
    with pytest.raises(errors.StoreError, match="only a movement"):
        store.write_now(lambda tx: tx._run("UPDATE items SET place_id = NULL WHERE id = ?", (item.id,)))
    assert store.read_now(lambda tx: tx.item_by_tag("U1")) == item


@pytest.mark.postgres
def test_a_role_that_would_walk_through_the_walls_is_told_how_to_prepare_the_server(postgres, clock):
    with pytest.raises(errors.NotAllowed, match="CREATE ROLE kiosk_books"):
        Store.open(postgres.url("root", "postgres"), clock, kiosk_id="k")


def test_identity_numbers_find_no_column_that_would_take_them(store):
    for column, value in (
        ("card", "11010119900307123X"),
        ("name", "张三110101199003071234"),
        ("phone", "110101199003071234"),
    ):
        values = {"card": "880001", "name": "张三", "phone": "13812345678", column: value}
        with pytest.raises((errors.ConstraintBroken, psycopg.Error)):
            store.write_now(
                lambda tx, values=values: tx._run(
                    "INSERT INTO members (id, card, name, phone, made_ms) VALUES ('m', ?, ?, ?, 1)",
                    tuple(values.values()),
                )
            )
