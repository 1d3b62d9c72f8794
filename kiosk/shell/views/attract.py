"""Nobody is here: one sentence, one action, seen from ten metres. Any touch begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk.link.messages import Screen
from kiosk.shell.catalogue import Say, words_of
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import fit, wrap
from kiosk.shell.widgets.header import HoldClock
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed, disc
from kiosk.shell.widgets.text import Icon, Words


class Attract(Fixed):
    """The whole window. The button is the promise; the whole glass keeps it."""

    def __init__(
        self, box: Box, theme: Theme, screen: Screen, say: Say, clock: HoldClock, start: Callable[[], object]
    ) -> None:
        super().__init__(box)
        self._start = start
        self._theme = theme
        colours = theme.colours
        with self.canvas:
            Color(*colours.stage)
            Rectangle(pos=(box.x, box.y), size=(box.width, box.height))
        if theme.form == "tall":
            art, words = Box(box.x, round(box.height * 0.36), box.width, round(box.height * 0.64)), box
        else:
            words, art = box.from_left(round(box.width * 0.56))
        self._art(art, box)
        self._head(box, screen, clock)
        self._words(words.inset(theme.pick(64, 28), theme.pick(84, 22)), screen, say)

    def _head(self, box: Box, screen: Screen, clock: HoldClock) -> None:
        theme = self._theme
        strip = Box(box.x, clock.box.y, clock.box.x - theme.gap, clock.box.height)
        strip = Box(theme.pick(64, 28), strip.y, strip.width - theme.pick(64, 28), strip.height)
        mark = theme.pick(60, 40)
        place, rest = strip.from_left(mark, theme.pick(18, 10))
        ink = theme.colours.on_stage
        self.add_widget(Icon("concierge", mark, place, ink))
        name = fit(screen.site, rest.width, theme.type.down_from(theme.type.body), "bold", lines=1)
        if not name.whole:
            name = fit(screen.site, rest.width, (theme.type.least,), "bold", height=strip.height)
        self.add_widget(Words(name, rest, ink))
        self.add_widget(clock)

    def _art(self, art: Box, box: Box) -> None:
        theme = self._theme
        colours = theme.colours
        u = min(art.width / 1080, art.height / 1230)
        x, top = art.x + (art.width - 1080 * u) / 2, art.top - (art.height - 1230 * u) / 2

        def at(px: float, py: float) -> tuple[float, float]:
            return x + px * u, top - py * u

        with self.canvas:
            disc(*at(356, 806), 620 * u, colours.stage_glow)
            disc(*at(880, 618), 280 * u, colours.stage_accent)
        for name, size, px, py, ink in (
            ("umbrella", 620, 370, 640, colours.on_stage),
            ("redeem", 280, 845, 575, colours.on_stage_accent),
            ("stroller", 240, 735, 930, colours.stage_second),
        ):
            cx, cy = at(px, py)
            side = round(size * u)
            self.add_widget(
                Icon(name, side, Box(round(cx - side / 2), round(cy - side / 2), side, side), ink)
            )

    def _words(self, box: Box, screen: Screen, say: Say) -> None:
        theme = self._theme
        colours = theme.colours
        _ = say
        small = theme.form == "small"
        height = max(theme.pick(176, 96), theme.primary_target)
        place, rest = box.from_bottom(height, theme.pick(64, 16))
        label = _("Touch to start")
        english = words_of("en")("Touch to start")
        chinese = words_of("zh_CN")("Touch to start")
        both = f"{chinese} · {english}" if chinese != english else label
        button = Pressable(
            place,
            theme.corner,
            key="start",
            action=self._start,
            fill=colours.on_stage,
            pressed=colours.stage_second,
            primary=True,
        )
        button.label = both
        ink = colours.stage
        mark = theme.pick(76, 44)
        gap = theme.pick(28, 12)
        inner = place.inset(theme.pick(40, 14), 0)
        sizes = theme.type.down_from(theme.type.tile if small else theme.type.title)
        said = fit(both, inner.width - mark - gap, sizes, "bold", lines=1)
        if not said.whole:
            said = fit(both, inner.width - mark - gap, sizes, "bold", height=inner.height)
        if not said.whole:
            said = fit(label, inner.width - mark - gap, sizes, "bold", height=inner.height)
        group = inner.middle(mark + gap + said.width, inner.height)
        sign, group = group.from_left(mark, gap)
        button.add_widget(Icon("touch_app", mark, sign, ink))
        button.add_widget(Words(said, group, ink))
        self.add_widget(button)
        offers = " · ".join(screen.attract)
        if offers:
            setting = wrap(offers, rest.width, theme.type.body if not small else theme.type.least)
            if len(setting.lines) <= 2:
                strip, rest = rest.from_bottom(setting.height, theme.pick(20, 6))
                self.add_widget(Words(setting, strip, colours.stage_second))
        greeting = fit(
            _("Hello,\nhow can we help?"),
            rest.width,
            theme.type.down_from(theme.type.attract),
            "bold",
            lines=2,
        )
        if not greeting.whole:
            greeting = wrap(_("Hello,\nhow can we help?"), rest.width, theme.type.title, "bold")
        strip = rest.from_bottom(greeting.height)[0]
        self.add_widget(Words(greeting, strip, colours.on_stage))

    def on_touch_down(self, touch: Any) -> bool:
        if super().on_touch_down(touch):
            return True
        touch.grab(self)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is self:
            touch.ungrab(self)
            self._start()
            return True
        taken: bool = super().on_touch_up(touch)
        return taken
