"""The kit on a plugin author's laptop: without the screen, the wires and the pins, a journey runs and a slip is a picture."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ABSENT = ("kivy", "evdev", "lgpio", "gpiozero", "serial", "escpos", "usb", "psycopg")
"""What only the box has."""

JOURNEY = """
from pathlib import Path

from kiosk.core.api import Line, Slip
from kiosk.testing.slips import PrintedSlip


def test_home(kiosk):
    kiosk.touch()
    kiosk.expect("您好")
    kiosk.speak("en")
    assert kiosk.check() == []


def test_paper():
    slip = PrintedSlip(Slip("trial", (Line("爱心雨伞"),)))
    assert slip.text == "爱心雨伞"
    assert slip.picture.width == 576 and slip.picture.getbbox()
"""

BLOCKED = f"""
import sys


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {ABSENT!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}, as on a laptop", name=name)


sys.meta_path.insert(0, Absent())
import pytest

sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""


def test_a_journey_runs_where_only_the_kit_is_installed(tmp_path: Path) -> None:
    (tmp_path / "test_author.py").write_text(JOURNEY, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, "--rootdir", str(tmp_path), str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


@pytest.mark.parametrize("name", ABSENT)
def test_what_only_the_box_has_is_an_extra(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    distribution = {"serial": "pyserial", "escpos": "python-escpos", "usb": "pyusb"}.get(name, name)
    for needed in (project["dependencies"], extras["testing"], extras["plugin"]):
        assert not any(one.startswith(distribution) for one in needed)
