"""`kiosk check` finds what is wrong: each test breaks one thing, with the tools of somebody who should not
have.
"""

from __future__ import annotations

import sqlite3

import pytest

from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.statements import run
from tests.store.lived_in import codes, lived_in
from tests.store.postgres_server import database_of


@pytest.fixture
def vandal(postgres, where):
    """Runs SQL as somebody whom no wall of ours stops: the file's owner, or the server's."""

    def act(*statements):
        if where.startswith("postgresql"):
            database = database_of(where)
            postgres.psql(database, f"SET search_path = kiosk; {'; '.join(statements)};")
        else:
            connection = sqlite3.connect(where, isolation_level=None)
            for statement in statements:
                connection.execute(statement)
            connection.close()

    return act


def without_trigger(where, name, table, *statements):
    """The statements, with a trigger out of the way and back afterwards, unnoticed by whoever looks at the
    schema only.
    """
    if where.startswith("postgresql"):
        return [
            f"ALTER TABLE {table} DISABLE TRIGGER {name}",
            *statements,
            f"ALTER TABLE {table} ENABLE {'ALWAYS' if 'refuses' in name and 'gaps' not in name else ''} TRIGGER {name}",
        ]
    return [f"DROP TRIGGER {name}", *statements]


def test_a_fresh_store_and_one_that_was_lived_in_are_clean(store):
    assert check(store) == []
    lived_in(store)
    assert check(store) == []


def test_it_changes_nothing(store):
    lived_in(store)
    before = store.maintain(lambda dialect: dialect.describe())
    head = store.read_now(lambda tx: tx.journal_head())
    check(store)
    assert store.maintain(lambda dialect: dialect.describe()) == before
    assert store.read_now(lambda tx: tx.journal_head()) == head


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET event = 'lending.other' WHERE seq = 2",
        "UPDATE journal SET data = '{}' WHERE seq = 2",
        "UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 2",
        "UPDATE journal SET actor = 'staff:x' WHERE seq = 3",
        "UPDATE journal SET clock_trusted = 0 WHERE seq = 1",
    ],
)
def test_a_journal_row_that_was_changed_is_found(store, where, vandal, change):
    lived_in(store)
    vandal(*without_trigger(where, "journal_refuses_update", "journal", change))
    found = [finding.text for finding in check(store) if finding.code == "journal.chain"]
    assert found == [f"journal row {change[-1]} was changed after it was written"]


def test_a_journal_row_that_was_removed_is_found(store, where, vandal):
    lived_in(store)
    vandal(*without_trigger(where, "journal_refuses_delete", "journal", "DELETE FROM journal WHERE seq = 2"))
    found = [finding.text for finding in check(store) if finding.code == "journal.chain"]
    assert "journal row 2 is missing" in found


@pytest.mark.parametrize(
    ("removed", "found"),
    [
        ("seq = 3", "journal row 3 is missing at its end"),
        ("seq > 1", "journal rows 2 to 3 are missing at its end"),
        ("seq > 0", "journal rows 1 to 3 are missing at its end"),
    ],
)
def test_a_journal_that_lost_its_end_is_found_and_stays_found(store, where, vandal, removed, found):
    lived_in(store)
    vandal(
        *without_trigger(where, "journal_refuses_delete", "journal", f"DELETE FROM journal WHERE {removed}")
    )
    assert found in [finding.text for finding in check(store)]
    assert store.write_now(lambda tx: tx.journal("test.more")) == 4, "the desk goes on where the end was"
    missing = int(found.split()[2])
    assert f"journal row {missing} is missing" in [finding.text for finding in check(store)]


def test_an_end_that_was_rewritten_or_forgotten_is_found(store, where, vandal):
    lived_in(store)
    back = "UPDATE journal_heads SET seq = 2"
    vandal(*without_trigger(where, "journal_heads_refuses_update", "journal_heads", back))
    assert "journal.chain" in codes(store)
    forget = "DELETE FROM journal_heads"
    vandal(*without_trigger(where, "journal_heads_refuses_delete", "journal_heads", forget))
    assert "where the journal ends was removed; its newest row is 3" in [f.text for f in check(store)]


def test_a_journal_of_another_kiosk_is_found(store, where, vandal):
    lived_in(store)
    vandal("UPDATE kiosk SET id = '01900000-0000-7000-8000-00000000000f'")
    assert codes(store) == {"journal.chain"}


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DROP INDEX members_phone", "schema.missing"),
        ("DROP TABLE first_codes", "schema.missing"),
        ("CREATE TABLE stowaway (id INTEGER)", "schema.strange"),
        ("CREATE INDEX more ON members (name)", "schema.strange"),
        ("ALTER TABLE members ADD COLUMN identity_number TEXT", "schema.changed"),
        ("CREATE VIEW faces AS SELECT name FROM members", "schema.strange"),
    ],
)
def test_a_schema_that_is_not_ours_is_found(store, vandal, statement, code):
    vandal(statement)
    assert code in codes(store)


@pytest.mark.parametrize(
    ("trigger", "table"),
    [
        ("journal_refuses_update", "journal"),
        ("journal_refuses_delete", "journal"),
        ("journal_refuses_gaps", "journal"),
        ("journal_moves_its_head", "journal"),
        ("journal_heads_refuses_update", "journal_heads"),
        ("journal_heads_refuses_delete", "journal_heads"),
        ("kiosk_begins_a_journal", "kiosk"),
        ("movements_refuses_update", "movements"),
        ("movements_carry_the_item", "movements"),
        ("items_only_move_by_movement", "items"),
    ],
)
def test_a_lost_trigger_is_found(store, where, vandal, trigger, table):
    vandal(f"DROP TRIGGER {trigger}" + (f" ON {table}" if where.startswith("postgresql") else ""))
    assert [finding.code for finding in check(store)] == ["schema.missing"]


