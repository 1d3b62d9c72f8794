"""The staff menu: what belongs together stands under one line, and one line alone stands by itself."""

from __future__ import annotations

from kiosk.core.staff import add_staff
from kiosk.link.prompts import Menu
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK
from tests.journeys.cards.counter import counter, offered, sign_in


def keys(kiosk: Journey) -> list[str]:
    assert isinstance(kiosk.prompt, Menu)
    return [choice.key for choice in kiosk.prompt.choices]


def test_a_plugins_lines_stand_under_one_line_that_names_the_first_of_them(make_kiosk):
    kiosk = counter(make_kiosk(plugins=("cards",), store="memory"))
    sign_in(kiosk)
    line = next(choice for choice in kiosk.prompt.choices if choice.key == "group:cards")
    assert str(line.title) == "会员卡"
    assert "办卡" in str(line.note)
    assert not [key for key in keys(kiosk) if key.startswith("cards.")]

    kiosk.choose("group:cards")
    kiosk.until(lambda: "cards.topup" in keys(kiosk), "what stands under it")
    assert all(key.startswith("cards.") for key in keys(kiosk))
    assert str(kiosk.prompt.title) == "会员卡"


def test_back_leads_from_the_group_to_the_menu_and_from_the_menu_out(make_kiosk):
    kiosk = counter(make_kiosk(plugins=("cards",), store="memory"))
    sign_in(kiosk)
    kiosk.choose("group:cards")
    kiosk.until(lambda: "cards.topup" in keys(kiosk), "what stands under it")
    kiosk.press("back")
    kiosk.until(lambda: "group:cards" in keys(kiosk), "the menu")
    kiosk.press("back")
    kiosk.until(lambda: not isinstance(kiosk.prompt, Menu) or "group:cards" not in keys(kiosk), "the way out")


def test_of_a_group_each_role_sees_its_own_lines(make_kiosk):
    kiosk = counter(make_kiosk(plugins=("cards",), store="memory"))
    add_staff(kiosk.store, "1003", "审计", "564738", role="auditor", policy=QUICK)
    kiosk.sign_in("1003", "564738")

    seen = {key for key in offered(kiosk) if key.startswith("cards.")}
    assert "cards.blocked" in seen
    assert "cards.topup" not in seen
