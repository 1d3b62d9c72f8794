"""How many touches an errand with one's card takes: the table in docs/figures.md is what is counted here.

From the touch that wakes the screen to the one that ends the visit. Each digit is a touch, and so is the key that confirms
them; a card that is shown is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.records import Context
from kiosk.link.messages import Answered, Pressed, Touched
from kiosk.link.prompts import Entered, Keypad
from kiosk.plugins.cards.apply.consents import set_consent
from kiosk.testing.journey import Journey
from kiosk.testing.screens import questions
from tests.journeys.cards.apply_steps import applied, with_texts
from tests.journeys.cards.steps import by_phone, member_id, report_lost, to_the_page, to_the_tile

FIGURES = Path(__file__).parents[3] / "docs" / "figures.md"
NEW_PHONE, NEW_PIN = "13922223333", "192837"


class Counted:
    """A person's touches at one kiosk."""

    def __init__(self, kiosk: Journey) -> None:
        self.kiosk, self.touches = kiosk, 0
        self._send = kiosk._send
        kiosk._send = self._count  # type: ignore[method-assign]

    def _count(self, message: Answered | Pressed | Touched) -> None:
        if isinstance(message, Answered) and isinstance(message.value, Entered):
            prompt = self.kiosk.prompt
            ends_itself = isinstance(prompt, Keypad) and prompt.ends_itself
            self.touches += len(message.value.text) + (not ends_itself)
        else:
            self.touches += 1
        self._send(message)


def look(kiosk: Journey) -> None:
    to_the_page(kiosk)


def look_by_phone(kiosk: Journey) -> None:
    to_the_tile(kiosk)
    by_phone(kiosk)
    kiosk.expect("您的会员卡")


def block(kiosk: Journey) -> None:
    report_lost(kiosk)


def apply_barely(kiosk: Journey) -> None:
    applied(kiosk)


def apply_fully(kiosk: Journey) -> None:
    applied(kiosk, "13655556666", "offers", "birthday", birthday="0503")


def change_phone(kiosk: Journey) -> None:
    to_the_page(kiosk)
    kiosk.choose("more")
    kiosk.choose("phone")
    kiosk.type(NEW_PHONE)
    kiosk.expect("新手机号已生效")
    kiosk.choose("done")
    kiosk.expect("您的会员卡")


def change_pin(kiosk: Journey) -> None:
    look_by_phone(kiosk)
    kiosk.choose("pin")
    kiosk.expect("设置新密码")
    kiosk.type(NEW_PIN)
    kiosk.expect("再")
    kiosk.type(NEW_PIN)
    kiosk.expect("新密码已设置")


def take_back(kiosk: Journey) -> None:
    to_the_page(kiosk)
    kiosk.choose("more")
    kiosk.choose("consents")
    kiosk.choose("agree.offers")
    kiosk.until(lambda: "cards.consent_taken_back" in kiosk.events(), "the consent to be taken back")
    kiosk.choose("done")
    kiosk.expect("卡片与资料")
    kiosk.choose("done")
    kiosk.expect("您的会员卡")


def another(kiosk: Journey) -> None:
    to_the_page(kiosk)
    kiosk.choose("more")
    kiosk.choose("damaged")
    kiosk.choose("ask")
    kiosk.expect("已登记，请到服务台补卡")
    kiosk.choose("done")
    kiosk.expect("您的会员卡")


ERRANDS: dict[str, Callable[[Journey], None]] = {
    "balance, with card and PIN": look,
    "balance, with phone and PIN": look_by_phone,
    "a lost card blocked, with phone and PIN": block,
    "a new PIN, with phone and PIN": change_pin,
    "another phone number, with card and PIN": change_phone,
    "a consent taken back, with card and PIN": take_back,
    "a new card for a damaged one, with card and PIN": another,
    "a card applied for, nothing optional": apply_barely,
    "a card applied for, with birthday and two consents": apply_fully,
}


def said() -> dict[str, tuple[int, int]]:
    """The table: touches and screens, by errand."""
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d+) \|$", FIGURES.read_text("utf-8"), re.MULTILINE)
    return {errand: (int(touches), int(screens)) for errand, touches, screens in rows}


def test_the_table_has_every_errand_and_no_other():
    assert set(said()) == set(ERRANDS)


@pytest.mark.parametrize("errand", ERRANDS)
def test_an_errand_takes_as_many_touches_as_the_table_says(make_kiosk, errand):
    kiosk = with_texts(make_kiosk())
    owner = member_id(kiosk)
    kiosk._run(
        kiosk.store.write(
            set_consent, owner, "offers", "cards.consents:1", given=True, context=Context(plugin="cards")
        )
    )
    person = Counted(kiosk)
    ERRANDS[errand](kiosk)
    kiosk.choose("done")
    kiosk.expect_attract()

    assert (person.touches, len(questions(kiosk.shown))) == said()[errand]
