"""The machine's disk: Debian with its kernel, its headers and Python, built once by mmdebstrap and kept.

It is made from the very archives that this computer's apt knows, in this computer's release, so that the locked wheels of the
project's own environment fit its Python. The kernel is Debian's. What it lacks, gpio-sim, is built from Debian's source of it.
A disk is known by what it was made of; a change of the recipe makes another one. It is never written to by a run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from lab.needs import NeedsMore

RECIPE = Path(__file__).parent / "recipe"

PACKAGES = (
    # the machine
    "linux-image-amd64", "initramfs-tools", "systemd", "systemd-sysv", "udev", "dbus", "libpam-systemd", "kmod", "procps",
    # gpio-sim
    "linux-headers-amd64", "gcc", "make", "xz-utils",
    # what the box takes from Debian
    "python3", "python3-evdev", "libusb-1.0-0",
    # the screen: cage, Xwayland, OpenGL in software
    "cage", "xwayland", "libgl1", "libegl1", "libgles2", "libgl1-mesa-dri", "libmtdev1|libmtdev1t64", "libxext6",
)  # fmt: skip
"""`a|b`: either name, the one that the release has."""

DISK_SIZE = "4G"


class Image(NamedTuple):
    """A disk, and what starts it."""

    folder: Path

    @property
    def disk(self) -> Path:
        return self.folder / "disk.img"

    @property
    def kernel(self) -> Path:
        return self.folder / "kernel"

    @property
    def initrd(self) -> Path:
        return self.folder / "initrd"

    @property
    def lgpio(self) -> Path:
        """A folder with lgpio, which has a wheel but no place in the project's locks on x86_64."""
        return self.folder / "lgpio"

    @property
    def built(self) -> bool:
        """It is whole: the folder gets its name last."""
        return self.folder.is_dir()


def cache() -> Path:
    """Where disks are kept: `$KIOSK_LAB`, else `~/.cache/kiosk-lab`."""
    return Path(os.environ.get("KIOSK_LAB", "") or Path.home() / ".cache" / "kiosk-lab")


def image_of(cache: Path, release: str) -> Image:
    """The disk for this recipe, built or not."""
    made_of = hashlib.sha256()
    for part in (release, sys.version.partition(" ")[0], DISK_SIZE, *PACKAGES):
        made_of.update(part.encode() + b"\0")
    for file in sorted(RECIPE.iterdir()):
        made_of.update(file.read_bytes())
    return Image(cache / f"{release}-{made_of.hexdigest()[:12]}")


def release() -> str:
    """The code name of this computer's Debian. Raises `NeedsMore` on anything else."""
    names = dict(
        line.partition("=")[::2]
        for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
        if "=" in line
    )
    if names.get("ID") != "debian" or not names.get("VERSION_CODENAME"):
        raise NeedsMore(
            "The lab's disk is built from the archives that this computer's apt knows; they must be Debian's."
        )
    return names["VERSION_CODENAME"].strip('"')


def archives(code_name: str, targets: str) -> list[str]:
    """Lines for a sources.list, from what `apt-get indextargets` says: Debian's own, of this release."""
    lines: dict[tuple[str, str], list[str]] = {}
    for target in targets.splitlines():
        address, suite, component, name, origin = target.split("|")
        if origin == "Debian" and name.split("-")[0] == code_name and not name.endswith("-backports"):
            lines.setdefault((address, suite), []).append(component)
    return [
        f"deb {address} {suite} {' '.join(sorted(set(components)))}"
        for (address, suite), components in lines.items()
    ]


def build(image: Image, code_name: str, say: Callable[[str], None]) -> None:
    """Make the disk. Takes some minutes. Raises `NeedsMore` when a step fails, with the end of what it said."""
    image.folder.parent.mkdir(parents=True, exist_ok=True)
    say(f"building the lab's disk in {image.folder} (once; some minutes, and 250 MB from Debian's archives)")
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=image.folder.parent) as made:
        folder = Path(made)
        folder.chmod(0o755)
        said = _output(
            ["apt-get", "indextargets", "--format", "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(CODENAME)|$(ORIGIN)",
             "Created-By: Packages"],
        )  # fmt: skip
        sources = archives(code_name, said)
        if not sources:
            raise NeedsMore("This computer's apt knows no archive of Debian's; run `apt-get update` first.")
        (folder / "sources.list").write_text("\n".join(sources) + "\n", encoding="ascii")
        names = [_known(each) for each in PACKAGES]
        if sys.version_info >= (3, 13):
            names.append("python3-lgpio")
            (folder / "lgpio").mkdir()
        else:
            say("  lgpio's wheel")
            _run(
                [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                 "--only-binary", ":all:", "--target", str(folder / "lgpio"), "lgpio>=0.2.2"],
                folder / "pip.log",
            )  # fmt: skip
        say("  Debian's packages, and gpio-sim")
        prepare = RECIPE / "prepare.sh"
        _run(
            ["mmdebstrap", "--variant=minbase", "--format=ext2", f"--include={','.join(names)}", "--dpkgopt=force-unsafe-io",
             "--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/man/*",
             # before the kernel makes its first initrd, which would otherwise hold every driver that there is
             '--essential-hook=mkdir -p "$1/etc/initramfs-tools/conf.d"',
             '--essential-hook=echo MODULES=list >"$1/etc/initramfs-tools/conf.d/lab"',
             f"--customize-hook=upload {prepare} /root/prepare.sh",
             '--customize-hook=chroot "$1" sh /root/prepare.sh',
             f"--customize-hook=download /boot/lab-kernel {folder / 'kernel'}",
             f"--customize-hook=download /boot/lab-initrd {folder / 'initrd'}",
             code_name, str(folder / "disk.img"), str(folder / "sources.list")],
            folder / "build.log",
        )  # fmt: skip
        say("  room on the disk")
        _run(["truncate", f"--size={DISK_SIZE}", str(folder / "disk.img")], folder / "resize.log")
        _run(["e2fsck", "-f", "-y", str(folder / "disk.img")], folder / "resize.log", good=(0, 1))
        _run(["resize2fs", str(folder / "disk.img")], folder / "resize.log")
        # A journal: the machine will be reset in the middle.
        _run(["tune2fs", "-j", str(folder / "disk.img")], folder / "resize.log")
        folder.rename(image.folder)
        Path(made).mkdir()  # for the one who tidies up
    for other in image.folder.parent.glob(f"{code_name}-*"):
        if other != image.folder:
            shutil.rmtree(other)


def _known(name: str) -> str:
    """The one of `a|b` that the release has."""
    either = name.split("|")
    for each in either[:-1]:
        if _output(["apt-cache", "--names-only", "search", f"^{each}$"]):
            return each
    return either[-1]


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _run(command: list[str], log: Path, good: tuple[int, ...] = (0,)) -> None:
    with log.open("ab") as said:
        done = subprocess.run(command, check=False, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
    if done.returncode not in good:
        end = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise NeedsMore(f"{command[0]} ended with status {done.returncode}:\n{end}")
