"""Everything that Kivy reads before it is imported, in one place.

Kivy takes its settings from environment variables and from `~/.kivy/config.ini`, reads `sys.argv`, writes logs and opens
four kinds of input, all as a side effect of being imported. A kiosk wants none of that: `prepare` says everything, and
`check_display` refuses the one silent failure (SDL without a usable display falls back to drawing off screen, "fine").

Input is the mouse provider alone: on Linux SDL turns a touchscreen into mouse events, and a second provider would deliver
every touch twice. Several fingers at once are not wanted at a kiosk.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from kiosk.shell.options import Options

OFFSCREEN_DRIVERS = ("offscreen", "dummy")
SMALLER_BELOW = 0.97
"""A window that is a few pixels too large is not worth another scale (a panel that hides, a virtual screen)."""
TITLE_BAR = 36
"""Pixels that a window manager takes for a title."""


class NoDisplay(RuntimeError):
    """There is no screen that a person could see."""


class TooLate(RuntimeError):
    """Kivy was imported before `prepare`; what it read by itself cannot be taken back."""


def prepare(options: Options, *, cursor: bool = False) -> None:
    """Set Kivy up for this screen. Call once per process, before anything imports Kivy; `cursor` shows the arrow (demo)."""
    if "kivy" in sys.modules:
        raise TooLate("kivy was imported before kiosk.shell.environment.prepare()")
    home = Path(os.environ.get("KIOSK_KIVY_HOME") or options.run / "kivy")
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KIVY_HOME=str(home),
        KIVY_NO_CONFIG="1",
        KIVY_NO_ENV_CONFIG="1",
        KIVY_NO_ARGS="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",  # leaves the root logger and stderr alone: a crash must not look like a silent exit
        KIVY_WINDOW="sdl2",
        KIVY_TEXT="sdl2",
        KIVY_IMAGE="sdl2",
        KIVY_CLIPBOARD="dummy",
        KIVY_AUDIO="",
        KIVY_VIDEO="",
        KIVY_CAMERA="",
        KIVY_SPELLING="",
        # Both: the density alone once gave negative font sizes. All our sizes are pixels made from millimetres already.
        KIVY_DPI="96",
        KIVY_METRICS_DENSITY="1",
        KIVY_METRICS_FONTSCALE="1",
        # A kiosk's cursor and its signals are ours; the screen never sleeps by itself.
        SDL_VIDEO_ALLOW_SCREENSAVER="0",
    )
    data = _lean_data(home)
    if data is not None:
        os.environ["KIVY_DATA_DIR"] = str(data)
    _import_clock()

    from kivy.config import Config

    turned = options.rotation in (90, 270)  # the window is the panel's; what is drawn in it is turned
    for key, value in {
        "width": options.height if turned else options.width,
        "height": options.width if turned else options.height,
        "fullscreen": "auto" if options.fullscreen else 0,
        "borderless": int(options.fullscreen),
        "resizable": 0,
        "multisamples": 0,  # edges are smoothed by the shapes; what is drawn is then exactly what a screenshot shows
        "maxfps": 60,
        "vsync": 0,
        "show_cursor": int(cursor),
        "allow_screensaver": 0,
    }.items():
        Config.set("graphics", key, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "pause_on_minimize", "0")
    Config.set("kivy", "desktop", "0")
    Config.set("kivy", "log_level", "warning")
    Config.set("postproc", "double_tap_time", "0")
    Config.set("postproc", "triple_tap_time", "0")
    for name, _ in Config.items("input"):
        Config.remove_option("input", name)
    Config.set("input", "mouse", "mouse,disable_multitouch,disable_hover")
    for name, _ in Config.items("modules"):
        Config.remove_option("modules", name)


def _lean_data(home: Path) -> Path | None:
    """Kivy's data folder without its style sheet, as links; None when Kivy cannot be found.

    Parsing `style.kv` is a third of the time that importing Kivy takes, and not one of our widgets is styled by it.
    """
    spec = find_spec("kivy")
    if spec is None or spec.origin is None:
        return None
    lean = home / "data"
    lean.mkdir(exist_ok=True)
    for entry in (Path(spec.origin).parent / "data").iterdir():
        link = lean / entry.name
        if entry.name == "style.kv":
            link.write_text("#:kivy 1.0\n", encoding="utf-8")
        elif not link.is_symlink() or link.readlink() != entry:
            link.unlink(missing_ok=True)
            link.symlink_to(entry)
    return lean


def _import_clock() -> None:
    """Import Kivy's clock without asyncio, which it wants for a loop of its own that is never run here.

    asyncio brings ssl and forty other modules: a tenth of the whole start. The stand-in is there during this one import only.
    """
    if "asyncio" in sys.modules:
        import kivy.clock

        return
    stand_in = ModuleType("asyncio")
    stand_in.wait_for = None  # type: ignore[attr-defined]
    sys.modules["asyncio"] = stand_in
    try:
        import kivy.clock  # noqa: F401
    finally:
        del sys.modules["asyncio"]


def fitted(options: Options) -> Options:
    """The same screen, smaller, where a window of its size does not go on this computer's display.

    Pixels and ppi shrink together: all sizes are millimetres of the real panel, so that the picture stays the same.
    """
    if options.fullscreen or os.environ.get("SDL_VIDEODRIVER") in OFFSCREEN_DRIVERS:
        return options
    room = _usable_display()
    if room is None:
        return options
    factor = min(1.0, room[0] / options.width, room[1] / options.height)
    if factor > SMALLER_BELOW:
        return options
    return replace(
        options,
        width=int(options.width * factor),
        height=int(options.height * factor),
        ppi=options.ppi * factor,
    )


def _usable_display() -> tuple[int, int] | None:
    """Width and height that windows may take on the first display; None when SDL cannot say."""
    spec = find_spec("kivy")
    if spec is None or spec.origin is None:
        return None
    libraries = sorted(Path(spec.origin).parent.parent.glob("[Kk]ivy.libs/libSDL2-2*"))
    if not libraries:
        return None
    sdl = ctypes.CDLL(str(libraries[0]))
    video = 0x20
    if sdl.SDL_InitSubSystem(video) != 0:
        return None
    try:
        whole, usable = (ctypes.c_int * 4)(), (ctypes.c_int * 4)()
        if sdl.SDL_GetDisplayBounds(0, whole) != 0 or sdl.SDL_GetDisplayUsableBounds(0, usable) != 0:
            return None
        if list(whole) == list(
            usable
        ):  # no desktop with panels: a bare X server, whose windows have no title either
            return whole[2], whole[3]
        return usable[2], usable[3] - TITLE_BAR
    finally:
        sdl.SDL_QuitSubSystem(video)


def sdl_library() -> ctypes.CDLL:
    """The SDL that Kivy's window is drawn with: the one already mapped into this process, the wheel's own as a rule."""
    with Path("/proc/self/maps").open(encoding="utf-8") as maps:
        for line in maps:
            path = line.rstrip("\n").partition("/")[2]
            name = path.rpartition("/")[2]
            if name.startswith("libSDL2-2"):
                return ctypes.CDLL(f"/{path}")
    raise NoDisplay("no SDL library is loaded: the window was not made by SDL")


def video_driver(sdl: ctypes.CDLL) -> str:
    """The name of SDL's video driver in use: x11, KMSDRM, offscreen, …"""
    sdl.SDL_GetCurrentVideoDriver.restype = ctypes.c_char_p
    name = sdl.SDL_GetCurrentVideoDriver()
    return name.decode() if name else ""


def check_display(sdl: ctypes.CDLL) -> str:
    """The video driver's name. Raises `NoDisplay` when nobody could see the picture and nobody asked for that.

    Asking is the environment variable SDL_VIDEODRIVER=offscreen, as the tests on a machine without X do.
    """
    driver = video_driver(sdl)
    if driver in OFFSCREEN_DRIVERS and os.environ.get("SDL_VIDEODRIVER") != driver:
        raise NoDisplay(
            f"SDL found no usable display and fell back to '{driver}'. Is DISPLAY set, and may this user use it? "
            "(SDL_VIDEODRIVER=offscreen asks for a picture that nobody sees.)"
        )
    if not driver:
        raise NoDisplay("SDL has no video driver at all")
    return driver
