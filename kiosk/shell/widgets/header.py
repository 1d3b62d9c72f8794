"""The line at the top: whose question this is, and the time. For reading only, but for the clock's long press (staff)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock

from kiosk.link.messages import Header
from kiosk.shell.damage import damage
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.typeset import DOT, fit, width_of
from kiosk.shell.widgets.shapes import Fixed, Panel
from kiosk.shell.widgets.text import Align, Icon, Words, line

HOLD_SECONDS = 2.0


def _clock_size(theme: Theme) -> int:
    return theme.type.body if theme.form != "small" else theme.chrome


class HoldClock(Fixed):
    """The time of day. Held for two seconds it asks for staff mode; nothing shows that it can be."""

    def __init__(
        self, box: Box, theme: Theme, text: str, ink: Any, held: Callable[[], object] | None
    ) -> None:
        super().__init__(box)
        self.held = held
        self._due: Any = None
        self._ink = ink
        self._size = _clock_size(theme)
        self._reach = theme.mm(4)
        self._align: Align = "centre" if theme.form == "small" and box.x < theme.bar else "right"
        self.text = ""
        self.tell(text)

    def tell(self, text: str) -> None:
        """Show this time."""
        if text != self.text:
            self.text = text
            damage.changed(self.box.inset(-2))
            self.clear_widgets()
            self.add_widget(line(text, self._size, self.box, self._ink, align=self._align))

    def collide_point(self, x: float, y: float) -> bool:
        """A little beyond the digits, which are smaller than a finger."""
        box = self.box.inset(-self._reach)
        return bool(box.x <= x <= box.right and box.y <= y <= box.top)

    def on_touch_down(self, touch: Any) -> bool:
        if self.held is None or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._due = Clock.schedule_once(self._done, HOLD_SECONDS)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if self._due is not None:
            self._due.cancel()
            self._due = None
        return True

    def _done(self, _seconds: float) -> None:
        self._due = None
        if self.held is not None and self.parent is not None:
            self.held()


def clock_width(theme: Theme) -> int:
    """Room for any time of day, and enough of it for a finger."""
    return max(width_of("00:00", _clock_size(theme)) + 2, theme.target)


class HeaderLine(Fixed):
    """Icon and name of the service in its own colour at the left; status and time at the right."""

    def __init__(self, box: Box, theme: Theme, header: Header, clock: HoldClock) -> None:
        super().__init__(box)
        self.add_widget(clock)
        colours = theme.colours
        inner = Box(box.x, box.y, clock.box.x - box.x - theme.gap, box.height)
        size = theme.px(72 if theme.comfort else 64)
        place, inner = inner.from_left(size, theme.px(20))
        place = place.middle(size, size)
        pair = theme.pair(header.tone)
        self.add_widget(Panel(place, theme.px(18), pair.ink))
        self.add_widget(Icon(header.icon, round(size * 0.66), place, pair.tint))
        sizes = theme.type.down_from(theme.type.body)
        title = fit(str(header.title), inner.width, sizes, "bold", lines=1)
        if not title.whole:
            title = fit(str(header.title), inner.width, sizes, "bold", lines=2, height=box.height)
        self.add_widget(Words(title, inner, colours.ink))
        room = inner.width - title.width - theme.gap
        if header.status:
            air = theme.px(
                16
            )  # two lines of large letters would touch the edge of the glass: then its beginning alone
            status = fit(str(header.status), room, sizes[-1:], lines=2, height=box.height - 2 * air)
            if not status.whole:
                status = fit(str(header.status).split(DOT)[0], room, sizes[-1:], lines=1)
            if status.whole:
                _, place = inner.from_left(inner.width - status.width)
                self.add_widget(Words(status, place, colours.second, "right"))
