"""What journeys of the desk itself share: a kiosk whose one plugin a test writes."""

from __future__ import annotations

import itertools
import json
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from kiosk.core.host.discovery import Candidate, folder_of
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk

MANIFEST = 'id = "{id}"\nversion = "1"\nhost = ">=1,<2"\ntitle = "Trial"\nservices = {services}\n'

Install = Callable[[str, Sequence[str], str], Candidate]

HEAD = """
import asyncio
from kiosk.core.api import *

@hookimpl
def kiosk_services():
    return [Service("trial.main", "试一试", main)]
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Writes a plugin with this id, these services and this code, as `kiosk_<id>_plugin`."""
    numbers = itertools.count()
    modules: set[str] = set()

    def write(name: str, services: Sequence[str], code: str) -> Candidate:
        module = f"kiosk_{name}_plugin"
        folder = tmp_path / f"plugins-{next(numbers)}" / module
        folder.mkdir(parents=True)
        monkeypatch.syspath_prepend(str(folder.parent))
        (folder / "plugin.toml").write_text(MANIFEST.format(id=name, services=json.dumps(list(services))))
        (folder / "__init__.py").write_text(code)
        sys.modules.pop(module, None)
        modules.add(module)
        return Candidate(name, module, folder_of(module))

    yield write
    for module in modules:
        sys.modules.pop(module, None)


@pytest.fixture
def kiosk_of(make_kiosk: MakeKiosk) -> Callable[..., Journey]:
    """Starts a kiosk with these plugins and no other."""
    return lambda *plugins: make_kiosk(plugins=plugins)


@pytest.fixture
def kiosk_with(install: Install, kiosk_of: Callable[..., Journey]) -> Callable[[str], Journey]:
    """Starts a kiosk whose only plugin has this code: a coroutine `main(visit)`, and hooks if it likes."""
    return lambda code: kiosk_of(install("trial", ["trial.main"], HEAD + textwrap.dedent(code)))
