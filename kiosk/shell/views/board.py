"""The locker wall: a map with one door lit, or the wall as a menu with the story of the selected door."""

from __future__ import annotations

from kiosk.link.prompts import Board, Place
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, TextPart, WidgetPart, total
from kiosk.shell.views.story import detail_height, tell_story
from kiosk.shell.widgets.button import Button
from kiosk.shell.widgets.chips import Chips, chips_height
from kiosk.shell.widgets.pager import Pager, pager_height
from kiosk.shell.widgets.shapes import Panel
from kiosk.shell.widgets.text import Icon, Words
from kiosk.shell.widgets.wall import MapDoor, WallDoor, cell_gap, extent, place_box


class BoardView(View):
    """`map` is looked at, `wall` is pressed."""

    prompt: Board

    def arrange(self, box: Box) -> None:
        if self.prompt.mode == "map":
            self._map(box)
        else:
            self._wall(box)

    def _heading(self, width: int) -> list[Part]:
        prompt = self.prompt
        parts = self.heading(width, str(prompt.title), str(prompt.subtitle), "", prompt.steps)
        if prompt.chips:
            theme = self.theme
            height = chips_height(theme, prompt.chips, width)
            if parts:
                parts.append(WidgetPart(theme.pick(16, 6), lambda box: Panel(box, 1, theme.colours.paper)))
            parts.append(WidgetPart(height, lambda box: Chips(box, theme, prompt.chips)))
        return parts

    # ------------------------------------------------------------------ map

    def _map(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        if theme.form == "wide":
            left, right = self.halves(box, 0.44)
            left = self.actions(left, prompt.actions)
            self.flow(left, self._heading(left.width))
            self._map_card(right)
            return
        box = self.actions(box, prompt.actions)
        head = self._heading(box.width)
        rest = box.from_top(total(head), theme.pick(28, 10))[1]
        if rest.height < theme.pick(300, 120):
            here = (
                []
                if not prompt.here
                else [TextPart(wrap(str(prompt.here), box.width, theme.type.least), theme.colours.second)]
            )
            self.flow(box, [*head, *here])
            return
        self.stack(box, head)
        self._map_card(rest)

    def _map_card(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        self.add_widget(Panel(box, theme.corner, theme.colours.surface, theme.colours.line, theme.hairline))
        inner = box.inset(theme.pick(46, 14), theme.pick(44, 12))
        columns, rows = extent(prompt.places)
        gap = cell_gap(theme, columns)
        mark = round(theme.type.body * 1.25)
        if prompt.here and theme.form == "small":
            place, inner = inner.from_right(round(inner.width * 0.36), theme.px(14))
            self._here_stack(place, mark)
        elif prompt.here:
            words = wrap(str(prompt.here), inner.width - mark - theme.px(20), theme.type.least)
            strip = max(words.height, mark)
            foot, inner = inner.from_bottom(strip, theme.px(36))
            cell = (inner.width - gap * (columns - 1)) // columns
            height = min(inner.height, rows * round(cell * 1.15) + gap * (rows - 1))
            used = height + theme.px(36) + strip
            whole = Box(inner.x, foot.y, inner.width, inner.top - foot.y)
            whole = whole.from_top(used)[0] if used < whole.height else whole
            inner = whole.from_top(height)[0]
            foot = whole.from_bottom(strip)[0]
            pin, rest = foot.from_left(mark, theme.px(20))
            self.add_widget(Icon("person_pin_circle", mark, pin, theme.pair("rose").ink))
            self.add_widget(Words(words, rest, theme.colours.second))
        cell = (inner.width - gap * (columns - 1)) // columns
        height = min(inner.height, rows * round(cell * 1.15) + gap * (rows - 1))
        wall = inner.from_top(height)[0] if theme.form != "small" else inner.middle(inner.width, height)
        for place in sorted(prompt.places, key=lambda one: one.lit):
            self.add_widget(MapDoor(place_box(wall, place, columns, rows, gap), theme, place))

    def _here_stack(self, box: Box, mark: int) -> None:
        theme = self.theme
        words = wrap(str(self.prompt.here), box.width, theme.type.least)
        group = box.middle(box.width, min(box.height, mark + words.height))
        if mark + words.height <= box.height:
            pin, group = group.from_top(mark)
            self.add_widget(
                Icon("person_pin_circle", mark, Box(pin.x, pin.y, mark, mark), theme.pair("rose").ink)
            )
        self.add_widget(Words(words, group, theme.colours.second))

    # ------------------------------------------------------------------ wall

    def _wall(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        if theme.form == "small":
            self._wall_small(box)
            return
        story = prompt.detail
        if theme.form == "wide":
            left, right = self.halves(box, 0.58)
            head = self._heading(left.width)
            self.stack(left, head)
            self._wall_card(left.from_top(total(head), theme.px(28))[1])
            if story:
                tell_story(self, right, story, prompt.actions)
            else:
                self.actions(right, prompt.actions)
            return
        head = self._heading(box.width)
        if story:
            height = detail_height(self, story, prompt.actions, box.width)
            card, box = box.from_bottom(height, theme.gap)
            tell_story(self, card, story, prompt.actions)
        else:
            box = self.actions(box, prompt.actions)
        least = self._wall_least()
        if total(head) + theme.px(28) + least > box.height:
            head = self._heading(box.width)[:1]
        self.stack(box, head)
        self._wall_card(box.from_top(total(head), theme.px(28))[1])

    def _wall_least(self) -> int:
        theme = self.theme
        columns, rows = extent(self.prompt.places)
        return rows * theme.target + (rows - 1) * cell_gap(theme, columns) + 2 * theme.pick(36, 10)

    def _wall_small(self, box: Box) -> None:
        """The wall, and the story of a door on a page of its own; "doors" leads back to the wall."""
        theme, prompt, local = self.theme, self.prompt, self.context.local
        _ = self.say
        story = prompt.detail
        if story and local.get("wall_over") != prompt.detail:
            strip, rest = box.from_bottom(theme.button, theme.gap)

            def to_wall() -> None:
                local["wall_over"] = prompt.detail
                self.context.touched()
                self.context.redraw()

            room, strip = strip.from_left(max(theme.primary_target, round(box.width * 0.24)), theme.gap)
            self.add_widget(Button(theme, room, key="doors", label=_("Doors"), action=to_wall, icon=""))
            rows = self.action_rows(prompt.actions, strip.width)
            if len(rows) <= 1:
                self.actions(strip, prompt.actions)
                self.flow(rest, self._story_parts(rest.width))
            else:
                strip = box.from_bottom(theme.button)[0]
                self.flow(rest, [*self._story_parts(rest.width), *self._button_parts()])
            return
        self._wall_card(box, bare=True)

    def _story_parts(self, width: int) -> list[Part]:
        theme = self.theme
        story = self.prompt.detail
        if story is None:
            return []
        size = theme.type.least
        parts = self.heading(width, str(story.title))
        for text in (story.since, *story.lines):
            if text:
                parts.append(TextPart(wrap(str(text), width, size), theme.colours.second))
        return parts

    def _button_parts(self) -> list[Part]:
        theme = self.theme
        parts: list[Part] = []
        for action in self.prompt.actions:

            def make(box: Box, action: object = action) -> Button:
                return Button(
                    theme,
                    box,
                    key=action.key,  # type: ignore[attr-defined]
                    label=str(action.label),  # type: ignore[attr-defined]
                    action=self.choose(action.key),  # type: ignore[attr-defined]
                    primary=action.primary,  # type: ignore[attr-defined]
                    danger=action.danger,  # type: ignore[attr-defined]
                )

            parts.append(WidgetPart(theme.button, make, theme.gap))
        return parts

    def _wall_card(self, box: Box, *, bare: bool = False) -> None:
        theme = self.theme
        if not bare:
            self.add_widget(
                Panel(box, theme.corner, theme.colours.surface, theme.colours.line, theme.hairline)
            )
        inner = box if bare else box.inset(theme.pick(36, 10))
        if bare:
            inner = inner.from_right(self.context.clock_room)[1] if self.context.clock_room else inner
        pages, inner = self._wall_pages(inner)
        page = self.page_of(len(pages))
        places = pages[page]
        left = min((place.column for place in places), default=0)
        top = min((place.row for place in places), default=0)
        shown = [self._moved(place, left, top) for place in places]
        columns, rows = extent(shown)
        gap = cell_gap(theme, columns)
        cell = (inner.width - gap * (columns - 1)) // columns
        height = min(inner.height, rows * cell + gap * (rows - 1))
        wall = inner.from_top(height)[0]
        for place in shown:
            self.add_widget(
                WallDoor(place_box(wall, place, columns, rows, gap), theme, place, self.choose(place.key))
            )

    @staticmethod
    def _moved(place: Place, left: int, top: int) -> Place:
        return Place(
            place.key,
            place.label,
            place.row - top,
            place.column - left,
            place.word,
            place.tone,
            place.lit,
            place.width,
            place.height,
        )

    def _wall_pages(self, inner: Box) -> tuple[list[list[Place]], Box]:
        """The places on pages of as many columns and rows as can be touched; the pager where there are several."""
        theme = self.theme
        columns, rows = extent(self.prompt.places)
        gap = cell_gap(theme, columns)
        across = max(1, (inner.width + gap) // (theme.target + gap))
        down = max(1, (inner.height + gap) // (theme.target + gap))
        if columns <= across and rows <= down:
            return [list(self.prompt.places)], inner
        strip, inner = inner.from_bottom(pager_height(theme), theme.gap)
        down = max(1, (inner.height + gap) // (theme.target + gap))
        groups: dict[tuple[int, int], list[Place]] = {}
        for place in self.prompt.places:
            groups.setdefault((place.row // down, place.column // across), []).append(place)
        pages = [groups[key] for key in sorted(groups)]
        self.add_widget(Pager(theme, strip, self.say, self.page_of(len(pages)), len(pages), self.turn))
        return pages, inner
