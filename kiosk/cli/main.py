"""`kiosk`: finds the command that was asked for, imports it and nothing else, and gives its exit status.

Exit status: 0 done; 1 done, and something is wrong (a bad row, a finding); 2 asked wrongly; 3 the doctor found a thing broken;
69 a part that it needs is not there; 75 try again later (somebody else is already listening); 78 the settings were refused.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("kiosk.cli.run", "start the whole kiosk and watch over it"),
    "demo": ("kiosk.cli.demo", "a whole kiosk on this computer, with emulated devices"),
    "bench": (
        "kiosk.cli.bench",
        "the page on which one plays with a demo: its screen, cards, doors, paper and faults",
    ),
    "desk": ("kiosk.cli.rooms", "start the desk alone"),
    "shell": ("kiosk.cli.rooms", "start the screen alone"),
    "devices": ("kiosk.cli.rooms", "start the device drivers alone"),
    "world": ("kiosk.cli.rooms", "start the emulated world alone (demos and tests)"),
    "setup": ("kiosk.cli.setup", "set a new box up at its screen, or make the code for that"),
    "doctor": ("kiosk.cli.doctor", "what is wrong with this box, and what to try"),
    "check": ("kiosk.cli.check", "check the settings and the whole store"),
    "backup": ("kiosk.cli.backup", "copy the store to another medium, also while the kiosk runs"),
    "restore": ("kiosk.cli.restore", "put a backup in the store's place, while the kiosk is stopped"),
    "identity": ("kiosk.cli.identity", "buyers' identity records: keys, a list, opening one"),
    "brands": ("kiosk.cli.brands", "the directory of shops: read it from a file"),
    "members": ("kiosk.cli.members", "read members from a file"),
    "till": ("kiosk.cli.till", "book what the tills have sold, out of their daily files"),
    "staff": ("kiosk.cli.staff", "staff accounts"),
    "plugin": ("kiosk.cli.plugin", "for plugin authors: write one, translate it, check it"),
    "report": ("kiosk.cli.report", "what was lent, returned and missed, as text, CSV or a workbook"),
    "rules": ("kiosk.cli.rules", "tiers, fees, limits and texts: what holds, and a pack of new ones"),
    "plugins": ("kiosk.cli.plugins", "list the plugins and their state"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="kiosk", description="掌柜 Zhanggui: a service desk in a box.")
    parser.add_argument("--version", action="store_true", help="say which build this is")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    wanted = next((word for word in words if not word.startswith("-")), "")
    module = None
    for name, (path, help_) in COMMANDS.items():
        command = commands.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
        if name == wanted:
            module = importlib.import_module(path)
            module.configure(command)
    parsed = parser.parse_args(words)
    if parsed.version:
        from kiosk.link.build import build_id

        print(f"kiosk {build_id()}")
        return 0
    if module is None:
        parser.print_help()
        return 2
    return run(module.run, parsed)


def run(command: object, parsed: argparse.Namespace) -> int:
    """Call a command, and say in one sentence what kept it from working."""
    from kiosk.link.frames import LinkRefused
    from kiosk.link.settings import SettingsRefused

    try:
        return int(command(parsed) or 0)  # type: ignore[operator]
    except SettingsRefused as refusal:
        print(refusal, file=sys.stderr)
        return 78
    except LinkRefused as refusal:
        print(f"kiosk {parsed.command}: {refusal}", file=sys.stderr)
        return 75
    except FileNotFoundError as fault:
        if fault.filename is None:
            raise
        print(f"kiosk {parsed.command}: there is no {fault.filename}", file=sys.stderr)
        return 69
    except PermissionError as fault:
        print(f"kiosk {parsed.command}: this user may not use {fault.filename}", file=sys.stderr)
        return 69
    except (IsADirectoryError, NotADirectoryError) as fault:
        kind = (
            "a folder, not a file" if isinstance(fault, IsADirectoryError) else "below a file, not a folder"
        )
        print(f"kiosk {parsed.command}: {fault.filename} is {kind}", file=sys.stderr)
        return 69
    except _store_error() as fault:
        print(f"kiosk {parsed.command}: the store cannot be used: {fault}", file=sys.stderr)
        return 69
    except KeyboardInterrupt:
        return 130


def _store_error() -> type[Exception] | tuple[()]:
    """The store's own exceptions; of no room that has not come near it, since not every process loads the desk's."""
    module = sys.modules.get("kiosk.core.store.errors")
    return module.StoreError if module is not None else ()
