"""A kiosk with that plugin and five people."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.staff import add_staff
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for
from tests.journeys.approval.steps import MIGRATION, PEOPLE, PLUGIN, RIGHT
from tests.journeys.conftest import Install
from tests.journeys.lending.steps import QUICK


@pytest.fixture
def start(tmp_path: Path, install: Install) -> Iterator[Callable[..., Journey]]:
    """A kiosk with five people and a plugin whose one act needs a second of them."""
    made: list[Journey] = []
    boxes = itertools.count()

    def begin(extra: str = "") -> Journey:
        plugin = install("trial", ["trial.main"], "MEMBER = ''\n" + textwrap.dedent(PLUGIN))
        assert plugin.folder is not None
        manifest = plugin.folder / "plugin.toml"
        manifest.write_text(manifest.read_text() + RIGHT)
        (plugin.folder / "migrations").mkdir()
        (plugin.folder / "migrations" / "0001_book.py").write_text(MIGRATION)
        journey = Journey(
            settings_for(tmp_path / f"box-{next(boxes)}", extra=extra), ManualClock(NOON_MS), plugins=[plugin]
        )
        journey.start()
        made.append(journey)
        for number, (pin, role) in PEOPLE.items():
            add_staff(journey.store, number, f"员工{number}", pin, role=role, policy=QUICK)
        return journey

    yield begin
    for journey in made:
        journey.stop()
        journey.close()


@pytest.fixture
def kiosk(start: Callable[..., Journey]) -> Journey:
    return start()
