"""Choose one: tiles on the home screen, rows elsewhere and in comfort mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kiosk.link.prompts import Choice, Menu
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import Setting, wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, WidgetPart, total
from kiosk.shell.widgets.pager import Pager, pager_height
from kiosk.shell.widgets.poster import Poster, set_words
from kiosk.shell.widgets.text import Words
from kiosk.shell.widgets.tile import ChoiceRow, RowStyle, Tile, grid_sizes, row_height, row_style

HERO = 3
"""A home screen of so few services shows them as large rows instead of lonely tiles."""
TILES_ON_A_PAGE = {"tall": (2, 8), "wide": (4, 8), "small": (3, 6)}
ROWS_IN_COMFORT = 6
POSTERS = {"tall": 2, "wide": 3, "small": 1}
"""A home screen of so few is drawn as posters."""


class MenuView(View):
    """Eight tiles at most on a page (six on a small panel), six rows in comfort mode."""

    prompt: Menu

    def arrange(self, box: Box) -> None:
        prompt, theme = self.prompt, self.theme
        self._home = prompt.layout == "tiles"
        title = (
            str(prompt.comfort_title or prompt.title) if theme.comfort and self._home else str(prompt.title)
        )
        tiles = self._home and not theme.comfort
        hero = tiles and len(prompt.choices) <= HERO
        if self._home and 0 < len(prompt.choices) <= POSTERS[theme.form] and self._posters(box, title):
            return
        large = theme.comfort and len(prompt.choices) > HERO
        if theme.form == "wide" and not (tiles and not hero) and not large:
            left, right = self.halves(box, 0.42)
            self.flow(left, self._heading(left.width, title), prompt.actions)
            self._list(right, prompt.choices, hero=hero)
            return
        head = self._heading(box.width, title)
        above = self._above(box, prompt.actions)
        room = above.from_top(total(head), theme.pick(36, 10))[1]
        if theme.form == "small" and not self._enough(room, tiles=tiles):
            parts: list[Part] = [self._part(choice) for choice in prompt.choices]
            if prompt.subtitle and not prompt.error:  # the first choice before what else can be done
                head = self.heading(box.width, title, "", "", prompt.steps)
                parts += self.saying(str(prompt.subtitle), box.width)
            if head:
                head[-1] = self._with_gap(head[-1])
            self.flow(box, [*head, *parts], prompt.actions)
            return
        self.actions(box, prompt.actions)
        self.stack(above, head)
        if tiles and not hero:
            self._grid(room, prompt.choices)
        else:
            self._list(room, prompt.choices, hero=hero)

    def _posters(self, box: Box, title: str) -> bool:
        """One to three services, each large; False when there is no room for that."""
        theme, choices = self.theme, self.prompt.choices
        head = self._heading(box.width, title)
        above = self._above(box, self.prompt.actions)
        room = above.from_top(total(head), theme.pick(36, 10))[1]
        if room.height < theme.pick(420, 150) * (len(choices) if theme.form == "tall" else 1):
            return False
        self.actions(box, self.prompt.actions)
        self.stack(above, head)
        columns = 1 if theme.form == "tall" else len(choices)
        places = self._places(room, len(choices) // columns, columns, room.height)
        style = RowStyle(quiet=theme.comfort)
        texts = [(self._name(choice), style.note_of(choice)) for choice in choices]
        words = set_words(theme, min(places, key=lambda place: place.width), texts)
        highest = max(one.height for one in words)
        for choice, place, said in zip(choices, places, words, strict=True):
            self.add_widget(Poster(theme, place, choice, self.choose(choice.key), said, highest))
        return True

    def _heading(self, width: int, title: str) -> list[Part]:
        prompt = self.prompt
        return self.heading(width, title, str(prompt.subtitle), str(prompt.error), prompt.steps)

    def _with_gap(self, part: Any) -> Any:
        return replace(part, gap=self.theme.pick(28, 10))

    def _enough(self, room: Box, *, tiles: bool) -> bool:
        """Whether a small panel has room for its choices under its heading, on pages if must be."""
        choices, theme = self.prompt.choices, self.theme
        if tiles:
            pager = pager_height(theme) + theme.gap if len(choices) > 6 else 0
            return room.height >= 2 * theme.primary_target + theme.gap + pager
        tallest = max((self._row_height(choice) for choice in choices), default=0)
        return room.height >= len(choices) * (tallest + theme.gap) - theme.gap

    def _least_row(self) -> int:
        theme = self.theme
        return max(theme.primary_target, theme.pick(168, 100))

    def _name(self, choice: Choice) -> str:
        return str(choice.short or choice.title) if self.theme.comfort and self._home else str(choice.title)

    def _style(self, *, hero: bool = False, bare: bool = False) -> RowStyle:
        return RowStyle(hero=hero, bare=bare, quiet=self.theme.comfort and self._home)

    def _rows(self, shown: Sequence[Choice], places: Sequence[Box], style: RowStyle) -> None:
        """Rows that all speak in one size, which is that of all the choices and not only of the open page."""
        choices = self.prompt.choices
        style = row_style(self.theme, choices, [self._name(one) for one in choices], places[0], style)
        for choice, place in zip(shown, places, strict=False):
            row = ChoiceRow(self.theme, place, choice, self.choose(choice.key), self._name(choice), style)
            self.add_widget(row)

    def _row_height(self, choice: Choice) -> int:
        return row_height(self.theme, choice, self._name(choice), self.box.width, self._style())

    def _part(self, choice: Choice) -> Part:
        least = self.theme.type.least
        style = replace(self._style(), name=least, note=least)
        act, name = self.choose(choice.key), self._name(choice)
        return WidgetPart(
            self._row_height(choice),
            lambda box: ChoiceRow(self.theme, box, choice, act, name, style),
            self.theme.gap,
        )

    def _grid(self, room: Box, choices: Sequence[Choice]) -> None:
        theme = self.theme
        columns, limit = TILES_ON_A_PAGE[theme.form]
        if theme.form == "small":
            self._small_grid(room, choices, columns, limit)
            return
        shown, room, pager = self._page(room, choices, limit)
        rows = limit // columns if len(choices) > limit else max(2, -(-len(shown) // columns))
        self._tiles(shown, choices, self._places(room, rows, columns, theme.pick(400, 400)))
        if pager:
            self.add_widget(pager)

    def _tiles(self, shown: Sequence[Choice], choices: Sequence[Choice], places: Sequence[Box]) -> bool:
        """The tiles of a page, set as all tiles are; says whether every word of them is whole."""
        sizes = grid_sizes(self.theme, choices, places[0])
        if self._told_below(choices):
            sizes = replace(sizes, note=0)
        if sizes.whole:
            for choice, place in zip(shown, places, strict=False):
                self.add_widget(Tile(self.theme, place, choice, self.choose(choice.key), sizes))
        return sizes.whole

    def _small_grid(self, room: Box, choices: Sequence[Choice], columns: int, limit: int) -> None:
        """Tiles without notes; why one is out of order is said on a line under them. Names that are too long for three
        columns stand in two columns of rows."""
        theme = self.theme
        for across, most in ((columns, limit), (2, 6)):
            grid = self._small_pages(room, choices, across, most)
            if grid is None:
                continue
            shown, places, pager, reasons, foot = grid
            if across == 2:
                self._rows(shown, places, self._style(bare=True))
            elif not self._tiles(shown, choices, places):
                continue
            if pager:
                self.add_widget(pager)
            if reasons:
                self.add_widget(Words(reasons, foot, theme.colours.second))
            return

    def _small_pages(self, room: Box, choices: Sequence[Choice], columns: int, limit: int) -> Any:
        """The open page with as many rows of tiles as its pager and its reasons leave room for; None when not even one."""
        theme = self.theme
        gap = theme.gap
        for rows in range(limit // columns, 0, -1):
            shown, rest, pager = self._page(room, choices, rows * columns)
            pages = -(-len(choices) // (rows * columns))
            told = [
                self._reasons(choices[page * rows * columns : (page + 1) * rows * columns], rest.width)
                for page in range(pages)
            ]
            tallest = max((one.height for one in told if one), default=0)
            least = rows * theme.primary_target + gap * (rows - 1) + (tallest + theme.px(6) if tallest else 0)
            if rest.height >= least:
                mine = told[self.page_of(pages)]
                foot, rest = rest.from_bottom(mine.height, theme.px(6)) if mine else (rest, rest)
                places = self._places(rest, rows, columns, theme.px(210))
                return shown, places, pager, mine, foot
        return None

    def _told_below(self, choices: Sequence[Choice]) -> bool:
        """Whether reasons stand under the tiles: then none stands in them."""
        return self.theme.form == "small" and any(choice.note and not choice.enabled for choice in choices)

    def _reasons(self, shown: Sequence[Choice], width: int) -> Setting | None:
        """Why tiles of this page are out of order."""
        closed = [f"{choice.title} · {choice.note}" for choice in shown if choice.note and not choice.enabled]
        return wrap("\n".join(closed), width, self.theme.type.least) if closed else None

    def _list(self, room: Box, choices: Sequence[Choice], *, hero: bool) -> None:
        theme = self.theme
        least = self._least_row()
        columns = 2 if theme.form == "wide" and room.width > theme.width // 2 else 1
        limit = columns * max(1, (room.height + theme.gap) // (least + theme.gap))
        limit = min(limit, ROWS_IN_COMFORT) if self._home else limit
        if len(choices) > limit:
            below = room.height - pager_height(theme) - theme.gap
            limit = min(limit, columns * max(1, (below + theme.gap) // (least + theme.gap)))
        shown, room, pager = self._page(room, choices, limit)
        if pager:
            self.add_widget(pager)
        rows = max(1, -(-len(shown) // columns))
        tallest = theme.pick(400 if hero else 212, 150)
        self._rows(shown, self._places(room, rows, columns, tallest), self._style(hero=hero))

    def _places(self, room: Box, rows: int, columns: int, tallest: int) -> list[Box]:
        gap = self.theme.gap
        height = min((room.height - gap * (rows - 1)) // rows, tallest)
        grid = room.from_top(height * rows + gap * (rows - 1))[0]
        return [place for row in grid.rows(rows, gap) for place in row.columns(columns, gap)]

    def _page(
        self, room: Box, choices: Sequence[Choice], limit: int
    ) -> tuple[Sequence[Choice], Box, Pager | None]:
        """The choices of the open page, the room for them, and the pager if there are more."""
        if len(choices) <= limit:
            return choices, room, None
        strip, rest = room.from_bottom(pager_height(self.theme), self.theme.gap)
        pages = -(-len(choices) // limit)
        page = self.page_of(pages)
        pager = Pager(self.theme, strip, self.say, page, pages, self.turn)
        return choices[page * limit : (page + 1) * limit], rest, pager
