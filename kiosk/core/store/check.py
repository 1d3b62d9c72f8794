"""`kiosk check`: is everything in the store as it should be? Looks, and changes nothing.

Three questions: is the file whole and is the schema (types, triggers, indexes, owners) what the migrations of
this release make; is the journal a chain; and do the books agree with themselves (`audit.py`). The expected
schema is not written down a second time: the migrations are run in an empty place of the same kind, and the
two are compared.

Left out: what only a plugin knows of its own tables; `kiosk.core.checks` asks each of them beside this.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from kiosk.core.store.audit import Trouble, audit
from kiosk.core.store.database import Store
from kiosk.core.store.dialect import Dialect
from kiosk.core.store.migrate import build, owned_by


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it should be. `warning` is worth a look; `wrong` makes the check fail."""

    code: str
    text: str
    severity: Literal["warning", "wrong"] = "wrong"


def check(store: Store, *, excused: Container[str] | None = None) -> list[Finding]:
    """Every finding; an empty list is a clean store. Blocks; reads the whole journal.

    `excused`: whose tables need not be looked at; None where nobody's plugins are loaded.
    """
    findings = store.maintain(lambda dialect: _look_at_the_house(dialect, store.migrations, excused))
    if any(finding.code == "store.damaged" for finding in findings):
        return findings  # what a damaged file says of its books is worth nothing
    troubles: list[Trouble] = store.read_now(audit)
    return findings + [Finding(trouble.code, trouble.text, trouble.severity) for trouble in troubles]


def _look_at_the_house(
    dialect: Dialect, migrations: Mapping[str, Path], excused: Container[str] | None
) -> list[Finding]:
    if damage := dialect.damage():
        return [Finding("store.damaged", text) for text in damage]
    broken = [
        Finding("store.reference", f"{table} refers to rows that are gone")
        for table in dialect.broken_references()
    ]
    return [*broken, *_schema(dialect, migrations, excused), *_histories(dialect, migrations)]


def _histories(dialect: Dialect, migrations: Mapping[str, Path]) -> list[Finding]:
    """What the tables of history say was run, beside what this release has."""
    found = []
    tables = dialect.describe()
    for owner, directory in migrations.items():
        who = owner or "core"
        if f"table {who}_migration" not in tables:
            continue  # that it is missing, says the schema
        ours = {path.stem for path in _steps(directory)}
        rows = dialect.database.execute_sql(f'SELECT name, release FROM "{who}_migration"').fetchall()  # noqa: S608  an owner's name is checked
        said: dict[str, str] = dict(rows)
        found += [
            Finding("schema.history", f"{who}: {name}, of release {said[name]}, is not of this release")
            for name in sorted(said.keys() - ours)
        ]
        found += [
            Finding("schema.history", f"{who}: that {name} was run is not on record")
            for name in sorted(ours - said.keys())
        ]
    return found


def _schema(
    dialect: Dialect, migrations: Mapping[str, Path], excused: Container[str] | None
) -> list[Finding]:
    live = dialect.describe()
    expected = _expected(dialect, migrations)
    others = _owners(live) - set(migrations)
    missing = sorted(expected.keys() - live.keys())
    strange = sorted(
        key
        for key in live.keys() - expected.keys()
        if not any(owned_by(owner, key, live[key]) for owner in others)
    )
    changed = sorted(key for key in live.keys() & expected.keys() if live[key] != expected[key])
    return [
        *(Finding("schema.missing", f"{key} is missing") for key in missing),
        *(Finding("schema.strange", f"{key} is not ours") for key in strange),
        *(Finding("schema.changed", f"{key} is not as it was made: {live[key]}") for key in changed),
        *(
            Finding(
                "schema.unchecked",
                f"{owner} is not loaded, and its tables were not looked at",
                "warning" if excused is None or owner in excused else "wrong",
            )
            for owner in sorted(others)
        ),
    ]


_made: dict[tuple[object, ...], dict[str, str]] = {}
"""The schemas that migrations make, by the kind of database and the files: whoever checks a hundred stores (a crash walk does)
builds each once."""


def _expected(dialect: Dialect, migrations: Mapping[str, Path]) -> dict[str, str]:
    files = [
        (owner, path, path.stat().st_mtime_ns) for owner in migrations for path in _steps(migrations[owner])
    ]
    key = (type(dialect), *files)
    if key not in _made:
        with dialect.apart() as place:
            build(place, migrations)
            _made[key] = place.describe()
    return _made[key]


def _steps(directory: Path) -> list[Path]:
    return sorted(directory.glob("[0-9]*.py"))


def _owners(live: Mapping[str, str]) -> set[str]:
    """Whose migrations have ever been run here ("" is the core)."""
    names = {_name(key) for key in live if key.startswith("table ")}
    owners = {name.removesuffix("_migration") for name in names if name.endswith("_migration")}
    return {"" if owner == "core" else owner for owner in owners}


def _name(key: str) -> str:
    return key.split(" ", 1)[1]
