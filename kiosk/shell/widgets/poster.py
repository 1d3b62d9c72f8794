"""A service as a poster: for a home screen of one or two (three on a wide one), where tiles would be lost in the room.

The service's own tint fills it, its icon stands in a circle, its name is as large as a title, and a round arrow says that all
of it can be touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.link.prompts import Choice
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Colour, Theme
from kiosk.shell.typeset import Setting, wrap
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed, disc
from kiosk.shell.widgets.text import Icon, Words


@dataclass(frozen=True)
class PosterWords:
    """Name and note, set for a poster of some width; `arrow` is the side of the arrow's room, 0 where there is none."""

    title: Setting
    note: Setting | None
    arrow: int
    height: int


def _padding(theme: Theme) -> tuple[int, int]:
    return theme.pick(56, 20), theme.pick(48, 16)


def set_words(theme: Theme, box: Box, texts: Sequence[tuple[str, str]]) -> list[PosterWords]:
    """The names and notes of posters that are each as large as `box`: all names in one size, the largest that says them all.

    Where the box is low they stand beside the picture.
    """
    inner = box.inset(*_padding(theme))
    width = round(inner.width * 0.54) if is_low(theme, box) else inner.width
    arrow = max(theme.px(96), theme.target)
    if theme.form == "small" or width < theme.px(560):
        arrow = 0
    width -= arrow + theme.px(28) if arrow else 0
    sizes = theme.type.down_from(theme.type.title)
    titles = [wrap(name, width, sizes[-1], "bold") for name, _ in texts]
    for size, lines in [(size, lines) for lines in (2, 3) for size in sizes]:
        tried = [wrap(name, width, size, "bold") for name, _ in texts]
        if all(title.whole and len(title.lines) <= lines for title in tried):
            titles = tried
            break
    size = theme.type.body if theme.form != "small" else theme.type.least
    made = []
    for title, (_, note) in zip(titles, texts, strict=True):
        said = wrap(note, width, size) if note else None
        height = title.height + (said.height + theme.pick(18, 6) if said else 0)
        made.append(PosterWords(title, said, arrow, max(height, arrow)))
    return made


def is_low(theme: Theme, box: Box) -> bool:
    """Whether the picture stands beside the words instead of above them."""
    return box.height < box.width * (0.55 if theme.form != "small" else 0.45)


class Disc(Fixed):
    """An icon in a circle."""

    def __init__(self, box: Box, ground: Colour, icon: str, share: float, ink: Colour) -> None:
        super().__init__(box)
        with self.canvas:
            disc(*box.centre, box.width / 2, ground)
        self.add_widget(Icon(icon, round(box.width * share), box, ink))


class Poster(Pressable):
    """Picture above words, or beside them. `words_height` is that of the highest words of all posters on the screen, so that
    their pictures stand in one line."""

    def __init__(
        self,
        theme: Theme,
        box: Box,
        choice: Choice,
        action: Callable[[], object],
        words: PosterWords,
        words_height: int,
    ) -> None:
        colours = theme.colours
        pair = theme.pair(choice.tone if choice.enabled else "plain")
        super().__init__(
            box,
            theme.corner,
            key=choice.key,
            action=action,
            fill=pair.tint if choice.enabled else colours.sunken,
            pressed=pair.line,
            line=pair.line if choice.enabled else colours.line,
            line_width=theme.hairline,
            primary=True,
            enabled=choice.enabled,
        )
        self.label = words.title.text
        inner = box.inset(*_padding(theme))
        if is_low(theme, box):
            foot, picture = inner.from_right(round(inner.width * 0.54), theme.pick(40, 14))
        else:
            foot, picture = inner.from_bottom(words_height, theme.pick(40, 12))
        if words.arrow and choice.enabled:
            place = foot.from_right(words.arrow)[0].middle(words.arrow, words.arrow)
            self.add_widget(Disc(place, pair.ink, "arrow_forward", 0.55, pair.tint))
        self._write(theme, foot, words, pair.ink)
        side = min(picture.width, picture.height, theme.pick(520, 240))
        self.add_widget(
            Disc(picture.middle(side, side), colours.surface, choice.icon or "concierge", 0.62, pair.ink)
        )

    def _write(self, theme: Theme, room: Box, words: PosterWords, ink: Colour) -> None:
        gap = theme.pick(18, 6)
        height = words.title.height + (words.note.height + gap if words.note else 0)
        beside = theme.form == "wide" and not is_low(
            theme, self.box
        )  # posters stand beside each other: names in one line
        place = room.from_top(height)[0] if beside and not words.arrow else room.middle(room.width, height)
        top, rest = place.from_top(words.title.height, gap)
        self.add_widget(Words(words.title, top, ink))
        if words.note:
            self.add_widget(Words(words.note, rest, ink))
