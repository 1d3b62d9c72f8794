"""The digit pad and the line it types into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, SmoothEllipse

from kiosk.shell.catalogue import Say
from kiosk.shell.damage import damage
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import fit
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed, outlined
from kiosk.shell.widgets.text import Icon, Words, line

DELETE, ENTER = "delete", "enter"
KEYS = (*"123456789", DELETE, "0", ENTER)


class Key(Pressable):
    """One key. Digits and delete act when touched, not when let go: typing feels immediate."""

    def __init__(self, theme: Theme, box: Box, key: str, say: Say, act: Callable[[str], object]) -> None:
        colours = theme.colours
        _ = say
        enter = key == ENTER
        super().__init__(
            box,
            theme.pick(36, 18),
            key=key,
            action=(lambda: act(key)) if enter else lambda: None,
            fill=colours.primary if enter else colours.surface,
            pressed=colours.pressed_primary if enter else colours.pressed,
            line=None if enter else colours.line,
            line_width=theme.hairline,
        )
        self._act = act
        self.label = {DELETE: _("Delete"), ENTER: _("OK")}.get(key, key)
        if key == DELETE:
            self.add_widget(Icon("backspace", round(theme.type.title * 0.9), box, colours.ink))
        elif enter:
            setting = fit(
                self.label,
                box.width - theme.pick(24, 8),
                theme.type.down_from(theme.type.tile),
                "bold",
                lines=1,
            )
            if setting.whole:
                self.add_widget(Words(setting, box, colours.on_primary, "centre"))
            else:
                self.add_widget(Icon("check", min(theme.type.title, box.width), box, colours.on_primary))
        else:
            self.add_widget(line(key, theme.type.title, box, colours.ink, "medium", "centre"))

    def on_touch_down(self, touch: Any) -> bool:
        taken: bool = super().on_touch_down(touch)
        if taken and self.key != ENTER:
            self._act(self.key)
        return taken

    def show_enabled(self, theme: Theme, enabled: bool) -> None:  # noqa: FBT001
        """The enter key before enough has been typed is there, but sunken."""
        colours = theme.colours
        self.enabled = enabled
        self.fill = colours.primary if enabled else colours.dim
        self.show_pressed(False)
        for child in self.children:
            if isinstance(child, Words):
                child.color = colours.on_primary if enabled else colours.ink
                child.tint.rgba = child.color


class Field(Fixed):
    """What has been typed: digits in groups that can be read back, or dots where it is secret."""

    def __init__(self, box: Box, theme: Theme, *, secret: bool) -> None:
        super().__init__(box)
        self._theme, self._secret = theme, secret
        with self.canvas.before:
            outlined(
                box, theme.pick(36, 18), theme.colours.surface, theme.colours.primary, max(2, theme.px(4))
            )

    def tell(self, text: str) -> None:
        """Show this."""
        theme = self._theme
        damage.changed(self.box)
        self.clear_widgets()
        self.canvas.clear()
        inner = self.box.inset(theme.pick(36, 16), 0)
        if self._secret:
            self._dots(inner, len(text))
            return
        sizes = tuple(dict.fromkeys((*theme.type.down_from(theme.type.title), theme.chrome)))
        setting = fit(text, inner.width, sizes, "medium", lines=1)
        if not setting.whole:
            setting = fit(text, inner.width, sizes[-1:], "medium", height=inner.height)
        self.add_widget(Words(setting, inner, theme.colours.ink, "centre"))

    def _dots(self, inner: Box, count: int) -> None:
        theme = self._theme
        dot = min(theme.pick(30, 18), inner.width // max(1, 2 * count))
        row = inner.middle((2 * count - 1) * dot if count else 0, dot)
        with self.canvas:
            Color(*theme.colours.ink)
            for index in range(count):
                SmoothEllipse(pos=(row.x + 2 * index * dot, row.y), size=(dot, dot))


class KeyPad(Fixed):
    """Twelve keys; `act` is called with a digit, `delete` or `enter`."""

    def __init__(self, box: Box, theme: Theme, say: Say, act: Callable[[str], object]) -> None:
        super().__init__(box)
        gap = theme.pick(20, 8)
        self.keys: dict[str, Key] = {}
        places = [place for row in box.rows(4, gap) for place in row.columns(3, gap)]
        for key, place in zip(KEYS, places, strict=True):
            self.keys[key] = Key(theme, place, key, say, act)
            self.add_widget(self.keys[key])
