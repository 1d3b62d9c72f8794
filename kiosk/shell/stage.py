"""The root of the window: header, view and bar; over them "are you still there?"; over all "one moment".

Holds the newest `Screen` and draws it whole. The one thing it remembers besides is `local`: what has been typed into the open
prompt and which page of it is shown, dropped as soon as another prompt comes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.link.messages import Screen
from kiosk.link.prompts import Outline, Targets, Value
from kiosk.shell import typeset
from kiosk.shell.catalogue import words_of
from kiosk.shell.damage import damage
from kiosk.shell.geometry import Box
from kiosk.shell.options import Options
from kiosk.shell.sound import Ringer, Speaker
from kiosk.shell.theme import Theme, theme_for
from kiosk.shell.tidy import tidy
from kiosk.shell.views import VIEWS
from kiosk.shell.views.attract import Attract
from kiosk.shell.views.base import Context
from kiosk.shell.views.still_here import StillHere
from kiosk.shell.views.trouble import Trouble
from kiosk.shell.widgets.banner import BannerStrip, banner_height
from kiosk.shell.widgets.bar import BarStrip, column_clock
from kiosk.shell.widgets.header import HeaderLine, HoldClock, clock_width
from kiosk.shell.widgets.shapes import Fixed

log = logging.getLogger(__name__)

REOPEN_SECONDS = 3.0
"""A question that was answered may be answered again when nothing has come of it for so long: never stuck."""
CHROME_SECONDS = 0.4
"""Two touches of the same button of the bar within this are one."""
TOUCHED_SECONDS = 1.0
TREMOR_SECONDS = 0.3
"""A touch so soon after a finger was lifted, when another question has come in between, is the second of a hand that trembles:
it was meant for the question before, for nobody has read the new one."""


_TOOLS = (Outline, Targets)
"""Prompts that are instruments: a technician measures the panel with them, and a card must have room beside the words."""


def turn(rotation: int) -> None:
    """Turn the picture, and what touches mean, by so many degrees. Kivy itself would turn it at its next resize."""
    Window.rotation = rotation
    Window.update_viewport()


@dataclass
class Outlets:
    """Where the stage's events go. Each returns whether it could be sent."""

    answer: Callable[[str, Value], bool]
    press: Callable[[str], bool]
    touched: Callable[[], bool]


