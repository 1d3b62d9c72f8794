"""One process under the watcher: how it is started, that it cannot outlive us, and in words what became of
it.

A child is made with fork and exec rather than the `subprocess` module: the watcher stays one thread and
small, so a fork is safe, and two things must happen between fork and exec, a process group of its own and the
parent-death signal.

The parent-death signal is SIGKILL and not SIGTERM. It fires only when the watcher itself was killed, and a
child that hangs would ignore anything gentler and keep the sockets, the screen or the pins from the next
start. That a killed device process leaves a coil on is what `strict_gpiod`, the hardware one-shot and the low
level at the next claim are for.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Mapping, Sequence

PR_SET_PDEATHSIG = 1  # linux/prctl.h

BACK_OFF = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before a restart: the first death is forgiven at once, one that keeps dying is tried every ten
seconds."""

STEADY_SECONDS = 30.0
"""A child that lived this long begins with the first delay again."""

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Ask the kernel to send this process a signal when its parent has died."""
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def give_terminal(terminal: int, group: int) -> None:
    """Let a process group read from the terminal. Also from the background, where asking would stop us (SIGTTOU)."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        os.tcsetpgrp(terminal, group)
    except OSError:
        pass  # the terminal has gone, or is not ours to give
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Child:
    """A command that is kept running."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = list(command)
        self.pid = 0
        self.pidfd = -1
        self.ready = False
        self.restarts = 0
        self.started_at = 0.0
        self.due_at: float | None = 0.0
        """When to start it, on the monotonic clock; None while it runs or is not wanted any more."""
        self._failures = 0

    @property
    def never_started(self) -> bool:
        """Whether its first start is still to come."""
        return self.started_at == 0.0

    @property
    def running(self) -> bool:
        """Whether there is a process."""
        return self.pid > 0

    def start(self, environment: Mapping[str, str], terminal: int | None = None) -> None:
        """Make the process, in its own process group, bound to our life. `terminal`: a descriptor of the terminal that
        is to be its own (what is typed goes to it, Ctrl-C too). Raises `OSError` when the machine is out of processes.
        """
        watcher = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become(watcher, environment)
        try:
            os.setpgid(pid, pid)  # at both ends: whoever of the two runs first, the group is there
        except OSError:
            pass  # it has already exec'ed, and did so itself
        if terminal is not None:
            give_terminal(terminal, pid)
        self.pid = pid
        self.pidfd = os.pidfd_open(pid)
        self.started_at = time.monotonic()
        self.due_at = None
        self.ready = False

    def signal(self, number: int) -> None:
        """Send a signal to the child and everything that it started."""
        if self.running:
            try:
                os.killpg(self.pid, number)
            except ProcessLookupError:
                pass  # gone already; `reap` will say how

    def reap(self) -> str:
        """The process has ended: take its status, clear away what it left in its group, and say what it died
        of."""
        _, status = os.waitpid(self.pid, 0)
        self.signal(signal.SIGKILL)
        os.close(self.pidfd)
        self.pid, self.pidfd, self.ready = 0, -1, False
        code = os.waitstatus_to_exitcode(status)
        if code >= 0:
            return f"ended with status {code}"
        dumped = ", core dumped" if os.WCOREDUMP(status) else ""
        return f"killed by {signal.Signals(-code).name}{dumped}"

    def restart_later(self, *, forgiven: bool = False) -> float:
        """Plan the next start; returns the delay in seconds. `forgiven`: its end says nothing of the next one."""
        if forgiven or time.monotonic() - self.started_at >= STEADY_SECONDS:
            self._failures = 0
        delay = BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
        self._failures += 1
        self.restarts += 1
        self.due_at = time.monotonic() + delay
        return delay

    def _become(self, watcher: int, environment: Mapping[str, str]) -> None:
        """In the child, after the fork: nothing here may raise back into the watcher's code."""
        try:
            os.setpgid(0, 0)
            die_with_parent()
            if os.getppid() == watcher:  # else it died before we could ask to be told
                signal.pthread_sigmask(signal.SIG_SETMASK, ())
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE):
                    signal.signal(number, signal.SIG_DFL)
                os.execve(self.command[0], self.command, dict(environment))  # noqa: S606
        except OSError as fault:
            os.write(2, f"{self.name}: cannot start {self.command[0]}: {fault.strerror}\n".encode())
        finally:
            os._exit(127)
