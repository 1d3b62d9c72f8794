"""`kiosk desk`, `shell`, `devices`, `world`: one process of the house each, alone. The watcher and systemd
start these."""

from __future__ import annotations

import argparse
import importlib
from typing import Any

from kiosk.cli.options import log_to_stderr, read_settings, settings_option

ENTRIES: dict[str, tuple[str, str]] = {
    "desk": ("kiosk.core.desk", "run_desk"),
    "shell": ("kiosk.shell.app", "run_shell"),
    "devices": ("kiosk.drivers.process", "run_devices"),
    "world": ("kiosk.drivers.process", "run_world"),
}
"""Where each room's own main function is. It takes the settings (the shell its position too) and returns at
SIGTERM."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of a room's command."""
    settings_option(parser)
    if parser.prog.endswith(" shell"):
        parser.add_argument(
            "--position", metavar="NAME", help="which screen this is (usually [shell] position)"
        )


def run(parsed: argparse.Namespace) -> int:
    """Read the settings and be that room until told to stop."""
    settings = read_settings(parsed)
    log_to_stderr(parsed.command)
    path, name = ENTRIES[parsed.command]
    arguments: list[Any] = [settings]
    if parsed.command == "shell":
        arguments.append(parsed.position or settings.shell.position)
    return int(getattr(importlib.import_module(path), name)(*arguments) or 0)
