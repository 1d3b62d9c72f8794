"""All that only PostgreSQL understands, with `postgres_connection.py` and `postgres_rules.py` beside
it.

Triggers refuse UPDATE, DELETE and TRUNCATE of what is append-only. DROP, ALTER and DISABLE TRIGGER are the
owner's right, and no trigger stops them without a superuser; so the desk does not own its tables. Three
roles, made once by whoever runs the server (`preparation`):

* `kiosk_books` owns the core's tables and is worn for core migrations only;
* `kiosk_plugins` owns the plugins' tables, is worn for plugin migrations only, and has no right to the core's
  tables at all;
* the role of the URL, NOINHERIT, may put on either, and of itself only reads and writes rows (of what is
  append-only: adds them).

Several boxes may share one database. Rows that two of them want are decided by unique indexes and row locks;
who waits longer than `lock_timeout` gets StoreBusy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from kiosk.core.store import errors
from kiosk.core.store.dialect import Dialect, constraint_cause, original
from kiosk.core.store.postgres_connection import LOST, PLUGINS, Here, KioskPostgres
from kiosk.core.store.postgres_rules import (
    DESCRIPTIONS,
    IDENTITY_RULES,
    LEDGER_DAY_RULES,
    LEDGER_RULES,
    RULES,
    VOID_CARD_RULES,
)

try:
    import psycopg
    from psycopg.pq import TransactionStatus
except ImportError as missing:  # an extra: a single box needs none of it
    raise errors.StoreError("PostgreSQL needs the driver: pip install 'zhanggui[postgres]'") from missing

SCHEMA = "kiosk"
BOOKS = "kiosk_books"
HEADS = "journal_heads"
LOCK_MS = 5_000
"""How long a writer waits for a row that another kiosk has locked."""

_TABLE = re.compile(r"\btable (\w+)")


def preparation(login: str, database: str, password: str = "…") -> str:  # noqa: S107  an ellipsis to fill in
    """What a superuser types once on the server, with psql, before the first kiosk is started."""
    return f"""\
