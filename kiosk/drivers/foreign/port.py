"""The device process's end of a foreign driver: for the supervisor, the hub and the desk it is the device.

Three things come from the driver's process, and each is bounded: messages (a queue that holds the sender up, and a count a
second), words on its standard output (a number of lines a minute go to the log, the rest is counted and thrown away), and
silence (a driver whose turns do not end is killed). Nothing here waits for the driver longer than a moment, and everything that
could wait does so in this device's own threads.
"""

from __future__ import annotations

import logging
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeAlias

from kiosk.drivers.foreign.manifest import Manifest, find
from kiosk.drivers.foreign.messages import Alive, Enabled, FromDriver, Lost, Says, Start
from kiosk.drivers.lights import LightsPort
from kiosk.drivers.port import DeviceError, DeviceFault, Report
from kiosk.link.blocking import BlockingPeer, LinkClosed, LinkGarbage
from kiosk.link.lights import SetLights
from kiosk.link.settings_devices import Device

START_SECONDS = 20.0
"""From the start of the process to the claimed device: an interpreter and its imports, on a busy Pi."""

SILENCE_SECONDS = 15.0
"""Without a sign that a turn has ended, after which a driver hangs."""

LEAVE_SECONDS = 1.0
"""For giving the device back, before the process is killed."""

WAITING = 64
MESSAGES_A_SECOND = 50
LINES_A_MINUTE = 30
LINE = 200

_Heard: TypeAlias = Enabled | Alive | Says | Lost | LinkClosed | None

log = logging.getLogger("kiosk.devices")


