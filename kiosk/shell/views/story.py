"""The story of a selected door or row: a title, since when, what happened, and what can be done, by likelihood."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.prompts import Action, Detail
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import Setting, fit, width_of, wrap
from kiosk.shell.views.base import View
from kiosk.shell.widgets.shapes import Fixed, Panel
from kiosk.shell.widgets.text import Words, line


def _settings(view: View, story: Detail, width: int) -> tuple[Setting, bool, list[Setting]]:
    theme = view.theme
    size = theme.type.least
    since = width_of(str(story.since), size) + theme.gap if story.since else 0
    sizes = theme.type.down_from(theme.type.tile)
    title = fit(str(story.title), width - since, sizes, "bold", lines=1)
    beside = title.whole
    if not beside:
        title = fit(str(story.title), width, sizes, "bold", lines=2)
    return title, beside, [wrap(str(text), width, size) for text in story.lines if text]


def detail_height(view: View, story: Detail, actions: Sequence[Action], width: int) -> int:
    """Height of the card with its buttons."""
    theme = view.theme
    inner = width - 2 * theme.pad
    title, beside, lines = _settings(view, story, inner)
    height = title.height + sum(setting.height for setting in lines) + 2 * theme.pick(36, 12)
    if story.since and not beside:
        height += wrap(str(story.since), inner, theme.type.least).height
    rows = view.action_rows(actions, inner)
    if rows:
        height += view.actions_height(rows, inner) + theme.gap
    return height


class DetailCard(Fixed):
    """The card without its buttons, for which `room` is left: see `tell_story`."""

    def __init__(self, box: Box, view: View, story: Detail, actions: Sequence[Action]) -> None:
        super().__init__(box)
        theme = view.theme
        colours = theme.colours
        height = min(box.height, detail_height(view, story, actions, box.width))
        box = box.from_top(height)[0]
        self.add_widget(Panel(box, theme.corner, colours.surface, colours.line, theme.hairline))
        inner = box.inset(theme.pad, theme.pick(36, 12))
        title, beside, lines = _settings(view, story, inner.width)
        strip, rest = inner.from_top(title.height)
        self.add_widget(Words(title, strip, colours.ink))
        if story.since and beside:
            self.add_widget(line(str(story.since), theme.type.least, strip, colours.second, align="right"))
        texts = (
            [wrap(str(story.since), inner.width, theme.type.least)] if story.since and not beside else []
        ) + lines
        for setting in texts:
            strip, rest = rest.from_top(setting.height)
            self.add_widget(Words(setting, strip, colours.second))
        self.room = inner


def tell_story(view: View, box: Box, story: Detail, actions: Sequence[Action]) -> None:
    """The card, and its buttons at its foot."""
    card = DetailCard(box, view, story, actions)
    view.add_widget(card)
    view.actions(card.room, actions)
