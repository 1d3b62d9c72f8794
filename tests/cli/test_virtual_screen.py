"""The virtual screen, and the small X client that touches it and looks at it."""

import subprocess
import sys
import textwrap

import pytest

from kiosk.cli import virtual_screen
from kiosk.cli.displays import drawing_on
from kiosk.cli.virtual_screen import NoVirtualScreen, VirtualScreen
from kiosk.cli.x11 import Display, DisplayFault

pytestmark = pytest.mark.display


@pytest.fixture(scope="module")
def screen():
    with VirtualScreen(320, 240) as screen:
        yield screen


def test_a_screen_has_the_size_that_was_asked_for(screen):
    with Display(screen.name) as display:
        assert (display.width, display.height) == (320, 240)


def test_a_picture_is_what_the_server_shows(screen, tmp_path):
    with Display(screen.name) as display:
        assert len(display.pixels()) == 4 * 320 * 240
        assert len(display.pixels(10, 20, 3, 2)) == 24
        display.save(tmp_path / "screen.png")
    from PIL import Image

    with Image.open(tmp_path / "screen.png") as picture:
        assert picture.size == (320, 240)


POINTER = """
    import ctypes, sys
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(sys.argv[1].encode()))
    root = x11.XDefaultRootWindow(display)
    got = [ctypes.c_int() for _ in range(4)]
    windows = [ctypes.c_ulong() for _ in range(2)]
    mask = ctypes.c_uint()
    x11.XQueryPointer(display, root, *map(ctypes.byref, windows), *map(ctypes.byref, got), ctypes.byref(mask))
    print(got[0].value, got[1].value, bool(mask.value & 0x100))
"""


def test_a_finger_is_where_it_was_put_until_it_is_lifted(screen):
    def pointer() -> str:
        command = [sys.executable, "-c", textwrap.dedent(POINTER), screen.name]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    with Display(screen.name) as display:
        display.press(123, 45)
        assert pointer() == "123 45 True"
        display.release()
        assert pointer() == "123 45 False"


def test_a_display_that_is_not_there_is_named():
    with pytest.raises(DisplayFault, match="there is no display :4711"):
        Display(":4711")
    with pytest.raises(DisplayFault, match="is no display of this machine"):
        Display("elsewhere:0")


def test_without_xvfb_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(virtual_screen.shutil, "which", lambda _name: None)
    with pytest.raises(NoVirtualScreen, match="apt-get install xvfb"):
        VirtualScreen(10, 10)


def test_an_xvfb_that_does_not_start_is_an_error_and_not_a_wait(monkeypatch):
    monkeypatch.setattr(virtual_screen.shutil, "which", lambda _name: "/bin/true")
    with pytest.raises(NoVirtualScreen, match="did not start"):
        VirtualScreen(10, 10)


def test_who_draws_on_a_screen_of_ours_is_not_told_to_draw_off_it(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    monkeypatch.setenv("DISPLAY", ":5")
    assert "SDL_VIDEODRIVER" not in drawing_on(":1234")
    assert drawing_on(":1234")["DISPLAY"] == ":1234"
    assert drawing_on(":5")["SDL_VIDEODRIVER"] == "offscreen", "on one's own display it is one's own wish"
