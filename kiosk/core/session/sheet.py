"""What lies over a visit's own question after staff have been rung: what is it, and what to do until they come.

One touch rings, at once and without a question; only then is asked what it is, and nobody has to answer. The visit's own
question stays open underneath and goes on hearing doors and scans; when it changes, the sheet makes way, for the customer's
item comes before our curiosity. What to do in a fire stays until it is put away or the visit ends.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

from kiosk.core.calls.records import EVERYWHERE, URGENT, Call, CallKind
from kiosk.core.calls.words import ICONS
from kiosk.core.ids import new_id
from kiosk.core.session.conversation import keys_of
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Choice, Chosen, Menu, Notice, Prompt, Value
from kiosk.link.texts import NAMES, Message, Text

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

SHEET_SECONDS = 30.0
"""How long it lies there without a touch."""

CHOICES: tuple[tuple[CallKind, Text], ...] = (
    ("fire", _("Fire or danger")),
    ("injury", _("Somebody is hurt or ill")),
    ("lost_child", _("A child is lost")),
    ("other", _("Something else")),
)
"""By urgency, as every list of calls."""

CARRY_ON = Action("carry_on", _("Carry on"), icon="arrow_forward", primary=True)


class Sheet:
    """The sheet of one position; closed most of the time."""

    def __init__(self, position: PositionDesk) -> None:
        self._position = position
        self._page: Literal["", "ask", "said"] = ""
        self._id = ""
        self._over = ""
        self._touched = 0.0
        self._timer: asyncio.Task[None] | None = None

    @property
    def id(self) -> str:
        """Of its prompt; "" while it is closed."""
        return self._id if self._page else ""

    def open(self) -> None:
        """Staff have been rung, or the customer asks what became of it."""
        self._turn_to("ask")
        self._over = self._underneath()
        if self._timer is None or self._timer.done():
            self._timer = asyncio.ensure_future(self._close_later())

    def close(self) -> None:
        """Back to what the visit was doing."""
        if self._page:
            self._page = ""
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def touched(self) -> None:
        """Somebody is reading."""
        self._touched = self._position.clock.monotonic()

    def make_way(self) -> None:
        """Before each drawing: the visit has gone on, or the call is over."""
        if not self._page:
            return
        call = self._position.bell.call
        staying = call is not None and self._page == "said" and call.kind in URGENT
        if self._underneath() != self._over and not staying:
            self.close()

    def prompt(self) -> Prompt | None:
        """What is on it now; None while it is closed, and until the ring is written down."""
        call = self._position.bell.call
        if not self._page or call is None:
            return None
        if self._page == "said" and call.kind in URGENT:
            return self._instructions(call)
        return self._question(call)

    def answer(self, value: Value) -> None:
        """What was pressed on it."""
        position, call, prompt = self._position, self._position.bell.call, self.prompt()
        if (
            call is None
            or prompt is None
            or not isinstance(value, Chosen)
            or value.key not in keys_of(prompt)
        ):
            return
        if value.key in dict(CHOICES):
            position.reception.calls.name(call, value.key, position.as_customer())
            self._turn_to("said")
            if value.key not in URGENT:
                self.close()
        else:
            self.close()
            if value.key == "mistake":
                position.reception.calls.take_back(call, position.as_customer())
        position.show()

    # ------------------------------------------------------------------ inside

    def _turn_to(self, page: Literal["ask", "said"]) -> None:
        self._page = page
        self._id = new_id(self._position.clock)
        self.touched()

    def _underneath(self) -> str:
        question = self._position.conversation.open
        return question.id if question is not None else ""

    async def _close_later(self) -> None:
        clock = self._position.clock
        while self._page:
            left = self._touched + SHEET_SECONDS - clock.monotonic()
            if left > 0:
                await clock.sleep(left)
                continue
            call = self._position.bell.call
            if self._page == "said" and call is not None and call.kind == "fire":
                return
            self._page = ""
            self._position.show()

    def _question(self, call: Call) -> Menu:
        mistake = (
            (Action("mistake", _("Pressed by mistake"), icon="close"),)
            if self._position.reception.calls.may_take_back(call)
            else ()
        )
        return Menu(
            _("Staff are on the way") if call.state == "coming" else _("Staff have been called"),
            tuple(
                Choice(kind, words, icon=ICONS[kind], tone="rose" if kind in URGENT else "amber")
                for kind, words in CHOICES
            ),
            subtitle=self._expected(call),
            actions=(*mistake, CARRY_ON),
        )

    def _expected(self, call: Call) -> Text:
        """What is true of the answer so far; a promise is only what staff have said."""
        position = self._position
        if call.state == "coming":
            return _("You can go on meanwhile.")
        phone = position.reception.texts.phone
        if call.level >= EVERYWHERE and call.kind not in URGENT:
            if phone:
                return _("Nobody has answered yet. You can also dial {phone}.", phone=phone)
            return _("Nobody has answered yet. It goes on ringing.")
        away = position.reception.attendance.expected(position.clock.now_ms(), position.zone)
        return away or _("If you like, say what it is:")

    def _instructions(self, call: Call) -> Notice:
        position = self._position
        texts = position.reception.texts
        words = {"fire": texts.fire, "injury": texts.injury, "lost_child": texts.lost_child}[call.kind]
        titles: dict[str, Text] = {
            "fire": _("Leave the building now"),
            "injury": _("Help is being called"),
            "lost_child": _("We look for your child"),
        }
        mistake = (
            (Action("mistake", _("Pressed by mistake")),)
            if position.reception.calls.may_take_back(call)
            else ()
        )
        return Notice(
            "refused" if call.kind == "fire" else "waiting",
            _("Staff are on the way")
            if call.state == "coming" and call.kind != "fire"
            else titles[call.kind],
            Message(NAMES, words),
            actions=(*mistake, Action("carry_on", _("Close"), primary=True)),
            icon=ICONS[call.kind],
        )
