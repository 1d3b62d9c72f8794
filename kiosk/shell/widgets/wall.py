"""The locker wall: on a map one door is lit; as a wall each door can be pressed and says its state in a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.link.prompts import Place
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Setting, fit, width_of
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


class MapDoor(Fixed):
    """A door on the map: a number at its foot; the lit one filled, haloed and larger."""

    def __init__(self, box: Box, theme: Theme, place: Place) -> None:
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
        inner = box.inset(min(theme.px(16), box.width // 8), min(theme.px(10), box.height // 10))
        sizes = theme.type.down_from(theme.type.tile if place.lit else theme.type.least)
        setting = fit(
            place.label, inner.width, sizes, "bold" if place.lit else "regular", lines=1, height=box.height
        )
        if setting.whole:
            foot = inner.from_bottom(min(inner.height, setting.height))[0]
            if setting.height > inner.height * 0.7:
                self.add_widget(
                    Words(setting, box, colours.on_primary if place.lit else colours.second, "centre")
                )
            else:
                self.add_widget(Words(setting, foot, colours.on_primary if place.lit else colours.second))


class WallDoor(Pressable):
    """A door that can be pressed: number and word on the tint of its state; the selected one filled."""

    def __init__(self, box: Box, theme: Theme, place: Place, action: Callable[[], object]) -> None:
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
        inner = box.inset(min(theme.pick(12, 5), box.width // 12), min(theme.px(10), box.height // 12))
        size = theme.type.least
        number = fit(place.label, inner.width, (size,), "bold", lines=1, height=inner.height)
        word = self._word(place, size, inner, number)
        roomy = inner.width >= 2.9 * size and inner.height >= 2 * size
        if word is None and roomy:
            self.add_widget(Words(number, inner.from_bottom(number.height)[0], ink))
        elif word is None:
            self.add_widget(Words(number, inner, ink, "centre"))
        elif word.width + number.width + theme.pick(6, 3) <= inner.width:
            foot = inner.from_bottom(min(inner.height, number.height))[0]
            self.add_widget(Words(number, foot, ink))
            self.add_widget(Words(word, foot, ink, "right"))
        else:
            upper, lower = inner.rows(2, 0)
            self.add_widget(Words(number, upper, ink, "centre"))
            self.add_widget(Words(word, lower, ink, "centre"))

    @staticmethod
    def _word(place: Place, size: int, inner: Box, number: Setting) -> Setting | None:
        """The word beside the number, else under it; not at all where even that has no room."""
        if not place.word:
            return None
        beside = inner.width - number.width - 4
        text = str(place.word)
        if width_of(text, size) <= beside:
            return fit(text, beside, (size,), lines=1)
        under = fit(text, inner.width, (size,), lines=1)
        return under if under.whole and inner.height >= 2 * size else None
