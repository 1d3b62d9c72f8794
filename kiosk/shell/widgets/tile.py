"""A choice as a tile (icon above name and note) or as a row (icon before them).

Tiles of one grid share one setting, so that eight names stand in eight equal ways: `grid_sizes` finds the largest at which
every name and every note is said whole. A disabled choice stays in its place, on the sunken ground, and its note says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kiosk.link.prompts import Choice
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Setting, wrap
from kiosk.shell.widgets.badge import Badge
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.text import Icon, Words


@dataclass(frozen=True)
class TileSizes:
    """How the tiles of a grid are set, in pixels: the icon's ground, the letters of name and note (0: no notes), the air
    under the icon and at the tile's edges, above and under. `whole` is False where words would have to be broken."""

    icon: int
    name: int
    note: int
    gap: int
    above: int
    whole: bool = True


def _sideways(theme: Theme) -> int:
    return theme.pick(40, 11)


NOTE_LINES = 3


def _note(sizes: TileSizes, choice: Choice, room: Box) -> Setting | None:
    """The note of a tile as it goes into the room under its name; None where it does not."""
    if not choice.note or not sizes.note:
        return None
    note = wrap(str(choice.note), room.width, sizes.note)
    return note if note.whole and len(note.lines) <= NOTE_LINES and note.height <= room.height else None


def _fits(theme: Theme, sizes: TileSizes, choice: Choice, box: Box, *, notes: bool) -> int | None:
    """The height that a tile needs inside, or None when something of it is not said whole.

    With `notes` off only a disabled choice must say its note, because it is the reason (a small panel says it elsewhere).
    """
    inner = box.inset(_sideways(theme), sizes.above)
    name = wrap(str(choice.title), inner.width, sizes.name, "bold")
    height = sizes.icon + sizes.gap + name.height
    if not name.whole or len(name.lines) > 2 or height > inner.height:
        return None
    between = theme.pick(12, 2)
    note = _note(sizes, choice, Box(0, 0, inner.width, inner.height - height - between))
    if note is None:
        wanted = choice.note and sizes.note and (notes or not (choice.enabled or theme.form == "small"))
        return None if wanted else height
    return height + between + note.height


