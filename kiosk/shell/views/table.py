"""Rows to read or to choose from, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.link.prompts import Action, Row, Table
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, WidgetPart, air, paginate, total, whole_or_nothing
from kiosk.shell.views.story import detail_height, story_parts, tell_story
from kiosk.shell.widgets.rows import SetRow, TableHead, TableRow, break_row, head_height, set_row
from kiosk.shell.widgets.text import Words


@dataclass(frozen=True)
class RowPart:
    """A row. On a small panel one of large letters may be higher than a page: then it goes on on the next."""

    theme: Theme
    made: SetRow
    make: Callable[[Box, SetRow], TableRow]
    gap: int

    @property
    def height(self) -> int:
        return self.made.height

    def draw(self, box: Box) -> TableRow:
        return self.make(box, self.made)

    def split(self, room: int) -> tuple[Part | None, Part | None]:
        return whole_or_nothing(self, room)

    def broken(self, room: int) -> tuple[Part | None, Part]:
        """What `paginate` asks of a part that no page could hold."""
        head, tail = break_row(self.theme, self.made, room)
        return (replace(self, made=head) if head else None), replace(self, made=tail)


class TableView(View):
    """Heading, the columns' names, the rows; the story of a selected row under them (beside them on a wide screen)."""

    prompt: Table

    def arrange(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        actions: tuple[Action, ...] = prompt.actions
        if theme.form == "small":
            self._small(box)
            return
        if theme.form == "wide":
            left, box = self.halves(box, 0.36)
            head = self.heading(left.width, str(prompt.title), str(prompt.subtitle))
            if prompt.detail:
                self.stack(left, head)
                card = left.from_top(total(head), theme.px(36))[1]
                tell_story(self, card, prompt.detail, actions)
            else:
                self.flow(left, head, actions)
            actions = ()
        else:
            if prompt.detail:
                height = detail_height(self, prompt.detail, actions, box.width)
                card, box = box.from_bottom(height, theme.gap)
                tell_story(self, card, prompt.detail, actions)
                actions = ()
            head = self.heading(box.width, str(prompt.title), str(prompt.subtitle))
            strip = box.from_top(total(head), theme.px(32))
            self.stack(strip[0], head)
            box = strip[1]
        if not prompt.rows:
            self.actions(box, actions)
            words = wrap(str(prompt.empty), box.width, theme.type.body)
            self.add_widget(Words(words, box, theme.colours.second, "centre"))
            return
        self._rows(box, actions)

    def _rows(self, room: Box, actions: tuple[Action, ...]) -> None:
        """The columns' names stay, the rows turn."""
        names = self._names(room)
        if names:
            strip, room = room.from_top(names.height, self.theme.px(8))
            self.add_widget(names.draw(strip))
        parts = self._parts(room)
        above = self._above(room, actions)
        if total(parts) <= above.height:
            self.actions(room, actions)
            self.stack(above, parts)
            return
        room = self.paged_foot(room, actions, lambda place: paginate(parts, place.height))
        pages = paginate(parts, room.height)
        self.stack(room, pages[self.page_of(len(pages))])

    def _small(self, box: Box) -> None:
        """Everything in one flow: heading, story, rows."""
        theme, prompt = self.theme, self.prompt
        parts = self.heading(box.width, str(prompt.title), str(prompt.subtitle))
        if prompt.detail:
            parts += story_parts(self, prompt.detail, box.width)
        names = self._names(box)
        if prompt.rows:
            parts += ([names] if names else []) + self._parts(box)
        elif prompt.empty:
            words = wrap(str(prompt.empty), box.width, theme.type.body)
            parts += [air(theme.px(20)), *story_parts(self, None, box.width, (words,))]
        if prompt.rows and prompt.subtitle and total(parts) > self._above(box, prompt.actions).height:
            head = self.heading(box.width, str(prompt.title))  # the first row before how many there are
            full = self.heading(box.width, str(prompt.title), str(prompt.subtitle))
            parts = [*head, *parts[len(full) :], *self.saying(str(prompt.subtitle), box.width)]
        self.flow(box, parts, prompt.actions)

    def _names(self, box: Box) -> WidgetPart | None:
        columns = [str(name) for name in self.prompt.columns]
        if not any(columns):
            return None
        widths, theme = self.prompt.widths, self.theme
        if any(set_row(theme, row, box, len(columns), widths).stacked for row in self.prompt.rows):
            return None
        height = head_height(theme, columns, widths, box)
        return WidgetPart(height, lambda place: TableHead(place, theme, columns, widths), theme.pick(8, 4))

    def _parts(self, box: Box) -> list[Part]:
        return [self._part(row, box) for row in self.prompt.rows]

    def _part(self, row: Row, box: Box) -> Part:
        theme, widths, count = self.theme, self.prompt.widths, len(self.prompt.columns)
        made = set_row(theme, row, box, count, widths)

        def make(place: Box, some: SetRow) -> TableRow:
            return TableRow(place, theme, some, count, widths, self.choose(row.key))

        return RowPart(theme, made, make, theme.pick(14, 8))
