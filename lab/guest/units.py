"""The units of `deploy/raspberry` in the machine: started, looked into from outside, and a desk that is not the desk."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from lab.guest.aids import sh, until

ROOMS = ("desk", "shell", "devices")
DROP_INS = Path("/etc/systemd/system")
START_SECONDS = 300.0


def show(room: str, *names: str) -> dict[str, str]:
    """Properties of a unit."""
    said = sh("systemctl", "show", f"kiosk-{room}.service", *(f"--property={name}" for name in names))
    return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)


def pid(room: str) -> int:
    return int(show(room, "MainPID")["MainPID"])


def active(room: str) -> bool:
    return show(room, "ActiveState")["ActiveState"] == "active"


def wait(room: str, *, other_than: int = 0, seconds: float = START_SECONDS) -> float:
    """Until a unit says that it is ready, as another process than before."""
    restarts = int(show(room, "NRestarts")["NRestarts"])

    def up() -> bool:
        again = int(show(room, "NRestarts")["NRestarts"]) - restarts
        assert again < 3, f"kiosk-{room} does not live: {journal(room)}"
        time.sleep(0.5)
        return active(room) and pid(room) not in (0, other_than)

    return until(
        up,
        seconds,
        f"kiosk-{room} did not come up: {journal(room)}",
    )


def journal(room: str, lines: int = 30) -> str:
    return sh(
        "journalctl", "--no-pager", "-o", "short-monotonic", "-n", str(lines), "-u", f"kiosk-{room}.service"
    )


def drop_in(room: str, text: str) -> None:
    """What the lab changes in a unit, and says so in the page."""
    folder = DROP_INS / f"kiosk-{room}.service.d"
    folder.mkdir(exist_ok=True)
    (folder / "lab.conf").write_text(text)


def identity(room: str) -> dict[str, str]:
    """What the kernel knows of a unit's process."""
    lines = Path(f"/proc/{pid(room)}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


PROBE = """
import json, os, socket, sys
found = {}
for path in json.loads(sys.argv[1]):
    try:
        if path.endswith(".sock"):
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(path)
        elif os.path.isdir(path):
            os.listdir(path)
        else:
            os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY))
        found[path] = "yes"
    except OSError as fault:
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY))
            found[path] = "read only"
        except OSError:
            found[path] = os.strerror(fault.errno)
print(json.dumps(found))
"""


def inside(room: str, paths: list[str]) -> dict[str, str]:
    """What a unit's process could open: a probe in its mount and network namespaces, its control group (which holds the
    device policy), with its user, its groups and no capability. Only the system call filter is not on the probe."""
    who, group = identity(room), f"/sys/fs/cgroup{show(room, 'ControlGroup')['ControlGroup']}/cgroup.procs"
    groups = who["Groups"].replace(" ", ",").strip(",")
    command = [
        "nsenter", f"--target={pid(room)}", "--mount", "--net", "--",
        "setpriv", f"--reuid={who['Uid'].split()[0]}", f"--regid={who['Gid'].split()[0]}",
        f"--groups={groups}" if groups else "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all",
        sys.executable, "-c", PROBE, json.dumps(paths),
    ]  # fmt: skip

    def join() -> None:
        Path(group).write_text(str(os.getpid()))

    done = subprocess.run(command, check=False, text=True, capture_output=True, preexec_fn=join)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


class FalseDesk:
    """A process of the desk's user that listens in the desk's place and prints what the devices tell."""

    def __init__(self, *orders: str, user: str = "kiosk-desk") -> None:
        self._process = subprocess.Popen(
            ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", sys.executable, "-m", "lab.guest.false_desk",
             *orders],
            stdout=subprocess.PIPE, cwd="/",
        )  # fmt: skip
        self.told: list[dict[str, Any]] = []
        self._half = b""

    def hear(self, wanted: str, seconds: float = 300.0, **values: object) -> dict[str, Any]:
        """The first message of a kind, and with these values, that was told or comes."""
        deadline = time.monotonic() + seconds
        while True:
            for message in self.told:
                if message["type"] == wanted and all(
                    message.get(name) == value for name, value in values.items()
                ):
                    return message
            assert time.monotonic() < deadline, f"no {wanted} {values} came; told: {self.told}"
            self._listen()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        if not select.select((self._process.stdout,), (), (), 1.0)[0]:
            return
        data = os.read(self._process.stdout.fileno(), 65536)
        assert data, f"the false desk ended: status {self._process.wait()}"
        *lines, self._half = (self._half + data).split(b"\n")
        self.told += [json.loads(line) for line in lines]

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(30)
