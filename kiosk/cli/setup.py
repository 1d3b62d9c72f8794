"""`kiosk setup`, and `kiosk run` on a box without settings: the screen and `kiosk/setup`, until there are some."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk.cli.options import log_to_stderr, settings_option
from kiosk.link.settings import default_path
from kiosk.setup.gate import Gate
from kiosk.setup.layout import WORLD_SETTINGS, Layout, TooDeep, layout_of


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk setup`."""
    settings_option(parser)
    parser.add_argument("--world", action="store_true", help="what is plugged in is the emulated world")
    parser.add_argument(
        "--new-code",
        action="store_true",
        help="only print a new one-time code for the box's label (the one before is void)",
    )


def run(parsed: argparse.Namespace) -> int:
    """Be the desk of a box that is being set up."""
    if parsed.new_code:
        print(Gate((parsed.settings or default_path()).absolute().parent).make())
        return 0
    from kiosk.setup.process import run_setup

    log_to_stderr("setup")
    layout = _layout(parsed.settings or default_path(), world=parsed.world)
    return 64 if layout is None else run_setup(layout)


def set_up(path: Path, *, world: bool) -> bool:
    """Run the screen and setting up under the watcher. Returns whether there are settings now."""
    from kiosk.cli.watcher import Watcher
    from kiosk.setup.process import prepare

    log_to_stderr("watcher")
    layout = _layout(path, world=world)
    if layout is None:
        return False
    prepare(layout)
    before = _stamp(path)
    watcher = Watcher(layout.run_folder)
    python = [sys.executable, "-m", "kiosk.cli"]
    watcher.add("setup", [*python, "setup", "--settings", str(layout.path), *(["--world"] if world else [])])
    watcher.add("shell", [*python, "shell", "--settings", str(layout.provisional)])
    plugged = layout.folder / WORLD_SETTINGS
    if world and plugged.exists():
        watcher.add("world", [*python, "world", "--settings", str(plugged)])
    watcher.stop_with("setup")
    if not layout.fullscreen:
        watcher.stop_with("shell")
    watcher.run()
    return _stamp(path) not in (None, before)


def _layout(path: Path, *, world: bool) -> Layout | None:
    try:
        return layout_of(path, world=world)
    except TooDeep as fault:
        print(f"kiosk setup: {fault}", file=sys.stderr)
        return None


def _stamp(path: Path) -> tuple[int, int] | None:
    """Which file it is; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns
