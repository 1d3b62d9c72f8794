"""Opening the one window of the process, and the stage in it."""

from __future__ import annotations

import ctypes
import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from kivy.base import ExceptionHandler, ExceptionManager, runTouchApp
from kivy.core.window import Window

from kiosk.shell import typeset
from kiosk.shell.damage import damage
from kiosk.shell.environment import check_display
from kiosk.shell.options import Options
from kiosk.shell.stage import Outlets, Stage, turn

log = logging.getLogger(__name__)

FAULTS_A_MINUTE = 20
"""More exceptions than this in a minute, and the process ends for a fresh one."""


class _KeepGoing(ExceptionHandler):
    """An exception in a touch or a timer costs that touch, not the screen, unless they keep coming."""

    def __init__(self) -> None:
        self._faults: list[float] = []

    def handle_exception(self, fault: BaseException) -> Any:
        if not isinstance(fault, Exception):
            return ExceptionManager.RAISE
        now = time.monotonic()
        self._faults = [moment for moment in self._faults if now - moment < 60] + [now]
        log.error("the screen carries on after", exc_info=fault)
        return ExceptionManager.RAISE if len(self._faults) > FAULTS_A_MINUTE else ExceptionManager.PASS


def open_window(
    options: Options, sdl: ctypes.CDLL, now: Callable[[], datetime] | None = None
) -> Callable[[Outlets], Stage]:
    """Make the window ready; returns what makes the stage in it. Raises `NoDisplay`."""
    driver = check_display(sdl)
    log.info("window %dx%d on %s", Window.width, Window.height, driver)
    typeset.register_fonts()
    damage.watch(driver)
    ExceptionManager.add_handler(_KeepGoing())

    def stage_of(outlets: Outlets) -> Stage:
        Window.set_title("掌柜 Zhanggui")
        turn(options.rotation)
        stage = Stage(options, outlets, now)
        runTouchApp(stage, embedded=True)
        Window.bind(on_resize=lambda _window, width, height: stage.resize(int(width), int(height)))
        return stage

    return stage_of
