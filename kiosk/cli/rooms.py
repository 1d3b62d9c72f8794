"""`kiosk desk`, `shell`, `devices`, `world`: one process of the house each, alone. The watcher and systemd
start these."""

from __future__ import annotations

import argparse
import importlib
import sys

from kiosk.cli.options import desk_options, log_to_stderr, read_settings, settings_option

ENTRIES: dict[str, tuple[str, str]] = {
    "desk": ("kiosk.core.process", "run_desk"),
    "shell": ("kiosk.shell.app", "run_shell"),
    "devices": ("kiosk.drivers.process", "run_devices"),
    "world": ("kiosk.drivers.process", "run_world"),
}
"""Where each room's own main function is. It takes the settings (the shell its position too) and returns at
SIGTERM."""


def _without_other_databases() -> None:
    """Peewee imports every database driver that is installed: a tenth of a second and ten megabytes for one
    that these settings do not use. A module that is None is to Python one that is not there."""
    for driver in ("psycopg", "psycopg2", "pymysql", "MySQLdb"):
        sys.modules.setdefault(driver, None)  # type: ignore[arg-type]


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of a room's command."""
    settings_option(parser)
    if parser.prog.endswith(" desk"):
        desk_options(parser)
    if parser.prog.endswith(" devices"):
        parser.add_argument(
            "--lines-low", action="store_true", help="drive every coil low, and end (ExecStopPost)"
        )
    if parser.prog.endswith(" shell"):
        parser.add_argument(
            "--position", metavar="NAME", help="which screen this is (usually [shell] position)"
        )


def run(parsed: argparse.Namespace) -> int:
    """Read the settings and be that room until told to stop."""
    settings = read_settings(parsed)
    log_to_stderr(parsed.command)
    if getattr(parsed, "lines_low", False):
        from kiosk.drivers.lockers.choose import lines_low

        return 1 if lines_low(settings) else 0
    if parsed.command == "desk" and not settings.store.url:
        _without_other_databases()
    path, name = ENTRIES[parsed.command]
    room = getattr(importlib.import_module(path), name)
    if parsed.command == "desk":
        return int(room(settings, safe=parsed.safe, dev=parsed.dev) or 0)
    if parsed.command == "shell":
        # A window among others has an arrow; a full screen is touched.
        position = parsed.position or settings.shell.position
        try:
            settings = settings.seen_from(position)
        except KeyError:
            known = ", ".join(each.name for each in settings.positions)
            print(f"kiosk shell: there is no position {position!r}; there are: {known}", file=sys.stderr)
            return 64
        return int(room(settings, position, cursor=not settings.shell.fullscreen) or 0)
    return int(room(settings) or 0)
