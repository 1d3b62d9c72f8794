"""Lets the tests of this folder import its helpers by name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from aids import Screenless, world_settings


@pytest.fixture
def make_box(tmp_path: Path) -> Iterator[Callable[..., Screenless]]:
    """Boxes that are being set up, in a world; all closed afterwards."""
    made: list[Screenless] = []

    def make(*, world: bool = True, **wiring: Any) -> Screenless:
        box = Screenless(tmp_path, world=world_settings(tmp_path, **wiring) if world else None)
        made.append(box)
        return box

    yield make
    for box in made:
        box.close()
