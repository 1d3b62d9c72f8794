"""Cards at an encoder that breaks: the plugin guide's service, and the technician's test, with the real driver behind them.

A kiosk of its own for each case: the driver's own time passes, so a case takes seconds, and a second makes the kiosk.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from pathlib import Path

from kiosk.cli.demo_house import MEMBERS
from kiosk.core.staff import add_staff
from kiosk.drivers.world.hands import CannotDo
from kiosk.link.prompts import Confirm, Menu, Notice, PresentCard, Table
from kiosk.testing.journey import Journey, JourneyStuck
from kiosk.testing.people import QUICK
from tests.docs.wired import Do, renewal_on_the_wire
from tests.faults.outcome import Outcome, Told, told_by
from tests.faults.situations import VALUES, Case

CARD = MEMBERS[0][0]
NUMBER, PIN = "3071", "604927"
SWIPE_SECONDS = 5
VISIT_SECONDS, LOOK_SECONDS = 60.0, 0.05
POLLED_SECONDS = 12.0
"""An idle encoder is asked every five seconds how it is, and is lost after the second silence."""

WORDS = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Renew the stripe"
msgstr "会员卡加磁"

msgid "Show your member card"
msgstr "请出示会员卡"

msgid "Not read, again please"
msgstr "没有读到，请再来一次"

msgid "Your card is good again"
msgstr "卡已写好，可以用了"

msgid "The card was not made"
msgstr "卡没有做好"

msgid "Please leave it with our staff."
msgstr "请把卡交给工作人员，先不要使用。"
"""

_modules = itertools.count(1)


def play(case: Case) -> Outcome:
    """One case on a kiosk of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-cards-") as folder,
        renewal_on_the_wire(
            Path(folder),
            f"kiosk_renewal_faulty_{next(_modules)}",
            swipe_seconds=SWIPE_SECONDS,
            words=WORDS,
        ) as (kiosk, do),
    ):
        return Visit(kiosk, do, case).go()


class Visit:
    """Somebody with a card, or a technician; they do what the screen asks, and swipe once for each question."""

    def __init__(self, kiosk: Journey, do: Do, case: Case) -> None:
        self._kiosk, self._do, self._case = kiosk, do, case
        self._struck = False
        self._told: list[Told] = []
        self._answered: object = None
        self._before = len(kiosk.events())

    def go(self) -> Outcome:
        """From the attract screen to the last word, and whatever ends after it."""
        if self._case.moment.strike == "before":
            self._strike()
            if self._case.fault in ("msr_unplugged", "msr_mute", "msr_garbage"):
                self._pass_until(lambda: not self._ready(), POLLED_SECONDS)
        if self._case.moment.purpose == "read":
            self._to_the_test()
        else:
            self._kiosk.touch()
            self._kiosk.until(lambda: isinstance(self._kiosk.prompt, Menu), "the menu")
        self._pass_until(self._react, VISIT_SECONDS)
        self._pass_until(lambda: not self._kiosk.read(lambda tx: tx.open_operations()), VISIT_SECONDS)
        return self._write_down()

    def _pass_until(self, true: object, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not true() and time.monotonic() < deadline:  # type: ignore[operator]
            time.sleep(LOOK_SECONDS)
            self._kiosk.wait(LOOK_SECONDS)

    def _ready(self) -> bool:
        return self._kiosk.desk.equipment.ready("front", ("encoder",))

    def _strike(self) -> None:
        self._struck = True
        self._do("fault", self._case.fault, device="encoder", value=VALUES.get(self._case.fault, 0))

    def _to_the_test(self) -> None:
        kiosk = self._kiosk
        add_staff(kiosk.store, NUMBER, "王工", PIN, role="technician", policy=QUICK)
        kiosk.sign_in(NUMBER, PIN)
        kiosk.choose("core.doctor")
        kiosk.until(lambda: isinstance(kiosk.prompt, Table), "the devices")
        assert isinstance(kiosk.prompt, Table)
        kiosk.choose(next(row.key for row in kiosk.prompt.rows if row.cells[0] == "写卡机"))
        kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the encoder's page")
        kiosk.choose("test")

    # ------------------------------------------------------------------ reactions

    def _react(self) -> bool:
        """Do what is asked now, once; True when it is over."""
        kiosk = self._kiosk
        prompt, screen = kiosk.prompt, kiosk.screen
        if prompt is None or screen is None:
            return True
        here = (screen.prompt_id, screen.revision)
        if isinstance(prompt, PresentCard) and prompt.steps is not None and not self._struck:
            self._strike_if(prompt.steps.current)
        elif isinstance(prompt, PresentCard) and self._case.moment.purpose == "read" and not self._struck:
            self._strike()
        if self._struck and (not self._told or self._told[-1] != told_by(prompt)):
            self._told.append(told_by(prompt))
        if isinstance(prompt, Notice):
            return True
        if here == self._answered:
            return False
        self._answered = here
        if isinstance(prompt, Menu):
            return self._menu(prompt)
        if isinstance(prompt, PresentCard):
            self._present(prompt)
        return False

    def _strike_if(self, swipe: int) -> None:
        if swipe == {"swipe": 1, "check": 2}.get(self._case.moment.strike):
            self._strike()

    def _menu(self, menu: Menu) -> bool:
        tile = next(choice for choice in menu.choices if choice.key == "renewal.renew")
        if not tile.enabled:
            self._told.append(Told("Tile", str(tile.title), str(tile.note)))
            return True
        self._kiosk.choose(tile.key)
        return False

    def _present(self, prompt: PresentCard) -> None:
        at_the_encoder = prompt.steps is not None or self._case.moment.purpose == "read"
        try:
            if at_the_encoder:
                self._do("swipe", "blank", seconds=1.0)
            else:
                self._do("scan", "scanner", CARD)
        except (CannotDo, JourneyStuck):
            pass  # it waits for no card, or its plug is out

    # ------------------------------------------------------------------ afterwards

    def _write_down(self) -> Outcome:
        kiosk = self._kiosk
        operations = kiosk.read(
            lambda tx: [
                f"{kind} {state}" + (f" ({reason})" if reason else "")
                for kind, state, reason in tx._all("SELECT kind, state, reason FROM operations ORDER BY id")
            ]
        )
        words = [one for one in self._told if one.kind in (Notice.__name__, "Tile")]
        outcome = Outcome(
            self._case,
            self._told,
            words[-1] if words else self._told[-1] if self._told else None,
            [one.kind for one in kiosk.read(lambda tx: tx.card_matters())],
            kiosk.events()[self._before :],
            operations,
        )
        outcome.problems = self._problems(operations)
        return outcome

    def _problems(self, operations: list[str]) -> list[str]:
        """A card that is said to be good is; one that may be anything is with staff; nothing is left without an end."""
        written = [one for one in operations if one.startswith("encode_card")]
        made = self._kiosk.events().count("renewal.made")
        found = [f"it has no end: {one}" for one in operations if one.endswith("intended")]
        if made != sum(one.startswith("encode_card done") for one in written):
            found.append(f"{made} cards are counted, and the operations are {written}")
        told = any(one.title == "卡已写好，可以用了" for one in self._told)
        if told and not made:
            found.append("the card was said to be good, and it was not compared")
        unknown = [one.kind for one in self._kiosk.read(lambda tx: tx.card_matters())].count("unknown")
        if unknown != sum(one.startswith("encode_card uncertain") for one in written):
            found.append(f"{unknown} cards are before staff, and the operations are {written}")
        return found + [str(one) for one in self._kiosk.check() if one.severity == "wrong"]
