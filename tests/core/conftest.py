"""What the tests of the host share: plugins that a test writes, and a host with its surroundings written down."""

from __future__ import annotations

import itertools
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.host.discovery import Candidate, folder_of
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginState

_numbers = itertools.count()

MANIFEST = 'id = "{id}"\nversion = "1.2"\nhost = ">=1,<2"\ntitle = "Test"\nservices = {services}\n'

GOOD = """
from kiosk.core.api import Availability, Service, hookimpl

async def flow(visit):
    pass

@hookimpl
def kiosk_services():
    return [Service("{id}.main", "Main", flow)]

@hookimpl
def kiosk_availability(tx, service_id):
    return Availability(f"{{tx}} {{service_id}}")
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Candidate]]:
    """Writes a plugin package that Python can import; returns its candidate."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[str] = []

    def make(
        id: str,  # noqa: A002 - the manifest's word
        code: str = GOOD,
        *,
        manifest: str = MANIFEST,
        services: str | None = None,
    ) -> Candidate:
        module = f"kiosk_test_plugin_{next(_numbers)}"
        folder = tmp_path / module
        folder.mkdir()
        offered = services if services is not None else f'["{id}.main"]'
        folder.joinpath("plugin.toml").write_text(manifest.format(id=id, services=offered))
        folder.joinpath("__init__.py").write_text(
            textwrap.dedent(code).replace("{id}", id).replace("{{", "{").replace("}}", "}")
        )
        made.append(module)
        return Candidate(id, module, folder_of(module))

    yield make
    for module in made:
        sys.modules.pop(module, None)


class Desk:
    """A host with its surroundings written down."""

    def __init__(self) -> None:
        self.now = 1_000_000
        self.migrated: list[tuple[str, Path]] = []
        self.quarantined: list[PluginState] = []
        self.host = Host(lambda: self.now, migrate=self._migrate, on_change=self.changed)

    def changed(self, state: PluginState) -> None:
        if state.state == "quarantined":
            self.quarantined.append(state)

    def _migrate(self, name: str, folder: Path) -> None:
        self.migrated.append((name, folder))

    def load(self, *found: Candidate, **settings: dict[str, object]) -> Host:
        self.host.load(list(found), settings)
        return self.host
