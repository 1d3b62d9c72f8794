"""What every view has: a room, its prompt, and a few ways of filling the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.link.prompts import Action, Chosen, Steps, Value
from kiosk.shell.catalogue import Say
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import fit, wrap
from kiosk.shell.views.parts import Part, TextPart, WidgetPart, paginate, total
from kiosk.shell.widgets.alert import Alert, alert_height
from kiosk.shell.widgets.button import Button, label_setting, least_height
from kiosk.shell.widgets.pager import Pager, pager_height
from kiosk.shell.widgets.shapes import Fixed
from kiosk.shell.widgets.steps import StepBar


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
        self.arrange(box)

    def arrange(self, box: Box) -> None:
        """Fill the box."""
        raise NotImplementedError

    # ------------------------------------------------------------------ answers

    def choose(self, key: str) -> Callable[[], bool]:
        """An action that answers with this key."""
        return lambda: self.context.answer(Chosen(key))

    def turn(self, page: int) -> None:
        """Show another page of this prompt."""
        self.context.local["page"] = page
        self.context.touched()
        self.context.redraw()

    def page_of(self, pages: int) -> int:
        """The page that is open, within those that there are."""
        page: int = self.context.local.get("page", 0)
        return max(0, min(page, pages - 1))

    # ------------------------------------------------------------------ heading

    def heading(
        self, width: int, title: str, subtitle: str = "", error: str = "", steps: Steps | None = None
    ) -> list[Part]:
        """The step bar, the title, what it means, and what was wrong."""
        theme = self.theme
        parts: list[Part] = []
        if steps and steps.total > 1:
            bar = theme.pick(14, 8)
            room = width - self.context.clock_room
            parts.append(
                WidgetPart(bar, lambda box: StepBar(box, theme, steps), gap=theme.pick(26, 8), width=room)
            )
        if title:
            room = width - (self.context.clock_room if theme.form == "small" else 0)
            sizes = theme.type.down_from(theme.type.title)[:-1]
            setting = fit(title, room, sizes, "bold", lines=1)
            if not setting.whole:
                setting = fit(title, room, sizes, "bold", lines=2)
            if not setting.whole:
                setting = wrap(title, room, theme.type.body, "bold")
            parts.append(TextPart(setting, theme.colours.ink, gap=theme.pick(4, 0)))
        if subtitle:
            size = theme.type.body if theme.form != "small" else theme.type.least
            parts.append(TextPart(wrap(subtitle, width, size), theme.colours.second))
        if error:
            height = alert_height(theme, error, width)
            if parts:
                parts.append(WidgetPart(theme.pick(16, 4), lambda box: Fixed(box)))
            parts.append(WidgetPart(height, lambda box: Alert(box, theme, error)))
        return parts

    # ------------------------------------------------------------------ flow

    def stack(self, box: Box, parts: Sequence[Part]) -> Box:
        """Draw parts from the top; returns what is left under them."""
        for part in parts:
            strip, box = box.from_top(part.height, part.gap)
            self.add_widget(part.draw(strip))
        return box

    def flow(self, box: Box, parts: Sequence[Part]) -> None:
        """Draw parts from the top, on pages where they do not all fit."""
        if total(parts) <= box.height:
            self.stack(box, parts)
            return
        strip, room = box.from_bottom(pager_height(self.theme), self.theme.pick(28, 8))
        pages = paginate(parts, room.height)
        page = self.page_of(len(pages))
        self.stack(room, pages[page])
        if len(pages) > 1:
            self.add_widget(Pager(self.theme, strip, self.say, page, len(pages), self.turn))

    # ------------------------------------------------------------------ actions

    def action_rows(self, actions: Sequence[Action], width: int) -> list[list[Action]]:
        """The primary action has a row of its own, on top; the others stand in pairs where their words allow it."""
        if self.theme.form == "small" and self._fits_in_row(actions, width):
            return [list(actions)] if actions else []
        rows = [[action] for action in actions if action.primary]
        waiting: list[Action] = []
        for action in (action for action in actions if not action.primary):
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
        inner = room - 2 * theme.pick(28, 10)
        height = theme.button - 2 * theme.pick(8, 4)
        return room >= theme.primary_target and all(
            label_setting(theme, str(action.label), inner, height).whole for action in actions
        )

    def actions_height(self, rows: Sequence[Sequence[Action]], width: int) -> int:
        """Height of the buttons under a view."""
        heights = [self._row_height(row, width) for row in rows]
        return sum(heights) + self.theme.gap * max(0, len(rows) - 1)

    def _row_height(self, row: Sequence[Action], width: int) -> int:
        room = (width - self.theme.gap * (len(row) - 1)) // len(row)
        return max(least_height(self.theme, str(action.label), room) for action in row)

    def actions(self, box: Box, actions: Sequence[Action]) -> Box:
        """Draw the buttons at the foot of the box; returns what is left above them."""
        rows = self.action_rows(actions, box.width)
        if not rows:
            return box
        strip, rest = box.from_bottom(self.actions_height(rows, box.width), self.theme.gap)
        for row in rows:
            place, strip = strip.from_top(self._row_height(row, box.width), self.theme.gap)
            for action, room in zip(row, place.columns(len(row), self.theme.gap), strict=True):
                self.add_widget(
                    Button(
                        self.theme,
                        room,
                        key=action.key,
                        label=str(action.label),
                        action=self.choose(action.key),
                        icon=action.icon,
                        primary=action.primary,
                        danger=action.danger,
                    )
                )
        return rest

    def halves(self, box: Box, share: float = 0.5) -> tuple[Box, Box]:
        """The two columns of a wide screen."""
        gap = self.theme.px(72)
        return box.from_left(round((box.width - gap) * share), gap)
