"""The driver guide tells the truth: its listings are the files, its commands run, its settings and its service work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.core.host.discovery import Candidate, folder_of
from kiosk.drivers import api, testing
from kiosk.drivers.foreign.manifest import read
from kiosk.drivers.foreign.port import LEAVE_SECONDS, LINES_A_MINUTE, SILENCE_SECONDS
from kiosk.link.settings import parse
from kiosk.testing.kiosks import MakeKiosk

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests" / "foreign_driver"
GUIDE = (ROOT / "docs" / "drivers.md").read_text(encoding="utf-8")
LISTINGS = re.findall(r"```\w+ file=(\S+)\n(.*?)\n```", GUIDE, re.DOTALL)


def listing(kind: str) -> str:
    (only,) = re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return str(only)


@pytest.mark.parametrize(("path", "text"), LISTINGS, ids=[path for path, _text in LISTINGS])
def test_a_listing_is_the_file_it_names(path: str, text: str) -> None:
    assert text == (ROOT / path).read_text(encoding="utf-8").rstrip()


def test_the_whole_driver_is_shown() -> None:
    files = {each for each in SOURCE.rglob("*") if each.suffix in (".py", ".toml")}
    assert {ROOT / path for path, _text in LISTINGS} == files


def test_whoever_does_what_the_page_says_has_a_driver_whose_tests_pass(tmp_path: Path) -> None:
    folder = shutil.copytree(SOURCE, tmp_path / "tower", ignore=shutil.ignore_patterns("__pycache__"))
    assert listing("sh install").strip() == "pip install --no-deps -e ."
    info = folder / "zhanggui_tower-0.1.0.dist-info"  # what that leaves behind, without its half a minute
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zhanggui-tower\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[kiosk.drivers]\nsignal_tower = zhanggui_tower\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", listing("sh run")],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(folder), "PYTEST_ADDOPTS": "-p no:cacheprovider"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    assert " passed" in done.stdout


def test_its_settings_are_a_box_s_and_its_driver_s() -> None:
    (device,) = parse(listing("toml settings")).devices
    manifest = read(SOURCE / "zhanggui_tower" / "driver.toml")
    assert manifest.id == device.driver
    assert manifest.values(device.settings) == device.settings


def test_its_service_sets_the_tower(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_kiosk: MakeKiosk
) -> None:
    folder = tmp_path / "kiosk_trial_plugin"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    head = 'id = "trial"\nversion = "1"\nhost = ">=1,<2"\ntitle = "Trial"\nservices = ["trial.main"]\ndevices = ["lights"]\n'
    (folder / "plugin.toml").write_text(head)
    (folder / "__init__.py").write_text(listing("python service"))
    plugin = Candidate("trial", "kiosk_trial_plugin", folder_of("kiosk_trial_plugin"))
    kiosk = make_kiosk(plugins=[plugin], extra="\n" + listing("toml settings"))
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.choose("call")
    kiosk.until(lambda: kiosk.world.lights == {"green": "quick"}, "a green light")
    kiosk.choose("here")
    kiosk.until(lambda: kiosk.world.lights == {}, "darkness")
    sys.modules.pop("kiosk_trial_plugin")


@pytest.mark.parametrize("name", [*api.__all__, *testing.__all__])
def test_each_public_name_stands_on_the_page(name: str) -> None:
    assert f"`{name}`" in GUIDE.partition("## What there is")[2]


def test_the_figures_on_the_page_are_the_code_s() -> None:
    assert f"killed after {SILENCE_SECONDS:g} s without a finished turn" in GUIDE
    assert f"{LINES_A_MINUTE} lines a minute reach the log" in GUIDE
    assert LEAVE_SECONDS == 1.0
    assert "killed after a second" in GUIDE


def test_the_tower_s_own_tests_use_only_what_is_promised() -> None:
    for file in SOURCE.rglob("*.py"):
        for module in re.findall(r"^from (kiosk\.\S+) import", file.read_text(), re.MULTILINE):
            assert module in ("kiosk.drivers.api", "kiosk.drivers.testing"), file
