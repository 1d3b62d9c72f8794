"""What every view has: a room, its prompt, and a few ways of filling the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from kiosk.link.prompts import Action, Chosen, Steps, Value
from kiosk.shell.catalogue import Say
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Setting, fit, line_height, wrap
from kiosk.shell.views.parts import Part, TextPart, WidgetPart, air, paginate, total
from kiosk.shell.widgets.alert import Alert, alert_height
from kiosk.shell.widgets.button import Button, button_padding, label_setting, least_height
from kiosk.shell.widgets.pager import Pager, pager_height, pager_width
from kiosk.shell.widgets.shapes import Fixed
from kiosk.shell.widgets.steps import StepBar

MOST_PAGES = 99
"""The figures of this many pages must fit between the pager's keys."""
FEW_PAGES = 9
"""Those of so few, where the parts are few: narrower, which leaves more room to the buttons beside the pager."""


@dataclass
class Context:
    """What a view may use. `local` lives as long as the prompt is open and is all that a view may remember."""

    theme: Theme
    say: Say
    answer: Callable[[Value], bool]
    redraw: Callable[[], None] = lambda: None
    touched: Callable[[], None] = lambda: None
    local: dict[str, Any] = field(default_factory=dict)
    clock_room: int = 0
    """On a small panel the time stands beside the title; this much is to be left for it."""