def grid_sizes(theme: Theme, choices: Sequence[Choice], box: Box) -> TileSizes:
    """The largest setting in which every one of `choices` goes into a tile of this size."""
    icons = [theme.pick(size, small) for size, small in ((180, 84), (124, 62), (104, 52), (88, 44), (72, 40))]
    roomy = box.height >= theme.px(380) and theme.form != "small"
    groups = (icons[0:3] if roomy else icons[1:3], icons[3:])
    gap = theme.pick(22, 4)
    edges = (theme.pick(36, 11), theme.pick(22, 8))
    names = [theme.type.tile, theme.type.body, *([theme.type.least] if theme.form == "small" else [])]
    tries = [
        (TileSizes(icon, name, note, gap, above), notes)
        for note, notes in ((theme.type.least, True), (theme.type.least, False), (0, False))
        for group in groups
        for name in names
        for icon in group
        for above in edges
    ]
    for sizes, notes in tries:
        needs = [_fits(theme, sizes, choice, box, notes=notes) for choice in choices]
        known = [need for need in needs if need is not None]
        if len(known) == len(needs):
            most = max(known, default=0)
            return replace(sizes, above=max(sizes.above, min((box.height - most) // 2, theme.pick(52, 16))))
    return TileSizes(icons[-1], theme.type.least, 0, gap, edges[-1], whole=False)


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
        self._theme = theme

    def _badge(self, box: Box, choice: Choice) -> None:
        self.add_widget(Badge(box, self._theme, choice.icon, choice.tone, dim=not choice.enabled))

    def _stack(self, room: Box, title: Setting, note: Setting | None, gap: int) -> None:
        """Title and note under each other, in the middle of the room."""
        height = title.height + (note.height + gap if note else 0)
        place = room.middle(room.width, height)
        top, rest = place.from_top(title.height, gap)
        self.add_widget(Words(title, top, self._ink))
        if note:
            self.add_widget(Words(note, rest, self._theme.colours.second))


class Tile(_Choice):
    """A tile of the home screen."""

    def __init__(
        self, theme: Theme, box: Box, choice: Choice, action: Callable[[], object], sizes: TileSizes
    ) -> None:
        super().__init__(theme, box, choice, action)
        inner = box.inset(_sideways(theme), sizes.above)
        name = wrap(str(choice.title), inner.width, sizes.name, "bold")
        place, words = inner.from_top(sizes.icon, sizes.gap)
        if choice.icon:
            self._badge(Box(place.x, place.y, sizes.icon, sizes.icon), choice)
        gap = theme.pick(12, 2)
        note = _note(sizes, choice, Box(0, 0, words.width, words.height - name.height - gap))
        need = name.height + (note.height + gap if note else 0)
        if theme.form == "small":  # the name keeps to the foot
            self._stack(words.from_bottom(need)[0], name, note, gap)
        else:
            self._stack(words.from_top(need)[0], name, note, gap)


@dataclass(frozen=True)
class RowStyle:
    """How the rows of one list look: `hero` is larger, `bare` has no arrow, `quiet` says a note only where it is the reason why
    a choice is out of order. `name` and `note` are the sizes of the letters; a note of 0 is left out."""

    hero: bool = False
    bare: bool = False
    quiet: bool = False
    name: int = 0
    note: int = 0

    def note_of(self, choice: Choice) -> str:
        """What is said under the name."""
        return "" if self.quiet and choice.enabled else str(choice.note)


def _small_icon(theme: Theme) -> int:
    return 44 if theme.comfort else 62


def _row_parts(theme: Theme, box: Box, choice: Choice, style: RowStyle) -> tuple[Box | None, Box, Box | None]:
    """The places of a row's icon, words and arrow."""
    hero = style.hero
    inner = box.inset(theme.pick(52 if hero else 40, 12), theme.pick(8, 4))
    icon = arrow = None
    if choice.icon:
        size = min(theme.pick(220 if hero else 124, _small_icon(theme)), inner.height - theme.pick(28, 8))
        icon, inner = inner.from_left(size, theme.pick(52 if hero else 40, 14))
        icon = icon.middle(size, size)
    if not style.bare and not (theme.form == "small" and theme.comfort):
        mark = theme.type.tile if hero else theme.type.body
        arrow, inner = inner.from_right(mark, theme.pick(10, 4))
    return icon, inner, arrow


def row_style(
    theme: Theme, choices: Sequence[Choice], names: Sequence[str], box: Box, style: RowStyle
) -> RowStyle:
    """The largest sizes at which every row of a list, each as large as `box`, says its name and its note whole."""
    largest = theme.type.title if style.hero and theme.form != "small" else theme.type.tile
    notes = (theme.type.body, theme.type.least) if style.hero else (theme.type.least,)
    gap = theme.pick(10, 4)

    def fits(choice: Choice, text: str, name: int, note: int) -> bool:
        room = _row_parts(theme, box, choice, style)[1]
        title = wrap(text, room.width, name, "bold")
        said = style.note_of(choice) if note else ""
        story = wrap(said, room.width, note) if said else None
        height = title.height + (story.height + gap if story else 0)
        whole = title.whole and (story is None or (story.whole and len(story.lines) <= 2))
        return whole and len(title.lines) <= 2 and height <= room.height

    for name in theme.type.down_from(largest):
        for note in dict.fromkeys(notes):
            if all(fits(choice, text, name, note) for choice, text in zip(choices, names, strict=True)):
                return replace(style, name=name, note=note)
    return replace(style, name=theme.type.least, note=0)


def row_height(theme: Theme, choice: Choice, name: str, width: int, style: RowStyle) -> int:
    """How high a row must be on a small panel to say its name and its note whole, in the least letters."""
    room = _row_parts(theme, Box(0, 0, width, theme.primary_target), choice, style)[1]
    height = wrap(name, room.width, theme.type.least, "bold").height
    if said := style.note_of(choice):
        height += wrap(said, room.width, theme.type.least).height + theme.px(4)
    return max(theme.primary_target, height + 2 * theme.px(8))


class ChoiceRow(_Choice):
    """A wide row: lists, the home screen in comfort mode, and a home screen of one to three services."""

    def __init__(
        self, theme: Theme, box: Box, choice: Choice, action: Callable[[], object], name: str, style: RowStyle
    ) -> None:
        super().__init__(theme, box, choice, action)
        self.label = name
        icon, room, arrow = _row_parts(theme, box, choice, style)
        if icon:
            self._badge(icon, choice)
        if arrow and choice.enabled:
            self.add_widget(Icon("chevron_right", arrow.width, arrow, theme.colours.second))
        said = style.note_of(choice) if style.note else ""
        title = wrap(name, room.width, style.name, "bold")
        note = wrap(said, room.width, style.note) if said else None
        self._stack(room, title, note, theme.pick(10, 4))
