"""`kiosk doctor`: what is wrong with this box, and what to try.

Asks the running kiosk what only that knows; without one it looks at the wires' places and claims none. Exit status by the worst
finding: 0 well, 1 something needs a look, 3 something is broken (docs/doctor.md).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.cli.options import read_settings, settings_option

if TYPE_CHECKING:
    from kiosk.doctor.case import Case, StoreSaid
    from kiosk.doctor.findings import Finding
    from kiosk.link.health import DeskTold
    from kiosk.link.settings import Settings

LANGUAGES = {"zh": "zh_CN", "zh_CN": "zh_CN", "en": "en"}

ANSWER_SECONDS = 5.0
CHECK_SECONDS = 120.0
"""How long `kiosk check` may take. A year of a busy box takes seconds."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk doctor`."""
    settings_option(parser)
    parser.add_argument("--json", action="store_true", help="for a program: every finding with its facts")
    parser.add_argument(
        "--language",
        choices=sorted(LANGUAGES),
        help="zh or en (else what $LANG says)",
    )
    parser.add_argument(
        "--bundle",
        nargs="?",
        const=Path(),
        type=Path,
        metavar="PLACE",
        help="write a support archive without anybody's data: a file (.tar.gz) or a folder, a stick's too",
    )
    parser.add_argument("--quick", action="store_true", help="leave out the look into the database")


def run(parsed: argparse.Namespace) -> int:
    """Examine, tell, and say by the exit status how bad it is."""
    from kiosk.doctor.examine import examine
    from kiosk.doctor.findings import EXIT, worst
    from kiosk.doctor.telling import as_data, as_text
    from kiosk.doctor.words import saying

    settings = read_settings(parsed)
    case = case_of(settings, quick=parsed.quick)
    findings: list[Finding] = examine(case)
    if parsed.bundle is not None:
        from kiosk.cli.doctor_bundle import bundle

        return bundle(case, findings, parsed.bundle, language_of(parsed))
    say = saying(language_of(parsed))
    if parsed.json:
        print(json.dumps(as_data(case, findings, say), ensure_ascii=False, indent=1))
    else:
        print(as_text(findings, say))
    return EXIT[worst(findings)]


def language_of(parsed: argparse.Namespace) -> str:
    """The language that is asked for, else the terminal's."""
    if parsed.language:
        return LANGUAGES[parsed.language]
    said = next((os.environ[each] for each in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(each)), "")
    return "zh_CN" if said.startswith("zh") else "en"


def case_of(settings: Settings, *, quick: bool = False) -> Case:
    """The matter of an examination from outside the desk."""
    from kiosk.core.clock import SystemClock
    from kiosk.doctor.case import Case

    told, why_not, runs = ask_desk(settings)
    return Case(
        settings=settings,
        now_ms=time.time_ns() // 1_000_000,
        clock_trusted=told.clock_trusted if told is not None else SystemClock().trusted,
        desk=told,
        desk_away=why_not,
        desk_runs=runs,
        database=None if quick else lambda: check_store(settings),
    )


def ask_desk(settings: Settings) -> tuple[DeskTold | None, str, bool]:
    """What the running desk tells; else why it does not, and whether one runs."""
    from kiosk.link.blocking import BlockingPeer
    from kiosk.link.build import build_id
    from kiosk.link.frames import LinkError
    from kiosk.link.health import AskDesk
    from kiosk.link.messages import DeskToDoctor

    socket = settings.shell_socket
    try:
        owner = socket.stat().st_uid
        with BlockingPeer.connect(
            socket,
            role="doctor",
            incoming=DeskToDoctor,
            uids=settings.link.uids("desk") | {owner},
            build=build_id(),
        ) as peer:
            peer.send(AskDesk())
            return peer.receive(ANSWER_SECONDS), "", True
    except (FileNotFoundError, ConnectionRefusedError):
        return None, "", False
    except TimeoutError:
        return None, "no answer", True
    except (LinkError, OSError) as fault:
        return None, str(fault), True


def check_store(settings: Settings) -> list[StoreSaid]:
    """`kiosk check` in a process of its own, which may hang or fail without taking the doctor along. As root it runs as the
    data folder's owner: files of root's beside the database would lock the desk out. Raises `OSError`.
    """
    import msgspec

    from kiosk.doctor.case import StoreSaid

    command = [
        sys.executable,
        "-m",
        "kiosk.cli",
        "check",
        "--json",
        "--settings",
        str(settings.path.absolute()),
    ]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=CHECK_SECONDS,
            check=False,
            **_as_owner(settings.data),
        )
    except subprocess.TimeoutExpired:
        raise OSError(f"it did not come back within {CHECK_SECONDS:g} s") from None
    try:
        return msgspec.json.decode(done.stdout, type=list[StoreSaid])
    except msgspec.DecodeError:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise OSError(words[-1] if words else f"it ended with {done.returncode}") from None


def _as_owner(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    try:
        owner = folder.stat()
    except OSError:
        return {}
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if owner.st_uid else {}
