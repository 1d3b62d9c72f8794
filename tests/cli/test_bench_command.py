"""`kiosk bench` as a person types it, where there is nothing to open."""

import stat

import pytest

from kiosk.cli.bench import kept_token
from kiosk.cli.demo_house import build
from kiosk.cli.displays import known_screens, note_screens
from kiosk.cli.main import main


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return build(tmp_path_factory.mktemp("demo"))


def test_where_there_is_no_demo_it_says_how_one_is_started(tmp_path, capsys):
    assert main(["bench", "--dir", str(tmp_path)]) == 69
    assert "kiosk demo" in capsys.readouterr().err


def test_a_demo_that_does_not_run_is_not_opened(demo, capsys):
    if demo.run.exists():
        demo.run.rmdir()
    assert main(["bench", "--dir", str(demo.path.parent)]) == 69
    assert "no demo runs" in capsys.readouterr().err


def test_a_real_box_has_no_bench(tmp_path, capsys):
    file = tmp_path / "kiosk.toml"
    file.write_text('[[scanner]]\nname = "scanner"\nport = "/dev/serial/by-id/a-real-one"\n')
    assert main(["bench", "--settings", str(file)]) == 69
    assert "emulated world" in capsys.readouterr().err


def test_a_token_is_made_once_and_nobody_else_can_read_it(tmp_path):
    path = tmp_path / "bench-token"
    token = kept_token(path)
    assert len(token) >= 32
    assert kept_token(path) == token
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("short")
    assert kept_token(path) not in (token, "short")


def test_what_a_screen_is_on_is_found_again_and_garbage_is_nothing(demo):
    note_screens(demo, {"front": ":1234"})
    assert known_screens(demo) == {"front": ":1234"}
    (demo.run / "screens.json").write_text("[1")
    assert known_screens(demo) == {}
    (demo.run / "screens.json").unlink()
    assert known_screens(demo) == {}
