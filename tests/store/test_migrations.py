"""Migrations: numbered without gap or double, one transaction each, and no wall comes down on the way."""

from __future__ import annotations

import textwrap

import peewee
import pytest

from kiosk.core.store import errors
from kiosk.core.store.migrate import CORE_MIGRATIONS, RESERVED, migrate
from kiosk.core.store.walls import append_only, guarded_migration

TABLE = """
    from peewee import *

    def up(migrator, db):
        class Loan(db.Model):
            id = TextField(primary_key=True)
            item = TextField()
            note = TextField(null=True)
            class Meta:
                table_name = "lending_loans"
        db.create_tables([Loan])
"""


@pytest.fixture
def folder(tmp_path):
    """A plugin's migrations folder; call it with a file's name and body."""
    place = tmp_path / "migrations"
    place.mkdir()

    def add(name, body):
        (place / f"{name}.py").write_text(textwrap.dedent(body))
        return place

    return add


def schema(store):
    return store.maintain(lambda dialect: dialect.describe())


def test_a_plugins_migrations_run_once_in_order(store, folder):
    folder("0001_loans", TABLE)
    directory = folder(
        "0002_due",
        "def up(migrator, db):\n    db.execute_sql('ALTER TABLE lending_loans ADD COLUMN due TEXT')",
    )
    assert store.migrate("lending", directory) == ["0001_loans", "0002_due"]
    assert store.migrate("lending", directory) == []
    assert any(key == "table lending_loans" for key in schema(store))


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        (["0001_a", "0001_b"], "two migrations have the number 0001"),
        (["0001_a", "0003_c"], "0002 is missing"),
        (["0002_b"], "0001 is missing"),
        (["0000_a", "0001_b"], "two migrations have the number 0000"),
        (["1_a"], "not named like"),
        (["0001_Loud"], "not named like"),
    ],
)
def test_numbers_and_names_are_checked_before_anything_runs(sqlite_store, folder, names, complaint):
    before = schema(sqlite_store)
    for name in names:
        directory = folder(name, TABLE)
    with pytest.raises(errors.MigrationRefused, match=complaint):
        sqlite_store.migrate("lending", directory)
    assert schema(sqlite_store) == before


def test_a_newer_history_is_refused_and_names_the_release_to_use(store, folder):
    folder("0001_loans", TABLE)
    directory = folder("0002_more", "def up(migrator, db): pass")
    store.migrate("lending", directory)
    store.write_now(
        lambda tx: tx._run("UPDATE lending_migration SET release = '9.9' WHERE name = '0002_more'")
    )
    (directory / "0002_more.py").unlink()
    with pytest.raises(errors.HistoryNewer, match=r"0002_more by release 9\.9.*knows up to 0001_loans"):
        store.migrate("lending", directory)


def test_a_newer_history_that_only_added_still_opens(store, folder):
    folder("0001_loans", TABLE)
    directory = folder("0002_more", "expand_only = True\ndef up(migrator, db): pass")
    store.migrate("lending", directory)
    (directory / "0002_more.py").unlink()
    assert store.migrate("lending", directory) == []


def test_a_core_history_newer_than_this_release_keeps_the_store_closed(open_store):
    store = open_store()
    row = (
        "INSERT INTO core_migration (name, applied, release, expand_only) VALUES ('0099_future', 1, '9.9', 0)"
    )
    store.write_now(lambda tx: tx._run(row))
    store.close()
    with pytest.raises(errors.HistoryNewer, match=r"release 9\.9"):
        open_store()


def test_a_history_that_went_another_way_is_refused(store, folder):
    store.migrate("lending", folder("0001_loans", TABLE))
    directory = folder("0001_other", TABLE)
    (directory / "0001_loans.py").unlink()
    with pytest.raises(errors.MigrationRefused, match="0001_loans where this release has 0001_other"):
        store.migrate("lending", directory)


def test_a_migration_that_fails_leaves_nothing_behind(store, folder):
    before = schema(store)
    directory = folder("0001_loans", TABLE + "\n        raise RuntimeError('half way')\n")
    with pytest.raises(RuntimeError, match="half way"):
        store.migrate("lending", directory)
    after = schema(store)
    assert {key for key in after if key not in before and "migration" not in key} == set()
    (directory / "0001_loans.py").write_text(textwrap.dedent(TABLE))
    assert store.migrate("lending", directory) == ["0001_loans"]


@pytest.mark.parametrize("owner", [*sorted(RESERVED), "Loud", "a", "x-y", "lending'; --"])
def test_some_names_own_no_tables(sqlite_store, folder, owner):
    with pytest.raises(errors.MigrationRefused, match="cannot own tables"):
        sqlite_store.migrate(owner, folder("0001_a", TABLE))