CREATE ROLE {BOOKS} NOLOGIN;
CREATE ROLE {PLUGINS} NOLOGIN;
CREATE ROLE {login} LOGIN NOINHERIT PASSWORD '{password}';
GRANT {BOOKS}, {PLUGINS} TO {login};
CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0;
\\connect {database}
GRANT CREATE ON DATABASE {database} TO {BOOKS};
CREATE SCHEMA {SCHEMA} AUTHORIZATION {BOOKS};
GRANT USAGE, CREATE ON SCHEMA {SCHEMA} TO {PLUGINS};
GRANT USAGE ON SCHEMA {SCHEMA} TO {login};
"""


@lru_cache(maxsize=512)
def _translated(sql: str) -> str:
    return sql.replace("?", "%s")


class Postgres(Dialect):
    """PostgreSQL behind the store's back."""

    name = "postgresql"
    one_kiosk = False
    integer = "INTEGER"
    big = "BIGINT"
    blob = "BYTEA"
    sequence = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    strict = strict_compact = ""
    for_update = " FOR UPDATE"
    reads_at_once = False

    database: KioskPostgres

    def __init__(self, url: str) -> None:
        database = KioskPostgres(
            "postgresql://" + url.split("://", 1)[1],
            prefer_psycopg3=True,
            autoconnect=False,
            connect_timeout=10,
            application_name="kiosk",
        )
        database.dialect = self
        database.here = self.here = Here()
        self.database = database
        self._ledgers: set[str] = set()

    # ---------------------------------------------------------------------------------- connections

    def connect(self, *, read_only: bool) -> None:
        self.here.opening = True
        try:
            self.database.connect()
        finally:
            self.here.opening = False
        connection: psycopg.Connection[Any] = self.database.connection()
        self.here.connection, self.here.read_only = connection, read_only
        self._check_role(connection)
        connection.execute(f"SET search_path = {SCHEMA}")
        connection.execute(f"SET lock_timeout = {LOCK_MS}")
        connection.execute("SET synchronous_commit = on")
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
        self.ledgers()

    def _check_role(self, connection: psycopg.Connection[Any]) -> None:
        row = connection.execute(
            "SELECT current_user, current_database(), rolsuper, rolinherit, to_regrole(%s), to_regrole(%s),"
            " to_regnamespace(%s) FROM pg_roles WHERE rolname = current_user",
            (BOOKS, PLUGINS, SCHEMA),
        ).fetchone()
        login, database, superuser, inherits, *made = row or ("kiosk", "kiosk", True, True, None)
        if superuser or inherits or not all(made):
            raise errors.NotAllowed(
                f"the role {login} of database {database} would walk through the store's walls, or there are none yet. "
                f"A superuser prepares the server once, with psql:\n{preparation('kiosk', 'kiosk')}"
            )

    def disconnect(self) -> None:
        if not self.database.is_closed():
            self.database.close()
        self.here.connection = None

    def begin(self, *, read_only: bool) -> None:
        connection = self.here.connection
        if connection is None or connection.closed:
            # Lost, and the transaction in which it was lost has been told so. This one may try anew.
            self.disconnect()
            self.connect(read_only=self.here.read_only)
            connection = self._connection
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if read_only else "BEGIN")

    @property
    def _connection(self) -> psycopg.Connection[Any]:
        if self.here.connection is None:
            raise errors.StoreUnavailable(LOST)
        return self.here.connection

    def commit(self) -> None:
        connection = self._connection
        if connection.pgconn.transaction_status != TransactionStatus.INTRANS:
            # COMMIT would not complain: it would roll back, and call that a success.
            raise errors.StoreError("a statement of the transaction had failed; nothing of it can be kept")
        try:
            connection.execute("COMMIT")
        except psycopg.OperationalError as error:
            if connection.closed:
                raise errors.CommitUnknown(f"{LOST} while committing") from error
            raise

    def rollback(self) -> None:
        connection = self.here.connection
        if connection is not None and not connection.closed and self.in_transaction():
            connection.execute("ROLLBACK")

    def in_transaction(self) -> bool:
        return self._connection.pgconn.transaction_status != TransactionStatus.IDLE

    def sound(self) -> bool:
        return self._connection.pgconn.transaction_status == TransactionStatus.INTRANS

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        return self._connection.execute(_translated(sql), parameters)

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_translated(sql), rows)

    def acting_for(self, plugin: str) -> None:
        self.here.owner = plugin

    # ---------------------------------------------------------------------------------- migrations

    @contextmanager
    def migrating(self, owner: str) -> Iterator[None]:
        connection, here = self._connection, self.here
        if here.owner and (here.owner != owner or not here.migrating):
            raise errors.NotAllowed(f"{here.owner} does not migrate for {owner or 'the core'}")
        standing = here.at_ease, here.owner, here.migrating
        connection.execute(f"SET ROLE {PLUGINS if owner else BOOKS}")
        here.at_ease, here.owner, here.migrating = not owner, owner, True
        before = self._written()
        try:
            yield
            after = self._written()
            self._grant()
            strange = {table for table in after if owner and not table.startswith(f"{owner}_")}
            if wrote := sorted(table for table in strange if after[table] != before.get(table, 0)):
                raise errors.MigrationRefused(f"wrote to {', '.join(wrote)}, which {owner} does not own")
        finally:
            here.at_ease, here.owner, here.migrating = standing
            if not here.migrating and connection.pgconn.transaction_status != TransactionStatus.INERROR:
                connection.execute("RESET ROLE")  # otherwise the rollback does it

    def _grant(self) -> None:
        """The desk's own role gets its rights to the tables that the role worn now owns."""
        ledgers = set(self.ledgers())
        rows = self._connection.execute(
            "SELECT c.relname, c.relkind::text FROM pg_class c WHERE c.relkind IN ('r', 'S')"
            " AND c.relnamespace = current_schema()::regnamespace AND pg_get_userbyid(c.relowner) = current_user"
        ).fetchall()
        for name, kind in rows:
            # The journal's own trigger moves its head, in the name of whoever adds a row.
            rights = "SELECT, INSERT" if name in ledgers - {HEADS} else "SELECT, INSERT, UPDATE, DELETE"
            rights, what = ("USAGE, SELECT", "SEQUENCE") if kind == "S" else (rights, "TABLE")
            self._connection.execute(f'GRANT {rights} ON {what} "{name}" TO session_user')

    def _written(self) -> dict[str, int]:
        """How many rows this connection wrote to each table; counts may include those of transactions before
        this one. A table is there twice while `kiosk check` builds the expected schema.
        """
        rows = self._connection.execute(
            "SELECT relname, sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_xact_user_tables"
            " GROUP BY relname"
        ).fetchall()
        return dict(rows)

    @contextmanager
    def apart(self) -> Iterator[Dialect]:
        run = self._connection.execute
        self.begin(read_only=False)
        try:
            run(f"SET LOCAL ROLE {BOOKS}")
            run(f"CREATE SCHEMA {SCHEMA}_expected")
            run(f"GRANT USAGE, CREATE ON SCHEMA {SCHEMA}_expected TO {PLUGINS}")
            run(f"GRANT USAGE ON SCHEMA {SCHEMA}_expected TO session_user")
            run("RESET ROLE")
            run(f"SET LOCAL search_path = {SCHEMA}_expected")
            yield self
        finally:
            self.rollback()

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        yield  # ALTER TABLE rebuilds nothing that others refer to

    @contextmanager
    def extending(self, table: str) -> Iterator[None]:  # noqa: ARG002
        yield  # kiosk_books may; what it may not lose is looked at afterwards

    def widen(self, table: str, column: str, before: str, after: str) -> None:  # noqa: ARG002 - by its name
        check = f"{table}_{column}_check"
        self.database.execute_sql(
            f"ALTER TABLE {table} DROP CONSTRAINT {check}, ADD CONSTRAINT {check} CHECK ({after})"
        )

    # ---------------------------------------------------------------------------------- walls

    def ledgers(self) -> list[str]:
        rows = self._connection.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname = c.relname || '_refuses_delete'"
        ).fetchall()
        self._ledgers.update(table for (table,) in rows)
        others = self._connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
            " AND pg_get_userbyid(relowner) = %s",
            (PLUGINS,),
        ).fetchall()
        self.database.plugin_tables = frozenset(table for (table,) in others)
        return [table for (table,) in rows]

    def append_only(self, table: str) -> None:
        run = self._connection.execute
        function = f"{table}_append_only"
        run(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        for verb in ("update", "delete"):
            run(
                f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb.upper()} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
        run(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
        for name in ("update", "delete", "truncate"):
            # ALWAYS: also where a replication role would have switched triggers off.
            run(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuses_{name}")

    def rules(self) -> Sequence[str]:
        return RULES

    def ledger_rules(self) -> Sequence[str]:
        return LEDGER_RULES

    def identity_rules(self) -> Sequence[str]:
        return IDENTITY_RULES

    def void_card_rules(self) -> Sequence[str]:
        return VOID_CARD_RULES

    def ledger_day_rules(self) -> Sequence[str]:
        return LEDGER_DAY_RULES

    def no_identity_number(self, column: str) -> str:
        day = "(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
        return f"{column} !~ '^[1-9][0-9]{{5}}{day}[0-9]{{3}}[0-9Xx]$'"

    def no_long_number(self, column: str) -> str:
        return f"{column} !~ '[0-9]{{17}}'"

    # ---------------------------------------------------------------------------------- what is there

    def describe(self) -> dict[str, str]:
        schema = self._connection.execute("SELECT current_schema()").fetchone()
        found = {}
        for kind, sql in DESCRIPTIONS.items():
            for name, words in self._connection.execute(sql).fetchall():
                plain = words.replace(f"{schema[0] if schema else ''}.", "")
                found[f"{kind} {name}"] = re.sub(r"\s+", " ", plain).strip().lower()
        return found

    def loose_tables(self) -> list[str]:
        return []  # its columns always hold to their types

    def foreign_keys(self) -> list[tuple[str, str]]:
        rows = self._connection.execute(
            "SELECT r.relname, f.relname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
            " JOIN pg_class f ON f.oid = c.confrelid"
            " WHERE c.contype = 'f' AND r.relnamespace = current_schema()::regnamespace"
        ).fetchall()
        return [(table, target) for table, target in rows]

    def broken_references(self) -> list[str]:
        return []  # it never lets go of them

    def damage(self) -> list[str]:
        return []  # its own tools (pg_amcheck) look at its files

    def cause(self, error: BaseException) -> errors.StoreError | None:
        inner = original(error)
        if not isinstance(inner, psycopg.Error):
            return None
        words = str(inner).split("\n", 1)[0]
        connection = self.here.connection
        if connection is None or connection.closed:
            return errors.StoreUnavailable(words or LOST)
        for kinds, meaning in _MEANINGS:
            if isinstance(inner, kinds):
                return meaning(words)
        if isinstance(inner, (psycopg.IntegrityError, psycopg.errors.RaiseException)):
            return constraint_cause(words)
        if isinstance(inner, psycopg.errors.InsufficientPrivilege):
            table = _TABLE.search(words)
            kind = errors.AppendOnly if table and table.group(1) in self._ledgers else errors.NotAllowed
            return kind(words)
        return errors.StoreError(words)


_MEANINGS: tuple[tuple[tuple[type[psycopg.Error], ...], type[errors.StoreError]], ...] = (
    (
        (
            psycopg.errors.LockNotAvailable,
            psycopg.errors.DeadlockDetected,
            psycopg.errors.SerializationFailure,
            psycopg.errors.QueryCanceled,
            psycopg.errors.TooManyConnections,
        ),
        errors.StoreBusy,
    ),
    ((psycopg.errors.DiskFull, psycopg.errors.OutOfMemory), errors.StoreFull),
    ((psycopg.errors.ReadOnlySqlTransaction,), errors.ReadOnly),
    ((psycopg.errors.AdminShutdown, psycopg.errors.CannotConnectNow), errors.StoreUnavailable),
    ((psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted), errors.StoreBroken),
)
