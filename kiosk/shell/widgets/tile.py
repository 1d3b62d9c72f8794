"""A choice as a tile (icon above name and note) or as a row (icon before them).

A disabled choice stays in its place, on the sunken ground, and its note says why.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.link.prompts import Choice
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Setting, fit
from kiosk.shell.widgets.badge import Badge
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.text import Icon, Words


class _Choice(Pressable):
    def __init__(self, theme: Theme, box: Box, choice: Choice, action: Callable[[], object]) -> None:
        colours = theme.colours
        super().__init__(
            box,
            theme.corner,
            key=choice.key,
            action=action,
            fill=colours.surface if choice.enabled else colours.sunken,
            pressed=colours.pressed,
            line=colours.line,
            line_width=theme.hairline,
            primary=True,
            enabled=choice.enabled,
        )
        self.label = str(choice.title)
        self._ink = colours.ink if choice.enabled else colours.second
        self._note = colours.second
        self._theme = theme

    def _badge(self, box: Box, choice: Choice) -> None:
        self.add_widget(Badge(box, self._theme, choice.icon, choice.tone, dim=not choice.enabled))

    def _stack(self, room: Box, title: Setting, note: Setting | None) -> None:
        """Title and note under each other, in the middle of the room."""
        height = title.height + (note.height if note else 0)
        place = room.middle(room.width, min(room.height, height))
        top, rest = place.from_top(title.height)
        self.add_widget(Words(title, top, self._ink))
        if note:
            self.add_widget(Words(note, rest, self._note))


def _title_and_note(
    theme: Theme, name: str, note: str, width: int, height: int
) -> tuple[Setting, Setting | None]:
    """The largest pair that fits the room; the note goes first where there is no room for both."""
    sizes = theme.type.down_from(theme.type.tile)
    least = theme.type.least
    for lines in (1, 2):
        title = fit(name, width, sizes, "bold", lines=lines)
        if not title.whole:
            continue
        if not note:
            if title.height <= height:
                return title, None
            continue
        said = fit(note, width, (least,), lines=2, height=height - title.height)
        if said.whole:
            return title, said
    return fit(name, width, sizes, "bold", height=height), None


class Tile(_Choice):
    """A square-ish tile of the home screen."""

    def __init__(self, theme: Theme, box: Box, choice: Choice, action: Callable[[], object]) -> None:
        super().__init__(theme, box, choice, action)
        inner = box.inset(theme.pick(40, 14), theme.pick(36, 12))
        name, note = str(choice.title), str(choice.note)
        size = min(theme.pick(124, 62), inner.height // 2)
        title, said = _title_and_note(theme, name, note, inner.width, inner.height - size - theme.pick(8, 2))
        need = title.height + (said.height if said else 0)
        if choice.icon:
            place = Box(inner.x, inner.top - size, size, size)
            self._badge(place, choice)
        words = Box(inner.x, inner.y, inner.width, need)
        if theme.form != "small" and choice.icon:  # words follow the icon, as one group
            slack = inner.height - size - need
            gap = min(theme.px(40), slack // 2)
            words = Box(inner.x, inner.top - size - gap - need, inner.width, need)
        self._stack(words, title, said)


class ChoiceRow(_Choice):
    """A wide row: lists, and the home screen in comfort mode."""

    def __init__(
        self, theme: Theme, box: Box, choice: Choice, action: Callable[[], object], name: str = ""
    ) -> None:
        super().__init__(theme, box, choice, action)
        inner = box.inset(theme.pick(40, 14), theme.pick(12, 4))
        if choice.icon:
            size = min(theme.pick(124, 62), inner.height - theme.pick(20, 8))
            place, inner = inner.from_left(size, theme.pick(40, 16))
            self._badge(place.middle(size, size), choice)
        if choice.enabled:
            mark = theme.type.body
            place, inner = inner.from_right(mark, theme.pick(16, 6))
            self.add_widget(Icon("chevron_right", mark, place, theme.colours.second))
        self.label = name or str(choice.title)
        title, note = _title_and_note(theme, self.label, str(choice.note), inner.width, inner.height)
        self._stack(inner, title, note)
