"""What `kiosk backup` does for a store on a server: a dump that PostgreSQL's own tool can put back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg
import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.ledger import Line, principal, safe
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.core.store.postgres_dump import dump
from tests.store.conftest import KIOSK
from tests.store.postgres_server import PostgresServer, database_of

pytestmark = pytest.mark.postgres


def test_a_dump_is_restored_as_the_documentation_says_and_kiosk_check_is_clean(
    postgres_store: Store, postgres: PostgresServer, tmp_path: Path
) -> None:
    postgres_store.write_now(lambda tx: tx.enter("test.paid", [Line(safe(), principal("m"), 7)]))
    target = tmp_path / "kiosk.pgdump"
    target.touch()
    url = str(postgres_store.dialect.database.database)
    dump(url, target)

    with psycopg.connect(postgres.url("root", "postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE restored ENCODING 'UTF8' TEMPLATE template0")
        server.execute("GRANT CREATE ON DATABASE restored TO kiosk_books")
    command = [
        "pg_restore",
        "--single-transaction",
        f"--dbname={postgres.url('root', 'restored')}",
        str(target),
    ]
    subprocess.run(command, check=True)
    again = postgres.url("kiosk", "restored")
    store = Store.open(again, ManualClock(), kiosk_id=KIOSK)
    try:
        assert check(store) == []
        assert store.read_now(lambda tx: tx.balance(principal("m"))) == 7
    finally:
        store.close()
        postgres.drop(again)
    assert database_of(again) == "restored"


def test_a_server_that_is_not_there_and_a_missing_program_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kiosk.pgdump"
    target.touch()
    with pytest.raises(errors.StoreUnavailable, match="pg_dump: "):
        dump(f"postgresql://kiosk@/kiosk?host={tmp_path}", target)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(errors.StoreUnavailable, match="postgresql-client"):
        dump("postgresql://kiosk@/kiosk", target)
