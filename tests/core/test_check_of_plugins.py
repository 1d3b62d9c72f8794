"""`kiosk check` never passes because something was not looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.checks import check_desk
from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate, candidates
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import Aside
from kiosk.core.host.tables import bring_up_to_date
from kiosk.core.store.database import Store
from kiosk.testing.box import NOON_MS
from kiosk.testing.ready_store import put_ready_store
from tests.core.conftest import GOOD

CHECK = GOOD + "\nfrom kiosk.core.api import Finding\n@hookimpl\ndef kiosk_check(tx):\n    {body}\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    put_ready_store(tmp_path / "kiosk.db")
    opened = Store.open(tmp_path / "kiosk.db", ManualClock(NOON_MS))
    yield opened
    opened.close()


def load(store: Store, *found: Candidate, **how: object) -> Host:
    host = Host(lambda: NOON_MS, migrate=lambda name, folder: bring_up_to_date(store, name, folder))
    host.load(list(found), {}, **how)  # type: ignore[arg-type]  # the test's own words
    return host


def found(store: Store, host: Host) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in check_desk(store, host)]


def lending() -> Candidate:
    return next(one for one in candidates() if one.name == "lending")


@pytest.mark.parametrize(
    "body", ["raise ValueError('no')", "return 5", "return ['x']", "return None", "raise SystemExit(0)"]
)
def test_a_check_that_says_nothing_of_use_is_a_finding(
    store: Store, plugin: Callable[..., Candidate], body: str
) -> None:
    bad = plugin("alpha", CHECK.replace("{body}", body))
    good = plugin("beta", CHECK.replace("{body}", "return [Finding('beta.x', 'one', 'warning')]"))
    assert found(store, load(store, bad, good)) == [("plugin.check_failed", "wrong"), ("beta.x", "warning")]


def test_a_plugin_without_a_check_has_nothing_to_say(store: Store, plugin: Callable[..., Candidate]) -> None:
    assert found(store, load(store, plugin("alpha"))) == []


def test_tables_of_a_plugin_that_is_put_aside_are_not_right(store: Store) -> None:
    assert found(store, load(store, lending())) == []
    kept = load(store, lending(), quarantined={"lending": Aside("hung yesterday")})
    assert ("plugin.quarantined", "wrong") in found(store, kept)


def test_tables_that_nobody_has_looked_at_are_not_right(tmp_path: Path) -> None:
    for round_ in range(2):
        store = Store.open(tmp_path / "kiosk.db", ManualClock(NOON_MS))
        try:
            if round_ == 0:
                load(store, lending())
                continue
            assert found(store, load(store)) == [("schema.unchecked", "wrong")]
            aside = load(store, lending(), quarantined={"lending": Aside("hung yesterday")})
            assert ("schema.unchecked", "wrong") in found(store, aside)
            off = load(store, lending(), disabled=frozenset({"lending"}))
            assert found(store, off) == [("schema.unchecked", "warning")]
        finally:
            store.close()


def test_a_plugin_that_never_had_tables_is_worth_a_look(
    store: Store, plugin: Callable[..., Candidate]
) -> None:
    host = load(store, plugin("alpha", "raise RuntimeError('no luck')"))
    assert found(store, host) == [("plugin.quarantined", "warning")]


def test_a_plugin_without_migrations_may_not_own_another_ones_tables(
    store: Store, plugin: Callable[..., Candidate]
) -> None:
    host = load(store, lending(), plugin("lending_more"))
    assert "would own the same tables" in host.states["lending_more"].reason
    assert list(host.plugins) == ["lending"]
