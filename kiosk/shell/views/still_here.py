"""Are you still there? The number is large, the consequence is said, continuing is the big button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk.shell.catalogue import Say
from kiosk.shell.damage import damage
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import fit, line_height, width_of, wrap
from kiosk.shell.widgets.button import Button
from kiosk.shell.widgets.shapes import Fixed, Panel
from kiosk.shell.widgets.text import Align, Words, line


class StillHere(Fixed):
    """Over everything. A touch beside the card counts as being here: only a clear "end" ends."""

    def __init__(
        self, box: Box, theme: Theme, say: Say, seconds: int, press: Callable[[str], object]
    ) -> None:
        super().__init__(box)
        self._theme, self._press = theme, press
        _ = say
        colours = theme.colours
        with self.canvas:
            Color(*colours.scrim)
            Rectangle(pos=(box.x, box.y), size=(box.width, box.height))
        small = theme.form == "small"
        pad, above = theme.pick(56, 16), theme.pick(48, 12)
        width = min(box.width - 2 * theme.pick(56, 16), theme.pick(1200, 800))
        inner = width - 2 * pad
        self._size = theme.pick(190, 120)
        number = line_height(self._size, "bold")
        digits = "0" * max(2, len(str(seconds)))
        column = width_of(digits, self._size, "bold") + theme.px(24) if small else 0  # a low panel: beside
        room = inner - column
        title = fit(_("Are you still there?"), room, theme.type.down_from(theme.type.title), "bold", lines=1)
        words = wrap(
            _("When the time is up, this screen is cleared"),
            room,
            theme.type.body if not small else theme.type.least,
        )
        buttons = theme.button + theme.pick(24, 0)
        side = small or theme.form == "wide"
        foot = (buttons if side else buttons + theme.button + theme.gap) + theme.pick(40, 12)
        air = theme.pick(20, 6)
        said = title.height + air + words.height
        head = max(number, said) if small else number + said
        card = box.middle(width, min(box.height - theme.px(16), head + foot + 2 * above))
        if theme.form == "tall":  # lower, where hands are
            card = Box(card.x, round(box.height * 0.13), card.width, card.height)
        self.add_widget(Panel(card, theme.pick(48, 20), colours.surface, colours.line, theme.hairline))
        rest = card.inset(pad, above)
        self._align: Align = "left" if small else "centre"
        if small:
            strip, rest = rest.from_top(head, theme.px(12))
            self._place, strip = strip.from_left(column)
            strip = strip.middle(strip.width, said)
        else:
            self._place, rest = rest.from_top(number)
            strip, rest = rest.from_top(said, theme.px(40))
        top, below = strip.from_top(title.height, air)
        self.add_widget(Words(title, top, colours.ink, self._align))
        self.add_widget(Words(words, below, colours.second, self._align))
        self._number: Words | None = None
        self.tell(seconds)
        here = {"key": "still_here", "label": _("I'm still here"), "primary": True}
        end = {"key": "end", "label": _("End")}
        if side:
            left, right = rest.from_bottom(min(rest.height, buttons))[0].from_right(
                round(inner * 0.62), theme.gap
            )
            places = ((left, here), (right, end))
        else:
            top, rest = rest.from_top(buttons, theme.gap)
            places = ((top, here), (rest.from_top(theme.button)[0], end))
        for place, options in places:
            key = str(options["key"])
            self.add_widget(
                Button(
                    theme,
                    place,
                    key=key,
                    label=str(options["label"]),
                    action=lambda key=key: press(key),  # type: ignore[misc]
                    primary=bool(options.get("primary")),
                )
            )

    def tell(self, seconds: int) -> None:
        """The seconds that are left; only the number is drawn again."""
        if self._number is not None:
            self.remove_widget(self._number)
        text = str(max(0, seconds))
        self._number = line(text, self._size, self._place, self._theme.colours.primary, "bold", self._align)
        self.add_widget(self._number)
        damage.changed(self._place)

    def on_touch_down(self, touch: Any) -> bool:
        if not super().on_touch_down(touch):
            touch.grab(self)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is self:
            touch.ungrab(self)
            self._press("still_here")
        else:
            super().on_touch_up(touch)
        return True
