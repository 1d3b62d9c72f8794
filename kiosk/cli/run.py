"""`kiosk run`: the whole kiosk under our own watcher. On a box, systemd's units do the same with three
users. Where there are no settings yet, setting up at the screen comes first (kiosk/setup)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kiosk.cli.options import desk_options, for_the_desk, log_to_stderr, read_settings, settings_option
from kiosk.link.settings import Settings, default_path

FIRST = ("shell", "desk")
"""What the first touch needs."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk run`."""
    settings_option(parser)
    desk_options(parser)
    parser.add_argument(
        "--setup", action="store_true", help="set the box up at its screen first, anew where it has settings"
    )
    parser.add_argument(
        "--world", action="store_true", help="while setting up: what is plugged in is the emulated world"
    )


def run(parsed: argparse.Namespace) -> int:
    """Start everything, and keep it running until told to stop."""
    path = parsed.settings or default_path()
    if parsed.setup or not path.exists():
        from kiosk.cli.setup import set_up

        if not set_up(path, world=parsed.world):
            return 0
    return watch(read_settings(parsed), desk=for_the_desk(parsed), dev=parsed.dev)


def watch(settings: Settings, *, desk: Sequence[str] = (), dev: bool = False) -> int:
    """Run every process that these settings ask for; `desk`: further words of the desk's command line. Returns the exit
    status when all have stopped. `dev`: a developer's kiosk, whose terminal is the desk's and whose desk is never ended.
    """
    from kiosk.cli.watcher import Watcher

    log_to_stderr("watcher")
    settings.run.mkdir(mode=0o750, parents=True, exist_ok=True)
    settings.data.mkdir(mode=0o750, parents=True, exist_ok=True)
    watcher = Watcher(settings.run, dev=dev)
    for room in rooms(settings):
        watcher.add(
            room,
            command(room, settings, *(desk if room == "desk" else ())),
            after=() if room in FIRST else FIRST,
        )
    for position in settings.further:
        if position.here:
            # Beside the customers' own: it never holds up the first touch, and closing its window ends nothing.
            watcher.add(
                f"shell-{position.name}",
                command("shell", settings, "--position", position.name),
                after=FIRST,
                besides=True,
            )
    if not settings.shell.fullscreen:
        # A window can be closed, and whoever closes it means the whole kiosk. A full screen has nothing to
        # close.
        watcher.stop_with("shell")
    return watcher.run()


def rooms(settings: Settings) -> list[str]:
    """The processes of a box in the order of their start; they stop in the order shell, desk, devices, world.

    The screen takes longest to come up, so it begins first; all of them connect as soon as the other end is
    there.
    """
    return ["shell", "desk", *(["world"] if settings.has_world else []), "devices"]


def command(room: str, settings: Settings, *extra: str) -> list[str]:
    """How one room is started."""
    return [sys.executable, "-m", "kiosk.cli", room, "--settings", str(settings.path.absolute()), *extra]
