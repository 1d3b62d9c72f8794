"""The host loads strangers under guard: one that fails costs only itself, and says why."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.host.discovery import Candidate, folder_of
from kiosk.core.host.host import DAY_MS, Host
from kiosk.core.host.plugin import Aside, PluginFailed, PluginState
from kiosk.core.store.errors import StoreError, StoreFull
from tests.core.conftest import GOOD, Desk


def test_a_plugin_is_loaded_migrated_and_offered(plugin: Callable[..., Candidate]) -> None:
    desk, one = Desk(), plugin("alpha")
    host = desk.load(one)
    assert host.states["alpha"] == PluginState("alpha", "1.2", since_ms=1_000_000, title="Test")
    assert desk.migrated == [("alpha", one.folder)]
    assert [service.id for _name, service in host.services("customer")] == ["alpha.main"]
    assert host.service("alpha.main") is not None


def test_a_hook_gets_the_arguments_it_names(plugin: Callable[..., Candidate]) -> None:
    host = Desk().load(plugin("alpha"))
    told = host.call_one("alpha", "kiosk_availability", tx="T", service_id="S")
    assert told.note == "T S"


def test_a_hook_that_a_plugin_does_not_have_answers_nothing(plugin: Callable[..., Candidate]) -> None:
    assert Desk().load(plugin("alpha")).call_one("alpha", "kiosk_check", tx=None) is None


@pytest.mark.parametrize(
    ("code", "services", "reason"),
    [
        ("raise RuntimeError('no luck')", None, "failed in import: RuntimeError: no luck"),
        ("this is not Python code", None, "failed in import: SyntaxError"),
        (GOOD + "\n@hookimpl\ndef kiosk_no_such_hook(): pass\n", None, "kiosk_no_such_hook"),
        (GOOD.replace("(tx, service_id)", "(tx, nonsense)"), None, "nonsense"),
        (GOOD, '["{id}.main", "{id}.more"]', "plugin.toml declares ['alpha.main', 'alpha.more']"),
        (
            GOOD.replace("return [Service", "raise ValueError('broken'); return [Service"),
            None,
            "ValueError: broken",
        ),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_put_aside_with_the_reason(
    plugin: Callable[..., Candidate], code: str, services: str | None, reason: str
) -> None:
    bad = plugin("alpha", code, services=services.replace("{id}", "alpha") if services else None)
    host = Desk().load(bad, plugin("beta"))
    assert host.states["alpha"].state == "quarantined"
    assert reason in host.states["alpha"].reason
    assert [service.id for _name, service in host.services("customer")] == ["beta.main"]


def test_a_failed_migration_puts_only_its_plugin_aside(plugin: Callable[..., Candidate]) -> None:
    def migrate(name: str, folder: Path) -> None:
        if name == "alpha":
            raise RuntimeError("touches journal")

    host = Host(lambda: 0, migrate=migrate)
    host.load([plugin("alpha"), plugin("beta")], {})
    assert "failed in migration: RuntimeError: touches journal" in host.states["alpha"].reason
    assert list(host.plugins) == ["beta"]


def test_a_wrong_setting_names_itself_before_any_code_runs(plugin: Callable[..., Candidate]) -> None:
    one = plugin("alpha", "raise SystemError('imported')")
    host = Desk().load(one, alpha={"colour": "red"})
    assert "[plugins.alpha] has no setting 'colour'" in host.states["alpha"].reason


def test_an_entry_point_and_its_manifest_must_agree(plugin: Callable[..., Candidate]) -> None:
    one = plugin("alpha")
    host = Desk().load(Candidate("lending", one.module, one.folder))
    assert "plugin.toml says id 'alpha', the entry point 'lending'" in host.states["lending"].reason


def test_a_package_that_is_not_there_says_so() -> None:
    host = Desk().load(Candidate("ghost", "no_such_package", folder_of("no_such_package")))
    assert "'no_such_package' cannot be found" in host.states["ghost"].reason


def test_one_raising_hook_never_costs_another_its_result(plugin: Callable[..., Candidate]) -> None:
    bad = GOOD.replace("return Availability", "raise KeyError('x'); return Availability")
    host = Desk().load(plugin("alpha", bad), plugin("beta"))
    assert [name for name, _result in host.call("kiosk_availability", tx="T", service_id="S")] == ["beta"]
    assert len(host.states["alpha"].strikes) == 1
    assert host.states["alpha"].state == "active"


@pytest.mark.parametrize("trouble", ["StoreFull", "StoreBusy", "StoreUnavailable"])
def test_a_store_in_trouble_is_counted_against_nobody(plugin: Callable[..., Candidate], trouble: str) -> None:
    code = f"from kiosk.core.store.errors import {trouble}\n" + GOOD.replace(
        "return Availability", f"raise {trouble}('x'); return Availability"
    )
    host = Desk().load(plugin("alpha", code))
    for _visit in range(5):
        with pytest.raises(PluginFailed):
            host.call_one("alpha", "kiosk_availability", tx="T", service_id="S")
    assert (host.states["alpha"].state, host.states["alpha"].strikes) == ("active", [])


def test_a_drivers_own_word_for_a_full_disk_is_no_strike_either(plugin: Callable[..., Candidate]) -> None:
    """A hook inside the store's transaction meets it before the store has given it a name."""
    code = "import sqlite3\n" + GOOD.replace(
        "return Availability", "raise sqlite3.OperationalError('full'); return Availability"
    )

    def means(problem: BaseException) -> StoreError | None:
        return StoreFull("full") if isinstance(problem, sqlite3.OperationalError) else None

    host = Host(lambda: 0, migrate=lambda _name, _folder: None, store_cause=means)
    host.load([plugin("alpha", code)], {})
    with pytest.raises(PluginFailed):
        host.call_one("alpha", "kiosk_availability", tx="T", service_id="S")
    assert host.states["alpha"].strikes == []


