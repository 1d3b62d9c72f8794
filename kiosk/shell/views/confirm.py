"""Review before commitment, and how something ended: an icon, a title, the facts, and buttons that say what happens."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.prompts import Action, Confirm, Fact, Steps, Tone
from kiosk.shell.geometry import Box
from kiosk.shell.theme import PRIMARY_TARGET_MM
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import FactsPart, Part, WidgetPart, total
from kiosk.shell.widgets.badge import Badge
from kiosk.shell.widgets.facts import set_fact
from kiosk.shell.widgets.shapes import Panel


class StoryView(View):
    """The arrangement that confirm and notice share."""

    def story(
        self,
        box: Box,
        *,
        icon: str,
        tone: Tone,
        title: str,
        subtitle: str,
        facts: Sequence[Fact],
        actions: Sequence[Action],
        steps: Steps | None,
    ) -> None:
        """Icon, title, subtitle and facts from the top, buttons at the foot; two columns on a wide screen."""
        theme = self.theme
        if theme.form == "wide":
            self._wide(box, icon, tone, title, subtitle, facts, actions, steps)
            return
        box = self.actions(box, actions)
        head = self.heading(box.width, title, subtitle, "", steps)
        card = self._facts(facts, box.width)
        sign = self._sign(icon, tone)
        gap = self._air(theme.pick(28, 10))
        if steps and steps.total > 1 and sign:
            full: list[Part] = [head[0], *sign, *head[1:]]
        else:
            full = [*sign, *head]
        if card:
            full += [gap, *card]
        if theme.form == "small" or total(full) > box.height:
            full = [*head, *([gap, *card] if card else [])]
        self.flow(box, full)

    def _wide(
        self,
        box: Box,
        icon: str,
        tone: Tone,
        title: str,
        subtitle: str,
        facts: Sequence[Fact],
        actions: Sequence[Action],
        steps: Steps | None,
    ) -> None:
        theme = self.theme
        left, right = self.halves(box, 0.5)
        left = self.actions(left, actions)
        head = self.heading(left.width, title, subtitle, "", steps)
        if not facts:
            pair = theme.pair(tone)
            self.add_widget(Panel(right, theme.corner, pair.tint, pair.line, theme.hairline))
            size = min(theme.px(340), right.height * 2 // 3)
            self.add_widget(Badge(right.middle(size, size), theme, icon or "info", tone))
            self.flow(left, head)
            return
        sign = self._sign(icon, tone)
        first = 1 if steps and steps.total > 1 else 0
        full = [*head[:first], *sign, *head[first:]]
        self.flow(left, full if total(full) <= left.height else head)
        card = self._facts(facts, right.width)
        if total(card) <= right.height:
            self.stack(right, card)
        else:
            self.flow(right, card)

    def _facts(self, facts: Sequence[Fact], width: int) -> list[Part]:
        if not facts:
            return []
        return [FactsPart(self.theme, tuple(set_fact(self.theme, fact, width) for fact in facts))]

    def _sign(self, icon: str, tone: Tone) -> list[Part]:
        if not icon:
            return []
        theme = self.theme
        size = max(theme.pick(190, 80), theme.mm(PRIMARY_TARGET_MM))
        return [WidgetPart(size, lambda box: Badge(box, theme, icon, tone), theme.pick(40, 10), size)]

    def _air(self, height: int) -> Part:
        from kiosk.shell.widgets.shapes import Fixed

        return WidgetPart(height, Fixed)


class ConfirmView(StoryView):
    """What is about to happen."""

    prompt: Confirm

    def arrange(self, box: Box) -> None:
        prompt = self.prompt
        self.story(
            box,
            icon=prompt.icon,
            tone=prompt.tone,
            title=str(prompt.title),
            subtitle=str(prompt.subtitle),
            facts=prompt.facts,
            actions=prompt.actions,
            steps=prompt.steps,
        )
