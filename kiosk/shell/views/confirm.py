"""Review before commitment, and how something ended: an icon, a title, the facts, and buttons that say what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.link.prompts import Action, Confirm, Fact, Steps, Tone
from kiosk.shell.geometry import Box
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import FactsPart, Part, WidgetPart, air, total
from kiosk.shell.widgets.badge import Badge
from kiosk.shell.widgets.code import Code
from kiosk.shell.widgets.facts import set_fact
from kiosk.shell.widgets.poster import Disc
from kiosk.shell.widgets.shapes import Panel

SIGN_SHARE = 0.6
"""Of its disc, how much the sign of a notice without facts takes."""


@dataclass(frozen=True)
class Story:
    """What confirm and notice have in common."""

    icon: str
    tone: Tone
    title: str
    subtitle: str
    facts: Sequence[Fact]
    actions: Sequence[Action]
    steps: Steps | None
    facts_first: bool = False
    """Whether the facts matter more than the subtitle, where a small panel has no room for both on a page."""
    code: str = ""
    """A QR code under the facts."""


class StoryView(View):
    """Icon, title, subtitle and facts from the top, buttons at the foot; two columns on a wide screen."""

    def tell(self, box: Box, story: Story) -> None:
        """Fill the box."""
        theme = self.theme
        if theme.form == "wide" or (story.code and theme.form == "small"):
            self._wide(box, story)
            return
        head = self.heading(box.width, story.title, story.subtitle, "", story.steps)
        card = self._card(story, box)
        body = [*head, air(theme.pick(12, 2)), *card] if card else head
        full = self._with_sign(body, story)
        room = self._above(box, story.actions)
        fits = theme.form != "small" and total(full) <= room.height
        if theme.form == "small" and story.facts_first and total(body) > room.height:
            short = self.heading(box.width, story.title)
            body = [*short, *card, *self.saying(story.subtitle, box.width)]
        self.flow(box, full if fits else body, story.actions)

    def _wide(self, box: Box, story: Story) -> None:
        theme = self.theme
        left, right = self.halves(box, 0.5)
        head = self.heading(left.width, story.title, story.subtitle, "", story.steps)
        if theme.form == "small" and total(head) > self._above(left, story.actions).height:
            head = self.heading(
                left.width, story.title
            )  # a pager and a button have no room in half a small panel
        card = self._card(story, right)
        if not card:
            pair = theme.pair(story.tone)
            self.add_widget(Panel(right, theme.corner, pair.tint, pair.line, theme.hairline))
            size = min(theme.px(560), right.height * 3 // 4, right.width * 3 // 4)
            ground = theme.colours.surface
            place = right.middle(size, size)
            self.add_widget(Disc(place, ground, story.icon or "info", SIGN_SHARE, pair.ink))
            self.flow(left, head, story.actions)
            return
        full = self._with_sign(head, story)
        room = self._above(left, story.actions)
        self.flow(left, full if total(full) <= room.height else head, story.actions)
        self.flow(right, card)

    def _card(self, story: Story, box: Box) -> list[Part]:
        facts = self._facts(story.facts, box.width)
        if not story.code:
            return facts
        theme = self.theme
        room = self._above(box, story.actions) if theme.form == "tall" else box
        size = min(box.width, room.height, theme.px(760))
        return [*facts, WidgetPart(size, lambda place: Code(place, story.code), theme.gap)]

    def _facts(self, facts: Sequence[Fact], width: int) -> list[Part]:
        if not facts:
            return []
        return [FactsPart(self.theme, tuple(set_fact(self.theme, fact, width) for fact in facts))]

    def _with_sign(self, parts: Sequence[Part], story: Story) -> list[Part]:
        """The icon on its ground, under the step bar and above the title."""
        if not story.icon:
            return list(parts)
        theme = self.theme
        size = theme.pick(190, 80)
        sign = WidgetPart(
            size, lambda box: Badge(box, theme, story.icon, story.tone), theme.pick(56, 10), size
        )
        first = 1 if story.steps and story.steps.total > 1 else 0
        return [*parts[:first], sign, *parts[first:]]


class ConfirmView(StoryView):
    """What is about to happen."""

    prompt: Confirm

    def arrange(self, box: Box) -> None:
        one = self.prompt
        self.tell(
            box,
            Story(one.icon, one.tone, str(one.title), str(one.subtitle), one.facts, one.actions, one.steps),
        )
