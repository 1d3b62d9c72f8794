"""After the watchdog: whether the machine starts by itself, and what became of the disk."""

from __future__ import annotations

import time
from pathlib import Path

from lab.guest import units
from lab.guest.aids import sh
from lab.guest.conftest import Saw


def test_the_machine_was_reset_and_started_again_by_itself(saw: Saw) -> None:
    at, boot = Path("/var/lib/lab-reset").read_text().split()
    now = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    up = float(Path("/proc/uptime").read_text().split()[0])
    saw(f"another boot, {time.time() - float(at) - up:.0f} s after systemd was to crash")
    assert boot != now


def test_the_desk_is_back_by_itself_and_its_books_are_whole(saw: Saw) -> None:
    units.wait("desk", seconds=600)
    sh("systemctl", "stop", "kiosk-desk.service")
    said = sh("setpriv", "--reuid=kiosk-desk", "--regid=kiosk-desk", "--init-groups", "/opt/kiosk/venv/bin/kiosk", "check",
              "--settings", "/etc/kiosk/kiosk.toml", check=False)  # fmt: skip
    saw(said.strip().splitlines()[-1])
    assert "Traceback" not in said
