"""The locker wall: on a map one door is lit; as a wall each door can be pressed and says its state in a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.link.prompts import Place
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Colour, Theme
from kiosk.shell.typeset import BOX, Setting, Weight, fit, width_of, wrap
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed, outlined, rounded
from kiosk.shell.widgets.text import Words


def extent(places: Sequence[Place]) -> tuple[int, int]:
    """Columns and rows of the wall."""
    return (
        max((place.column + place.width for place in places), default=1),
        max((place.row + place.height for place in places), default=1),
    )


def cell_gap(theme: Theme, columns: int) -> int:
    """Between doors: narrower on a wide wall."""
    return theme.pick(16 if columns <= 8 else 10, 6)


def place_box(box: Box, place: Place, columns: int, rows: int, gap: int) -> Box:
    """Where a place stands in a wall drawn in `box`."""
    across = box.columns(columns, gap)
    down = box.rows(rows, gap)
    left, right = across[place.column], across[place.column + place.width - 1]
    top, bottom = down[place.row], down[place.row + place.height - 1]
    return Box(left.x, bottom.y, right.right - left.x, top.top - bottom.y)


def word_beside(theme: Theme, place: Place, width: int) -> bool:
    """Whether number and word of a door go on one line of this width."""
    size = theme.type.least
    return width_of(place.label, size, "bold") + theme.pick(6, 3) + width_of(str(place.word), size) <= width


def least_door(theme: Theme, places: Sequence[Place], width: int) -> tuple[int, int]:
    """The least width and height of a door that can be touched and says its state in a word.

    `width` is how wide doors would be: narrow ones need their word under their number.
    """
    size = theme.type.least
    words = [width_of(str(place.word), size) for place in places if place.word]
    if not words:
        return theme.target, theme.target
    lines = 2.1 if stacked_words(theme, places, width) else BOX
    least_width = max(words) + 2 * _edge(theme, width) + 2
    return max(theme.target, least_width), max(theme.target, round(size * lines) + 2 * theme.pick(8, 3))


def _edge(theme: Theme, width: int) -> int:
    return min(theme.pick(12, 5), width // 12)


def _number_room(width: int, height: int) -> tuple[int, int]:
    """What a door on the map leaves for its number. Figures have no descenders: they may fill its height."""
    return width - width // 6, round(height * 1.15)


def _lit_sizes(theme: Theme) -> tuple[int, ...]:
    return theme.type.down_from(theme.type.tile)


def numbers_fit(theme: Theme, places: Sequence[Place], width: int, height: int) -> bool:
    """Whether doors of this size on the map can say their numbers, in the least letters."""
    room = _number_room(width, height)
    size = theme.type.least
    widest = max((width_of(place.label, size, "bold") for place in places), default=0)
    return widest <= room[0] and round(size * BOX) <= room[1]


class MapDoor(Fixed):
    """A door on the map with its number; the lit one filled and haloed. Where the doors are too small for numbers the lit one
    is drawn larger than it is, over its neighbours but within `bounds`, because its number is what people look for."""

    def __init__(self, box: Box, theme: Theme, place: Place, bounds: Box) -> None:
        sizes = _lit_sizes(theme) if place.lit else (theme.type.least,)
        weight: Weight = "bold" if place.lit else "regular"
        width, height = _number_room(box.width, box.height)
        setting = fit(place.label, width, sizes, weight, lines=1, height=height)
        if place.lit and not setting.whole:
            setting = wrap(place.label, bounds.width, theme.type.least, weight)
            box = _enlarged(box, setting, bounds, theme)
        super().__init__(box)
        colours = theme.colours
        self.place = place
        corner = min(theme.pick(20, 10), box.width // 5)
        with self.canvas:
            if place.lit:
                halo = theme.pick(12, 5)
                rounded(box.inset(-halo), corner + halo, theme.pair("primary").line)
                rounded(box, corner, colours.primary)
            else:
                outlined(box, corner, colours.door, colours.line, theme.hairline)
        if not setting.whole:
            return
        ink = colours.on_primary if place.lit else colours.second
        inner = box.inset(min(theme.px(16), box.width // 8), min(theme.px(10), box.height // 10))
        if setting.height > inner.height * 0.7:
            self.add_widget(Words(setting, box, ink, "centre"))
        else:
            self.add_widget(Words(setting, inner.from_bottom(setting.height)[0], ink))


def _enlarged(box: Box, setting: Setting, bounds: Box, theme: Theme) -> Box:
    """A door around this number, in the middle of where it is, not beyond `bounds`."""
    edge = theme.pick(16, 10)
    width, height = max(box.width, setting.width + 2 * edge), max(box.height, setting.size)
    x = round(box.centre[0] - width / 2)
    y = round(box.centre[1] - height / 2)
    return Box(
        max(bounds.x, min(x, bounds.right - width)), max(bounds.y, min(y, bounds.top - height)), width, height
    )


def stacked_words(theme: Theme, places: Sequence[Place], width: int) -> bool:
    """Whether doors this wide have their words under their numbers: all of them, where one of them must."""
    inner = width - 2 * _edge(theme, width)
    return any(place.word and not word_beside(theme, place, inner) for place in places)


class WallDoor(Pressable):
    """A door that can be pressed: number and word on the tint of its state; the selected one filled.

    `stacked` puts the word under the number, as on every door of that wall.
    """

    def __init__(
        self, box: Box, theme: Theme, place: Place, action: Callable[[], object], *, stacked: bool
    ) -> None:
        pair = theme.pair(place.tone)
        colours = theme.colours
        fill, ink, edge = (pair.ink, pair.tint, pair.ink) if place.lit else (pair.tint, pair.ink, pair.line)
        super().__init__(
            box,
            min(theme.pick(20, 10), box.width // 5),
            key=place.key,
            action=action,
            fill=fill,
            pressed=pair.line if not place.lit else colours.pressed_primary,
            line=edge,
            line_width=theme.hairline,
        )
        self.label = place.label
        inner = box.inset(_edge(theme, box.width), min(theme.px(10), box.height // 12))
        size = theme.type.least
        number = fit(place.label, inner.width, (size,), "bold", lines=1, height=inner.height)
        roomy = inner.width >= 2.9 * size and inner.height >= 2 * size
        if not place.word:
            self._alone(number, inner, ink, roomy=roomy and not stacked)
        elif not stacked:
            foot = inner.from_bottom(min(inner.height, number.height))[0]
            self.add_widget(Words(number, foot, ink))
            self.add_widget(Words(fit(str(place.word), inner.width, (size,)), foot, ink, "right"))
        else:
            upper, lower = inner.middle(inner.width, min(inner.height, round(2.3 * size))).rows(2, 0)
            self.add_widget(Words(number, upper, ink, "centre"))
            self.add_widget(Words(fit(str(place.word), inner.width, (size,)), lower, ink, "centre"))

    def _alone(self, number: Setting, inner: Box, ink: Colour, *, roomy: bool) -> None:
        if roomy:
            self.add_widget(Words(number, inner.from_bottom(number.height)[0], ink))
        else:
            self.add_widget(Words(number, inner, ink, "centre"))
