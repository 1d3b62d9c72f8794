"""Rows to read or to choose from, a page at a time."""

from __future__ import annotations

from kiosk.link.prompts import Table
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, WidgetPart, paginate, total
from kiosk.shell.views.story import detail_height, tell_story
from kiosk.shell.widgets.pager import Pager, pager_height
from kiosk.shell.widgets.rows import TableHead, TableRow, head_height, set_row
from kiosk.shell.widgets.text import Words


class TableView(View):
    """Heading, the columns' names, the rows; the story of a selected row under them."""

    prompt: Table

    def arrange(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        if prompt.detail and theme.form == "wide":
            box, right = self.halves(box, 0.58)
            tell_story(self, right, prompt.detail, prompt.actions)
        elif prompt.detail and theme.form == "tall":
            height = detail_height(self, prompt.detail, prompt.actions, box.width)
            card, box = box.from_bottom(height, theme.gap)
            tell_story(self, card, prompt.detail, prompt.actions)
        else:
            box = self.actions(box, prompt.actions)
        head = self.heading(box.width, str(prompt.title), str(prompt.subtitle))
        self.stack(box, head)
        rest = box.from_top(total(head), theme.pick(28, 8))[1]
        if not prompt.rows:
            words = wrap(str(prompt.empty), rest.width, theme.type.body)
            self.add_widget(Words(words, rest, theme.colours.second, "centre"))
            return
        self._rows(rest)

    def _rows(self, room: Box) -> None:
        theme, prompt = self.theme, self.prompt
        columns = [str(name) for name in prompt.columns]
        if any(columns):
            height = head_height(theme, columns, prompt.widths, room)
            strip, room = room.from_top(height, theme.pick(8, 4))
            self.add_widget(TableHead(strip, theme, columns, prompt.widths))
        rows = [set_row(theme, row, room, len(columns), prompt.widths) for row in prompt.rows]
        gap = theme.pick(14, 8)
        parts: list[Part] = [
            WidgetPart(
                row.height,
                lambda box, row=row: TableRow(  # type: ignore[misc]
                    box, theme, row, len(columns), prompt.widths, self.choose(row.row.key)
                ),
                gap,
            )
            for row in rows
        ]
        if total(parts) <= room.height:
            self.stack(room, parts)
            return
        strip, room = room.from_bottom(pager_height(theme), theme.pick(28, 8))
        pages = paginate(parts, room.height)
        page = self.page_of(len(pages))
        self.stack(room, pages[page])
        self.add_widget(Pager(theme, strip, self.say, page, len(pages), self.turn))
