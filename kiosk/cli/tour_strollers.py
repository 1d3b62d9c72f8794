"""The tour's visits with a stroller: the safety rules come before the door, and its condition after it."""

from __future__ import annotations

from kiosk.cli.customer import Customer
from kiosk.cli.tour_house import CARDS
from kiosk.cli.tour_steps import Language, Visit, begin, words


def stroller(c: Customer, language: Language) -> None:
    """A parent borrows a stroller for the day: the safety rules come before the door."""
    begin(c, language)
    c.press("lending.stroller")
    c.sees(words("present", language))
    c.scan(CARDS[1])
    c.sees(words("safety", language))
    c.picture("stroller-rules")
    c.press("agree")
    door = c.open_door()
    c.sees(words("open", language))
    c.picture("stroller-open")
    c.hands.take(door)
    c.hands.close(door)
    c.sees(words("borrowed", language))
    c.slip("slip-stroller")
    c.picture("stroller-done")
    c.press("done")
    c.sees_attract()


def stroller_back(c: Customer, language: Language) -> None:
    """Back before closing: the card is enough, and they say that the brake does not hold."""
    begin(c, language)
    c.scan(CARDS[1])
    c.sees(words("own", language))
    c.press("return")
    door = c.open_door()
    c.sees(words("push_in", language))
    c.picture("stroller-push-in")
    c.hands.put(door)
    c.hands.close(door)
    c.sees(words("condition", language))
    c.picture("stroller-condition")
    c.press("brake")
    c.sees(words("returned", language))
    c.slip("")
    c.press("done")
    c.sees_attract()


VISITS: tuple[Visit, ...] = (stroller, stroller_back)
"""In this order: what was lent comes back."""