class View(Fixed):
    """One prompt, drawn in `box`. Subclasses draw in `arrange`."""

    def __init__(self, box: Box, prompt: Any, context: Context) -> None:
        super().__init__(box)
        self.prompt = prompt
        self.context = context
        self.theme = context.theme
        self.say = context.say
        self._most_pages = MOST_PAGES
        self.tight = False
        """On a small panel: whether buttons may speak in the letters of the chrome, so that they stand in one row and stay in
        sight while pages turn."""
        self.arrange(box)

    def arrange(self, box: Box) -> None:
        """Fill the box."""
        raise NotImplementedError

    # ------------------------------------------------------------------ answers

    def choose(self, key: str) -> Callable[[], bool]:
        """An action that answers with this key."""
        return lambda: self.context.answer(Chosen(key))

    def turn(self, page: int, of: str = "page") -> None:
        """Show another page of this prompt. Where two things turn beside each other, `of` says which."""
        self.context.local[of] = page
        self.context.touched()
        self.context.redraw()

    def page_of(self, pages: int, of: str = "page") -> int:
        """The page that is open, within those that there are."""
        page: int = self.context.local.get(of, 0)
        return max(0, min(page, pages - 1))

    # ------------------------------------------------------------------ heading

    def heading(
        self,
        width: int,
        title: str,
        subtitle: str = "",
        error: str = "",
        steps: Steps | None = None,
        *,
        height: int = 0,
    ) -> list[Part]:
        """The step bar, the title, what it means, and what was wrong.

        Where all of it would be higher than `height`, what was wrong takes the place of what it means, or of all.
        """
        if height and error:
            for saying in (subtitle, ""):
                tried = self.heading(width, title, saying, error, steps)
                if total(tried) <= height:
                    return tried
            return self.heading(width, "", "", error, steps)
        theme = self.theme
        parts: list[Part] = []
        if steps and steps.total > 1:
            bar = theme.pick(14, 8)
            room = width - self.context.clock_room
            parts.append(
                WidgetPart(bar, lambda box: StepBar(box, theme, steps), gap=theme.pick(36, 10), width=room)
            )
        if title:
            parts.append(
                TextPart(self._title(title, width), theme.colours.ink, theme.pick(18, 6), whole=True)
            )
        if subtitle:
            parts += self.saying(subtitle, width)
        if error:
            height = alert_height(theme, error, width)
            parts.append(WidgetPart(height, lambda box: Alert(box, theme, error)))
        return parts

    def saying(self, subtitle: str, width: int) -> list[Part]:
        """What the title means, as part of a flow: under the title, or after what matters more."""
        if not subtitle:
            return []
        theme = self.theme
        size = theme.type.body if theme.form != "small" else theme.type.least
        return [TextPart(wrap(subtitle, width, size), theme.colours.second, gap=theme.pick(24, 8))]

    def _title(self, title: str, width: int) -> Setting:
        """Large, on one line or two, but rather one step smaller than on two; on a small panel rather any smaller."""
        theme = self.theme
        small = theme.form == "small"
        room = width - (self.context.clock_room if small else 0)
        sizes = theme.type.down_from(theme.type.title)[:-1]
        first, rest = sizes[:2], sizes[2:]
        tries = [(size, lines) for group in (first, rest) for lines in (1, 2) for size in group]
        if small:
            tries = [(size, lines) for lines in (1, 2) for size in sizes]
        for size, lines in tries:
            setting = fit(title, room, (size,), "bold", lines=lines)
            if setting.whole:
                return setting
        return wrap(title, room, theme.type.body, "bold")

    # ------------------------------------------------------------------ flow

    def stack(self, box: Box, parts: Sequence[Part]) -> Box:
        """Draw parts from the top; returns what is left under them."""
        for part in parts:
            strip, box = box.from_top(part.height, part.gap)
            self.add_widget(part.draw(strip))
        return box

    def flow(
        self, box: Box, parts: Sequence[Part], actions: Sequence[Action] = (), *, pairs: bool = False
    ) -> None:
        """Parts from the top, buttons at the foot; on pages where the parts do not all fit above the buttons."""
        for tight in (False, True):
            self.tight = tight
            room = self._above(box, actions, pairs=pairs)
            if total(parts) <= room.height:
                self.stack(room, parts)
                self.actions(box, actions, pairs=pairs)
                return
        self._most_pages = FEW_PAGES if total(parts) < 3 * box.height else MOST_PAGES
        kept, late = self._kept_in_sight(actions, box.width)
        if late:
            parts = [*parts, *self.button_parts(late, box.width)]
        again = self._again(parts)
        lower = again.height + again.gap if again else 0
        room = self.paged_foot(box, kept, lambda place: paginate(parts, place.height, lower))
        pages = paginate(parts, room.height, lower)
        page = self.page_of(len(pages))
        self.stack(room, [again, *pages[page]] if again and page else pages[page])

    def _again(self, parts: Sequence[Part]) -> Part | None:
        """What stands at the head of later pages of a small panel, beside the time: the title once more, on one line."""
        if not self.context.clock_room:
            return None
        theme = self.theme
        title = next((part for part in parts if isinstance(part, TextPart) and part.whole), None)
        room = self.box.width - self.context.clock_room
        if title is not None:
            text = " ".join(title.setting.lines)
            setting = fit(text, room, theme.type.down_from(theme.type.body), "bold", lines=1)
            if setting.whole:
                return TextPart(setting, theme.colours.ink, theme.px(8), whole=True)
        return air(line_height(theme.type.title, "bold"))

    def _kept_in_sight(
        self, actions: Sequence[Action], width: int
    ) -> tuple[Sequence[Action], Sequence[Action]]:
        """Which buttons stay at the foot of every page, and which come at the end of the last: a small panel keeps those
        that go beside the pager or in one row above it, or the primary one."""
        if self.theme.form != "small" or not actions:
            return actions, ()
        beside = width - pager_width(self.theme, self._most_pages) - self.theme.gap
        first = [one for one in actions if one.primary]
        if self._fits_in_row(actions, beside):
            return actions, ()
        if self.tight and not first and self._fits_in_row(actions, width):
            return actions, ()
        return first, [one for one in actions if not one.primary]

    def paged_foot(
        self, box: Box, actions: Sequence[Action], pages_in: Callable[[Box], Sequence[Any]]
    ) -> Box:
        """The pager and the buttons at the foot of a box; returns what is left above them.

        On a small panel they share a row where they can. `pages_in` says what the pages would be in a room.
        """
        theme = self.theme
        rows = self.action_rows(actions, box.width)
        gap = theme.pick(28, 8)
        if theme.form == "small" and len(rows) <= 1:
            least = pager_width(theme, self._most_pages)
            beside = box.width - least - theme.gap
            if rows and (len(rows[0]) == 1 or self._fits_in_row(rows[0], beside)):
                strip, room = box.from_bottom(self.row_height(rows[0], beside), gap)
                place, strip = strip.from_left(least, theme.gap)
                self._pager(place.middle(place.width, pager_height(theme)), len(pages_in(room)))
                self._buttons(strip, rows[0], theme.chrome if self.tight else 0)
                return room
        rest = self.actions(box, actions)
        strip, room = rest.from_bottom(pager_height(theme), gap)
        self._pager(strip, len(pages_in(room)))
        return room

    def _pager(self, box: Box, pages: int) -> None:
        if pages > 1:
            self.add_widget(Pager(self.theme, box, self.say, self.page_of(pages), pages, self.turn))

    # ------------------------------------------------------------------ actions

    def action_rows(
        self, actions: Sequence[Action], width: int, *, pairs: bool = False
    ) -> list[list[Action]]:
        """The primary action has a row of its own, on top; the others stand in pairs where their words allow it.

        `pairs` lets the primary one stand in a pair too, as in a card with many actions.
        """
        if self.theme.form == "small" and self._fits_in_row(actions, width):
            return [list(actions)] if actions else []
        rows = [[action] for action in actions if action.primary and not pairs]
        waiting: list[Action] = []
        for action in (action for action in actions if pairs or not action.primary):
            waiting.append(action)
            if len(waiting) == 2:
                rows += [waiting] if self._fits_in_row(waiting, width) else [[one] for one in waiting]
                waiting = []
        return rows + ([waiting] if waiting else [])

    def _fits_in_row(self, actions: Sequence[Action], width: int) -> bool:
        theme = self.theme
        if not actions:
            return True
        room = (width - theme.gap * (len(actions) - 1)) // len(actions)
        inner = room - 2 * button_padding(theme)
        height = theme.button - 2 * theme.pick(8, 4)
        return room >= theme.primary_target and all(
            label_setting(theme, str(action.label), inner, height, strict=not self.tight).whole
            for action in actions
        )

    def actions_height(self, rows: Sequence[Sequence[Action]], width: int) -> int:
        """Height of the buttons under a view."""
        heights = [self.row_height(row, width) for row in rows]
        return sum(heights) + self.theme.gap * max(0, len(rows) - 1)

    def row_height(self, row: Sequence[Action], width: int) -> int:
        """Height of a row of buttons: what the longest label needs."""
        room = (width - self.theme.gap * (len(row) - 1)) // len(row)
        size = self.theme.chrome if self.tight else self.theme.type.least
        return max(least_height(self.theme, str(action.label), room, size) for action in row)

    def _above(self, box: Box, actions: Sequence[Action], *, pairs: bool = False) -> Box:
        rows = self.action_rows(actions, box.width, pairs=pairs)
        if not rows:
            return box
        return box.from_bottom(self.actions_height(rows, box.width), self.theme.pick(28, 10))[1]

    def actions(self, box: Box, actions: Sequence[Action], *, pairs: bool = False) -> Box:
        """Draw the buttons at the foot of the box; returns what is left above them."""
        rows = self.action_rows(actions, box.width, pairs=pairs)
        strip = box.from_bottom(self.actions_height(rows, box.width))[0]
        places = []
        for row in rows:
            place, strip = strip.from_top(self.row_height(row, box.width), self.theme.gap)
            places.append(place)
        for row, place, largest in zip(rows, places, self._loudness(rows, places), strict=True):
            self._buttons(place, row, largest)
        return self._above(box, actions, pairs=pairs)

    def _loudness(self, rows: Sequence[Sequence[Action]], places: Sequence[Box]) -> list[int]:
        """The largest label each row may have: buttons that stand in pairs all speak equally loud."""
        sizes = [
            min(button.size_of_label for button in self.button_row(place, row))
            for row, place in zip(rows, places, strict=True)
        ]
        least = min((size for size, row in zip(sizes, rows, strict=True) if len(row) > 1), default=0)
        return [0 if len(row) == 1 and row[0].primary else least for row in rows]

    def _buttons(self, box: Box, row: Sequence[Action], largest: int = 0) -> None:
        for button in self.button_row(box, row, largest):
            self.add_widget(button)

    def button_row(self, box: Box, row: Sequence[Action], largest: int = 0) -> list[Button]:
        """The buttons of a row, their labels of one size."""
        places = box.columns(len(row), self.theme.gap)
        buttons = [self.button(place, action, largest) for place, action in zip(places, row, strict=True)]
        if any(button.lost_icon for button in buttons):  # where one has no room for its icon, none has one
            row = [replace(action, icon="") for action in row]
            buttons = [self.button(place, action, largest) for place, action in zip(places, row, strict=True)]
        least = min(button.size_of_label for button in buttons)
        return [
            one if one.size_of_label == least else self.button(place, action, least)
            for one, place, action in zip(buttons, places, row, strict=True)
        ]

    def button(self, box: Box, action: Action, largest: int = 0) -> Button:
        """An action's button."""
        return Button(
            self.theme,
            box,
            key=action.key,
            label=str(action.label),
            action=self.choose(action.key),
            icon=action.icon,
            primary=action.primary,
            danger=action.danger,
            largest=largest,
        )

    def button_parts(self, actions: Sequence[Action], width: int) -> list[Part]:
        """Rows of buttons as parts of a flow, where there is no room for them at its foot."""

        rows = self.action_rows(actions, width, pairs=True)
        rooms = [Box(0, 0, width, self.row_height(row, width)) for row in rows]

        def part(row: Sequence[Action], room: Box, largest: int) -> Part:
            def make(box: Box) -> Fixed:
                group = Fixed(box)
                for button in self.button_row(box, row, largest):
                    group.add_widget(button)
                return group

            return WidgetPart(room.height, make, self.theme.gap)

        return [part(*each) for each in zip(rows, rooms, self._loudness(rows, rooms), strict=True)]

    def halves(self, box: Box, share: float = 0.5) -> tuple[Box, Box]:
        """The two columns of a wide screen."""
        gap = self.theme.px(64)
        return box.from_left(round((box.width - gap) * share), gap)
