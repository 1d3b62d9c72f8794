"""The watcher: starts the processes of a box, brings each back when it dies, says who died of what, and stops
all in order.

One thread, one poll over process descriptors, a signal pipe and a notification socket: it must still be there
when everything else is not, so it imports little and knows nothing of what the others do. It never kills one
process because of another: the desk, the shell and the devices find each other again by themselves.

A desk that *hangs* is seen in the slot that it writes around each step into a plugin's code (`hang_watch`): it is
this process that still can, when the desk's interpreter lock is held.

A child says that it is ready in systemd's words (`kiosk.link.notify`); when all have said so, the watcher
passes it on to its own `$NOTIFY_SOCKET`. `<run>/processes` tells tools and tests who runs under which number.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from kiosk.cli.child import Child, give_terminal
from kiosk.cli.hang_watch import LOOK_SECONDS, HangWatch
from kiosk.link.frames import LinkRefused
from kiosk.link.notify import notify

STOP_ORDER = ("shell", "desk", "devices", "world")
"""First nobody can touch, then nothing is decided, then the lines go low, and the world that they end in goes
last."""

STOP_SECONDS = 5.0
"""How long one process may take over stopping before it is killed."""

AFTER_SECONDS = 1.5

ABORT_SECONDS = 1.0
"""How long a hanging desk has to write its stacks before it is killed."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_CREDENTIALS = struct.Struct("3i")

log = logging.getLogger("kiosk.watcher")


class Watcher:
    """Keeps its children running from `run()` until a signal, or until the one that it stops with has
    ended."""

    def __init__(self, run_folder: Path, *, dev: bool = False) -> None:
        """`dev`: a desk that hangs is told of and not ended: its author may have stopped it in a debugger."""
        self._folder = run_folder
        self._dev = dev
        self._children: dict[str, Child] = {}
        self._after: dict[str, frozenset[str]] = {}
        self._stop_with: set[str] = {"desk"} if dev else set()  # Ctrl-C in the terminal goes to the desk
        self._besides: set[str] = set()
        self._stopping = False
        self._told_ready = False
        self._began = time.monotonic()
        self._hangs = HangWatch(run_folder, dev=dev)
        self._abort_by: float | None = None
        self._terminal = 0 if dev and os.isatty(0) else None
        """The descriptor of the terminal that a developer's desk reads from."""

    def add(
        self, name: str, command: Sequence[str], *, after: Collection[str] = (), besides: bool = False
    ) -> None:
        """One more process to keep running; they start in the order in which they are added.

        Its first start waits until those in `after` are ready, or for `AFTER_SECONDS`: a board has few cores,
        and what the first touch needs gets them first. Afterwards nobody waits for anybody. `besides`: the kiosk is
        ready without it.
        """
        child = self._children[name] = Child(name, command)
        if besides:
            self._besides.add(name)
        if after:
            child.due_at = time.monotonic() + AFTER_SECONDS
            self._after[name] = frozenset(after)

    def stop_with(self, name: str) -> None:
        """When this child ends with status 0, everything stops (there may be several such)."""
        self._stop_with.add(name)

    def run(self) -> int:
        """Start all and watch; returns the exit status after all have stopped."""
        with _Signals() as signals, _only_one(self._folder), _Notifications(self._folder) as notifications:
            environment = {**os.environ, "NOTIFY_SOCKET": str(notifications.path)}
            try:
                while not self._stopping:
                    self._start_due(environment)
                    self._wait(signals, notifications)
            finally:
                self._stop_all(notifications)
                if self._terminal is not None:
                    give_terminal(self._terminal, os.getpgrp())
                (self._folder / "processes").unlink(missing_ok=True)
        return 0

    def _start_due(self, environment: dict[str, str]) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.due_at is not None and child.due_at <= now:
                try:
                    child.start(environment, self._terminal if child.name == "desk" else None)
                except OSError as fault:
                    log.warning("%s cannot be started: %s", child.name, fault.strerror)
                    child.restart_later()
                    continue
                log.info("%s started, pid %d", child.name, child.pid)
                self._publish()

    def _wait(self, signals: _Signals, notifications: _Notifications) -> None:
        """Sleep until something happens, and see to it."""
        poll = select.poll()
        poll.register(signals, select.POLLIN)
        poll.register(notifications, select.POLLIN)
        running = {child.pidfd: child for child in self._children.values() if child.running}
        for pidfd in running:
            poll.register(pidfd, select.POLLIN)
        happened = {number for number, _ in poll.poll(self._milliseconds_to_wait())}
        if notifications.fileno() in happened:
            self._hear(notifications)
        for number in happened & running.keys():
            self._mourn(running[number])
        if signals.fileno() in happened:
            log.info("stopping: %s", signals.name())
            self._stopping = True
        self._end_a_desk_that_hangs()

    def _end_a_desk_that_hangs(self) -> None:
        desk = self._children.get("desk")
        if desk is None or not desk.running:
            return
        now = time.monotonic()
        if self._abort_by is not None:
            if now > self._abort_by:
                desk.signal(signal.SIGKILL)
        elif self._hangs.hanging():
            desk.signal(
                signal.SIGABRT
            )  # faulthandler writes every thread's stack, and the process dies of it
            self._abort_by = now + ABORT_SECONDS

    def _milliseconds_to_wait(self) -> float | None:
        start = self._milliseconds_to_next_start()
        desk = self._children.get("desk")
        if desk is None or not desk.running:
            return start
        look = LOOK_SECONDS * 1000
        return look if start is None else min(start, look)

    def _milliseconds_to_next_start(self) -> float | None:
        due = [child.due_at for child in self._children.values() if child.due_at is not None]
        return max(0.0, min(due) - time.monotonic()) * 1000 + 1 if due else None

    def _mourn(self, child: Child) -> None:
        pid, lived = child.pid, time.monotonic() - child.started_at
        words = child.reap()
        # In order, or ended by us with somebody named for it, who will not be loaded again: the next start is not waited with.
        forgiven = words == "ended with status 0" or (child.name == "desk" and self._hangs.named)
        if child.name == "desk":
            if self._abort_by is None and not self._stopping and words != "ended with status 0":
                self._hangs.died()
            self._hangs.forget()
            self._abort_by = None
        if child.name in self._stop_with and words == "ended with status 0":
            log.info("%s was closed", child.name)
            self._stopping = True
            return
        delay = child.restart_later(forgiven=forgiven)
        log.warning("%s (pid %d) %s after %.1f s; again in %.1f s", child.name, pid, words, lived, delay)
        self._publish()

    def _hear(self, notifications: _Notifications) -> None:
        for pid, words in notifications.read():
            child = next((each for each in self._children.values() if each.pid == pid), None)
            if child is None or "READY=1" not in words:
                continue
            child.ready = True
            log.info("%s is ready after %.1f s", child.name, time.monotonic() - child.started_at)
        for name, others in self._after.items():
            if self._children[name].never_started and all(self._children[other].ready for other in others):
                self._children[name].due_at = time.monotonic()
        needed = [child for child in self._children.values() if child.name not in self._besides]
        all_ready = all(child.ready for child in needed)
        first, self._told_ready = all_ready and not self._told_ready, self._told_ready or all_ready
        self._publish()
        if first:
            log.info("all are ready after %.1f s", time.monotonic() - self._began)
            notify("READY=1\nSTATUS=all processes are running")

    def _stop_all(self, notifications: _Notifications) -> None:
        notify("STOPPING=1")
        for child in self._in_order_of_stopping():
            child.due_at = None
            if not child.running:
                continue
            child.signal(signal.SIGTERM)
            poll = select.poll()
            poll.register(child.pidfd, select.POLLIN)
            if not poll.poll(STOP_SECONDS * 1000):
                log.warning("%s does not stop; killed", child.name)
                child.signal(signal.SIGKILL)
            log.info("%s %s", child.name, child.reap())
        notifications.read()  # what they still said; nobody is waiting for it

    def _in_order_of_stopping(self) -> Iterable[Child]:
        known = [self._children[name] for name in STOP_ORDER if name in self._children]
        return [*(child for child in self._children.values() if child not in known), *known]

    def _publish(self) -> None:
        """Who runs under which number, replaced as a whole so that nobody reads half of it."""
        lines = [f"watcher {os.getpid()} 0 {'ready' if self._told_ready else 'starting'}"]
        for child in self._children.values():
            state = "ready" if child.ready else "starting" if child.running else "waiting"
            lines.append(f"{child.name} {child.pid} {child.restarts} {state}")
        fresh = self._folder / "processes.new"
        try:
            fresh.write_text("\n".join(lines) + "\n")
            fresh.replace(self._folder / "processes")
        except OSError as fault:
            log.warning(
                "the list of processes cannot be written: %s", fault.strerror
            )  # a full disk stops nobody here