class ForeignPort(LightsPort):
    """One `[[device]]`. Lights are the only class of foreign devices yet."""

    def __init__(
        self,
        settings: Device,
        folder: Path,
        report: Report,
        *,
        manifest: Callable[[str], Manifest] = find,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`folder` is the runtime folder, for ports that the world puts there."""
        super().__init__(settings.name, settings.position, report)
        self._settings = settings
        self._folder = folder
        self._find = manifest
        self._clock = clock
        self._start: Start | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._peer: BlockingPeer | None = None
        self._heard: queue.Queue[_Heard] = queue.Queue(WAITING)
        self._newest: SetLights | None = None
        self._window = (0.0, 0)
        self._alive_at = 0.0

    # ------------------------------------------------------------------------------------------ life cycle

    def _open(self) -> None:
        manifest = self._find(self._settings.driver)
        self._start = Start(
            manifest.driver,
            self.name,
            self.position,
            manifest.values(self._settings.settings),
            str(self._folder),
        )
        self.where = f"driver {manifest.id} {manifest.version}"

    def _claim(self, seconds: float) -> None:  # noqa: ARG002 - an interpreter takes as long as it takes to start
        assert self._start is not None  # noqa: S101 - the life cycle: opened before it is claimed
        self._heard = queue.Queue(WAITING)
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "kiosk.drivers.foreign.child", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        self._process = process
        self._peer = peer = BlockingPeer(ours, FromDriver)
        assert process.stdout is not None  # noqa: S101 - it was asked for
        Words(self.name, process.stdout).start()
        threading.Thread(
            target=_listen, args=(peer, self._heard), name=f"driver {self.name}", daemon=True
        ).start()
        self._window = (self._clock(), 0)
        self._send(self._start)
        deadline = self._clock() + START_SECONDS
        while (left := deadline - self._clock()) > 0:
            message = self._next(left)
            if isinstance(message, Enabled):
                self.model = message.model
                return
            self._judge(message)
        raise DeviceFault(f"its driver has not begun to work after {START_SECONDS:g} s")

    def _enable(self) -> None:
        self._alive_at = self._clock()
        self._show()
        super()._enable()

    def _disable(self) -> None:
        self._newest = None

    def _release(self) -> None:
        peer, self._peer = self._peer, None
        process, self._process = self._process, None
        if peer is not None:
            peer.close()
        if process is not None:
            try:
                process.wait(LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    # ------------------------------------------------------------------------------------------ work

    def set_lights(self, wanted: SetLights) -> None:
        """Keep it; this device's own thread sends it, for a driver that does not read would hold up the sender."""
        self._newest = wanted
        self.interrupt()

    def interrupt(self) -> None:
        try:
            self._heard.put_nowait(None)
        except queue.Full:
            pass  # the turn does not wait for anything then

    def turn(self, seconds: float) -> None:
        self._judge(self._next(seconds))
        self._show()
        if self._clock() - self._alive_at > SILENCE_SECONDS:
            self._kill()
            raise DeviceFault("its driver hangs; its process was ended")

    def _show(self) -> None:
        newest, self._newest = self._newest, None
        if newest is not None:
            self._send(newest)

    def _judge(self, message: _Heard) -> None:
        """Deal with what came. Raises what the driver's end, or its words, mean."""
        match message:
            case Alive():
                self._alive_at = self._clock()
            case Says():
                self.say(message.status, fault=message.fault)
            case Lost():
                raise _cause(message)
            case LinkClosed():
                raise DeviceFault(self._end(message))

    def _next(self, seconds: float) -> _Heard:
        try:
            message = self._heard.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        if message is not None:
            self._count()
        return message

    def _count(self) -> None:
        since, count = self._window
        now = self._clock()
        since, count = (since, count + 1) if now < since + 1.0 else (now, 1)
        self._window = (since, count)
        if count > MESSAGES_A_SECOND:
            self._kill()
            raise DeviceFault("its driver floods this process with messages; its process was ended")

    def _send(self, message: Start | SetLights) -> None:
        assert self._peer is not None  # noqa: S101 - the life cycle: claimed
        try:
            self._peer.send(message)
        except LinkClosed as end:
            raise DeviceFault(self._end(end)) from end

    def _end(self, end: LinkClosed) -> str:
        """Why there is no driver any more, in words."""
        process = self._process
        if isinstance(end, LinkGarbage):
            self._kill()
            return f"its driver is not understood ({end}); its process was ended"
        try:
            code = process.wait(LEAVE_SECONDS) if process is not None else None
        except subprocess.TimeoutExpired:
            self._kill()
            return f"its driver hung up ({end}); its process was ended"
        return f"its driver ended by itself (exit code {code}); the log has its last words"

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()


class Words(threading.Thread):
    """What a driver prints, into our log, as far as there is room for it; read on without end, so that it never waits."""

    def __init__(self, name: str, pipe: IO[bytes], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(name=f"words of {name}", daemon=True)
        self._device = name
        self._pipe = pipe
        self._clock = clock
        self._minute = (clock(), 0)
        self._dropped = 0

    def run(self) -> None:
        rest = b""
        with self._pipe as pipe:
            while data := os.read(pipe.fileno(), 65_536):
                *lines, rest = (rest + data).split(b"\n")
                rest = rest[:LINE]
                for line in lines:
                    self._say(line)
        if rest:
            self._say(rest)
        self._account()

    def _say(self, line: bytes) -> None:
        since, count = self._minute
        if self._clock() >= since + 60.0:
            self._account()
            since, count = self._clock(), 0
        self._minute = (since, count + 1)
        if count < LINES_A_MINUTE:
            words = line[:LINE].decode("utf-8", "replace").rstrip()
            log.info(
                "driver of %s: %s",
                self._device,
                "".join(each if each.isprintable() else "·" for each in words),
            )
        else:
            self._dropped += 1

    def _account(self) -> None:
        dropped, self._dropped = self._dropped, 0
        if dropped:
            log.warning("driver of %s: %d more lines were thrown away", self._device, dropped)


def _listen(peer: BlockingPeer, heard: queue.Queue[_Heard]) -> None:
    """What comes from the driver, until its end. A full queue holds up the driver, and nobody else."""
    try:
        while True:
            heard.put(peer.receive())
    except LinkClosed as end:
        heard.put(end)
    finally:
        peer.__exit__()


def _cause(message: Lost) -> DeviceError:
    """The error class of a status."""
    for cause in DeviceError.__subclasses__():
        if cause.status == message.status:
            return cause(message.fault)
    return DeviceFault(message.fault)
