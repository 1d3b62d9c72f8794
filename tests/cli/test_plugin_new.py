"""`kiosk plugin new` writes a plugin that works as it is, and says in a sentence which name will not do."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.cli.plugin_new import DRIVER_FILES, FILES, BadName, write, write_driver
from kiosk.core.host.manifest import read_manifest
from kiosk.drivers.foreign.manifest import read as read_driver
from kiosk.drivers.testing import Bench
from tests.testing.conftest import make_known


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    """A new plugin, installed as `pip install -e` would: its folder and an entry point on the path."""
    folder = write("queue", title='Take "a" number', title_zh="取号排队", into=tmp_path)
    make_known(folder, "queue")
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_it_writes_is_a_whole_plugin(queue: Path) -> None:
    written = {str(path.relative_to(queue)) for path in queue.rglob("*") if path.is_file()}
    assert {place.format(id="queue", package="zhanggui_queue") for place in FILES.values()} <= written
    assert (queue / "zhanggui_queue/locale/zh_CN/LC_MESSAGES/queue.mo").exists()
    manifest = read_manifest(queue / "zhanggui_queue/plugin.toml")
    assert (manifest.id, manifest.title, manifest.title_zh) == ("queue", 'Take "a" number', "取号排队")
    project = tomllib.loads((queue / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["kiosk.plugins"] == {"queue": "zhanggui_queue"}
    for path in queue.rglob("*"):
        if path.is_file() and path.suffix != ".mo":
            assert "<<" not in path.read_text(encoding="utf-8"), path


@pytest.mark.slow  # `kiosk plugin check` plays the same five in tests/testing/test_quality.py, and fails when one does
def test_its_own_journeys_pass_as_they_are(queue: Path) -> None:
    done = run(queue, "pytest", "-q", "-p", "no:cacheprovider", "-k", "not power")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout


def test_its_code_reads_like_ours(queue: Path) -> None:
    done = run(queue, "ruff", "check", "--isolated", "--line-length", "110", "--select", "E,F,I,B,UP,W", ".")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Lost-Found", "'lost_found' would do"),
        ("取号", "2 to 31 small letters"),
        ("q", "2 to 31 small letters"),
        ("2nd", "'nd' would do"),
        ("x" * 32, "would do"),
        ("core", "taken by the kiosk itself"),
        ("import", "taken by the kiosk itself"),
        ("lending", "installed here already"),
        ("lending_two", "would own the same tables"),
        ("../etc", "'etc' would do"),
    ],
)
def test_a_bad_name_is_refused_in_a_sentence(
    name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugin", "new", name, "--into", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["two\nlines", "{count}", "<<id>>", " ", "x" * 41, "back\\slash"])
def test_a_title_that_no_tile_can_show_is_refused(title: str, tmp_path: Path) -> None:
    with pytest.raises(BadName, match="--title"):
        write("queue", title=title, into=tmp_path)


def test_a_chinese_title_is_at_most_twelve_characters(tmp_path: Path) -> None:
    with pytest.raises(BadName, match="12 Chinese characters"):
        write("queue", title_zh="请在这里领取今天的排队号码", into=tmp_path)


def test_a_folder_that_is_there_is_not_written_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "zhanggui-queue").mkdir()
    assert main(["plugin", "new", "queue", "--into", str(tmp_path)]) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert list((tmp_path / "zhanggui-queue").iterdir()) == []


def test_the_next_steps_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "new", "queue", "--into", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "pip install --no-deps -e ." in told
    assert 'Its Chinese title is still "新服务"' in told


# ---------------------------------------------------------------------------------------------- a driver


@pytest.fixture
def lamp(tmp_path: Path) -> Path:
    """A new driver, installed."""
    folder = write_driver("desk_lamp", title='A "desk" lamp', title_zh="台灯", into=tmp_path)
    make_known(folder, "desk_lamp", group="kiosk.drivers")
    return folder


def test_what_it_writes_is_a_whole_driver(lamp: Path) -> None:
    written = {str(path.relative_to(lamp)) for path in lamp.rglob("*") if path.is_file()}
    assert {
        place.format(id="desk_lamp", package="zhanggui_desk_lamp") for place in DRIVER_FILES.values()
    } <= written
    manifest = read_driver(lamp / "zhanggui_desk_lamp/driver.toml")
    assert (manifest.id, manifest.title, manifest.title_zh, manifest.device) == (
        "desk_lamp", 'A "desk" lamp', "台灯", "lights",
    )  # fmt: skip
    project = tomllib.loads((lamp / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["kiosk.drivers"] == {"desk_lamp": "zhanggui_desk_lamp"}
    for path in lamp.rglob("*"):
        if path.is_file():
            assert "<<" not in path.read_text(encoding="utf-8"), path


def test_a_driver_lights_its_lamps_as_it_is(
    lamp: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(lamp))
    monkeypatch.setenv("PYTHONPATH", str(lamp))
    with Bench("desk_lamp", tmp_path) as bench:
        bench.wait_for("online")
        bench.show(green="continuous")
        bench.until(lambda: bench.truth.facts == {"red": "off", "yellow": "off", "green": "on"})


def test_a_drivers_code_reads_like_ours(lamp: Path) -> None:
    done = run(lamp, "ruff", "check", "--isolated", "--line-length", "128", "--select", "E,F,I,B,UP,W", ".")
    assert done.returncode == 0, done.stdout


@pytest.mark.slow  # each fault waits for the house's own back-off
def test_all_of_a_drivers_own_tests_pass_as_they_are(lamp: Path) -> None:
    done = run(lamp, "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout


def test_a_driver_that_is_there_already_is_not_written(
    tmp_path: Path, lamp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(lamp))
    with pytest.raises(BadName, match="installed here already"):
        write_driver("desk_lamp", into=tmp_path / "elsewhere")


def test_the_next_steps_with_a_driver_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugin", "new", "tower", "--driver", "--into", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "is a working driver" in told
    assert "kiosk.toml" in told
    assert 'Its Chinese title is still "信号灯"' in told
