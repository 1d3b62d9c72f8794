"""A short run of `make tremor`, in a process of its own because Kivy allows one window for each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.display
@pytest.mark.timeout(900)
def test_a_trembling_hand_gets_what_it_meant_and_nothing_else() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.tremor.trembling", "--visits", "100"],
        cwd=ROOT,
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
