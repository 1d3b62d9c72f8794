"""The tour's visits with an umbrella: every ending of lending that really happens, each as one customer lives it."""

from __future__ import annotations

from kiosk.cli.customer import Customer
from kiosk.cli.tour_house import CARDS, FULL_CARD, OVERDUE_CARD
from kiosk.cli.tour_steps import Language, Visit, begin, leave, words


def to_the_open_door(c: Customer, language: Language, card: str) -> int:
    """Home, tile, card, and a door stands open."""
    begin(c, language)
    c.press("lending.umbrella")
    c.sees(words("present", language))
    c.scan(card)
    door = c.open_door()
    c.sees(words("open", language))
    return door


def borrow(c: Customer, language: Language) -> None:
    """A member borrows an umbrella: attract, home, card, door, done, slip."""
    c.sees_attract()
    c.picture("attract")
    begin(c, language)
    c.picture("home")
    c.press("lending.umbrella")
    c.sees(words("present", language))
    c.picture("present-card")
    c.scan(CARDS[0])
    door = c.open_door()
    c.sees(words("open", language))
    c.picture("door-open")
    c.hands.take(door)
    c.hands.close(door)
    c.sees(words("borrowed", language))
    c.slip("slip-borrowed")
    c.picture("done")
    c.press("done")
    c.sees_attract()


def return_own(c: Customer, language: Language) -> None:
    """They show their card again: my loans, and back it goes."""
    begin(c, language)
    c.scan(CARDS[0])
    c.sees(words("own", language))
    c.picture("my-loans")
    c.press("return")
    door = c.open_door()
    c.sees(words("put_in", language))
    c.picture("put-in")
    c.hands.put(door)
    c.hands.close(door)
    c.sees(words("returned", language))
    c.slip("slip-returned")
    c.picture("returned")
    c.press("done")
    c.sees_attract()


def return_by_tag(c: Customer, language: Language) -> None:
    """Somebody else brings an umbrella back: its tag is enough."""
    door = to_the_open_door(c, language, CARDS[1])
    tag = c.hands.take(door)
    c.hands.close(door)
    c.sees(words("borrowed", language))
    c.slip("")
    c.press("done")
    c.sees_attract()
    c.scan(tag)
    c.sees(words("put_in", "zh"))
    door = c.open_door()
    c.hands.put(door, tag)
    c.hands.close(door)
    c.sees(words("returned", "zh"))
    c.slip("")
    c.press("done")
    c.sees_attract()


def said_not_open(c: Customer, language: Language) -> None:
    """门没有开, says the customer, though the sensor says open: another door."""
    door = to_the_open_door(c, language, CARDS[2])
    c.press("not_open")
    c.wait(lambda _seen: _other_open(c, door), "another open door")
    other = _other_open(c, door)
    c.sees(words("open", language))
    c.picture("another-door")
    c.hands.close(door)
    c.hands.take(other)
    c.hands.close(other)
    c.sees(words("borrowed", language))
    c.slip("")
    c.press("done")
    c.sees_attract()


def _other_open(c: Customer, door: int) -> int:
    return next((one.number for one in c.hands.truth().compartments if one.is_open and one.number != door), 0)


def no_door_opens(c: Customer, language: Language) -> None:
    """No door moves at all: two are tried, staff are called, nothing is in anybody's name."""
    for compartment in c.hands.truth().compartments:
        c.hands.fault("jammed", door=compartment.number)
    begin(c, language)
    c.press("lending.umbrella")
    c.sees(words("present", language))
    c.scan(CARDS[6])
    c.sees(words("sorry", language))
    c.picture("no-door-opens")
    c.hands.mend_all()
    c.press("done")
    c.sees_attract()


def nothing_taken(c: Customer, language: Language) -> None:
    """The door was opened and closed, and there was nothing in it."""
    door = to_the_open_door(c, language, CARDS[7])
    c.hands.close(door)
    c.sees(words("borrowed", language))
    c.slip("")
    c.press("nothing_there")
    c.sees(words("nothing_lent", language))
    c.picture("nothing-taken")
    leave(c)


def changed_mind(c: Customer, language: Language) -> None:
    """They do not want it after all, with the door open."""
    door = to_the_open_door(c, language, CARDS[8])
    c.press("changed_mind")
    c.sees(words("put_back", language))
    c.picture("changed-mind")
    c.hands.close(door)
    c.sees(words("nothing_lent", language))
    c.press("done")
    leave(c)