def runs_in(folder: Path) -> bool:
    """Whether a kiosk runs in this run folder now."""
    try:
        with _only_one(folder):
            return False
    except LinkRefused:
        return True
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the run folder for this watcher. Raises `LinkRefused` when another one does."""
    lock = os.open(folder / "watcher.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LinkRefused(f"another kiosk already runs in {folder}; see {folder / 'processes'}") from None
        yield
    finally:
        os.close(lock)


class _Signals:
    """The signals that mean stop, as something to poll."""

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._handlers = {number: signal.signal(number, lambda *_: None) for number in _SIGNALS}
        return self

    def __exit__(self, *exception: object) -> None:
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def fileno(self) -> int:
        return self._read

    def name(self) -> str:
        """The first signal that came."""
        data = os.read(self._read, 64)
        return signal.Signals(data[0]).name


class _Notifications:
    """Where the children say that they are ready; the kernel tells which of them said it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify.sock"

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._socket.bind(str(self.path))
        return self

    def __exit__(self, *exception: object) -> None:
        self._socket.close()
        self.path.unlink(missing_ok=True)

    def fileno(self) -> int:
        return self._socket.fileno()

    def read(self) -> list[tuple[int, str]]:
        """Everything that waits: the sender's pid and its words."""
        heard: list[tuple[int, str]] = []
        while True:
            try:
                words, extra, _, _ = self._socket.recvmsg(4096, socket.CMSG_SPACE(_CREDENTIALS.size))
            except BlockingIOError:
                return heard
            for level, kind, data in extra:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                    heard.append(
                        (_CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0], words.decode("utf-8", "replace"))
                    )
