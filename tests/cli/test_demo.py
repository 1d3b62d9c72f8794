"""`kiosk demo` as a person types it, on a machine without a display."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.cli import demo
from kiosk.cli.demo_house import build, second_pin
from kiosk.cli.demo_staff import with_staff
from kiosk.cli.tour_house import in_the_morning
from kiosk.link.settings import parse

pytestmark = pytest.mark.display


@pytest.fixture
def start(tmp_path):
    """Start `kiosk demo` in a folder, without a display and without a terminal."""
    started = []

    def run(*words):
        environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.cli", "demo", "--dir", str(tmp_path / "demo"), *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def processes(folder):
    """Everything of this demo that runs."""
    told = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in told.splitlines() if str(folder) in line and " demo " not in line]


def test_a_demo_comes_up_says_where_its_picture_is_and_leaves_nothing_behind(start, tmp_path, eventually):
    folder = tmp_path / "demo"
    process = start("--size", "800x480")
    eventually((folder / "data" / "screen.png").exists, seconds=60)
    second = start("--fresh")
    assert second.wait(60) == 75
    assert f"the demo in {folder} is running already" in second.communicate()[1]
    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=60)
    assert f"The screen's picture is {folder / 'data' / 'screen.png'}" in told
    assert "PIN" in told
    from PIL import Image

    with Image.open(folder / "data" / "screen.png") as picture:
        assert picture.size == (800, 480)
    eventually(lambda: not processes(folder), what="all processes gone")


def test_a_killed_demo_takes_its_kiosk_with_it(start, tmp_path, eventually):
    process = start("--size", "800x480")
    eventually((tmp_path / "demo" / "run" / "world.sock").exists, seconds=60)
    process.kill()
    process.wait()
    eventually(lambda: not processes(tmp_path / "demo"), what="all processes gone")


def test_a_size_that_is_none_is_refused(capsys):
    from kiosk.cli.main import main

    with pytest.raises(SystemExit):
        main(["demo", "--size", "big"])
    assert "a size is width x height in pixels, like 1080x1920" in capsys.readouterr().err


def test_another_size_begins_another_demo(tmp_path):
    build(tmp_path, width=800, height=480)
    assert not demo._other_size(tmp_path, None, 1.0)
    assert not demo._other_size(tmp_path, (800, 480), 1.0)
    assert demo._other_size(tmp_path, (1080, 1920), 1.0)
    assert not demo._other_size(tmp_path, (1600, 960), 0.5)


def test_a_display_that_is_small_gets_a_smaller_window_of_the_same_millimetres(monkeypatch):
    class Small:
        width, height = 1920, 1080

        def __enter__(self):
            return self

        def __exit__(self, *exception):
            pass

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(demo, "Display", Small)
    with demo.screen((1080, 1920)) as (name, scale):
        assert name == ":0"
        assert 1920 * scale < 1080
    with demo.screen((800, 480)) as (_, scale):
        assert scale == 1.0


@pytest.mark.parametrize("name", ["localhost:10.0", ":7654"])
def test_a_display_that_cannot_be_used_is_said_and_a_virtual_one_taken(monkeypatch, capsys, name):
    monkeypatch.setenv("DISPLAY", name)
    with demo.screen((800, 480)) as (virtual, scale):
        assert virtual != name
        assert scale == 1.0
    assert "going on with a virtual screen" in capsys.readouterr().err


def test_a_demo_gets_the_staffs_screen_once_and_keeps_it(tmp_path):
    settings = with_staff(build(tmp_path, width=540, height=960))
    again = with_staff(settings)
    assert [position.name for position in again.positions] == ["front", "staff"]
    codes = [scanner.position for scanner in again.scanners if scanner.reads == "codes"]
    assert codes == ["front", "staff"]
    assert again.seen_from("staff").shell.width == 1280
    assert settings.path.read_text().count("[[position]]") == 1
    number, pin = second_pin(settings)
    assert (number, pin.isdigit()) == ("2048", True)


def test_a_demo_keeps_its_size(tmp_path):
    assert demo._known_size(tmp_path, fresh=False) == (1080, 1920)
    build(tmp_path, width=800, height=480)
    assert demo._known_size(tmp_path, fresh=False) == (800, 480)
    assert demo._known_size(tmp_path, fresh=True) == (1080, 1920)


def test_a_demo_whose_settings_are_spoilt_can_be_begun_anew(tmp_path):
    (tmp_path / "kiosk.toml").write_text("nonsense")
    assert demo._run_of(tmp_path, fresh=True) == tmp_path / "run"
    assert build(tmp_path, fresh=True).banks


@pytest.mark.parametrize("hour", range(24))
def test_the_tour_is_made_in_the_morning_whenever_it_is_made(tmp_path, hour):
    """At ten in the evening no stroller is lent, and the tour would fail."""
    now = datetime(2026, 11, 29, hour, 10, tzinfo=UTC)
    settings = parse(
        in_the_morning('[site]\nname = "x"\n\n[paths]\ndata = "data"\n', now), tmp_path / "kiosk.toml"
    )
    assert now.astimezone(ZoneInfo(settings.site.zone)).hour == 11
