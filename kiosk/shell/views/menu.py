"""Choose one: tiles on the home screen, rows elsewhere and in comfort mode."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.prompts import Choice, Menu
from kiosk.shell.geometry import Box
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, WidgetPart, total
from kiosk.shell.widgets.pager import Pager, pager_height
from kiosk.shell.widgets.tile import ChoiceRow, Tile


class MenuView(View):
    """Eight tiles at most on a page (six on a small panel), six rows in comfort mode."""

    prompt: Menu

    def arrange(self, box: Box) -> None:
        prompt, theme = self.prompt, self.theme
        comfort_home = theme.comfort and prompt.layout == "tiles"
        title = str(prompt.comfort_title or prompt.title) if comfort_home else str(prompt.title)
        box = self.actions(box, prompt.actions)
        head = self.heading(box.width, title, str(prompt.subtitle), str(prompt.error), prompt.steps)
        height = total(head)
        rest = box.from_top(height, theme.pick(28, 10))[1]
        tiles = prompt.layout == "tiles" and not theme.comfort
        if rest.height < self._least_row():
            rows: list[Part] = [self._part(choice, box.width) for choice in prompt.choices]
            self.flow(box, [*head, *rows])
            return
        self.stack(box, head)
        if tiles:
            self._grid(rest, prompt.choices)
        else:
            self._list(rest, prompt.choices)

    def _least_row(self) -> int:
        theme = self.theme
        return max(theme.primary_target, theme.pick(168, 96 if theme.comfort else 86))

    def _name(self, choice: Choice) -> str:
        short = self.theme.comfort and self.prompt.layout == "tiles" and choice.short
        return str(short or choice.title)

    def _part(self, choice: Choice, _width: int) -> Part:
        def make(box: Box) -> ChoiceRow:
            return ChoiceRow(self.theme, box, choice, self.choose(choice.key), self._name(choice))

        return WidgetPart(
            max(self._least_row(), self.theme.pick(0, 174 if self.theme.comfort else 105)),
            make,
            self.theme.gap,
        )

    def _grid(self, room: Box, choices: Sequence[Choice]) -> None:
        theme = self.theme
        columns, limit = {"tall": (2, 8), "wide": (4, 8), "small": (3, 6)}[theme.form]
        shown, room = self._page(room, choices, limit)
        rows = limit // columns
        if len(choices) <= limit and theme.form != "small":
            rows = max(2, -(-len(shown) // columns))
        height = min((room.height - theme.gap * (rows - 1)) // rows, theme.pick(400, 400))
        grid = room.from_top(height * rows + theme.gap * (rows - 1))[0]
        places = [place for row in grid.rows(rows, theme.gap) for place in row.columns(columns, theme.gap)]
        for choice, place in zip(shown, places, strict=False):
            self.add_widget(Tile(theme, place, choice, self.choose(choice.key)))

    def _list(self, room: Box, choices: Sequence[Choice]) -> None:
        theme = self.theme
        columns = 2 if theme.form == "wide" and len(choices) > 3 else 1
        least = self._least_row()
        fitting = max(1, (room.height + theme.gap) // (least + theme.gap))
        limit = min(fitting, 6) * columns
        if len(choices) > limit:
            below = room.height - pager_height(theme) - theme.gap
            limit = max(1, (below + theme.gap) // (least + theme.gap)) * columns
        shown, room = self._page(room, choices, limit)
        rows = max(1, -(-len(shown) // columns))
        height = min((room.height - theme.gap * (rows - 1)) // rows, theme.pick(210, 130))
        grid = room.from_top(height * rows + theme.gap * (rows - 1))[0]
        places = [place for row in grid.rows(rows, theme.gap) for place in row.columns(columns, theme.gap)]
        for choice, place in zip(shown, places, strict=False):
            self.add_widget(ChoiceRow(theme, place, choice, self.choose(choice.key), self._name(choice)))

    def _page(self, room: Box, choices: Sequence[Choice], limit: int) -> tuple[Sequence[Choice], Box]:
        if len(choices) <= limit:
            return choices, room
        strip, rest = room.from_bottom(pager_height(self.theme), self.theme.gap)
        pages = -(-len(choices) // limit)
        page = self.page_of(pages)
        self.add_widget(Pager(self.theme, strip, self.say, page, pages, self.turn))
        return choices[page * limit : (page + 1) * limit], rest
