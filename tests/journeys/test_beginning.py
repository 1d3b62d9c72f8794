"""How a visit begins: with a touch or with a scan, in the visit's own language."""

from __future__ import annotations

import pytest

from kiosk.core.session.home import REFUSED
from kiosk.link.texts import Message
from kiosk.testing.journey import Journey


@pytest.mark.parametrize("reason", ["payment_code", "too_long", "unreadable", "lost"])
def test_a_scan_that_cannot_be_used_says_why_at_the_attract_screen_as_at_home(
    kiosk: Journey, reason: str
) -> None:
    meant = REFUSED[reason]
    assert isinstance(meant, Message)
    words = kiosk.desk.positions["front"].translator().say(meant)
    kiosk.world.unreadable(reason)  # type: ignore[arg-type]
    assert getattr(kiosk.expect("您好"), "error", "") == words


def test_a_code_that_nobody_knows_is_said_to_be_unknown(kiosk: Journey) -> None:
    kiosk.scan("NOBODYKNOWSTHIS")
    kiosk.expect("没有认出这个码")


def test_the_header_names_the_site_in_the_visits_language(kiosk: Journey) -> None:
    assert kiosk.screen is not None
    assert kiosk.screen.header.title == "星河广场"
    kiosk.touch()
    kiosk.expect("您好")
    kiosk.press("language")
    kiosk.until(lambda: kiosk.screen and kiosk.screen.language == "en", "English")
    assert kiosk.screen.header.title == "Galaxy Plaza"
    kiosk.press("end")
    kiosk.expect_attract()
    assert kiosk.screen.header.title == "星河广场"


def test_the_attract_screen_shows_the_signs_of_what_is_installed(kiosk_with):
    kiosk = kiosk_with("async def main(visit):\n    pass\n")
    kiosk.expect_attract()

    assert kiosk.screen.signs == ("concierge",), "the trial's own, and nobody else's"