def test_reserved_names_cover_every_core_table_with_a_prefix(sqlite_store):
    tables = sqlite_store.dialect.database
    names = sqlite_store.maintain(lambda dialect: tables.get_tables())
    assert {name.split("_")[0] for name in names if "_" in name} <= RESERVED


def test_two_plugins_never_share_a_prefix(store, folder):
    directory = folder("0001_a", "def up(migrator, db): pass")
    store.migrate("lending", directory)
    for other in ("lending_desk", "lend"):
        if other == "lend":
            assert store.migrate(other, directory) == ["0001_a"]
        else:
            with pytest.raises(errors.MigrationRefused, match="would own the same tables"):
                store.migrate(other, directory)


ATTACKS = {
    "update the journal": "db.execute_sql(\"UPDATE journal SET event = 'x'\")",
    "delete from the journal": "db.execute_sql('DELETE FROM journal')",
    "delete from movements": "db.execute_sql('DELETE FROM movements')",
    "insert a plugin": "db.execute_sql(\"INSERT INTO plugins (id, version, state, changed_ms) VALUES ('a', '', '', 1)\")",
    "drop the journal": "db.execute_sql('DROP TABLE journal')",
    "drop members": "db.execute_sql('DROP TABLE members')",
    "alter the journal": "db.execute_sql('ALTER TABLE journal ADD COLUMN x TEXT')",
    "rename the journal": "migrator.migrate(migrator.rename_table('journal', 'lending_journal'))",
    "rename over the journal": "db.execute_sql('ALTER TABLE movements RENAME TO lending_movements')",
    "index a core table": "db.execute_sql('CREATE INDEX lending_x ON members (card)')",
    "trigger on a core table": (
        "db.execute_sql('CREATE TRIGGER lending_t BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END')"
    ),
    "read members": "db.execute_sql('SELECT name FROM members').fetchall()",
    "copy members": "db.execute_sql('CREATE TABLE lending_members AS SELECT * FROM members')",
    "update members": "db.execute_sql(\"UPDATE members SET status = 'closed'\")",
    "another's table": "db.execute_sql('CREATE TABLE gifts_mine (id TEXT NOT NULL PRIMARY KEY)')",
    "drop another's": "db.execute_sql('DROP TABLE other_things')",
    "write to another's": "db.execute_sql(\"INSERT INTO other_things VALUES ('x')\")",
    "change another's": "db.execute_sql(\"UPDATE other_things SET id = 'x'\")",
    "refer to a core table": (
        "db.execute_sql('CREATE TABLE lending_x (id TEXT NOT NULL PRIMARY KEY REFERENCES members (id))' + STRICT)"
    ),
    "add_not_null on the journal": "migrator.migrate(migrator.add_not_null('journal', 'event'))",
    "alter_column_type on the journal": (
        "import peewee; migrator.migrate(migrator.alter_column_type('journal', 'event', peewee.IntegerField()))"
    ),
    "drop_column on movements": "migrator.migrate(migrator.drop_column('movements', 'reason'))",
    "commit": "db.execute_sql('COMMIT')",
    "commit by peewee": "db.commit()",
    "roll back": "db.execute_sql('ROLLBACK')",
    "begin": "db.begin()",
    "non-atomic": "pass\natomic = False",
    "another guard within": (
        "from kiosk.core.store.walls import guarded_migration\n"
        "with guarded_migration(db, ''): db.execute_sql('DELETE FROM members')"
    ),
    "the guard left before its time": (
        "from kiosk.core.store.walls import guarded_migration\n"
        "with guarded_migration(db, 'lending'): pass\n"
        "db.execute_sql(\"UPDATE members SET status = 'closed'\")"
    ),
    "the connection": "db.connection()",
    "a core history": "db.execute_sql('DELETE FROM core_migration')",
}
SQLITE_ATTACKS = {
    "replace": "db.execute_sql('INSERT OR REPLACE INTO journal SELECT * FROM journal')",
    "switch triggers off": "db.pragma('recursive_triggers', 0)",
    "writable schema": "db.pragma('writable_schema', 1)",
    "foreign keys": "db.pragma('foreign_keys', 1)",
    "attach": "db.execute_sql(\"ATTACH DATABASE ':memory:' AS lending_x\")",
    "a loose table": "db.execute_sql('CREATE TABLE lending_loose (id TEXT)')",
    "a view": "db.execute_sql('CREATE VIEW lending_v AS SELECT * FROM members')",
    "a virtual table": "db.execute_sql('CREATE VIRTUAL TABLE lending_f USING fts5(a)')",
    "a temporary table": "db.execute_sql('CREATE TEMP TABLE journal (a TEXT)')",
}
POSTGRES_ATTACKS = {
    "truncate": "db.execute_sql('TRUNCATE journal CASCADE')",
    "truncate another's": "db.execute_sql('DROP TABLE other_things CASCADE')",
    "disable triggers": "db.execute_sql('ALTER TABLE journal DISABLE TRIGGER ALL')",
    "become the owner": "db.execute_sql('SET ROLE kiosk_books')",
    "stop being a plugin": "db.execute_sql('RESET ROLE')",
    "two statements": "db.execute_sql('SELECT 1; RESET ROLE; DELETE FROM members')",
    "a function": (
        "db.execute_sql('CREATE FUNCTION lending_f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$')"
    ),
    "do": "db.execute_sql('DO $$ BEGIN EXECUTE $x$ RESET ROLE $x$; END $$')",
    "a comment first": "db.execute_sql('/* x */ RESET ROLE')",
    "a line comment first": "db.execute_sql('-- x\\nRESET ROLE')",
    "replace": (
        "db.execute_sql(\"INSERT INTO journal SELECT * FROM journal ON CONFLICT (kiosk, seq) DO UPDATE SET event = 'x'\")"
    ),
}


