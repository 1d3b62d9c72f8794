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
SERVICES = "inside_lending.py inside_house.py inside_bags.py inside_member_cards.py inside_counter.py inside_setup.py"


SLOW = pytest.mark.slow


@pytest.mark.display
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("size", "part", "looks"),
    [  # how the stage behaves does not depend on which large screen it is; what is measured does
        ("tall", BEHAVIOUR, "every"),
        ("small", BEHAVIOUR, "every"),
        ("tall", MEASURES, "every"),
        ("wide", MEASURES, "every"),
        ("small", MEASURES, "every"),
        ("tall", PIXELS, "every"),
        pytest.param("wide", PIXELS, "every", marks=SLOW),
        pytest.param("small", PIXELS, "every", marks=SLOW),
        # The samples are measured in every look on every size, and so is what each service asks on the size that has the
        # least room; on the others a question that does not fit shows it in the longest words and the largest letters.
        ("small", SERVICES, "every"),
        ("tall", SERVICES, "hardest"),
        ("wide", SERVICES, "hardest"),
        pytest.param("tall", SERVICES, "every", marks=SLOW),
        pytest.param("wide", SERVICES, "every", marks=SLOW),
    ],
)
def test_screens(size: str, part: str, looks: str, tmp_path: Path) -> None:
    files = [str(INSIDE / name) for name in part.split()]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x" if os.environ.get("CI") else "-q", "--no-header", "-p", "no:cacheprovider",
         *("-p", "no:hypothesispytest", "-p", "no:xdist", "-p", "no:kiosk.testing.plugin"),  # a second each to import
         f"--basetemp={tmp_path}/inside", "--timeout=60", *files],
        cwd=ROOT,
        env={
            **os.environ,
            "KIOSK_SIZE": size,
            "KIOSK_LOOKS": looks,
            "SDL_VIDEODRIVER": "offscreen",
            "PYTHONPATH": f"{ROOT}:{INSIDE}",
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-12000:] + run.stderr[-3000:]
