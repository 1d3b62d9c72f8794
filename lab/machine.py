"""The machine: QEMU in software emulation, one processor, listened to on two serial lines.

The first line is the console, kept as a file for whoever wonders. On the second come the results, one JSON object a line, so
that they are here also when the machine is reset in the middle. QEMU's own events (a reset, and what caused it) come by QMP:
that the watchdog fired is told by the board and not by the software that was to be killed.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lab.image import Image
from lab.results import objects

MEMORY_MEGABYTES = 1536

BOOT = (
    "root=/dev/vda rw console=ttyS0 systemd.show_status=yes panic=10 net.ifnames=0 "
    # in emulation each of these costs seconds, and none is what is looked at here
    "tsc=reliable mitigations=off cryptomgr.notests apparmor=0 audit=0 random.trust_cpu=on "
    "modprobe.blacklist=ata_piix,ata_generic,pata_acpi,floppy,pcspkr,i2c_piix4,aesni_intel,psmouse "
    "modprobe.blacklist=kvm,kvm_amd,kvm_intel,powernow_k8 "
    "systemd.mask=e2scrub_reap.service systemd.mask=e2scrub_all.timer systemd.mask=systemd-pstore.service"
)


class MachineDied(Exception):
    """QEMU ended by itself; the message is what it said."""


class Machine:
    """One run. Everything that it writes to its disk is forgotten at the end."""

    def __init__(self, image: Image, cargo: Path, folder: Path) -> None:
        """`folder` takes the console, the results and QEMU's own words."""
        self._folder = folder
        self._results = folder / "results.jsonl"
        self._results.write_bytes(b"")
        qmp = folder / "qmp"
        qmp.unlink(missing_ok=True)
        command = [
            "qemu-system-x86_64", "-accel", "tcg,thread=single", "-cpu", "max", "-m", str(MEMORY_MEGABYTES), "-smp", "1",
            "-nodefaults", "-display", "none", "-vga", "none", "-device", "virtio-gpu-pci",
            "-serial", f"file:{folder / 'console.log'}", "-serial", f"file:{self._results}",
            "-drive", f"file={image.disk},format=raw,if=virtio,snapshot=on",
            "-drive", f"file={cargo},format=raw,if=virtio,readonly=on",
            "-device", "virtio-rng-pci", "-device", "i6300esb", "-action", "watchdog=reset",
            "-qmp", f"unix:{qmp},server=on,wait=off",
            "-kernel", str(image.kernel), "-initrd", str(image.initrd), "-append", BOOT,
        ]  # fmt: skip
        self._said = (folder / "qemu.log").open("wb")
        self._qemu = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._said, stderr=self._said)
        self._events = self._listen(qmp)

    def _listen(self, path: Path) -> socket.socket:
        deadline = time.monotonic() + 30
        while True:
            line = socket.socket(socket.AF_UNIX)
            try:
                line.connect(str(path))
                break
            except OSError:
                line.close()
                if self._qemu.poll() is not None or time.monotonic() > deadline:
                    self.end()
                    raise MachineDied((self._folder / "qemu.log").read_text(errors="replace")) from None
                time.sleep(0.1)
        line.sendall(b'{"execute": "qmp_capabilities"}\n')
        line.setblocking(False)
        return line

    def watch(self, seconds: float) -> Iterator[dict[str, Any]]:
        """What it shows and what happens to it, as it comes, until it is switched off or the time is over."""
        deadline = time.monotonic() + seconds
        told = said = b""
        with self._results.open("rb") as results:
            while time.monotonic() < deadline:
                ended = self._qemu.poll() is not None
                lines, told = objects(told + results.read())
                events, said = objects(said + self._heard())
                yield from lines
                yield from (each for each in events if "event" in each)
                if ended:
                    return
                time.sleep(0.5)
        yield {"event": "TIME_OVER", "data": {}}

    def _heard(self) -> bytes:
        try:
            return self._events.recv(65536)
        except OSError:
            return b""

    def end(self) -> None:
        """Switch it off."""
        if self._qemu.poll() is None:
            self._qemu.terminate()
            try:
                self._qemu.wait(10)
            except subprocess.TimeoutExpired:
                self._qemu.kill()
                self._qemu.wait()
        self._said.close()
