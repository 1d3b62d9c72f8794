"""A box of real processes without a screen: world, devices and desk, each killed and started again at will.

What systemd or the watcher would do is done here by hand, so that a test decides who dies when. Every process is the head of
a group of its own and dies with this one, whatever happens; leaving the context kills what is left.
The world is physical truth: it is never killed while the others are.
"""

from __future__ import annotations

import contextlib
import io
import os
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from kiosk.cli.child import die_with_parent
from kiosk.cli.main import main
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.settings import Settings

ROOMS = ("world", "devices", "desk")
ROOT = Path(__file__).parents[2]

PATIENCE_SECONDS = 60.0
"""How long anything may take here before the test says that it will never happen; two cores may be shared by many."""


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Look until it is so. For conditions in other processes, which nothing announces."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.02)


class Room:
    """One process of the box."""

    def __init__(self, box: Box, name: str) -> None:
        self._box = box
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self.command: list[str] = []
        self._readiness: socket.socket | None = None
        self._was_ready = False

    @property
    def running(self) -> bool:
        """Whether it is there."""
        return self.process is not None and self.process.poll() is None

    @property
    def was_killed(self) -> bool:
        """Whether its last life ended as a doomed one's does."""
        return self.process is not None and self.process.returncode == -signal.SIGKILL

    def start(self, command: list[str]) -> None:
        """Start it; `ready` waits until it works."""
        assert not self.running, f"{self.name} runs already"
        self._forget()
        self._was_ready = False
        path = self._box.settings.run / f"ready-{self.name}"
        path.unlink(missing_ok=True)
        self._readiness = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._readiness.bind(str(path))
        with self._box.log(self.name).open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, "NOTIFY_SOCKET": str(path)},
                process_group=0,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - no thread runs here while rooms are started
            )
        self.command = command

    def ready(self, seconds: float = PATIENCE_SECONDS) -> bool:
        """Wait until it says that it is ready (once in a life is enough); False when it ended before that."""
        if self._was_ready:
            return self.running
        process, readiness = self.process, self._readiness
        assert process is not None
        assert readiness is not None
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if select.select((readiness,), (), (), 0.1)[0] and b"READY=1" in readiness.recv(4096):
                self._was_ready = True
                return True
            if process.poll() is not None:
                return False
        raise AssertionError(f"{self.name} is not ready:\n{self._box.tail(self.name)}")

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self.process is not None:
            if self.running:
                self.process.kill()
            self.process.wait(PATIENCE_SECONDS)

    def stop(self) -> int:
        """SIGTERM, and its exit status. One that was revived only just hears it when it works; before that nothing of ours
        would listen."""
        assert self.process is not None
        if self.running:
            self.ready()
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} does not stop:\n{self._box.tail(self.name)}") from None

    def _forget(self) -> None:
        if self._readiness is not None:
            self._readiness.close()
            self._readiness = None

    def close(self) -> None:
        """Whatever happened: nothing of it stays."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE_SECONDS)
        self._forget()


class Box:
    """World, devices and desk on one house. Use as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rooms = {name: Room(self, name) for name in ROOMS}
        self._hands: list[WorldHands] = []
        self._doomed: dict[str, list[list[str]]] = {name: [] for name in ROOMS}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for hands in self._hands:
            with contextlib.suppress(OSError):
                hands.leave()
        for name in reversed(ROOMS):
            self.rooms[name].close()

    # ------------------------------------------------------------------ life

    def doom(self, name: str, kill_at: int | str, points: Path) -> None:
        """The next life of this room (or the one after those that are doomed already) ends at its n-th point, or at the
        first that is called so (`room.py`)."""
        settings = str(self.settings.path)
        deadly = [sys.executable, "-m", "tests.crash.room", name, "--settings", settings]
        self._doomed[name].append([*deadly, "--kill-at", str(kill_at), "--points", str(points)])

    def start(self, *names: str) -> None:
        """Start rooms side by side (all of them, if none is named) and wait until each is ready; a doomed one may end
        before it is."""
        wanted = names or ROOMS
        doomed = {name for name in wanted if self._start(name)}
        for name in wanted:
            room = self.rooms[name]
            assert room.ready() or (name in doomed and room.was_killed), (
                f"{name} has ended:\n{self.tail(name)}"
            )

    def _start(self, name: str) -> bool:
        """Start one room as the watcher does; whether it is doomed."""
        doomed = self._doomed[name]
        plain = [sys.executable, "-m", "kiosk.cli", name, "--settings", str(self.settings.path)]
        self.rooms[name].start(doomed.pop(0) if doomed else plain)
        return self.rooms[name].command != plain

    def kill(self, name: str) -> None:
        """SIGKILL one room."""
        self.rooms[name].kill()

    def stop(self, name: str) -> None:
        """Stop one room as the watcher does; its exit status must be 0."""
        status = self.rooms[name].stop()
        assert status == 0, f"{name} ended with {status}:\n{self.tail(name)}"

    def revive(self, *names: str) -> None:
        """Start what has died (of these, or of all) without waiting until it is ready: people go on meanwhile."""
        for name in names or ROOMS:
            if not self.rooms[name].running:
                self._start(name)

    # ------------------------------------------------------------------ looking

    def hands(self) -> WorldHands:
        """A pair of hands in the world, which leave with the box."""
        self._hands.append(WorldHands(self.settings.world_socket))
        return self._hands[-1]

    def log(self, name: str) -> Path:
        """What a room wrote on its standard error, over all its lives."""
        return self.settings.data / f"{name}.stderr"

    def tail(self, *names: str, lines: int = 40) -> str:
        """The end of these rooms' logs."""
        return "\n".join(
            f"--- {name}\n" + "\n".join(self.log(name).read_text("utf-8", "replace").splitlines()[-lines:])
            for name in names or ROOMS
            if self.log(name).exists()
        )

    @contextlib.contextmanager
    def books(self) -> Iterator[sqlite3.Connection]:
        """The store, to look at from outside while the desk runs."""
        connection = sqlite3.connect(f"file:{self.settings.data / 'kiosk.db'}?mode=ro", uri=True, timeout=30)
        try:
            yield connection
        finally:
            connection.close()

    def unsettled(self) -> tuple[int, int]:
        """How many operations have no outcome, and how many reservations are held."""
        with self.books() as books:
            operations = books.execute("SELECT count(*) FROM operations WHERE state = 'intended'").fetchone()
            held = books.execute("SELECT count(*) FROM reservations WHERE released_ms IS NULL").fetchone()
        return operations[0], held[0]

    def settle(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Wait until every operation has its outcome and nothing is held."""

        def settled() -> bool:
            meanwhile()
            return self.unsettled() == (0, 0)

        try:
            until(settled, "everything is settled")
        except AssertionError as problem:
            raise AssertionError(
                f"{problem}: {self.unsettled()} open operations and holds\n{self.tail()}"
            ) from None

    def check(self) -> list[str]:
        """`kiosk check`; returns what it says when something is wrong, and nothing when all is well."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = main(["check", "--settings", str(self.settings.path)])
        return [said.getvalue()] if status else []