@pytest.mark.postgres
def test_a_disabled_trigger_and_a_changed_function_are_found(postgres, postgres_store):
    database = database_of(postgres_store.dialect.database.database)
    postgres.psql(database, "ALTER TABLE kiosk.journal DISABLE TRIGGER journal_refuses_update")
    assert codes(postgres_store) == {"schema.changed"}
    postgres.psql(
        database,
        "SET search_path = kiosk; ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_refuses_update;"
        " CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    )
    assert codes(postgres_store) == {"schema.changed"}


@pytest.mark.postgres
def test_a_table_that_changed_hands_is_found(postgres, postgres_store):
    database = database_of(postgres_store.dialect.database.database)
    postgres.psql(database, "ALTER TABLE kiosk.movements OWNER TO kiosk")
    assert codes(postgres_store) == {"schema.changed"}


def test_a_table_rebuilt_without_strict_is_found(sqlite_store):
    vandal = sqlite3.connect(sqlite_store.dialect.path, isolation_level=None)
    sql = vandal.execute("SELECT sql FROM sqlite_master WHERE name = 'plugins'").fetchone()[0]
    vandal.execute("DROP TABLE plugins")
    vandal.execute(sql.replace("STRICT, ", ""))
    vandal.close()
    assert codes(sqlite_store) == {"schema.changed"}


def test_an_item_that_is_not_where_its_movements_took_it_is_found(store, where, vandal):
    lived_in(store)
    change = "UPDATE items SET place_id = (SELECT id FROM places WHERE number = 2) WHERE tag = 'U1'"
    vandal(*without_trigger(where, "items_only_move_by_movement", "items", change))
    assert "stock.item" in codes(store)


def test_levels_that_are_not_what_the_movements_make_are_found(store, vandal):
    lived_in(store)
    vandal("UPDATE levels SET count = count + 1", "UPDATE places SET level = level + 1 WHERE number = 1")
    found = [finding.text for finding in check(store)]
    assert len(found) == 2
    assert found[1] == "place A/1 counts 3, and its movements make 2"


def test_a_movement_that_was_removed_is_found(store, where, vandal):
    lived_in(store)
    change = "DELETE FROM movements WHERE seq = (SELECT max(seq) FROM movements)"
    vandal(*without_trigger(where, "movements_refuses_delete", "movements", change))
    assert {"stock.item", "stock.level"} <= codes(store)


def test_an_item_that_was_made_another_kind_is_found(store, vandal):
    lived_in(store)
    vandal("UPDATE items SET kind = 'stroller' WHERE tag = 'U1'")
    found = [finding.text for finding in check(store)]
    assert found == ["item U1 is of kind stroller, and was moved as umbrella"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "INSERT INTO core_migration (name, applied, release, expand_only) VALUES ('0099_future', 1, '9.9', 1)",
            "core: 0099_future, of release 9.9, is not of this release",
        ),
        (
            "DELETE FROM core_migration WHERE name = '0001_foundation'",
            "core: that 0001_foundation was run is not on record",
        ),
    ],
)
def test_a_history_that_is_not_this_releases_is_found(store, vandal, change, said):
    vandal(change)
    assert [finding.text for finding in check(store) if finding.code == "schema.history"] == [said]


def test_a_damaged_file_is_found(sqlite_store, clock, tmp_path):
    lived_in(sqlite_store)
    sqlite_store.write_now(lambda tx: [tx.journal("test.filler", number=number) for number in range(400)])
    path = sqlite_store.dialect.path
    sqlite_store.close()
    content = bytearray(path.read_bytes())
    page = content.find(b"test.filler", len(content) // 2)
    content[page - 300 : page + 300] = bytes(600)
    path.write_bytes(content)
    from kiosk.core.store.database import Store

    try:
        again = Store.open(path, clock)
    except errors.StoreBroken:
        return  # some versions notice as soon as they look
    try:
        assert "wrong" in {finding.severity for finding in check(again)}
    finally:
        again.close()


def test_tables_of_a_plugin_that_is_not_loaded_are_mentioned(open_store, tmp_path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "0001_a.py").write_text(
        "def up(migrator, db):\n    class Loan(db.Model):\n        class Meta:\n            table_name = 'lending_loans'\n"
        "    db.create_tables([Loan])\n"
    )
    store = open_store()
    store.migrate("lending", tmp_path / "m")
    assert check(store) == []
    store.close()
    assert [(finding.code, finding.severity) for finding in check(open_store())] == [
        ("schema.unchecked", "warning")
    ]


def test_a_reference_to_a_row_that_is_gone_is_found(sqlite_store):
    lived_in(sqlite_store)
    vandal = sqlite3.connect(sqlite_store.dialect.path, isolation_level=None)
    vandal.execute("DELETE FROM places WHERE number = 2")
    vandal.execute("INSERT INTO levels VALUES ('gone', 'umbrella', 1)")
    vandal.close()
    assert "store.reference" in codes(sqlite_store)


def test_run_is_the_only_door_for_other_rooms(store):
    assert store.read_now(lambda tx: run(tx, "SELECT 1").fetchone()) == (1,)
