"""Anything that can be touched: answers in the next frame with a tint and a 2 % shrink, and acts when the finger lifts.

A press that has acted stays drawn as pressed until the next screen replaces it ("taken"), so that a slow desk never looks
deaf; the stage sees to it that one question is answered once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import PopMatrix, PushMatrix, Scale

from kiosk.shell.damage import damage
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Colour
from kiosk.shell.widgets.shapes import Fixed, outlined, repaint

SHRINK = 0.98


class Pressable(Fixed):
    """A rounded target. Children are added by the maker, in window coordinates, and shrink with it.

    `key` names it for tests and answers; `primary` asks for the larger least size. `on_press_down` is for things that act
    at once (keypad digits), `action` for everything else.
    """

    def __init__(
        self,
        box: Box,
        corner: int,
        *,
        key: str,
        action: Callable[[], object] | None,
        fill: Colour,
        pressed: Colour,
        line: Colour | None = None,
        line_width: int = 2,
        primary: bool = False,
        enabled: bool = True,
    ) -> None:
        super().__init__(box)
        self.key = key
        self.action = action
        self.primary = primary
        self.enabled = enabled and action is not None
        self.fill, self.pressed_fill = fill, pressed
        self._line, self._line_width = line, line_width if line else 0
        self.is_down = False
        with self.canvas.before:
            PushMatrix()
            self._scale = Scale(1, 1, 1, origin=box.centre)
            self._face = outlined(box, corner, fill, line or fill, line_width if line else 0)
        with self.canvas.after:
            PopMatrix()

    def show_pressed(self, down: bool) -> None:  # noqa: FBT001
        """Draw it pressed or not."""
        self.is_down = down
        factor = SHRINK if down else 1
        self._scale.xyz = (factor, factor, 1)
        damage.changed(self.box.inset(-2))
        repaint(self._face, self.pressed_fill if down else self.fill, self._line, self._line_width)

    def on_touch_down(self, touch: Any) -> bool:
        if not self.enabled or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self.show_pressed(True)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        inside = self.collide_point(*touch.pos)
        if inside != self.is_down:
            self.show_pressed(inside)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if self.is_down and self.action is not None:
            taken = self.action()
            if taken is not True:
                self.show_pressed(False)
        return True
