"""Options that several commands share, and how a process of ours logs."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from kiosk.link.settings import Settings, default_path, load


def settings_option(parser: argparse.ArgumentParser) -> None:
    """`--settings FILE`."""
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help=f"the settings (else $KIOSK_SETTINGS, else {default_path()})",
    )


def desk_options(parser: argparse.ArgumentParser) -> None:
    """`--safe` and `--dev`, which `kiosk run` and `kiosk demo` pass on to the desk."""
    parser.add_argument(
        "--safe",
        nargs="?",
        const="reviewed",
        default="",
        choices=("reviewed", "none"),
        help="safe mode: load only the kiosk's own plugins (reviewed, as without a word), or none at all",
    )
    parser.add_argument(
        "--dev",
        action="store_true",
        help="for a plugin's author: no strikes, tracebacks on the screen, reload on save, breakpoint()",
    )


def for_the_desk(parsed: argparse.Namespace) -> list[str]:
    """The words on the desk's command line that say the same."""
    words = [f"--safe={parsed.safe}"] if parsed.safe else []
    return [*words, "--dev"] if parsed.dev else words


def read_settings(parsed: argparse.Namespace) -> Settings:
    """The settings that the command line names. Raises `SettingsRefused` or `OSError`."""
    return load(parsed.settings or default_path())


def log_to_stderr(room: str) -> None:
    """One line an event, with the room that says it: systemd's journal and a terminal keep it from there."""
    logging.basicConfig(
        level=logging.INFO,
        format=f"%(asctime)s.%(msecs)03d {room:<8}%(levelname).1s %(name)s: %(message)s",
        datefmt="%H:%M:%S",
        force=True,  # a library that configured logging at its import does not decide how ours looks
    )
