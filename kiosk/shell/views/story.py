"""The story of a selected door or row: a title, since when, what happened, and what can be done, by likelihood."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.prompts import Action, Detail
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import Setting, fit, width_of, wrap
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, TextPart, WidgetPart, total
from kiosk.shell.widgets.shapes import Fixed, Panel
from kiosk.shell.widgets.text import Words, line


def story_parts(view: View, story: Detail | None, width: int, more: Sequence[Setting] = ()) -> list[Part]:
    """The story as parts of a flow."""
    theme = view.theme
    size, gap = theme.type.least, theme.pick(14, 6)
    parts: list[Part] = []
    settings = list(more)
    if story is not None:
        parts += _head(view, story, width)
        settings = [wrap(str(text), width, size) for text in story.lines if text] + settings
    return parts + [TextPart(setting, theme.colours.second, gap) for setting in settings]


def _head(view: View, story: Detail, width: int) -> list[Part]:
    """Title at the left and since when at the right, or under each other where they do not go beside each other."""
    theme = view.theme
    colours = theme.colours
    since, size = str(story.since), theme.type.least
    sizes = theme.type.down_from(theme.type.tile)
    room = width - (width_of(since, size) + theme.gap if since else 0)
    title = fit(str(story.title), room, sizes, "bold", lines=1)
    gap = theme.pick(22, 8)
    if title.whole:

        def make(box: Box) -> Fixed:
            both = Fixed(box)
            both.add_widget(Words(title, box, colours.ink))
            if since:
                both.add_widget(line(since, size, box, colours.second, align="right"))
            return both

        return [WidgetPart(title.height, make, gap, width)]
    parts: list[Part] = [TextPart(fit(str(story.title), width, sizes, "bold", lines=2), colours.ink, gap)]
    return parts + ([TextPart(wrap(since, width, size), colours.second, gap)] if since else [])


def _padding(view: View) -> tuple[int, int]:
    return view.theme.pad, view.theme.pick(44, 12)


def detail_height(view: View, story: Detail, actions: Sequence[Action], width: int) -> int:
    """Height of the card with its buttons."""
    sideways, above = _padding(view)
    inner = width - 2 * sideways
    rows = view.action_rows(actions, inner, pairs=True)
    buttons = view.actions_height(rows, inner) + view.theme.px(36) if rows else 0
    return total(story_parts(view, story, inner)) + buttons + 2 * above


def tell_story(view: View, box: Box, story: Detail, actions: Sequence[Action]) -> None:
    """The card at the top of `box`, with its buttons; what does not fit turns pages inside it."""
    theme = view.theme
    need = detail_height(view, story, actions, box.width)
    card = box.from_top(min(box.height, need))[0]
    view.add_widget(Panel(card, theme.corner, theme.colours.surface, theme.colours.line, theme.hairline))
    inner = card.inset(*_padding(view))
    parts = story_parts(view, story, inner.width)
    if need <= box.height or total(parts) < inner.height * 0.6:
        view.flow(inner, parts, actions, pairs=True)
    else:
        view.flow(inner, [*parts, *view.button_parts(actions, inner.width)])
