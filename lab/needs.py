"""What a machine must have to run the lab, and the words when it has not."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

PROGRAMS = {
    "qemu-system-x86_64": "qemu-system-x86",
    "mmdebstrap": "mmdebstrap",
    "genext2fs": "genext2fs",
    "apt-get": "apt",
    "mke2fs": "e2fsprogs",
}
"""A program, and the Debian package that brings it."""

FREE_GIGABYTES = 6


class NeedsMore(Exception):
    """The lab cannot run here; the message is for whoever typed `make lab`."""


def missing(found: Callable[[str], object] = shutil.which) -> list[str]:
    """The packages to install, in the order of the table."""
    return [package for program, package in PROGRAMS.items() if not found(program)]


def check(folder: Path, *, built: bool) -> None:
    """Raises `NeedsMore` unless the lab can run; `built` says that the disk is there already."""
    if not sys.platform.startswith("linux") or platform.machine() not in {"x86_64", "AMD64"}:
        raise NeedsMore(
            "The lab runs on Linux on x86_64: it boots Debian's kernel for that machine, with software emulation."
        )
    if packages := missing():
        raise NeedsMore(
            "The lab needs programs that are not here. On Debian or Ubuntu, type\n"
            f"    sudo apt-get install --no-install-recommends {' '.join(packages)}"
        )
    if built:
        return
    free = shutil.disk_usage(folder).free / 1e9
    if free < FREE_GIGABYTES:
        raise NeedsMore(
            f"The lab's disk takes {FREE_GIGABYTES} GB while it is being built; {folder} has {free:.1f}."
        )
    if os.geteuid() != 0 and not _subordinate_users():
        raise NeedsMore(
            "Building the lab's disk needs root, or subordinate user ids for mmdebstrap (a line for you in /etc/subuid and\n"
            "/etc/subgid, and the package uidmap). Once it is built, `make lab` needs neither."
        )


def _subordinate_users() -> bool:
    try:
        owned = Path("/etc/subuid").read_text(encoding="ascii")
    except OSError:
        return False
    names = {os.environ.get("USER", ""), str(os.getuid())} - {""}
    return shutil.which("newuidmap") is not None and any(
        line.partition(":")[0] in names for line in owned.splitlines()
    )