def prepared(store, folder, attack):
    other = folder("0001_things", "def up(migrator, db):\n    db.execute_sql('CREATE TABLE other_things "
                   "(id TEXT NOT NULL PRIMARY KEY)' + (' STRICT' if 'Sqlite' in type(db).__name__ else ''))")  # fmt: skip
    store.migrate("other", other)
    (other / "0001_things.py").unlink()
    store.write_now(lambda tx: (tx.journal("test.noted"), tx._run("INSERT INTO other_things VALUES ('y')")))
    before = schema(store)
    body = textwrap.indent(attack, "    ").replace("\n    atomic", "\natomic")
    return folder("0001_attack", f"STRICT = ''\ndef up(migrator, db):\n{body}\n"), before


def refused(store, folder, attack):
    directory, before = prepared(store, folder, attack)
    if store.dialect.name == "sqlite":
        path = directory / "0001_attack.py"
        path.write_text(path.read_text().replace("STRICT = ''", "STRICT = ' STRICT'"))
    with pytest.raises(errors.StoreError):
        store.migrate("lending", directory)
    after = schema(store)
    assert {key: after[key] for key in before} == before
    assert set(after) - set(before) <= {"table lending_migration", "index lending_migration_pkey"}
    assert [entry.event for entry in store.read_now(lambda tx: tx.journal_entries())] == ["test.noted"]
    assert store.write_now(lambda tx: tx.journal("test.more")) == 2, "and the desk goes on"


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_plugins_migration_cannot(store, folder, attack):
    refused(store, folder, attack)


@pytest.mark.parametrize("attack", SQLITE_ATTACKS.values(), ids=SQLITE_ATTACKS)
def test_a_plugins_migration_on_sqlite_cannot(sqlite_store, folder, attack):
    refused(sqlite_store, folder, attack)


@pytest.mark.postgres
@pytest.mark.parametrize("attack", POSTGRES_ATTACKS.values(), ids=POSTGRES_ATTACKS)
def test_a_plugins_migration_on_postgres_cannot(postgres_store, folder, attack):
    refused(postgres_store, folder, attack)


def test_a_plugins_own_ledger_is_as_hard_as_the_cores(store, folder):
    body = (
        TABLE + "        from kiosk.core.api import append_only\n        append_only(db, 'lending_loans')\n"
    )
    directory = folder("0001_loans", body)
    store.migrate("lending", directory)
    store.write_now(lambda tx: tx._run("INSERT INTO lending_loans (id, item) VALUES ('1', 'x')"))
    with pytest.raises(errors.AppendOnly):
        store.write_now(lambda tx: tx._run("UPDATE lending_loans SET item = 'y'"))
    for cheat in ("DELETE FROM lending_loans", "DROP TABLE lending_loans"):
        (directory / "0002_cheat.py").write_text(f"def up(migrator, db):\n    db.execute_sql('{cheat}')\n")
        with pytest.raises(errors.StoreError):
            store.migrate("lending", directory)
    assert store.read_now(lambda tx: tx._all("SELECT item FROM lending_loans")) == [("x",)]


REBUILDS = {
    "add_not_null": "migrator.migrate(migrator.add_not_null('lending_loans', 'note'))",
    "alter_column_type": "migrator.migrate(migrator.alter_column_type('lending_loans', 'note', IntegerField()))",
}


