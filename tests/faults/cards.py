"""Cards at an encoder that breaks: staff who make a card or write a stripe anew, and the technician's test, with the real
driver behind them.

A kiosk of its own for each case: the driver's own time passes, so a case takes seconds, and a second makes the kiosk.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from kiosk.cli.demo_house import MEMBERS, STAFF_NUMBER, staff_pin
from kiosk.core.staff import add_staff
from kiosk.core.staff.accounts import all_staff
from kiosk.drivers.world.cards import NewCard
from kiosk.drivers.world.hands import CannotDo
from kiosk.link.prompts import Confirm, Notice, PresentCard, Prompt, Table
from kiosk.testing.journey import Journey, JourneyStuck
from kiosk.testing.people import QUICK
from tests.crash.clerk import PAID, PHONE
from tests.docs.wired import Do, on_the_wire
from tests.faults import cards_account
from tests.faults.outcome import Outcome, Told, told_by
from tests.faults.situations import VALUES, Case

MEMBER = MEMBERS[0][0]
TECHNICIAN, PIN = "3071", "604927"
SWIPE_SECONDS = 5
VISIT_SECONDS, LOOK_SECONDS = 60.0, 0.05
POLLED_SECONDS = 12.0
"""An idle encoder is asked every five seconds how it is, and is lost after the second silence."""

BLANKS = 4
"""So many of the stack are real cards here: nobody spoils more in one visit."""

DAY_MS = 86_400_000
NOON_UTC_MS = 4 * 3_600_000


def play(case: Case) -> Outcome:
    """One case on a kiosk of its own."""
    noon = (time.time_ns() // 1_000_000 // DAY_MS + 2) * DAY_MS + NOON_UTC_MS  # after all that made the house
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-cards-") as folder,
        on_the_wire(Path(folder), swipe_seconds=SWIPE_SECONDS, now_ms=noon) as (kiosk, do),
    ):
        return Visit(kiosk, do, case).go()


class Visit:
    """Staff with a customer, or a technician; they do what the screen asks, and swipe once for each question.

    Whoever sees a write fail tries once more; then takes another blank, once; then stops."""

    def __init__(self, kiosk: Journey, do: Do, case: Case) -> None:
        self._kiosk, self._do, self._case = kiosk, do, case
        self._struck = False
        self._told: list[Told] = []
        self._answered: object = None
        self._before = len(kiosk.events())
        self._given_up: set[str] = set()
        self._blanks = kiosk.read(lambda tx: tx.serials_lying("cards_gold", BLANKS))
        self._in_hand = "blank"

    def go(self) -> Outcome:
        """From the attract screen to the last word, and whatever ends after it."""
        self._prepare()
        if self._case.moment.strike == "before":
            self._strike()
            if self._case.fault in ("msr_unplugged", "msr_mute", "msr_garbage"):
                self._pass_until(lambda: not self._ready(), POLLED_SECONDS)
        {"read": self._to_the_test, "issue": self._to_a_new_card, "renew": self._to_the_stripe}[
            self._case.moment.purpose
        ]()
        self._pass_until(self._react, VISIT_SECONDS)
        self._pass_until(lambda: not self._kiosk.read(_under_way), VISIT_SECONDS)
        return self._write_down()

    def _prepare(self) -> None:
        """A counter that is held, and a stack of blanks; the member's own card lies in the wallet."""
        store = self._kiosk.store
        who = next(one.id for one in store.read_now(all_staff) if one.number == STAFF_NUMBER)
        store.write_now(lambda tx: tx.open_shift("early", who))
        for number in self._blanks:
            self._do("new_card", NewCard(number))

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

    # ------------------------------------------------------------------ the way to the encoder

    def _to_the_test(self) -> None:
        kiosk = self._kiosk
        add_staff(kiosk.store, TECHNICIAN, "王工", PIN, role="technician", policy=QUICK)
        kiosk.sign_in(TECHNICIAN, PIN)
        kiosk.choose("core.doctor")
        kiosk.until(lambda: isinstance(kiosk.prompt, Table), "the devices")
        assert isinstance(kiosk.prompt, Table)
        kiosk.choose(next(row.key for row in kiosk.prompt.rows if row.cells[0] == "写卡机"))
        kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the encoder's page")
        kiosk.choose("test")

    def _to_a_new_card(self) -> None:
        kiosk = self._kiosk
        kiosk.sign_in(*staff_pin(kiosk.settings))
        kiosk.choose("cards.issue")
        kiosk.expect("顾客的手机号")
        kiosk.type(PHONE)
        kiosk.choose("ms")
        kiosk.choose("gold:prepaid")
        kiosk.type(str(PAID))
        kiosk.choose("cash")
        kiosk.expect("请取一张空白卡")

    def _to_the_stripe(self) -> None:
        kiosk, self._in_hand = self._kiosk, "member"
        kiosk.sign_in(*staff_pin(kiosk.settings))
        kiosk.choose("cards.renew")
        kiosk.expect("顾客的会员卡")
        self._do("scan", "scanner", MEMBER)
        kiosk.choose("stripe")

    # ------------------------------------------------------------------ reactions

    def _react(self) -> bool:
        """Do what is asked now, once; True when it is over."""
        kiosk = self._kiosk
        prompt, screen = kiosk.prompt, kiosk.screen
        if prompt is None or screen is None:
            return True
        here = (screen.prompt_id, screen.revision)
        if not self._struck:
            self._strike_if(prompt)
        if self._struck and (not self._told or self._told[-1] != told_by(prompt)):
            self._told.append(told_by(prompt))
        if isinstance(prompt, Notice):
            return True
        if here == self._answered:
            return False
        self._answered = here
        if isinstance(prompt, PresentCard):
            self._present(prompt)
        elif isinstance(prompt, Confirm):
            self._decide(prompt)
        return False

    def _strike_if(self, prompt: Prompt) -> None:
        if not isinstance(prompt, PresentCard):
            return
        swipe = prompt.steps.current if prompt.steps is not None else 0
        if self._case.moment.purpose == "read" or swipe == {"swipe": 1, "check": 2}[self._case.moment.strike]:
            self._strike()

    def _present(self, prompt: PresentCard) -> None:
        """The encoder wants a swipe, or the next blank of the stack is wanted."""
        at_the_encoder = prompt.steps is not None or self._case.moment.purpose == "read"
        try:
            if at_the_encoder:
                self._do("swipe", self._in_hand, seconds=1.0)
            else:
                self._in_hand = self._blanks.pop(0)
                self._do("scan", "scanner", self._in_hand)
        except (CannotDo, JourneyStuck):
            pass  # it waits for no card, or its plug is out

    def _decide(self, prompt: Confirm) -> None:
        keys = [action.key for action in prompt.actions]
        for key in ("write", "later"):
            if key in keys:
                self._kiosk.choose(key)
                return
        for key in ("again", "void"):
            if key in keys and key not in self._given_up:
                self._given_up.add(key)
                self._kiosk.choose(key)
                return
        self._kiosk.back()

    # ------------------------------------------------------------------ afterwards

    def _write_down(self) -> Outcome:
        kiosk = self._kiosk
        operations = kiosk.read(
            lambda tx: [
                f"{kind} {state}" + (f" ({reason})" if reason else "")
                for kind, state, reason in tx._all("SELECT kind, state, reason FROM operations ORDER BY id")
            ]
        )
        words = [one for one in self._told if one.kind == Notice.__name__]
        outcome = Outcome(
            self._case,
            self._told,
            words[-1] if words else self._told[-1] if self._told else None,
            [one.kind for one in kiosk.read(lambda tx: tx.card_matters())]
            + ["slip"] * bool(kiosk.read(lambda tx: tx.count_slips_to_see_to())),
            kiosk.events()[self._before :],
            operations,
        )
        outcome.problems = cards_account.problems(kiosk, self._do("truth"), outcome)
        return outcome


def _under_way(tx: object) -> bool:
    return bool(tx.open_operations() or tx.reservations())  # type: ignore[attr-defined]