class Stage(Fixed):
    """Made once, as large as the window."""

    def __init__(self, options: Options, outlets: Outlets, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(Box(0, 0, int(Window.width), int(Window.height)))
        self.options = options
        self.screen: Screen | None = None
        self._outlets = outlets
        zone = ZoneInfo(options.zone)
        self._now = now or (lambda: datetime.now(zone))
        self._local: dict[str, Any] = {}
        self._answered: tuple[tuple[str, int], float] | None = None
        self._pressed: dict[str, float] = {}
        self._last_touched = 0.0
        self._away: str | None = None
        self._long = False
        self._clock: HoldClock | None = None
        self._still: StillHere | None = None
        self._seconds: int | None = None
        self._fingers = 0
        self._ringer = Ringer(Speaker().play if options.sound else lambda _wave: None)
        self._lifted = -1e9
        self._touched_question = ""
        self._late = False
        self.view: Any = None
        self.broken = False
        """Whether a screen could not be drawn. Tests and the gallery must not take the friendly page for it."""
        self.add_widget(base := Fixed(self.box))
        self.add_widget(over := Fixed(self.box))
        self._base, self._over = base, over
        self._minute = Clock.schedule_once(self._tick, self._to_next_minute())
        self.draw()

    # ------------------------------------------------------------------ what arrives

    def show(self, screen: Screen) -> None:
        """The newest truth."""
        before = self.screen
        if before is None or before.prompt_id != screen.prompt_id:
            self._local = {}
            self._seconds = None
        if screen.prompt is None:
            typeset.forget()
        held = self._fingers and before is not None and before.prompt_id == screen.prompt_id
        self.screen = screen
        if screen.panel is not None and Window.rotation != screen.panel.rotation:
            turn(screen.panel.rotation)
            self.resize(int(Window.width), int(Window.height))
        self._ringer.ring(screen.ring)
        self._away, self._long = None, False
        if (
            held
        ):  # a finger is on a button of this very question: draw when it lifts, or the touch would be lost
            self._late = True
        else:
            self.draw()

    def count(self, seconds: int | None) -> None:
        """Seconds until the visit is wiped; None takes the question away."""
        before, self._seconds = self._seconds, seconds
        if self._still is not None and seconds is not None:
            self._still.tell(seconds)
        elif (before is None) != (seconds is None):
            self.draw()

    def away(self, *, long: bool = False) -> None:
        """The desk is away; `long` when it has been away for so long that a person should help."""
        self._away, self._long = "", long
        self._ringer.ring("")
        self.draw()

    # ------------------------------------------------------------------ what is drawn

    @property
    def language(self) -> str:
        """Of the visit, else of the site."""
        return self.screen.language if self.screen else self.options.language

    @property
    def theme(self) -> Theme:
        """Of this window in this mode."""
        options = self.options
        measured = self.screen.panel if self.screen else None
        return theme_for(
            self.box.width,
            self.box.height,
            measured.ppi if measured else options.ppi,
            comfort=bool(self.screen and self.screen.comfort and not isinstance(self.screen.prompt, _TOOLS)),
            high_contrast=options.high_contrast,
        )

    def draw(self) -> None:
        """Draw the whole state. A view that breaks becomes the friendly page; its trace goes to the log."""
        damage.everything()
        tidy.later()
        try:
            self._draw()
        except Exception:
            log.exception("this screen could not be drawn")
            self.broken = True
            self._base.clear_widgets()
            self._base.add_widget(Trouble(self._content_of_broken(), self.theme, self.language))
            if self.screen is not None:
                self._bar(self.theme, self.screen)

    def resize(self, width: int, height: int) -> None:
        """The window has another size."""
        self.box = Box(0, 0, width, height)
        self.size = width, height
        self.draw()

    def _draw(self) -> None:
        theme, screen = self.theme, self.screen
        Window.clearcolor = theme.colours.paper
        self._base.clear_widgets()
        self._over.clear_widgets()
        self._still = self._clock = self.view = None
        self._late = False
        if self._away is not None:
            self._base.add_widget(Trouble(self.box, theme, self.language, self._away, long=self._long))
        elif screen is None:
            Window.clearcolor = theme.colours.stage
        elif screen.trouble:
            self._base.add_widget(Trouble(self.box, theme, screen.language, screen.trouble))
        elif screen.prompt is None:
            self._attract(theme, screen)
        else:
            self._prompt(theme, screen)

    def _attract(self, theme: Theme, screen: Screen) -> None:
        margin, top = theme.pick(64, 28), theme.pick(56, 18)
        width, height = clock_width(theme), theme.pick(96, 54)
        place = Box(self.box.right - margin - width, self.box.top - top - height, width, height)
        clock = self._make_clock(theme, place, theme.colours.on_stage)
        say = words_of(screen.language)
        self.view = Attract(self.box, theme, screen, say, clock, lambda: self.press("start"))
        self._base.add_widget(self.view)
        if screen.banner is not None:  # for staff who pass by, on a box without a screen of theirs
            strip = Box(
                self.box.x + margin,
                place.y - banner_height(theme),
                self.box.width - 2 * margin,
                banner_height(theme),
            )
            self._base.add_widget(BannerStrip(strip, theme, screen.banner, self.press))

    def _prompt(self, theme: Theme, screen: Screen) -> None:
        if isinstance(screen.prompt, Targets):
            # The whole window, and nothing else in it: a panel that is wired otherwise would press what was not meant.
            context = self._context(theme, screen, 0)
            self.view = VIEWS[Targets](self.box.inset(theme.margin), screen.prompt, context)
            self._base.add_widget(self.view)
            return
        room = self._content(theme)
        width = clock_width(theme)
        small = theme.form == "small"
        banner: Box | None = None
        if screen.banner is not None and small:
            banner, room = room.from_top(banner_height(theme), theme.px(10))
        column = small and (
            theme.comfort or screen.bar.staff
        )  # the time stands in the column, not beside the title
        if column:
            place = column_clock(Box(0, 0, theme.bar, self.box.height), theme)
        elif small:
            height = typeset.line_height(theme.type.title, "bold")
            place = Box(room.right - width, room.top - height, width, height)
        else:
            place = Box(room.right - width, self.box.top - theme.header, width, theme.header)
        clock = self._make_clock(theme, place, theme.colours.second)
        if not small:
            strip = Box(room.x, place.y, room.width, theme.header)
            if screen.banner is not None:
                height = banner_height(theme)
                banner = strip.middle(strip.width, height)
            else:
                self._base.add_widget(HeaderLine(strip, theme, screen.header, clock))
        context = self._context(theme, screen, width + theme.px(12) if small and not column else 0)
        self.view = VIEWS[type(screen.prompt)](room, screen.prompt, context)
        self._base.add_widget(self.view)
        self._bar(theme, screen)
        if screen.banner is not None and banner is not None:
            self._base.add_widget(BannerStrip(banner, theme, screen.banner, self.press))
        if small:
            self._base.add_widget(clock)
        if self._seconds is not None:
            self.view.opacity = 0  # what it is about is nobody's business while nobody may be there
            self._still = StillHere(self.box, theme, words_of(screen.language), self._seconds, self.press)
            self._over.add_widget(self._still)

    def _context(self, theme: Theme, screen: Screen, clock_room: int) -> Context:
        return Context(
            theme=theme,
            say=words_of(screen.language),
            answer=partial(self._answer, screen.prompt_id),
            redraw=self.draw,
            touched=self.touch,
            local=self._local,
            clock_room=clock_room,
        )

    def _bar(self, theme: Theme, screen: Screen) -> None:
        strip = {
            "small": Box(0, 0, theme.bar, self.box.height),
            "wide": Box(self.box.width - theme.bar, 0, theme.bar, self.box.height),
            "tall": Box(0, 0, self.box.width, theme.bar),
        }[theme.form]
        say = words_of(screen.language)
        self._base.add_widget(
            BarStrip(strip, theme, screen.bar, screen.language, say, self.press, comfort=screen.comfort)
        )

    def _content(self, theme: Theme) -> Box:
        box = self.box
        if theme.form == "small":
            return Box(theme.bar, 0, box.width - theme.bar, box.height).inset(theme.margin, theme.px(14))
        side = theme.bar if theme.form == "wide" else 0
        foot, head = theme.px(40) + theme.bar - side, theme.header + theme.px(24)
        return Box(theme.margin, foot, box.width - 2 * theme.margin - side, box.height - foot - head)

    def _content_of_broken(self) -> Box:
        theme = self.theme
        if self.screen is None:
            return self.box
        if theme.form == "small":
            return Box(theme.bar, 0, self.box.width - theme.bar, self.box.height)
        if theme.form == "wide":
            return Box(0, 0, self.box.width - theme.bar, self.box.height)
        return Box(0, theme.bar, self.box.width, self.box.height - theme.bar)

    # ------------------------------------------------------------------ the time

    def _make_clock(self, theme: Theme, place: Box, ink: Any) -> HoldClock:
        self._clock = HoldClock(place, theme, self._time(), ink, lambda: self.press("staff"))
        return self._clock

    def _time(self) -> str:
        return self._now().strftime("%H:%M")

    def _to_next_minute(self) -> float:
        now = self._now()
        return 60.0 - now.second - now.microsecond / 1e6 + 0.02

    def _tick(self, _seconds: float) -> None:
        if self._clock is not None:
            self._clock.tell(self._time())
        self._minute = Clock.schedule_once(self._tick, self._to_next_minute())

    # ------------------------------------------------------------------ what is done

    def _answer(self, prompt_id: str, value: Value) -> bool:
        """Send what was answered to a question, unless another one has taken its place under the finger."""
        screen = self.screen
        if screen is None or screen.prompt_id != prompt_id:
            return False
        question = (screen.prompt_id, screen.revision)
        now = time.monotonic()
        if self._answered and self._answered[0] == question and now - self._answered[1] < REOPEN_SECONDS:
            return False
        if not self._outlets.answer(screen.prompt_id, value):
            return False
        self._answered = question, now
        return True

    def press(self, button: str) -> bool:
        """A button of the frame. Twice in a moment is once."""
        now = time.monotonic()
        if now - self._pressed.get(button, -1e9) < CHROME_SECONDS:
            return False
        self._pressed[button] = now
        self._outlets.press(button)
        return False

    def touch(self) -> None:
        """Somebody is there. Told to the desk at most once a second, and never on the attract screen."""
        now = time.monotonic()
        if self.screen is None or self.screen.prompt is None or self._still is not None:
            return
        if now - self._last_touched >= TOUCHED_SECONDS:
            self._last_touched = now
            self._outlets.touched()

    def _trembles(self) -> bool:
        """Whether this is the second tap of a double tap whose first one has brought another question."""
        question = self.screen.prompt_id if self.screen is not None else ""
        if time.monotonic() - self._lifted < TREMOR_SECONDS and question != self._touched_question:
            return True
        self._touched_question = question
        return False

    def on_touch_down(self, touch: Any) -> bool:
        self.touch()
        if self._trembles():
            return True
        self._fingers = 1
        taken: bool = super().on_touch_down(touch)
        return taken

    def on_touch_up(self, touch: Any) -> bool:
        self._fingers = 0
        self._lifted = time.monotonic()
        if self._late:
            Clock.schedule_once(self._draw_late)  # after the button has heard of it
        taken: bool = super().on_touch_up(touch)
        return taken

    def _draw_late(self, _seconds: float) -> None:
        if self._late:
            self.draw()

    def warm_up(self) -> None:
        """Prepare for the first visitor, a little at each turn of the loop."""
        scale = self.theme.type
        steps = typeset.warm((scale.title, scale.tile, scale.body, scale.least))

        def step(_seconds: float) -> None:
            if next(steps, steps) is not steps:
                Clock.schedule_once(step)
            else:
                tidy.begin()

        Clock.schedule_once(step, 0.2)

    def close(self) -> None:
        """Stop the timers."""
        self._ringer.stop()
        self._minute.cancel()
