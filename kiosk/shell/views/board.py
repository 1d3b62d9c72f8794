"""The locker wall: a map with one door lit, or the wall as a menu with the story of the selected door."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from kiosk.link.prompts import Board, Place
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import fit, wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, TextPart, WidgetPart, air, total
from kiosk.shell.views.story import detail_height, story_parts, tell_story
from kiosk.shell.widgets.button import Button
from kiosk.shell.widgets.chips import Chips, chips_height, chips_width
from kiosk.shell.widgets.map_card import LOWEST, TALLEST_DOOR, MapCard, numbered, share_of, wall_height
from kiosk.shell.widgets.pager import Pager, pager_height
from kiosk.shell.widgets.shapes import Fixed, Panel
from kiosk.shell.widgets.text import Icon, Words
from kiosk.shell.widgets.wall import MapDoor, WallDoor, cell_gap, extent, least_door, place_box, stacked_words

DOORS = "doors"
"""Which of the pages on the screen are the wall's; the story of a door may turn pages beside it."""


def even(count: int, most: int) -> int:
    """How many of so many go on a page of at most `most`, so that all pages hold about as many."""
    return -(-count // -(-count // most))


def page_of_lit(pages: Sequence[Sequence[Place]]) -> int:
    """The page with the lit door on it; the first where none is lit."""
    return next((index for index, page in enumerate(pages) if any(place.lit for place in page)), 0)


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
        if theme.form == "small":
            self._small_map(box)
            return
        head = self._heading(box.width)
        above = self._above(box, prompt.actions)
        room = above.from_top(total(head), theme.px(36))[1]
        if room.height < theme.px(300):
            here = [TextPart(wrap(str(prompt.here), box.width, theme.type.least), theme.colours.second)]
            self.flow(box, [*head, *(here if prompt.here else [])], prompt.actions)
            return
        self.actions(box, prompt.actions)
        self.stack(above, head)
        self._map_card(room)

    def _small_map(self, box: Box) -> None:
        """Title, map and buttons on one page where any arrangement can: what is said moves beside the map, and where the door
        is in words is left out, before the map is; numbers on all doors rather than on the lit one only."""
        theme, prompt, gap = self.theme, self.prompt, self.theme.px(10)
        full = self._heading(box.width)
        short = self.heading(box.width, str(prompt.title), "", "", prompt.steps)
        tries = ((full, str(prompt.here)), (full, ""), (short, str(prompt.subtitle)))
        for must_number, self.tight in ((True, False), (False, False), (False, True)):
            above = self._above(box, prompt.actions)
            for head, words in tries:
                room = above.from_top(total(head), gap)[1]
                share = share_of(theme, words, room)
                if share is None or room.height < theme.px(LOWEST):
                    continue
                if must_number and not numbered(theme, prompt.places, room, share):
                    continue
                self.actions(box, prompt.actions)
                self.stack(above, head)
                pin = words == str(prompt.here)
                self.add_widget(MapCard(room, theme, prompt.places, words, share, pin=pin))
                return
        self.flow(box, [*full, self._map_part(box.width)], prompt.actions)

    def _map_part(self, width: int) -> Part:
        """The map as a part of a flow, as high as half a panel."""
        theme, prompt = self.theme, self.prompt
        here = str(prompt.here)
        height = theme.px(220)
        share = share_of(theme, here, Box(0, 0, width, height))

        def make(box: Box) -> Fixed:
            return MapCard(box, theme, prompt.places, here, share or 0.0, pin=True)

        return WidgetPart(height, make)

    def _heading(self, width: int) -> list[Part]:
        prompt, theme = self.prompt, self.theme
        parts = self.heading(width, str(prompt.title), str(prompt.subtitle), "", prompt.steps)
        if prompt.chips:
            height = chips_height(theme, prompt.chips, width)
            parts.append(WidgetPart(height, lambda box: Chips(box, theme, prompt.chips)))
        return parts

    def _map_card(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        self.add_widget(Panel(box, theme.corner, theme.colours.surface, theme.colours.line, theme.hairline))
        inner = box.inset(theme.px(46))
        columns, rows = extent(prompt.places)
        gap = cell_gap(theme, columns)
        mark, foot = round(theme.type.body * 1.25), theme.px(40)
        words = wrap(str(prompt.here), inner.width - mark - theme.px(20), theme.type.least)
        strip = max(words.height, mark) if prompt.here else -foot
        height = min(inner.height - strip - foot, wall_height(theme, prompt.places, inner.width))
        group = inner.middle(inner.width, height + foot + strip)
        wall, rest = group.from_top(height, foot)
        if prompt.here:
            pin, rest = rest.from_left(mark, theme.px(20))
            self.add_widget(Icon("location_on", mark, pin, theme.pair("rose").ink))
            self.add_widget(Words(words, rest, theme.colours.second))
        for one in sorted(prompt.places, key=lambda place: place.lit):
            self.add_widget(MapDoor(place_box(wall, one, columns, rows, gap), theme, one, wall))

    # ------------------------------------------------------------------ wall

    def _wall(self, box: Box) -> None:
        theme, prompt = self.theme, self.prompt
        story = prompt.detail
        if theme.form == "wide" and (story or prompt.actions):
            left, right = self.halves(box, 0.5 if theme.comfort else 0.56)
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
        natural = wall_height(theme, self.prompt.places, room) + 2 * pad
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
        across = even(columns, across)
        if across < columns:
            height = least_door(self.theme, places, (room.width - (across - 1) * gap) // across)[1]
        down = max(1, (room.height + gap) // (height + gap))
        return across, even(extent(places)[1], down) if across == columns else down

    def _fits(self, room: Box) -> bool:
        across, down = self._most_doors(room)
        columns, rows = extent(self.prompt.places)
        return columns <= across and rows <= down

    def _doors(self, room: Box) -> None:
        self._find_again()
        pages, room = self._pages_of_doors(room)
        places = pages[self.page_of(len(pages), DOORS)]
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

    def _find_again(self) -> None:
        """Another door was selected: the page that holds it opens, whichever was open before."""
        lit = next((place.key for place in self.prompt.places if place.lit), "")
        if lit and self.context.local.get("lit") != lit:
            self.context.local.pop(DOORS, None)
        self.context.local["lit"] = lit

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
        self.context.local.setdefault(DOORS, page_of_lit(pages))
        page, turn = self.page_of(len(pages), DOORS), partial(self.turn, of=DOORS)
        self.add_widget(Pager(theme, strip, self.say, page, len(pages), turn))
        return pages, room