def test_three_exceptions_in_a_day_put_a_plugin_aside(plugin: Callable[..., Candidate]) -> None:
    bad = GOOD.replace("return Availability", "raise KeyError('x'); return Availability")
    desk = Desk()
    host = desk.load(plugin("alpha", bad))
    for _ in range(3):
        assert host.states["alpha"].state == "active"
        with pytest.raises(PluginFailed):
            host.call_one("alpha", "kiosk_availability", tx="T", service_id="S")
    assert host.states["alpha"].state == "quarantined"
    assert "3 exceptions in a day, the last: KeyError in kiosk_availability" in host.states["alpha"].reason
    assert desk.quarantined == [host.states["alpha"]]
    assert host.services("customer") == []


def test_exceptions_of_yesterday_are_forgotten(plugin: Callable[..., Candidate]) -> None:
    bad = GOOD.replace("return Availability", "raise KeyError('x'); return Availability")
    desk = Desk()
    host = desk.load(plugin("alpha", bad))
    for _ in range(5):
        desk.now += DAY_MS
        host.call("kiosk_availability", tx="T", service_id="S")
    assert host.states["alpha"].state == "active"


def test_a_quarantine_of_before_is_kept_and_the_code_not_run(plugin: Callable[..., Candidate]) -> None:
    one = plugin("alpha", "raise SystemError('imported')")
    host = Desk().host
    host.load([one], {}, quarantined={"alpha": Aside("hung yesterday")})
    assert host.states["alpha"].reason == "hung yesterday"


def test_a_disabled_plugin_is_not_imported(plugin: Callable[..., Candidate]) -> None:
    host = Desk().host
    host.load([plugin("alpha", "raise SystemError('imported')")], {}, disabled=frozenset({"alpha"}))
    assert host.states["alpha"].state == "disabled"


def test_a_folder_is_found_without_importing_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "kiosk_test_outer" / "inner"
    package.mkdir(parents=True)
    (tmp_path / "kiosk_test_outer" / "__init__.py").write_text("raise SystemError('imported')")
    (package / "__init__.py").write_text("raise SystemError('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert folder_of("kiosk_test_outer.inner") == package
    assert folder_of("kiosk_test_outer.other") is None
    assert "kiosk_test_outer" not in sys.modules
