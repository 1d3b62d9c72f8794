"""What journeys of the desk itself share: a kiosk whose one plugin a test writes."""

from __future__ import annotations

import itertools
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate, folder_of
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for

_numbers = itertools.count()

MANIFEST = 'id = "trial"\nversion = "1"\nhost = ">=1,<2"\ntitle = "Trial"\nservices = ["trial.main"]\n'

HEAD = """
import asyncio
from kiosk.core.api import *

@hookimpl
def kiosk_services():
    return [Service("trial.main", "试一试", main)]
"""


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Journey]:
    """A kiosk with every installed plugin and without any staff account."""
    journey = Journey(settings_for(tmp_path), ManualClock(NOON_MS))
    journey.start()
    yield journey
    journey.stop()
    journey.close()


@pytest.fixture
def kiosk_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Journey]]:
    """Starts a kiosk whose only plugin has this code: a coroutine `main(visit)`, and hooks if it likes."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[Journey] = []
    modules: list[str] = []

    def start(code: str) -> Journey:
        module = f"kiosk_trial_plugin_{next(_numbers)}"
        folder = tmp_path / module
        folder.mkdir()
        (folder / "plugin.toml").write_text(MANIFEST)
        (folder / "__init__.py").write_text(HEAD + textwrap.dedent(code))
        modules.append(module)
        journey = Journey(
            settings_for(tmp_path / "box"),
            ManualClock(NOON_MS),
            plugins=[Candidate("trial", module, folder_of(module))],
        )
        journey.start()
        made.append(journey)
        return journey

    yield start
    for journey in made:
        journey.stop()
        journey.close()
    for module in modules:
        sys.modules.pop(module, None)