@pytest.mark.parametrize("rebuild", REBUILDS.values(), ids=REBUILDS)
def test_a_rebuild_that_drops_strict_and_triggers_without_a_word_is_rolled_back(
    sqlite_store, folder, rebuild
):
    """Peewee 4.5.3 copies the table without them."""
    folder("0001_loans", TABLE)
    directory = folder("0002_rebuild", f"from peewee import *\ndef up(migrator, db):\n    {rebuild}\n")
    with pytest.raises(errors.MigrationRefused, match="without STRICT"):
        sqlite_store.migrate("lending", directory)
    assert "strict" in schema(sqlite_store)["table lending_loans"]


def test_a_lost_trigger_is_noticed_by_itself(sqlite_store, folder):
    trigger = "CREATE TRIGGER lending_t BEFORE DELETE ON lending_loans BEGIN SELECT RAISE(ABORT, 'no'); END"
    folder("0001_loans", TABLE + f'        db.execute_sql("{trigger}")\n')
    directory = folder(
        "0002_rebuild",
        """
        def up(migrator, db):
            db.execute_sql("CREATE TABLE lending_new (id TEXT NOT NULL PRIMARY KEY) STRICT")
            db.execute_sql("DROP TABLE lending_loans")
            db.execute_sql("ALTER TABLE lending_new RENAME TO lending_loans")
        """,
    )
    with pytest.raises(errors.MigrationRefused, match="lending_loans lost its trigger lending_t"):
        sqlite_store.migrate("lending", directory)


def test_the_guard_by_its_name_is_the_one_that_migrations_run_under(sqlite_store):
    def within(dialect):
        dialect.begin(read_only=False)
        try:
            with guarded_migration(dialect.database, "lending"):
                dialect.database.execute_sql("CREATE TABLE lending_x (id TEXT NOT NULL PRIMARY KEY) STRICT")
                with pytest.raises(peewee.DatabaseError, match="not authorized"):
                    dialect.database.execute_sql("DROP TABLE members")
            with pytest.raises(peewee.DatabaseError, match="not authorized"):
                dialect.database.execute_sql("DROP TABLE lending_x")
        finally:
            dialect.rollback()

    sqlite_store.maintain(within)


def test_a_database_that_the_store_did_not_open_has_no_walls_to_raise():
    with pytest.raises(errors.StoreError, match="not opened by the store"):
        append_only(peewee.SqliteDatabase(":memory:"), "journal")


def test_references_are_enforced_again_after_a_migration(sqlite_store, folder):
    sqlite_store.migrate("lending", folder("0001_loans", TABLE))
    with pytest.raises(errors.ConstraintBroken):
        sqlite_store.write_now(lambda tx: tx._run("INSERT INTO levels VALUES ('nowhere', 'x', 1)"))


def test_a_core_migration_may_extend_the_journal_and_loses_nothing(sqlite_store, clock, folder, tmp_path):
    sqlite_store.write_now(lambda tx: tx.journal("test.noted"))
    for path in CORE_MIGRATIONS.glob("0*.py"):
        folder(path.stem, path.read_text())
    number = len(list(CORE_MIGRATIONS.glob("0*.py"))) + 1
    body = """
        from kiosk.core.store.walls import extending
        def up(migrator, db):
            with extending(db, "journal"):
                db.execute_sql("ALTER TABLE journal ADD COLUMN note TEXT NOT NULL DEFAULT ''")
    """
    directory = folder(f"{number:04d}_note", body)
    assert sqlite_store.maintain(lambda dialect: migrate(dialect, "", directory, clock)) == [
        f"{number:04d}_note"
    ]
    assert sqlite_store.write_now(lambda tx: tx.journal("test.more")) == 2


@pytest.mark.parametrize(
    "attack",
    [
        "DROP TABLE journal",
        "DELETE FROM journal",
        "ALTER TABLE journal RENAME TO x",
        "UPDATE journal SET seq = 5",
    ],
)
def test_not_even_a_core_migration_takes_from_the_journal(store, clock, folder, attack):
    store.write_now(lambda tx: tx.journal("test.noted"))
    for path in CORE_MIGRATIONS.glob("0*.py"):
        folder(path.stem, path.read_text())
    number = len(list(CORE_MIGRATIONS.glob("0*.py"))) + 1
    directory = folder(f"{number:04d}_attack", f"def up(migrator, db):\n    db.execute_sql('{attack}')\n")
    before = schema(store)
    with pytest.raises(errors.StoreError):
        store.maintain(lambda dialect: migrate(dialect, "", directory, clock))
    assert schema(store) == before
    assert len(store.read_now(lambda tx: tx.journal_entries())) == 1
