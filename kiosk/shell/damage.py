"""Drawing only what changed, where a processor draws the pixels.

Kivy draws the whole window for every change: 20 to 50 ms of a core for a kiosk's two million pixels in software, more than
the one frame in which a touch must be answered. A widget that changes within its own box says so with `changed`; when
nothing else happened in a frame, drawing is limited to those boxes' hull. What was said nowhere is drawn whole, and one
second after the last limited frame the whole window is drawn once more, so that nothing missed can stay.

Only where Mesa draws in software into an X window: its back buffer keeps its contents over a swap. A graphics chip swaps
buffers, has an old picture in the other one, and is quick enough anyway.
"""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RENDERER, GL_SCISSOR_TEST, glDisable, glEnable, glGetString, glScissor

from kiosk.shell.geometry import Box

SOFTWARE = ("llvmpipe", "softpipe", "swrast", "software rasterizer")
HEAL_SECONDS = 1.0


def software_rendered() -> bool:
    """Whether a processor draws this window."""
    name = glGetString(GL_RENDERER) or b""
    return any(word in name.decode(errors="replace").lower() for word in SOFTWARE)


class Damage:
    """What changed since the last frame. One for the process's one window."""

    def __init__(self) -> None:
        self._limited = False
        self._hull: Box | None = None
        self._whole = True
        self._heal: Any = None

    def watch(self, driver: str) -> None:
        """Begin to limit drawing, if this display allows it."""
        self._limited = driver in {"x11", "offscreen"} and software_rendered()
        if self._limited:
            Window.bind(on_draw=self._before, on_flip=self._after)

    def changed(self, box: Box) -> None:
        """This much has changed."""
        if self._hull is None:
            self._hull = box
            return
        x, y = min(self._hull.x, box.x), min(self._hull.y, box.y)
        self._hull = Box(x, y, max(self._hull.right, box.right) - x, max(self._hull.top, box.top) - y)

    def everything(self) -> None:
        """All has changed."""
        self._whole = True

    def _before(self, _window: Any) -> None:
        hull, whole = self._hull, self._whole
        self._hull, self._whole = None, False
        if whole or hull is None or Window.rotation:  # the scissors cut the window, which is not turned
            glDisable(GL_SCISSOR_TEST)
            if self._heal is not None:
                self._heal.cancel()
                self._heal = None
            return
        glEnable(GL_SCISSOR_TEST)
        glScissor(hull.x, hull.y, hull.width, hull.height)
        if self._heal is not None:
            self._heal.cancel()
        self._heal = Clock.schedule_once(self._redraw, HEAL_SECONDS)

    def _after(self, _window: Any) -> None:
        glDisable(GL_SCISSOR_TEST)

    def _redraw(self, _seconds: float) -> None:
        self._heal = None
        self._whole = True
        Window.canvas.ask_update()


damage = Damage()
