"""An outline that a bank card is held against: two keys and a finger make it larger and smaller, until both match.

The outline is the one thing on any screen that is not drawn in millimetres: it is what millimetres are found out with. Its
upper left corner stays where it is, so that the card can be held against it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Line

from kiosk.link.prompts import Entered, Outline
from kiosk.shell.damage import damage
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import fit, wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, TextPart, total
from kiosk.shell.widgets.button import Button
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed
from kiosk.shell.widgets.text import Icon

FIRST_SECONDS, AGAIN_SECONDS = 0.35, 0.05
"""A key that is held goes on by itself."""

CORNER_SHARE = 3.18 / 85.6
"""The corners of ID-1 cards, of the width."""


class OutlineView(View):
    """The words, the outline in the room under them; at the foot, or at the right of a wide screen, what is pressed."""

    prompt: Outline

    def arrange(self, box: Box) -> None:
        theme, prompt, local = self.theme, self.prompt, self.context.local
        gap = theme.pick(28, 10)
        if theme.form == "wide":
            keys, room = box.from_right(theme.px(420), theme.px(56))
        else:
            keys, room = box.from_bottom(theme.button, theme.pick(40, 10))
        if theme.form == "small":  # a 7-inch panel is just high enough for a card under one line
            sizes = (*theme.type.down_from(theme.type.title), theme.chrome)
            width = room.width - self.context.clock_room
            title = fit(str(prompt.title), width, sizes, "bold", lines=1)
            head: list[Part] = [TextPart(title, theme.colours.ink, whole=True)]
        else:
            head = self.heading(room.width, str(prompt.title), str(prompt.subtitle), "", prompt.steps)
        self.stack(room, head)
        room = room.from_top(total(head), theme.pick(36, 2))[1]
        most = min(prompt.maximum, room.width, int(room.height * prompt.width_mm / prompt.height_mm))
        self._least, self._most = prompt.minimum, max(prompt.minimum, most)
        local.setdefault("pixels", prompt.pixels)
        self._card = Card(room, theme, prompt.height_mm / prompt.width_mm, self._set)
        self.add_widget(self._card)
        self._keys(keys, gap)
        if theme.form == "small":  # where the card will cover it, when it has been read
            card = room.from_left(min(self.pixels, most))[0]
            inner = card.from_top(round(card.width * prompt.height_mm / prompt.width_mm))[0].inset(
                theme.px(14)
            )
            words = wrap(str(prompt.subtitle), inner.width, theme.type.least)
            self.stack(inner.middle(words.width, words.height), [TextPart(words, theme.colours.second)])
        self._set(self.pixels)

    def _keys(self, box: Box, gap: int) -> None:
        """Smaller, larger, "it matches": in a row, or under each other with the last one at the foot."""
        theme, prompt = self.theme, self.prompt
        if theme.form != "wide":
            smaller, rest = box.from_left(theme.button, gap)
            larger, confirm = rest.from_left(theme.button, gap)
        else:
            confirm, rest = box.from_bottom(theme.button, gap)
            smaller, larger = rest.from_bottom(theme.button)[0].columns(2, gap)
        self.add_widget(Key(theme, smaller, "smaller", "remove", lambda: self._set(self.pixels - 1)))
        self.add_widget(Key(theme, larger, "larger", "add", lambda: self._set(self.pixels + 1)))
        for action in prompt.actions:
            self.add_widget(
                Button(
                    theme, confirm, key=action.key, label=str(action.label), icon=action.icon,
                    primary=action.primary, action=self._match if action.primary else self.choose(action.key),
                )
            )  # fmt: skip

    @property
    def pixels(self) -> int:
        """The outline's width now."""
        found: int = self.context.local["pixels"]
        return found

    def _match(self) -> bool:
        return self.context.answer(Entered(str(self.pixels)))

    def _set(self, pixels: int) -> None:
        self.context.local["pixels"] = max(self._least, min(pixels, self._most))
        self.context.touched()
        self._card.tell(self.pixels)


class Card(Fixed):
    """The outline, from the upper left corner of the room. A finger moves the opposite corner."""

    def __init__(self, box: Box, theme: Theme, share: float, tell: Callable[[int], None]) -> None:
        super().__init__(box)
        self._share, self._told = share, tell
        self._width = max(3.0, 0.6 * theme.pixels_per_mm)
        with self.canvas:
            Color(*theme.colours.primary)
            self._line = Line(width=self._width / 2)
        self.pixels = 0

    def tell(self, pixels: int) -> None:
        """So wide, to the outer edge of the line."""
        self.pixels = pixels
        height = round(pixels * self._share)
        half = self._width / 2
        self._line.rounded_rectangle = (
            self.box.x + half, self.box.top - height + half,
            pixels - self._width, height - self._width, pixels * CORNER_SHARE,
        )  # fmt: skip
        damage.changed(self.box)

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._follow(touch)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        self._follow(touch)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        return True

    def _follow(self, touch: Any) -> None:
        x, y = touch.pos
        self._told(round(max(x - self.box.x, (self.box.top - y) / self._share)))


class Key(Pressable):
    """One pixel more or less; goes on while it is held."""

    def __init__(self, theme: Theme, box: Box, key: str, icon: str, step: Callable[[], object]) -> None:
        colours = theme.colours
        super().__init__(
            box, theme.corner, key=key, action=lambda: False, fill=colours.surface, pressed=colours.pressed,
            line=colours.primary, line_width=max(2, theme.px(3)), primary=True,
        )  # fmt: skip
        self._step = step
        self._again: Any = None
        mark = round(theme.type.title)
        self.add_widget(Icon(icon, mark, box, colours.primary))

    def show_pressed(self, down: bool) -> None:  # noqa: FBT001 - as its base
        super().show_pressed(down)
        if self._again is not None:
            self._again.cancel()
            self._again = None
        if down:
            self._step()
            self._again = Clock.schedule_once(self._go_on, FIRST_SECONDS)

    def _go_on(self, _seconds: float) -> None:
        if self.is_down:
            self._step()
            self._again = Clock.schedule_once(self._go_on, AGAIN_SECONDS)
