"""The bar that never moves: back, home, language, comfort, call staff. On a small panel it is a column at the left, on a wide
screen one at the right.

Each has its own place and keeps it; a place that has nothing to offer stays empty. Call staff is always at the right (at the
bottom of the column) and always amber, and says what has become of the call. In staff mode the place is the lock's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kivy.graphics import Color, Rectangle

from kiosk.link.messages import Bar
from kiosk.link.prompts import Tone
from kiosk.shell.catalogue import NAMES, SHORT_NAMES, Say, next_language
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import Weight, fit
from kiosk.shell.widgets.pressable import Pressable
from kiosk.shell.widgets.shapes import Fixed
from kiosk.shell.widgets.text import Icon, Words

Press = Callable[[str], object]


@dataclass(frozen=True)
class Chrome:
    """What one button of the bar shows."""

    key: str
    icon: str
    label: str
    tone: Tone | None = None
    bold: bool = False


def call_button(bar: Bar, say: Say, *, comfort: bool, short: bool) -> Chrome | None:
    """Call staff, in the words of its state; nothing on the staff's own screen."""
    _ = say
    if bar.call == "none":
        return None
    if bar.call == "coming":
        return Chrome("call", "directions_walk", _("On the way"), "amber", bold=True)
    if bar.call == "ringing":
        return Chrome("call", "notifications_active", _("Called"), "amber", bold=True)
    label = _("Call staff")
    if short:
        label = _("Help")
    elif comfort:
        label = _("Get help")
    return Chrome("call", "support_agent", label, "amber", bold=True)


class ChromeButton(Pressable):
    """Icon above a word; where the word does not fit, the icon alone, larger."""

    def __init__(self, theme: Theme, box: Box, chrome: Chrome, press: Press) -> None:
        colours = theme.colours
        pair = theme.pair(chrome.tone) if chrome.tone else None
        super().__init__(
            box,
            theme.pick(32, 16),
            key=chrome.key,
            action=lambda: press(chrome.key),
            fill=pair.tint if pair else colours.paper,
            pressed=pair.line if pair else colours.pressed,
            line=pair.line if pair else colours.line,
            line_width=theme.hairline,
        )
        self.label = chrome.label
        ink = pair.ink if pair else colours.ink
        inner = box.inset(theme.pick(8, 4), theme.pick(6, 2))
        mark = theme.pick(48, 32)
        sizes = (theme.chrome,)
        weight: Weight = "bold" if chrome.bold else "medium"
        room = inner.height - (mark if chrome.icon else 0)
        setting = fit(chrome.label, inner.width, sizes, weight, lines=1, height=room)
        if not setting.whole:
            setting = fit(chrome.label, inner.width, sizes, weight, lines=2, height=room)
        lonely = len(setting.lines) > 1 and any(len(part) < 2 for part in setting.lines)
        if chrome.icon and (lonely or not setting.whole):
            size = min(theme.pick(72, 52), inner.width, inner.height)
            self.add_widget(Icon(chrome.icon, size, box, ink))
            return
        if not chrome.icon:
            self.add_widget(Words(setting, inner, ink, "centre"))
            return
        group = inner.middle(inner.width, mark + setting.height)
        top, rest = group.from_top(mark)
        self.add_widget(Icon(chrome.icon, mark, top, ink))
        self.add_widget(Words(setting, rest, ink, "centre"))


def column_clock(column: Box, theme: Theme) -> Box:
    """The place of the time in the column of a small panel in comfort mode: at its top."""
    return column.inset(theme.px(12), theme.px(8)).from_top(round(theme.chrome * 1.2))[0]


class BarStrip(Fixed):
    """The whole strip (or column), with its ground and a hairline towards the content."""

    def __init__(
        self, box: Box, theme: Theme, bar: Bar, language: str, say: Say, press: Press, *, comfort: bool
    ) -> None:
        super().__init__(box)
        self._theme, self._press = theme, press
        _ = say
        small = theme.form == "small"
        with self.canvas:
            Color(*theme.colours.surface)
            Rectangle(pos=(box.x, box.y), size=(box.width, box.height))
            Color(*theme.colours.line)
            edge = theme.hairline
            if theme.form != "tall":
                Rectangle(pos=(box.right - edge if small else box.x, box.y), size=(edge, box.height))
            else:
                Rectangle(pos=(box.x, box.top - edge), size=(box.width, edge))
        short = small or (theme.comfort and theme.form == "tall")
        other = next_language(language)
        names = SHORT_NAMES if short else NAMES
        size = (
            Chrome("comfort", "text_decrease", _("Normal"))
            if comfort
            else Chrome("comfort", "text_increase", _("Larger"))
        )
        places: dict[str, Chrome | None] = {
            "back": Chrome("back", "arrow_back", _("Back")) if bar.back else None,
            "language": None if bar.staff else Chrome("language", "translate", names.get(other, other)),
            "comfort": None if bar.staff else size,
            "home": Chrome("home", "home", _("Home")) if bar.home else None,
        }
        last = (
            Chrome("lock", "lock", _("Lock"), bold=True)
            if bar.staff
            else call_button(bar, say, comfort=comfort, short=small)
        )
        if theme.form == "tall":
            self._row(box, places, last)
        else:
            self._column(box, places, last, clock=small and (theme.comfort or bar.staff))

    def _row(self, box: Box, places: dict[str, Chrome | None], last: Chrome | None) -> None:
        """Back and home at the left, call staff at the right; each place is kept, whether it is taken or not."""
        theme = self._theme
        gap = theme.px(20)
        strip = box.inset(theme.margin, theme.px(32))
        place, strip = strip.from_right(theme.px(282), gap)
        self._add(place, last)
        if theme.comfort:  # larger words: the short name of the language leaves its room to them
            widths = {"back": 146, "home": 146, "language": 130, "comfort": 184}
        else:
            widths = dict.fromkeys(("back", "home", "language", "comfort"), 151)
        for key, width in widths.items():
            place, strip = strip.from_left(theme.px(width), gap)
            self._add(place, places[key])

    def _column(
        self, box: Box, places: dict[str, Chrome | None], last: Chrome | None, *, clock: bool
    ) -> None:
        """Back at the top, call staff at the foot; each place is kept, whether it is taken or not."""
        theme = self._theme
        strip = box.inset(theme.pick(36, 12), theme.pick(36, 8))
        gap = theme.pick(24, 4 if clock else 6)
        slots = len(places)
        if clock:
            strip = strip.from_top(column_clock(box, theme).height, gap)[1]
        call = min(theme.pick(220, 112), strip.height - slots * (theme.target + gap))
        place, strip = strip.from_bottom(max(call, theme.target), gap)
        self._add(place, last)
        height = max(theme.target, min(theme.pick(160, 92), (strip.height - (slots - 1) * gap) // slots))
        for index, chrome in enumerate(places.values()):
            top = strip.top - index * (height + gap)
            self._add(Box(strip.x, top - height, strip.width, height), chrome)

    def _add(self, box: Box, chrome: Chrome | None) -> None:
        if chrome is not None:
            self.add_widget(ChromeButton(self._theme, box, chrome, self._press))
