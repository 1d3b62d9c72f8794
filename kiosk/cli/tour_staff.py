"""The tour's visit behind the counter: staff sign in, read the wall, unlock a door with a reason, and settle what waits."""

from __future__ import annotations

from kiosk.cli.customer import Customer
from kiosk.cli.tour_steps import Language, Visit, begin, words


def staff(c: Customer, language: Language) -> None:
    """Staff sign in, read the wall, unlock a door with a reason, and settle what waits."""
    number, pin = c.staff
    begin(c, language)
    c.hold_clock()
    c.sees(words("number", language))
    c.picture("staff-number")
    c.type(number)
    c.sees(words("pin", language))
    c.type(pin)
    c.sees(words("staff", language))
    c.picture("staff-menu")
    c.press("lending.wall")
    c.wait(lambda seen: seen["kind"] == "Board", "the wall")
    c.picture("staff-wall")
    place = c.first_place()
    c.press(place)
    c.wait(lambda seen: any(one["key"] == "unlock" for one in seen["targets"]), "what can be done")
    c.picture("staff-door")
    c.press("unlock")
    c.sees(words("reason", language))
    c.picture("staff-reason")
    c.press("0")
    door = c.open_door()
    c.slip("slip-unlocked")
    c.hands.close(door)
    c.wait(lambda seen: seen["kind"] == "Board", "the wall again")
    c.press("back")
    c.press("lending.waiting")
    c.wait(lambda seen: seen["kind"] == "Table", "what waits")
    c.picture("staff-waiting")
    c.press("back")
    c.press("lending.clean")
    c.sees(words("to_clean", language))
    c.picture("staff-cleaning")
    c.press("back")
    c.sees(words("staff", language))
    c.press("lock")
    c.sees_attract()


VISITS: tuple[Visit, ...] = (staff,)
