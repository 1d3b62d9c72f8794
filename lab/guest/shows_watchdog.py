"""The board's watchdog (an Intel 6300ESB, fed by systemd as on the box)."""

from __future__ import annotations

import time
from pathlib import Path

from lab.guest import units
from lab.guest.aids import sh, until
from lab.guest.conftest import Saw

MARK = Path("/var/lib/lab-reset")
CONFIGURATION = Path("/lab/deploy/raspberry/watchdog.conf")


def test_systemd_feeds_the_watchdog_every_few_seconds(saw: Saw) -> None:
    sh("modprobe", "i6300esb")
    target = Path("/etc/systemd/system.conf.d/kiosk.conf")
    target.parent.mkdir(exist_ok=True)
    target.write_text(CONFIGURATION.read_text())
    sh("systemctl", "daemon-reexec")
    until(
        lambda: "active" in (Path("/sys/class/watchdog/watchdog0/state").read_text()),
        60,
        "nobody has opened it",
    )
    seconds = Path("/sys/class/watchdog/watchdog0/timeout").read_text().strip()
    name = Path("/sys/class/watchdog/watchdog0/identity").read_text().strip()
    saw(f"{name}, {seconds} s, fed by systemd")


def test_the_desk_is_at_work_when_the_machine_is_about_to_stop(saw: Saw) -> None:
    """What follows this file: PID 1 is made to crash, and nothing feeds the watchdog any more (see start.sh)."""
    # As the box's own README enables it. Shell and devices are left out then: the lab has no screen, and what stands for the
    # hardware is only in memory.
    for room in ("shell", "devices"):
        units.drop_in(room, "[Unit]\nConditionPathExists=/run/lab-cpuinfo\n")
    sh("systemctl", "daemon-reload")
    sh("systemctl", "enable", "--quiet", "kiosk.target")
    sh("systemctl", "start", "kiosk-desk.service")
    units.wait("desk", seconds=600)
    MARK.write_text(f"{time.time()} {Path('/proc/sys/kernel/random/boot_id').read_text().strip()}")
    sh("sync")
    saw("a desk with an open database; then systemd is crashed")
