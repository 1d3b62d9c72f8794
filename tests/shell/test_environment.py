"""What Kivy is told before it is imported, and the displays that are refused. Each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("KIVY", "SDL")) and key != "DISPLAY"
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_kivy_writes_nowhere_but_into_the_run_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    run = tmp_path / "run"
    done = python(
        f"""
from pathlib import Path
from kiosk.shell import environment
from kiosk.shell.options import Options
environment.prepare(Options(800, 480, 133.3, run=Path({str(run)!r})))
from kivy.core.window import Window
print(Window.size)
""",
        HOME=str(home),
        SDL_VIDEODRIVER="offscreen",
    )
    assert done.returncode == 0, done.stderr
    assert "(800, 480)" in done.stdout
    assert list(home.iterdir()) == []


def test_what_kivy_is_told(tmp_path: Path) -> None:
    done = python(
        f"""
import json, logging, sys
from pathlib import Path
from kiosk.shell import environment
from kiosk.shell.options import Options
errors = sys.stderr
environment.prepare(Options(run=Path({str(tmp_path)!r})))
from kivy.config import Config
from kivy.metrics import Metrics
print(json.dumps({{
    "input": Config.items("input"), "samples": Config.get("graphics", "multisamples"),
    "cursor": Config.get("graphics", "show_cursor"), "escape": Config.get("kivy", "exit_on_escape"),
    "density": Metrics.density, "stderr": sys.stderr is errors, "level": logging.getLogger().level,
}}))
""",
        SDL_VIDEODRIVER="offscreen",
    )
    told = json.loads(done.stdout)
    assert told["input"] == [["mouse", "mouse,disable_multitouch,disable_hover"]]
    assert (told["samples"], told["cursor"], told["escape"]) == ("0", "0", "0")
    assert told["density"] == 1
    assert told["stderr"], "a crash must not look like a silent exit"


def test_preparing_too_late_is_refused(tmp_path: Path) -> None:
    done = python(
        f"""
import os
os.environ.update(KIVY_HOME={str(tmp_path)!r}, KIVY_NO_CONSOLELOG="1", KIVY_NO_ARGS="1")
import kivy
from kiosk.shell import environment
from kiosk.shell.options import Options
try:
    environment.prepare(Options())
except environment.TooLate as late:
    print("refused:", late)
"""
    )
    assert "refused: kivy was imported before" in done.stdout


def test_without_a_display_the_shell_refuses_instead_of_drawing_for_nobody(tmp_path: Path) -> None:
    done = python(
        f"""
from pathlib import Path
from kiosk.shell.app import run
from kiosk.shell.environment import NoDisplay
from kiosk.shell.options import Options
try:
    run(Options(800, 480, 133.3, run=Path({str(tmp_path)!r})))
except NoDisplay as why:
    print("refused:", why)
"""
    )
    assert "refused: SDL found no usable display" in done.stdout, done.stderr[-2000:]


def test_importing_the_shell_does_not_import_kivy() -> None:
    done = python("import sys, kiosk.shell.app; print('kivy' in sys.modules)")
    assert done.stdout.strip() == "False", done.stderr


def test_the_shell_knows_neither_the_desk_nor_the_drivers() -> None:
    done = python(
        "import sys, kiosk.shell.app\n"
        "print([n for n in sys.modules if n.startswith(('kiosk.core', 'kiosk.drivers', 'asyncio'))])"
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_window_that_does_not_fit_is_drawn_smaller_at_the_same_shape() -> None:
    from kiosk.shell import environment
    from kiosk.shell.options import Options

    def fitted(width: int, height: int, fullscreen: bool = False) -> Options:
        environment_room = environment._usable_display
        environment._usable_display = lambda: (width, height)
        try:
            return environment.fitted(Options(1080, 1920, 102.4, fullscreen=fullscreen))
        finally:
            environment._usable_display = environment_room

    small = fitted(1920, 1000)
    assert small.height <= 1000
    assert abs(small.width / small.height - 1080 / 1920) < 0.01
    assert abs(small.ppi / 102.4 - small.height / 1920) < 0.01
    assert fitted(3000, 2000) == Options(1080, 1920, 102.4)
    assert fitted(1920, 1000, fullscreen=True).height == 1920


def test_the_start_is_lean_neither_style_sheet_nor_asyncio(tmp_path: Path) -> None:
    done = python(
        f"""
import sys
from pathlib import Path
from kiosk.shell import environment
from kiosk.shell.options import Options
environment.prepare(Options(800, 480, 133.3, run=Path({str(tmp_path)!r})))
from kivy.core.window import Window
from kivy.lang import Builder
print("few rules", len(Builder.rules) < 4, "asyncio" in sys.modules)
import asyncio
print(asyncio.run(asyncio.sleep(0, "works")))
""",
        SDL_VIDEODRIVER="offscreen",
    )
    assert "few rules True False" in done.stdout, done.stderr
    assert "works" in done.stdout


def test_the_lean_data_follows_kivy_when_it_moves(tmp_path: Path) -> None:
    from kiosk.shell import environment

    first = environment._lean_data(tmp_path)
    assert first is not None
    (first / "glsl").unlink()
    (first / "glsl").symlink_to("/nowhere")
    again = environment._lean_data(tmp_path)
    assert again is not None
    assert (again / "glsl" / "default.fs").is_file()
    assert "canvas" not in (again / "style.kv").read_text()
