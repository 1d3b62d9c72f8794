"""`kiosk doctor --bundle`: gathers what the archive is made of, and says where it is, or why there is none.

As root the store is read as the data folder's owner: files of root's beside the database would lock the desk out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.doctor.bundle import WITHOUT_LOGS, BundleRefused, Matter, contents, write, written_at
from kiosk.doctor.words import saying

if TYPE_CHECKING:
    from kiosk.doctor.case import Case
    from kiosk.doctor.findings import Finding
    from kiosk.link.settings import Settings

LOG_LINES = 5000
LOG_SECONDS = 20.0

REFUSED = 69
"""Exit status when the archive could not be written, whatever the findings are."""


def bundle(case: Case, findings: Sequence[Finding], place: Path, language: str) -> int:
    """Write it; returns 0, or `REFUSED` after having said why."""
    say = saying(language)
    people, rows = store_says(case.settings)
    try:
        written = write(contents(Matter(case, findings, people, rows, logs())), place, case)
    except BundleRefused as refusal:
        print(say(refusal.told()), file=sys.stderr)
        return REFUSED
    if people is None:
        print(say(WITHOUT_LOGS))
    print(say(written_at(written)))
    return 0


def store_says(settings: Settings) -> tuple[set[str] | None, list[dict[str, Any]]]:
    """Whom to take out, and the journal; None where a store is there and cannot be read."""
    from kiosk.cli.house import open_kiosk_store
    from kiosk.core.archive import for_archive
    from kiosk.core.store.errors import StoreError

    try:
        with _as_owner(settings.data), open_kiosk_store(settings, to_read=True) as store:
            return store.read_now(for_archive)
    except FileNotFoundError:
        return set(), []  # never started: there is nobody yet
    except (StoreError, OSError):
        return None, []


def logs() -> dict[str, str]:
    """What the kiosk's processes said, where systemd keeps it and this user may read it."""
    if (program := shutil.which("journalctl")) is None:
        return {}
    command = [program, "--no-pager", "--output=short-iso", f"--lines={LOG_LINES}", "--unit=kiosk-*"]
    try:
        said = subprocess.run(command, capture_output=True, timeout=LOG_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return {}
    text = said.stdout.decode("utf-8", "replace")
    return {"kiosk.log": text} if text.strip() else {}


@contextmanager
def _as_owner(folder: Path) -> Iterator[None]:
    try:
        owner = folder.stat()
    except OSError:
        owner = None
    if os.geteuid() != 0 or owner is None or owner.st_uid == 0:
        yield
        return
    os.setegid(owner.st_gid)
    os.seteuid(owner.st_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
