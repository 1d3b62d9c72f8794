"""A plugin that answers something else than it should is put aside like one that raises, and the next one is loaded."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from kiosk.core.host.discovery import Candidate, candidates
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import Aside, PluginFailed
from kiosk.core.service import Availability
from tests.core.conftest import GOOD, MANIFEST, Desk

HEAD = "from kiosk.core.api import *\nasync def flow(visit): pass\n"
OFFERS = HEAD + "@hookimpl\ndef kiosk_services(): return [Service({service})]\n"

LOADS = [
    pytest.param(HEAD + "@hookimpl\ndef kiosk_services(): return [1]\n", "int instead of Service", id="numbers"),
    pytest.param(HEAD + "@hookimpl\ndef kiosk_services(): return 5\n", "instead of a list", id="a number"),
    pytest.param(HEAD + "@hookimpl\ndef kiosk_services(): pass\n", "NoneType instead of a list", id="nothing"),
    pytest.param(HEAD + "@hookimpl\nasync def kiosk_services(): return []\n", "is async", id="async"),
    pytest.param(
        HEAD + "@hookimpl(hookwrapper=True)\ndef kiosk_services(): yield\n", "NoneType instead of Service", id="wrapper"
    ),
    pytest.param(
        HEAD + "@hookimpl\ndef kiosk_services():\n    raise SystemExit(3)\n    yield\n", "SystemExit: 3", id="exit"
    ),
    pytest.param(HEAD + "import asyncio\nraise asyncio.CancelledError\n", "CancelledError", id="cancelled at import"),
    pytest.param(HEAD + "raise GeneratorExit\n", "GeneratorExit", id="generator exit at import"),
    pytest.param(
        "class E(Exception):\n    def __str__(self): raise RuntimeError\nraise E\n", "E: (it cannot say", id="mute"
    ),
    pytest.param(
        "import sys\nclass M:\n    def __dir__(self): raise SystemExit(9)\nsys.modules[__name__] = M()\n",
        "SystemExit: 9",
        id="exit from dir",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "reason"), LOADS)
def test_whatever_a_plugin_does_while_it_is_loaded_costs_only_itself(
    plugin: Callable[..., Candidate], code: str, reason: str
) -> None:
    host = Desk().load(plugin("alpha", code), plugin("beta"))
    assert host.states["alpha"].state == "quarantined"
    assert reason in host.states["alpha"].reason
    assert [service.id for _name, service in host.services("customer")] == ["beta.main"]


@pytest.mark.parametrize(
    "service",
    [
        "[1], 'Main', flow",
        "'alpha.main', None, flow",
        "'alpha.main', '\\ud800', flow",
        "'alpha.main', Message('alpha', '{x', arguments={'a': 1}), flow",
        "'alpha.main', Message('alpha', '{x} left', arguments={'a': 1}), flow",
        "'alpha.main', 'x' * 1_000_000, flow",
        "'alpha.main', 'Main', None",
        "'alpha.main', 'Main', flow, icon=5",
        "'alpha.main', 'Main', flow, tone='pink'",
        "'alpha.main', 'Main', flow, order='x'",
        "'alpha.main', 'Main', flow, devices=None",
        "'alpha.main', 'Main', flow, devices=('laser',)",
        "'alpha.main', 'Main', flow, audience='everybody'",
    ],
)
def test_a_service_that_no_screen_could_show_is_not_offered(
    plugin: Callable[..., Candidate], service: str
) -> None:
    host = Desk().load(plugin("alpha", OFFERS.replace("{service}", service)), plugin("beta"))
    assert "failed in kiosk_services" in host.states["alpha"].reason
    assert [one.id for _name, one in host.services("customer")] == ["beta.main"]


def test_a_service_is_taken_as_the_wire_would_carry_it(plugin: Callable[..., Candidate]) -> None:
    code = OFFERS.replace("{service}", "'alpha.main', 'Main', flow, devices=['scanner']")
    ((_name, service),) = Desk().load(plugin("alpha", code)).services("customer")
    assert service.devices == ("scanner",)


@pytest.mark.parametrize(
    "answer",
    [
        "'free'",
        "Availability(5)",
        "Availability(object())",
        "Availability('free', enabled='no')",
        "Availability(Message('alpha', '{count} left {x}', arguments={'count': 1}))",
        "Availability(Message('alpha', 'one', plural='{many}', arguments={'count': 1}))",
    ],
)
def test_an_answer_that_no_screen_could_show_is_a_strike(
    plugin: Callable[..., Candidate], answer: str
) -> None:
    code = HEAD + GOOD + f"\n@hookimpl\ndef kiosk_availability(tx, service_id): return {answer}\n"
    host = Desk().load(plugin("alpha", code.replace("{", "{{").replace("}", "}}").replace("{{id}}", "{id}")))
    assert host.states["alpha"].reason == ""
    with pytest.raises(PluginFailed):
        host.call_one("alpha", "kiosk_availability", tx="T", service_id="S")
    assert len(host.states["alpha"].strikes) == 1


def test_no_answer_at_all_is_an_answer(plugin: Callable[..., Candidate]) -> None:
    code = GOOD.replace("return Availability", "return None and Availability")
    host = Desk().load(plugin("alpha", code))
    assert host.call_one("alpha", "kiosk_availability", tx="T", service_id="S") is None
    assert isinstance(
        Desk().load(plugin("beta")).call_one("beta", "kiosk_availability", tx="T", service_id="S"),
        Availability,
    )


@pytest.mark.parametrize(
    "problem", ["asyncio.CancelledError()", "GeneratorExit()", "SystemExit(1)", "KeyboardInterrupt()"]
)
def test_a_hook_cannot_leave_by_pretending_that_it_was_cancelled(
    plugin: Callable[..., Candidate], problem: str
) -> None:
    code = "import asyncio\n" + GOOD.replace("return Availability", f"raise {problem}; return Availability")
    host = Desk().load(plugin("alpha", code), plugin("beta"))
    assert [name for name, _told in host.call("kiosk_availability", tx="T", service_id="S")] == ["beta"]
    assert len(host.states["alpha"].strikes) == 1


def test_somebody_who_ends_the_process_is_not_the_plugin(plugin: Callable[..., Candidate]) -> None:
    class Interrupted(Host):
        def _called(self, *_arguments: Any) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Interrupted(lambda: 0, migrate=lambda _name, _folder: None).load([plugin("alpha")], {})


def test_a_manifest_nested_without_end_costs_only_its_plugin(plugin: Callable[..., Candidate]) -> None:
    host = Desk().load(
        plugin("alpha", manifest=MANIFEST + "x = " + "[" * 20_000 + "]" * 20_000), plugin("beta")
    )
    assert "plugin.toml cannot be read" in host.states["alpha"].reason
    assert list(host.plugins) == ["beta"]


def test_one_that_is_not_loaded_still_has_its_version(plugin: Callable[..., Candidate]) -> None:
    host = Desk().host
    host.load(
        [plugin("alpha"), plugin("beta"), plugin("gamma", manifest="id =")],
        {},
        disabled=frozenset({"alpha", "gamma"}),
        quarantined={"beta": Aside("hung yesterday")},
    )
    assert {name: state.version for name, state in host.states.items()} == {
        "alpha": "1.2",
        "beta": "1.2",
        "gamma": "",
    }


# ------------------------------------------------------------------------------------------ entry points


def entry(value: str, name: str = "alpha") -> EntryPoint:
    return EntryPoint(name, value, "kiosk.plugins")


@pytest.mark.parametrize("value", ["not a module!", "", "x:y z", "a..b", ".x", "1", "no_such_package"])
def test_an_entry_point_that_names_nothing_is_put_aside_with_the_reason(value: str) -> None:
    found = candidates([entry(value), entry("kiosk.plugins.lending", "lending")])
    host = Host(lambda: 0, migrate=lambda _name, _folder: None)
    host.load(found, {})
    assert {name: state.state for name, state in host.states.items()} == {
        "alpha": "quarantined",
        "lending": "active",
    }
    assert host.states["alpha"].reason


def test_a_name_that_two_strangers_use_is_nobodys() -> None:
    (found,) = candidates([entry("first_package"), entry("second_package")])
    assert found.folder is None
    assert "first_package" in found.fault
    assert "second_package" in found.fault


def test_our_own_keep_their_names_and_the_other_is_told_of() -> None:
    ours, other = candidates([entry("aaa_first", "lending"), entry("kiosk.plugins.lending", "lending")])
    assert (ours.name, ours.module, ours.fault) == ("lending", "kiosk.plugins.lending", "")
    assert other.name.startswith("lending@")
    assert "the kiosk's own" in other.fault


def test_one_offer_that_is_listed_twice_is_one() -> None:
    (found,) = candidates([entry("kiosk.plugins.lending", "lending")] * 2)
    assert found.fault == ""
