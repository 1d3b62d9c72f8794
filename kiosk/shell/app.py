"""The shell process: the window, the stage, the link.

`run_shell` is the only door. Kivy is imported inside it, after `environment.prepare`, so that importing this module costs
nothing and changes nothing.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from kiosk.link import notify
from kiosk.link.messages import Answered, Countdown, Pressed, Screen, Touched
from kiosk.link.prompts import Value
from kiosk.link.settings import Settings
from kiosk.shell.client import Client, Down, Heard, Up, connector
from kiosk.shell.options import Options

if TYPE_CHECKING:
    from kiosk.shell.loop import Loop
    from kiosk.shell.stage import Stage

log = logging.getLogger(__name__)

AWAY_SECONDS = 1.0
"""A desk that is back sooner is not worth a word."""
LONG_SECONDS = 30.0


def run_shell(settings: Settings, position: str = "", *, cursor: bool = False) -> int:
    """Run the screen of a position until it is told to stop. Returns the exit code.

    Raises `NoDisplay` when there is no screen that a person could see.
    """
    return run(Options.of(settings, position), cursor=cursor)


def run(options: Options, *, cursor: bool = False) -> int:
    """The same, from options."""
    from kiosk.shell import environment

    options = environment.fitted(options)
    environment.prepare(options, cursor=cursor)
    from kiosk.shell.loop import Loop
    from kiosk.shell.window import open_window

    loop = Loop()
    stage_of = open_window(options, loop.sdl)
    shell = Shell(options, loop, stage_of)
    if not options.inspect:
        return shell.run()
    from kiosk.shell.inspection import Inspection

    inspection = Inspection(options.run / "inspect.sock", shell.stage, loop.call)
    try:
        return shell.run()
    finally:
        inspection.close()


class Shell:
    """Ties the link's events to the stage, and the stage's to the link."""

    def __init__(self, options: Options, loop: Loop, stage_of: Any, connect: Any = None) -> None:
        from kivy.clock import Clock

        from kiosk.shell.stage import Outlets

        self._loop = loop
        self._timers: list[Any] = []
        self._delivering = threading.Lock()
        self._waiting: list[Heard] = []
        """The last screen that has not been drawn yet, while nothing else came after it."""
        self._clock = Clock
        self._client = Client(connect or connector(options), self._deliver)
        self.stage: Stage = stage_of(Outlets(self._answer, self._press, self._touched))
        self._wait_for_desk()

    def run(self) -> int:
        """The process's life."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self._loop.stop())
        self._client.start()
        self._clock.schedule_once(self._ready)  # in the first turn of the loop: the window stands
        try:
            self._loop.run()
        finally:
            self.close()
        return 0

    def _ready(self, _seconds: float) -> None:
        notify.ready()
        self.stage.warm_up()

    def close(self) -> None:
        """Let go of the link and the timers."""
        self._client.stop()
        self._forget_desk_timers()
        self.stage.close()

    # ------------------------------------------------------------------ from the desk

    def _deliver(self, heard: Heard) -> None:
        """Called in the link's thread. Of screens that wait in a row only the newest is drawn: on a machine that is busy they
        would come faster than they go, and wait in memory for ever."""
        with self._delivering:
            if isinstance(heard, Screen) and self._waiting:
                self._waiting[0] = heard
                return
            waiting: list[Heard] = [heard]
            self._waiting = waiting if isinstance(heard, Screen) else []
        self._loop.call(lambda: self._take(waiting))

    def _take(self, waiting: list[Heard]) -> None:
        with self._delivering:
            heard = waiting[0]
            if self._waiting is waiting:
                self._waiting = []
        self._hear(heard)

    def _hear(self, heard: Heard) -> None:
        match heard:
            case Screen():
                self._forget_desk_timers()
                self.stage.show(heard)
            case Countdown(seconds=seconds):
                self.stage.count(seconds)
            case Down():
                self._wait_for_desk()
            case Up():
                log.info("the desk is there")
            case _:
                log.warning("a message that no screen knows: %s", type(heard).__name__)

    def _wait_for_desk(self) -> None:
        if self._timers:
            return
        once = self._clock.schedule_once
        self._timers = [
            once(lambda _s: self.stage.away(), AWAY_SECONDS),
            once(lambda _s: self.stage.away(long=True), LONG_SECONDS),
        ]

    def _forget_desk_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers = []

    # ------------------------------------------------------------------ to the desk

    def _answer(self, prompt_id: str, value: Value) -> bool:
        return self._client.send(Answered(prompt_id, value))

    def _press(self, button: str) -> bool:
        return self._client.send(Pressed(button))  # type: ignore[arg-type]

    def _touched(self) -> bool:
        return self._client.send(Touched())


def main() -> int:
    """For trying the shell by itself: `python -m kiosk.shell.app KIOSK.toml`."""
    from kiosk.link.settings import load

    return run_shell(load(sys.argv[1]), cursor=True)


if __name__ == "__main__":
    sys.exit(main())
