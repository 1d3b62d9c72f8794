"""The locker wall: a map with one door lit, or the wall as a menu with the story of the selected door."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.link.prompts import Board, Place
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import fit, wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, TextPart, WidgetPart, air, total
from kiosk.shell.views.story import detail_height, story_parts, tell_story
from kiosk.shell.widgets.button import Button
from kiosk.shell.widgets.chips import Chips, chips_height, chips_width
from kiosk.shell.widgets.pager import Pager, pager_height
from kiosk.shell.widgets.shapes import Fixed, Panel
from kiosk.shell.widgets.text import Icon, Words
from kiosk.shell.widgets.wall import MapDoor, WallDoor, cell_gap, extent, least_door, place_box, stacked_words

TALLEST_DOOR = 1.2
"""Height of a door on the picture, in widths."""


class BoardView(View):
    """`map` is looked at, `wall` is pressed."""

    prompt: Board

    def arrange(self, box: Box) -> None:
        if self.prompt.mode == "map":
            self._map(box)
        elif self.theme.form == "small" or not self._both_fit(box):
            self._in_turn(box)
        else:
            self._wall(box)

    def _both_fit(self, box: Box) -> bool:
        """Whether the wall and the story of a door go on one page."""
        story = self.prompt.detail
        if self.theme.form == "wide" or story is None:
            return True
        card = detail_height(self, story, self.prompt.actions, box.width)
        head = total(self._title_line(box.width))
        return head + self._least_wall(box.width) + card + self.theme.gap + self.theme.px(32) <= box.height

    # ------------------------------------------------------------------ map

    def _map(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        if theme.form == "wide":
            left, right = self.halves(box, 0.42)
            self.flow(left, self._heading(left.width), prompt.actions)
            self._map_card(right)
            return
        head = self._heading(box.width)
        above = self._above(box, prompt.actions)
        room = above.from_top(total(head), theme.pick(36, 10))[1]
        if room.height < theme.pick(300, 120) or (theme.form == "small" and not self._here_share(room)):
            here = [TextPart(wrap(str(prompt.here), box.width, theme.type.least), theme.colours.second)]
            self.flow(box, [*head, *(here if prompt.here else [])], prompt.actions)
            return
        self.actions(box, prompt.actions)
        self.stack(above, head)
        self._map_card(room)

    def _heading(self, width: int) -> list[Part]:
        prompt, theme = self.prompt, self.theme
        parts = self.heading(width, str(prompt.title), str(prompt.subtitle), "", prompt.steps)
        if prompt.chips:
            height = chips_height(theme, prompt.chips, width)
            parts.append(WidgetPart(height, lambda box: Chips(box, theme, prompt.chips)))
        return parts

    def _here_share(self, room: Box) -> float:
        """How much of a small panel's card "you are here" needs beside the map; 0 when it cannot stand there."""
        inner = room.inset(self.theme.px(14))
        for share in (0.36, 0.43, 0.5):
            words = wrap(str(self.prompt.here), round(inner.width * share), self.theme.type.least)
            if words.whole and words.height <= inner.height:
                return share
        return 0.0

    def _map_card(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        self.add_widget(Panel(box, theme.corner, theme.colours.surface, theme.colours.line, theme.hairline))
        inner = box.inset(theme.pick(46, 14), theme.pick(46, 14))
        columns, rows = extent(prompt.places)
        gap = cell_gap(theme, columns)
        mark = round(theme.type.body * 1.25)
        if prompt.here and theme.form == "small":
            place, inner = inner.from_right(round(inner.width * self._here_share(box)), theme.px(14))
            self._here_beside(place, mark)
            wall = inner.middle(inner.width, min(inner.height, self._wall_height(inner.width)))
        else:
            foot = theme.px(40)
            words = wrap(str(prompt.here), inner.width - mark - theme.px(20), theme.type.least)
            strip = max(words.height, mark) if prompt.here else -foot
            height = min(inner.height - strip - foot, self._wall_height(inner.width))
            group = inner.middle(inner.width, height + foot + strip)
            wall, rest = group.from_top(height, foot)
            if prompt.here:
                pin, rest = rest.from_left(mark, theme.px(20))
                self.add_widget(Icon("person_pin_circle", mark, pin, theme.pair("rose").ink))
                self.add_widget(Words(words, rest, theme.colours.second))
        for one in sorted(prompt.places, key=lambda place: place.lit):
            self.add_widget(MapDoor(place_box(wall, one, columns, rows, gap), theme, one))

    def _wall_height(self, width: int) -> int:
        """The height at which doors have their natural shape."""
        columns, rows = extent(self.prompt.places)
        gap = cell_gap(self.theme, columns)
        cell = (width - gap * (columns - 1)) / columns
        return round(rows * cell * TALLEST_DOOR) + gap * (rows - 1)

    def _here_beside(self, box: Box, mark: int) -> None:
        theme = self.theme
        words = wrap(str(self.prompt.here), box.width, theme.type.least)
        gap = theme.px(6)
        if mark + gap + words.height > box.height:
            self.add_widget(Words(words, box, theme.colours.second))
            return
        group = box.middle(box.width, mark + gap + words.height)
        pin, group = group.from_top(mark, gap)
        pin = Box(pin.x, pin.y, mark, mark)
        self.add_widget(Icon("person_pin_circle", mark, pin, theme.pair("rose").ink))
        self.add_widget(Words(words, group, theme.colours.second))

    # ------------------------------------------------------------------ wall

    def _wall(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        story = prompt.detail
        if theme.form == "wide" and (story or prompt.actions):
            left, right = self.halves(box, 0.56)
            if story:
                tell_story(self, right, story, prompt.actions)
            else:
                self.actions(right, prompt.actions)
            box = left
        elif story:
            card = detail_height(self, story, prompt.actions, box.width)
            strip, box = box.from_bottom(card, theme.gap)
            tell_story(self, strip, story, prompt.actions)
        else:
            box = self._above(box, prompt.actions)
            self.actions(self.box, prompt.actions)
        head = self._title_line(box.width)
        self.stack(box, head)
        self._wall_card(box.from_top(total(head), theme.px(32))[1])

    def _title_line(self, width: int) -> list[Part]:
        """Title at the left and figures at the right of one line, if they fit it."""
        theme, prompt = self.theme, self.prompt
        beside = chips_width(theme, prompt.chips) + theme.px(40)
        title = fit(
            str(prompt.title), width - beside, theme.type.down_from(theme.type.title)[:-1], "bold", lines=1
        )
        if not prompt.chips or prompt.subtitle or not title.whole:
            return self._heading(width)
        height = max(title.height, chips_height(theme, prompt.chips, width))

        def make(box: Box) -> Fixed:
            both = Fixed(box)
            both.add_widget(Words(title, box, theme.colours.ink))
            strip = box.from_right(chips_width(theme, prompt.chips))[0]
            both.add_widget(
                Chips(
                    strip.middle(strip.width, chips_height(theme, prompt.chips, width)), theme, prompt.chips
                )
            )
            return both

        return [WidgetPart(height, make)]

    def _least_wall(self, width: int) -> int:
        """Height of the lowest card in which every door can be touched and says its word."""
        theme = self.theme
        columns, rows = extent(self.prompt.places)
        pad, gap = theme.px(36), cell_gap(theme, columns)
        door = (width - 2 * pad - (columns - 1) * gap) // columns
        return rows * least_door(theme, self.prompt.places, door)[1] + (rows - 1) * gap + 2 * pad

    def _wall_card(self, box: Box) -> None:
        theme = self.theme
        pad = theme.px(36)
        room = box.width - 2 * pad
        natural = self._wall_height(room) + 2 * pad
        if self._fits(box.inset(pad)):
            box = box.from_top(min(box.height, natural))[0]
        self.add_widget(Panel(box, theme.corner, theme.colours.surface, theme.colours.line, theme.hairline))
        self._doors(box.inset(pad))

    def _in_turn(self, box: Box) -> None:
        """The wall, and the story of a door on a page of its own; "doors" leads back to the wall."""
        theme, prompt, local = self.theme, self.prompt, self.context.local
        _ = self.say
        story = prompt.detail
        if story is None or local.get("wall_over") == story:
            if theme.form == "small":
                self._doors(box.from_right(self.context.clock_room)[1])
            else:
                self.stack(box, head := self._title_line(box.width))
                self._wall_card(box.from_top(total(head), theme.px(32))[1])
            return

        def to_wall() -> None:
            local["wall_over"] = story
            local["page"] = 0
            self.context.touched()
            self.context.redraw()

        parts = story_parts(self, story, box.width - self.context.clock_room)
        parts.append(air(theme.pick(24, 2)))
        back = WidgetPart(
            theme.button, lambda room: Button(theme, room, key="doors", label=_("Doors"), action=to_wall)
        )
        self.flow(box, [*parts, *self.button_parts(prompt.actions, box.width), back])

    def _most_doors(self, room: Box) -> tuple[int, int]:
        """How many columns and rows of doors go into the room, so that each can be touched and says its word."""
        places, gap = self.prompt.places, cell_gap(self.theme, extent(self.prompt.places)[0])
        columns = extent(places)[0]
        door = (room.width - (columns - 1) * gap) // columns
        width, height = least_door(self.theme, places, door)
        across = max(1, (room.width + gap) // (width + gap))
        if across < columns:
            height = least_door(self.theme, places, (room.width - (across - 1) * gap) // across)[1]
        return across, max(1, (room.height + gap) // (height + gap))

    def _fits(self, room: Box) -> bool:
        across, down = self._most_doors(room)
        columns, rows = extent(self.prompt.places)
        return columns <= across and rows <= down

    def _doors(self, room: Box) -> None:
        pages, room = self._pages_of_doors(room)
        places = pages[self.page_of(len(pages))]
        left = min((place.column for place in places), default=0)
        top = min((place.row for place in places), default=0)
        shown = [replace(place, column=place.column - left, row=place.row - top) for place in places]
        columns, rows = extent(shown)
        gap = cell_gap(self.theme, columns)
        cell = (room.width - gap * (columns - 1)) // columns
        height = min(room.height, round(rows * cell * TALLEST_DOOR) + gap * (rows - 1))
        wall = room.from_top(height)[0]
        stacked = stacked_words(self.theme, self.prompt.places, cell)
        for place in shown:
            box = place_box(wall, place, columns, rows, gap)
            self.add_widget(WallDoor(box, self.theme, place, self.choose(place.key), stacked=stacked))

    def _pages_of_doors(self, room: Box) -> tuple[list[list[Place]], Box]:
        """The places on pages of as many columns and rows as can be touched; the pager where there are several."""
        theme = self.theme
        if self._fits(room):
            return [list(self.prompt.places)], room
        strip, room = room.from_bottom(pager_height(theme), theme.gap)
        across, down = self._most_doors(room)
        groups: dict[tuple[int, int], list[Place]] = {}
        for place in self.prompt.places:
            groups.setdefault((place.row // down, place.column // across), []).append(place)
        pages = [groups[key] for key in sorted(groups)]
        self.add_widget(Pager(theme, strip, self.say, self.page_of(len(pages)), len(pages), self.turn))
        return pages, room
