"""The map of the wall on a card, with a few words beside it: for a small panel, where the picture is worth more than they."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.prompts import Place
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import wrap
from kiosk.shell.widgets.shapes import Fixed, Panel
from kiosk.shell.widgets.text import Icon, Words
from kiosk.shell.widgets.wall import MapDoor, cell_gap, extent, numbers_fit, place_box

TALLEST_DOOR = 1.2
"""Height of a door on the picture, in widths."""
SHARES = (0.36, 0.43, 0.5, 0.57)
"""How much of the card the words beside the map may take."""
LOWEST = 100
"""Under this many units of height a map says nothing."""


def wall_height(theme: Theme, places: Sequence[Place], width: int) -> int:
    """The height at which doors have their natural shape."""
    columns, rows = extent(places)
    gap = cell_gap(theme, columns)
    cell = (width - gap * (columns - 1)) / columns
    return round(rows * cell * TALLEST_DOOR) + gap * (rows - 1)


def _padding(theme: Theme) -> int:
    return theme.px(12)


def share_of(theme: Theme, words: str, room: Box) -> float | None:
    """How much of a card in this room the words need beside the map; None when they cannot stand there."""
    if not words:
        return 0.0
    inner = room.inset(_padding(theme))
    for share in SHARES:
        setting = wrap(words, round(inner.width * share), theme.type.least)
        if setting.whole and setting.height <= inner.height:
            return share
    return None


def _split(theme: Theme, room: Box, share: float) -> tuple[Box, Box]:
    """The places of the map and of the words."""
    inner = room.inset(_padding(theme))
    if not share:
        return inner, inner
    words, wall = inner.from_right(round(inner.width * share), theme.px(14))
    return wall, words


def numbered(theme: Theme, places: Sequence[Place], room: Box, share: float) -> bool:
    """Whether every door of the map in this room would say its number."""
    wall = _split(theme, room, share)[0]
    columns, rows = extent(places)
    gap = cell_gap(theme, columns)
    height = min(wall.height, wall_height(theme, places, wall.width))
    cell = (wall.width - gap * (columns - 1)) // columns, (height - gap * (rows - 1)) // rows
    return numbers_fit(theme, places, *cell)


class MapCard(Fixed):
    """Map at the left, words at the right under a pin where they say where the door is."""

    def __init__(
        self, box: Box, theme: Theme, places: Sequence[Place], words: str, share: float, *, pin: bool
    ) -> None:
        super().__init__(box)
        colours = theme.colours
        self.add_widget(Panel(box, theme.corner, colours.surface, colours.line, theme.hairline))
        room, beside = _split(theme, box, share)
        columns, rows = extent(places)
        gap = cell_gap(theme, columns)
        wall = room.middle(room.width, min(room.height, wall_height(theme, places, room.width)))
        for one in sorted(places, key=lambda place: place.lit):
            self.add_widget(MapDoor(place_box(wall, one, columns, rows, gap), theme, one, room))
        if share:
            self._beside(theme, beside, words, pin=pin)

    def _beside(self, theme: Theme, room: Box, words: str, *, pin: bool) -> None:
        setting = wrap(words, room.width, theme.type.least)
        mark, gap = round(theme.type.body * 1.25), theme.px(6)
        if pin and mark + gap + setting.height <= room.height:
            group = room.middle(room.width, mark + gap + setting.height)
            place, room = group.from_top(mark, gap)
            place = Box(place.x, place.y, mark, mark)
            self.add_widget(Icon("location_on", mark, place, theme.pair("rose").ink))
        self.add_widget(Words(setting, room, theme.colours.second))
