"""Nobody is here: one sentence, one action, seen from ten metres. Any touch begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk.link.messages import Screen, Told
from kiosk.link.texts import LANGUAGES
from kiosk.shell.catalogue import Say, words_of
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import DOT, Setting, fit, wrap
from kiosk.shell.widgets.header import HoldClock
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed, disc, outlined
from kiosk.shell.widgets.text import Icon, Words

POSSIBLE_LINES = 2
"""With so many lines on the glass, what is on offer would stand on the art."""


NOTHING_YET = "concierge"
"""The sign of a desk that has nothing on offer now."""


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
        margin = theme.pick(64, 28)
        room = box.inset(margin, theme.pick(84, 22))
        button = max(theme.pick(176, 100), theme.primary_target)
        if theme.form == "tall":
            art = Box(box.x, round(box.height * 0.36), box.width, round(box.height * 0.64))
            foot, rest = room.from_bottom(button, theme.px(64))
        else:
            words, art = box.from_left(round(box.width * 0.56))
            foot, rest = room.from_bottom(button, theme.pick(64, 14))
            if theme.form == "wide":
                foot = foot.from_left(words.width - margin)[0]
            rest = rest.from_left(words.width - margin)[0]
        self._art(art, foot, screen.signs or (NOTHING_YET,))
        self._head(box, screen, clock)
        self._button(foot, say)
        self._words(Box(rest.x, rest.y, rest.width, clock.box.y - rest.y), screen, say)

    def _head(self, box: Box, screen: Screen, clock: HoldClock) -> None:
        theme = self._theme
        strip = Box(box.x, clock.box.y, clock.box.x - theme.gap, clock.box.height)
        strip = Box(theme.pick(64, 28), strip.y, strip.width - theme.pick(64, 28), strip.height)
        mark = theme.pick(60, 40)
        place, rest = strip.from_left(mark, theme.pick(18, 10))
        ink = theme.colours.on_stage
        self.add_widget(Icon("concierge", mark, place, ink))
        sizes = tuple(dict.fromkeys((theme.type.body, theme.type.least, theme.chrome)))
        name = fit(screen.site, rest.width, sizes, "bold", lines=1)
        if not name.whole:
            name = fit(screen.site, rest.width, (theme.chrome,), "bold", height=strip.height)
        self.add_widget(Words(name, rest, ink))
        self.add_widget(clock)

    def _art(self, art: Box, button: Box, signs: Sequence[str]) -> None:
        """The signs of the first three services on offer, of those that the button leaves whole."""
        theme = self._theme
        colours = theme.colours
        u = min(art.width / 1080, art.height / 1230)
        x, top = art.x + (art.width - 1080 * u) / 2, art.top - (art.height - 1230 * u) / 2

        def at(px: float, py: float) -> tuple[float, float]:
            return x + px * u, top - py * u

        with self.canvas:
            disc(*at(356, 806), 620 * u, colours.stage_glow)
            if len(signs) > 1:
                disc(*at(880, 618), 280 * u, colours.stage_accent)
        places = (
            (620, 370, 640, colours.on_stage),
            (280, 845, 575, colours.on_stage_accent),
            (240, 735, 930, colours.on_stage),
        )
        for name, (size, px, py, ink) in zip(signs, places, strict=False):
            cx, cy = at(px, py)
            side = round(size * u)
            place = Box(round(cx - side / 2), round(cy - side / 2), side, side)
            if place.y >= button.top or place.x >= button.right:
                self.add_widget(Icon(name, side, place, ink))

    def _button(self, place: Box, say: Say) -> None:
        """In both languages: this is read before anybody has chosen one."""
        theme = self._theme
        colours = theme.colours
        _ = say
        names = dict.fromkeys(words_of(language)("Touch to start") for language in LANGUAGES)
        mark, gap = theme.pick(76, 44), theme.pick(28, 14)
        room = place.width - 2 * theme.pick(40, 14) - mark - gap
        sizes = theme.type.down_from(theme.type.tile if theme.form == "small" else theme.type.title)
        said = fit(DOT.join(names), room, sizes, "bold", lines=1)
        if not said.whole:
            said = fit("\n".join(names), room, sizes, "bold", lines=2, height=place.height)
        if not said.whole:
            said = fit(_("Touch to start"), room, sizes, "bold", height=place.height)
        button = Pressable(
            place,
            theme.corner,
            key="start",
            action=self._start,
            fill=colours.on_stage,
            pressed=colours.stage_second,
            primary=True,
        )
        button.label = said.text
        sign, group = place.middle(mark + gap + said.width, place.height).from_left(mark, gap)
        button.add_widget(Icon("touch_app", mark, sign, colours.stage))
        button.add_widget(Words(said, group, colours.stage))
        self.add_widget(button)

    def _words(self, room: Box, screen: Screen, say: Say) -> None:
        """The greeting, and what is on offer, if there is room for it; a call for staff comes before either."""
        theme = self._theme
        _ = say
        called = screen.bar.call in ("ringing", "coming")
        lines = list(screen.told)
        if called:
            told = _("Staff are on the way") if screen.bar.call == "coming" else _("Staff have been called")
            lines.insert(0, Told(told, "notifications_active", "amber"))
        small = theme.form == "small"
        text = screen.greeting or _("Hello,\nhow can we help?")
        least = 1 if called else 0
        # What may fall away for want of room: first the lines below the call, then the greeting's size, then the greeting.
        while True:
            above = room.height - sum(self._pill_height(room, line) for line in lines)
            greeting = self._greeting(text, room.width, above)
            if greeting.height <= above or len(lines) <= least:
                break
            lines.pop()
        for line in lines:
            room = self._pill(room, line)
        size = theme.type.least if small else theme.type.body
        offers = self._offers(screen.attract, room.width, size)
        air = theme.pick(36, 8)
        if offers and len(lines) < POSSIBLE_LINES and greeting.height + air + offers.height <= room.height:
            strip, room = room.from_bottom(offers.height, air)
            self.add_widget(Words(offers, strip, theme.colours.stage_second))
        if greeting.height <= room.height:
            self.add_widget(Words(greeting, room.from_bottom(greeting.height)[0], theme.colours.on_stage))

    def _greeting(self, text: str, width: int, height: int) -> Setting:
        theme = self._theme
        sizes = theme.type.down_from(theme.type.attract)
        greeting = fit(text, width, sizes, "bold", lines=2)
        if not greeting.whole:
            greeting = wrap(text, width, theme.type.title, "bold")
        sizes = (*sizes, theme.type.least)
        if greeting.height > height:
            greeting = fit(text, width, sizes, "bold", height=height)
        if greeting.height > height:  # when the site opens comes last, and before all else
            greeting = fit(text.rpartition("\n")[2], width, sizes, "bold", height=height)
        return greeting

    def _pill_words(self, room: Box, told: Told) -> Setting:
        theme = self._theme
        sizes = tuple(dict.fromkeys((theme.type.body, theme.type.least, theme.chrome)))
        taken = 2 * theme.pick(32, 14) + theme.pick(52, 30) + theme.pick(16, 8)
        return fit(str(told.text), room.width - taken, sizes, "bold")

    def _pill_height(self, room: Box, told: Told) -> int:
        theme = self._theme
        words = self._pill_words(room, told)
        return max(theme.pick(104, 52), words.height + theme.pick(32, 14)) + theme.pick(24, 8)

    def _pill(self, room: Box, told: Told) -> Box:
        """A line that stands on the glass for whoever passes by; returns the room above it."""
        theme = self._theme
        pair = theme.pair(told.tone)
        pad = theme.pick(32, 14)
        mark, gap = theme.pick(52, 30), theme.pick(16, 8)
        words = self._pill_words(room, told)
        air = theme.pick(24, 8)
        strip, room = room.from_bottom(self._pill_height(room, told) - air, air)
        strip = strip.from_left(mark + gap + words.width + 2 * pad)[0]
        with self.canvas:
            outlined(strip, theme.pick(52, 26), pair.tint, pair.line, theme.hairline)
        sign, place = strip.inset(pad, 0).from_left(mark, gap)
        self.add_widget(Icon(told.icon, mark, sign, pair.ink))
        self.add_widget(Words(words, place, pair.ink))
        return room

    def _offers(self, names: Sequence[str], width: int, size: int) -> Setting | None:
        """Names with dots between them, on at most two lines; a name is never broken."""
        setting = wrap(DOT.join(names), width, size)
        return setting if names and setting.whole and len(setting.lines) <= 2 else None

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
