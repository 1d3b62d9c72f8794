"""Running migrations: playhouse's runner, with what it does not ask about asked first.

Peewee 4.5.3's runner ignores numbers that appear twice, histories newer than the files, and keeps its own
history in a table that is not STRICT; its migrator drops triggers and STRICT when it rebuilds a table
(`add_not_null`, `alter_column_type`). So: files are checked before anything runs; the history is our own
table; each migration runs in one transaction together with a comparison of the schema before and after; and
whatever lost a wall, or touched another's table, is rolled back as a whole.

One history per owner: `core_migration`, `<plugin>_migration`. Expand first, contract a release later: a
migration that only adds says `expand_only = True`, and the previous release, which does not know it, still
opens the data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import peewee
from playhouse.migrations import Migration, MigrationError, Runner

from kiosk.core.clock import Clock
from kiosk.core.store import errors
from kiosk.core.store.dialect import Dialect
from kiosk.link.build import VERSION

CORE_MIGRATIONS = Path(__file__).parent / "migrations"

_NAME = re.compile(r"([0-9]{4})_[a-z0-9_]+")
_ON_TABLE = re.compile(r"\bon (\w+)")
_OWNER = re.compile(r"[a-z][a-z0-9_]{1,30}")


def migrate(dialect: Dialect, owner: str, directory: Path, clock: Clock) -> list[str]:
    """Run what is pending of `owner` ("" is the core) on this thread's connection; returns the names of what
    ran.

    Raises MigrationRefused (numbers, names, walls, another's tables) or HistoryNewer; then the schema is as
    it was before the migration that failed.
    """
    if owner:
        check_owner(owner, dialect)
    runner = _Runner(dialect, owner, directory, clock)
    check_files(runner.migrations(), owner)
    runner.prepare_history()
    check_history(runner.history(), [migration.name for migration in runner.migrations()], owner)
    try:
        return runner.pending()
    except MigrationError as error:
        raise errors.MigrationRefused(str(error)) from error


RESERVED = frozenset(
    {
        "brands",
        "core",
        "first",
        "hours",
        "identities",
        "identity",
        "journal",
        "ledger",
        "member",
        "opening",
        "rule",
        "serial",
        "serials",
        "shift",
        "slip",
        "sqlite",
        "stock",
        "store",
        "void",
        "pg",
    }
)
"""Owners whose prefix would take in tables that are not theirs."""


def check_owner(owner: str, dialect: Dialect) -> None:
    """A plugin's prefix takes in neither the core's tables nor another plugin's."""
    if not _OWNER.fullmatch(owner) or owner in RESERVED:
        raise errors.MigrationRefused(f"{owner!r} cannot own tables")
    for table in dialect.database.get_tables():
        other = table.removesuffix("_migration")
        if other not in (table, owner) and (
            f"{other}_".startswith(f"{owner}_") or f"{owner}_".startswith(f"{other}_")
        ):
            raise errors.MigrationRefused(f"{owner!r} and {other!r} would own the same tables")


def build(dialect: Dialect, migrations: Mapping[str, Path]) -> None:
    """Run every migration in an empty place, within one transaction that nobody commits: what the schema
    should be.
    """
    for owner, directory in migrations.items():
        runner = _Runner(dialect, owner, directory, None)
        with dialect.migrating(""):
            runner.History.create_table(safe=False)
        for migration in runner.migrations():
            with dialect.migrating(owner):
                migration.load().up(runner.migrator, dialect.database)


def check_files(files: list[Migration], owner: str) -> None:
    """Numbers run from 0001 without a gap and without a double; names are plain."""
    who = owner or "core"
    for expected, migration in enumerate(files, start=1):
        match = _NAME.fullmatch(migration.name)
        if match is None:
            raise errors.MigrationRefused(
                f"{who}: {migration.name}.py is not named like 0001_what_it_does.py"
            )
        number = int(match.group(1))
        if number < expected:
            raise errors.MigrationRefused(f"{who}: two migrations have the number {number:04d}")
        if number > expected:
            raise errors.MigrationRefused(
                f"{who}: migration {expected:04d} is missing before {migration.name}"
            )


def check_history(history: Mapping[str, tuple[str, bool]], files: list[str], owner: str) -> None:
    """What was applied is known here, in this order; or it is newer and says that it only added."""
    who = owner or "core"
    applied = sorted(history)
    for name, known in zip(applied, files, strict=False):
        if name != known:
            raise errors.MigrationRefused(f"{who}: the data has {name} where this release has {known}")
    for name in applied[len(files) :]:
        release, expand_only = history[name]
        if not expand_only:
            last = files[-1] if files else "nothing"
            raise errors.HistoryNewer(
                f"{who}: the data was brought to {name} by release {release}; this is release {VERSION}, "
                f"which knows up to {last}. Start release {release} or newer."
            )


def check_applied(dialect: Dialect, owner: str, directory: Path) -> None:
    """Raise `MigrationRefused` unless the data stands exactly where this release's files end, `HistoryNewer` where it is past
    them: for who only reads. A newer release that only added is no hindrance."""
    runner = _Runner(dialect, owner, directory, None)
    files = [path.stem for path in sorted(directory.glob("[0-9]*.py"))]
    dialect.begin(read_only=True)
    try:
        there = runner.table_name in dialect.database.get_tables()
        history = runner.history() if there else {}
    finally:
        dialect.rollback()
    check_history(history, files, owner)
    if pending := [name for name in files if name not in history]:
        raise errors.MigrationRefused(
            f"{owner or 'core'}: {pending[0]} has not been run yet; start the kiosk once, or run `kiosk check`"
        )


class _Runner(Runner):  # type: ignore[misc]  # playhouse carries no types
    """Playhouse's runner with our history table, our guard around each migration, and a look at the walls
    after it.
    """

    def __init__(self, dialect: Dialect, owner: str, directory: Path, clock: Clock | None) -> None:
        super().__init__(dialect.database, str(directory), table_name=f"{owner or 'core'}_migration")
        self._dialect = dialect
        self._owner = owner

        class History(dialect.database.Model):  # type: ignore[name-defined, misc]  # made at run time
            name = peewee.TextField(primary_key=True)
            applied = peewee.BigIntegerField(default=clock.now_ms if clock else None)
            release = peewee.TextField(default=VERSION)
            expand_only = peewee.IntegerField(default=0)

            class Meta:
                table_name = self.table_name

        self.History = History

    def prepare_history(self) -> None:
        """Make the history's table where there is none yet."""
        dialect = self._dialect
        if self.table_name in dialect.database.get_tables():
            return
        dialect.begin(read_only=False)
        try:
            with dialect.migrating(""):
                self.History.create_table(safe=False)
            dialect.commit()
        except BaseException:
            dialect.rollback()
            raise

    def history(self) -> dict[str, tuple[str, bool]]:
        """What was applied: by which release, and whether it only added."""
        return {row.name: (row.release, bool(row.expand_only)) for row in self.History.select()}

    def pending(self) -> list[str]:
        """Run what is pending; playhouse's `up`, without its own idea of the history's table."""
        applied = []
        for migration in self.status():
            if migration.path is not None and not migration.applied:
                module = migration.load()
                if not getattr(module, "atomic", True):
                    raise errors.MigrationRefused(f"{migration.name}: a migration runs in one transaction")
                self._run(migration.name, module, "up")
                applied.append(migration.name)
        return applied

    def _run(self, name: str, module: ModuleType, direction: str, fake: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        dialect = self._dialect
        with dialect.rebuilding():
            dialect.begin(read_only=False)
            dialect.database.push_transaction(self)
            try:
                before = dialect.describe()
                counts = _counts(dialect)
                with dialect.migrating(self._owner):
                    try:
                        getattr(module, direction)(self.migrator, self.database)
                    except Exception as error:
                        cause = dialect.cause(error)
                        raise (errors.MigrationRefused(f"{name}: {cause}") if cause else error) from error
                _verify(dialect, self._owner, name, before, counts)
                self.History.create(name=name, expand_only=int(getattr(module, "expand_only", False)))
                dialect.commit()
            except BaseException:
                dialect.rollback()
                raise
            finally:
                dialect.database.pop_transaction()


def _counts(dialect: Dialect) -> dict[str, int]:
    return {table: _count(dialect, table) for table in dialect.ledgers()}


def _count(dialect: Dialect, table: str) -> int:
    return int(dialect.run(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608  names from the schema


def _verify(dialect: Dialect, owner: str, name: str, before: dict[str, str], counts: dict[str, int]) -> None:
    """The walls still stand: types are held, no trigger got lost, no ledger lost a row, nobody else was
    touched.
    """
    if not dialect.in_transaction():
        raise errors.MigrationRefused(f"{name}: ended the transaction that it runs in")
    if loose := dialect.loose_tables():
        raise errors.MigrationRefused(f"{name}: left {', '.join(loose)} without STRICT")
    after = dialect.describe()
    tables = {key.split(" ", 1)[1] for key in after if key.startswith("table ")}
    _verify_triggers(name, before, after, tables)
    for table, count in counts.items():
        if table not in tables or _count(dialect, table) != count:
            raise errors.MigrationRefused(f"{name}: rows of {table}, which is append-only, are gone")
    if broken := dialect.broken_references():
        raise errors.MigrationRefused(f"{name}: left rows of {', '.join(broken)} that refer to nothing")
    if owner:
        _verify_ownership(dialect, owner, name, before, after)


def _verify_triggers(name: str, before: dict[str, str], after: dict[str, str], tables: set[str]) -> None:
    for key, words in before.items():
        if key.startswith("trigger ") and after.get(key) != words:
            on = _ON_TABLE.search(words)
            if on is not None and on.group(1) in tables:
                raise errors.MigrationRefused(f"{name}: {on.group(1)} lost its {key}")


def _verify_ownership(
    dialect: Dialect, owner: str, name: str, before: dict[str, str], after: dict[str, str]
) -> None:
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if foreign := sorted(key for key in changed if not owned_by(owner, key, after.get(key) or before[key])):
        raise errors.MigrationRefused(f"{name}: touched {', '.join(foreign)}, which {owner} does not own")
    for table, target in dialect.foreign_keys():
        if table.startswith(f"{owner}_") and not target.startswith(f"{owner}_"):
            raise errors.MigrationRefused(
                f"{name}: {table} refers to {target}; a plugin keeps ids, not foreign keys"
            )


def owned_by(owner: str, key: str, words: str) -> bool:
    """Whether a described object is an owner's: by its own name, or (indexes, triggers) by that of its table."""
    kind, name = key.split(" ", 1)
    if kind in ("index", "trigger") and (on := _ON_TABLE.search(words)) is not None:
        name = on.group(1)
    return name.startswith(f"{owner}_")