def at_the_limit(c: Customer, language: Language) -> None:
    """Two umbrellas are out already: refused, with what to do."""
    begin(c, language)
    c.press("lending.umbrella")
    c.sees(words("present", language))
    c.scan(FULL_CARD)
    c.sees(words("limit", language))
    c.picture("refused-limit")
    c.press("home")
    leave(c)


def overdue(c: Customer, language: Language) -> None:
    """One is late: refused until it is back."""
    begin(c, language)
    c.press("lending.umbrella")
    c.sees(words("present", language))
    c.scan(OVERDUE_CARD)
    c.sees(words("overdue", language))
    c.picture("refused-overdue")
    c.press("home")
    leave(c)


def wrong_cards(c: Customer, language: Language) -> None:
    """A code nobody knows, a payment code, and no card at all."""
    begin(c, language)
    c.press("lending.umbrella")
    c.sees(words("present", language))
    c.scan("NOBODY-KNOWS-ME")
    c.sees(words("unknown", language))
    c.picture("unknown-card")
    c.scan("134567890123456789")
    c.sees(words("payment", language))
    c.picture("payment-code")
    c.press("no_card")
    c.sees(words("no_card", language))
    c.picture("no-card")
    c.press("home")
    leave(c)


def left_open(c: Customer, language: Language) -> None:
    """They take it and leave the door open; a reminder, then a word about what is in their name."""
    door = to_the_open_door(c, language, CARDS[9])
    c.hands.take(door)
    c.wait(lambda seen: any(one["key"] == "still_here" for one in seen["targets"]), "are you still there?")
    c.picture("still-here")
    c.sees(words("parting", "zh" if language == "zh" else "en"))
    c.picture("walked-away")
    c.hands.close(door)
    leave(c)


def other_umbrella(c: Customer, language: Language) -> None:
    """Another umbrella than the one that was lent is put in: staff will match it, nothing is overdue."""
    begin(c, language)
    c.scan(CARDS[9])
    c.sees(words("own", language))
    c.press("return")
    door = c.open_door()
    c.sees(words("put_in", language))
    others = [tag for one in c.hands.truth().compartments for tag in one.items if not one.is_open]
    c.scan(others[0])
    c.sees(others[0])
    c.picture("other-umbrella")
    c.hands.put(door)
    c.hands.close(door)
    c.sees(words("matched", language))
    c.press("done")
    leave(c)


def without_paper(c: Customer, language: Language) -> None:
    """The printer's cover is open: the loan is done all the same, the card is enough."""
    c.hands.fault("cover_open")
    door = to_the_open_door(c, language, CARDS[5])
    c.hands.take(door)
    c.hands.close(door)
    c.sees(words("borrowed", language))
    c.picture("without-slip")
    c.hands.mend_all()
    c.press("done")
    leave(c)


def comfort(c: Customer, language: Language) -> None:
    """Everything larger, and one thing under the other; and the call for staff."""
    begin(c, language)
    c.press("comfort")
    c.picture("home-comfort")
    c.press("lending.umbrella")
    c.sees(words("present", language))
    c.picture("present-card-comfort")
    c.press("call")
    c.picture("calling")
    leave(c)


def places_full(c: Customer, language: Language) -> None:
    """No place is free to bring an umbrella back to: where else, and staff are rung."""
    begin(c, language)
    c.scan(OVERDUE_CARD)
    c.sees(words("own", language))
    c.press("return")
    c.sees(words("full", language))
    c.picture("places-full")
    leave(c)


def none_left(c: Customer, language: Language) -> None:
    """No umbrella is left; returning works as always."""
    begin(c, language)
    c.picture("home-none-left")
    c.press("lending.umbrella")
    c.sees(words("none", language))
    c.picture("none-left")
    leave(c)


VISITS: tuple[Visit, ...] = (
    borrow,
    return_own,
    return_by_tag,
    wrong_cards,
    at_the_limit,
    overdue,
    said_not_open,
    changed_mind,
    nothing_taken,
    left_open,
    other_umbrella,
    without_paper,
    no_door_opens,
    comfort,
)
"""In the demo's own house, in this order: later visits meet what earlier ones left."""
