"""Runs the tests in `inside/` on a real window of each size, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

INSIDE = Path(__file__).parent / "inside"
ROOT = INSIDE.parents[2]
BEHAVIOUR = "inside_stage.py inside_loop.py inside_typeset.py inside_tidy.py"
MEASURES = "inside_measures.py inside_bar.py inside_board.py inside_balance.py"
PIXELS = "inside_pixels.py"
SERVICES = "inside_lending.py inside_house.py inside_bags.py inside_setup.py"


@pytest.mark.display
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("size", "part"),
    [  # how the stage behaves does not depend on which large screen it is; what is measured does
        ("tall", BEHAVIOUR),
        ("small", BEHAVIOUR),
        ("tall", MEASURES),
        ("wide", MEASURES),
        ("small", MEASURES),
        ("tall", PIXELS),
        pytest.param("wide", PIXELS, marks=pytest.mark.slow),
        pytest.param("small", PIXELS, marks=pytest.mark.slow),
        ("tall", SERVICES),
        ("wide", SERVICES),
        ("small", SERVICES),
    ],
)
def test_screens(size: str, part: str, tmp_path: Path) -> None:
    files = [str(INSIDE / name) for name in part.split()]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x" if os.environ.get("CI") else "-q", "--no-header", "-p", "no:cacheprovider",
         f"--basetemp={tmp_path}/inside", "--timeout=60", *files],
        cwd=ROOT,
        env={**os.environ, "KIOSK_SIZE": size, "SDL_VIDEODRIVER": "offscreen", "PYTHONPATH": f"{ROOT}:{INSIDE}"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-12000:] + run.stderr[-3000:]
