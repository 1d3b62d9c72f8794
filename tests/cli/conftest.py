"""Help for the tests of the command line: a watcher of its own process over stand-in children."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

STAND_IN = Path(__file__).with_name("stand_in.py")


def eventually(condition: Callable[[], object], *, seconds: float = 30.0, what: str = "") -> object:
    """Wait until a condition in another process holds; its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {seconds} s: {what or condition}"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Watched:
    """A watcher in a process of its own, and what can be seen of it from outside."""

    def __init__(
        self,
        folder: Path,
        children: dict[str, list[str]],
        *,
        stop_with: str = "",
        stop_seconds: float = 5,
        after: dict[str, list[str]] | None = None,
        after_seconds: float = 1.5,
    ):
        self.folder = folder
        self.diary = folder / "diary"
        self.diary.touch()
        script = (
            "import sys\n"
            "from pathlib import Path\n"
            "from kiosk.cli import watcher\n"
            "from kiosk.cli.options import log_to_stderr\n"
            "log_to_stderr('watcher')\n"
            f"watcher.STOP_SECONDS, watcher.AFTER_SECONDS = {stop_seconds}, {after_seconds}\n"
            f"kept = watcher.Watcher(Path({str(folder)!r}))\n"
        )
        for name, manners in children.items():
            command = [sys.executable, str(STAND_IN), name, str(self.diary), *manners]
            script += f"kept.add({name!r}, {command!r}, after={(after or {}).get(name, [])!r})\n"
        if stop_with:
            script += f"kept.stop_with({stop_with!r})\n"
        script += "sys.exit(kept.run())\n"
        self.systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.systemd.bind(str(folder / "systemd"))
        self.systemd.settimeout(30)
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", script],
                stderr=log,
                env={**os.environ, "NOTIFY_SOCKET": str(folder / "systemd"), "PYTHONPATH": str(Path.cwd())},
            )

    def states(self) -> dict[str, tuple[int, int, str]]:
        """pid, restarts and state by name, from `<run>/processes`."""
        try:
            lines = (self.folder / "processes").read_text().splitlines()
        except FileNotFoundError:
            return {}
        return {
            name: (int(pid), int(restarts), state) for name, pid, restarts, state in map(str.split, lines)
        }

    def pid(self, name: str) -> int:
        """The pid of a child that is ready."""

        def ready() -> int:
            pid, _, state = self.states().get(name, (0, 0, ""))
            return pid if state == "ready" else 0

        return int(str(eventually(ready, what=f"{name} ready")))

    def wrote(self, words: str) -> bool:
        """Whether a child wrote this into the diary."""
        return words in self.diary.read_text()

    def stop(self) -> int:
        """SIGTERM, and the exit status."""
        self.process.terminate()
        return self.process.wait(60)

    def end(self) -> None:
        """After a test: nothing of it stays."""
        pids = [pid for pid, _, _ in self.states().values() if pid]
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.systemd.close()
        for pid in pids:
            if alive(pid) and STAND_IN.name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Start watchers: `watch({"desk": [], "shell": ["deaf"]})`."""
    started: list[Watched] = []

    def start(children: dict[str, list[str]], **options: object) -> Watched:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        started.append(Watched(folder, children, **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture(name="eventually")
def eventually_fixture() -> Callable[..., object]:
    """Wait until a condition in another process holds."""
    return eventually


@pytest.fixture(name="alive")
def alive_fixture() -> Callable[[int], bool]:
    """Whether a process runs."""
    return alive
