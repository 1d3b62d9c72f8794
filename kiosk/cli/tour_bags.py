"""The tour's visits to the bag compartments: a whole day of one bag, and what staff see of it."""

from __future__ import annotations

from kiosk.cli.customer import Customer
from kiosk.cli.tour_steps import Language, Visit, begin, words
from kiosk.cli.tour_steps import leave as go_away

WORDS = {
    "rules": ("在这里存包", "Store a bag here"),
    "code": ("取包码", "Code "),
    "open": ("号门已打开", "is open"),
    "stored": ("已存好", "Bag stored"),
    "scan": ("请扫存包凭证", "Scan your ticket"),
    "digits": ("9 位取包码", "nine digits"),
    "here": ("您的包在这里", "Your bag is here"),
    "kept": ("包仍存着", "still stored"),
    "collected": ("取好了", "all yours"),
    "compartments": ("存包柜", "Bag compartments"),
}

BAG = "BAG"


def said(key: str, language: Language) -> str:
    """What the screen says in this language."""
    return WORDS[key][0 if language == "zh" else 1]


def store(c: Customer, language: Language) -> str:
    """From home to a stored bag; the nine digits of its code."""
    begin(c, language)
    c.press("bags.bag")
    c.sees(said("rules", language))
    c.picture("bag-rules")
    c.press("bag")
    seen = c.sees(said("code", language))
    c.picture("bag-code")
    digits = "".join(sign for sign in seen["title"] if sign.isdigit())
    c.press("open")
    door = c.open_door()
    c.sees(said("open", language))
    c.picture("bag-put-in")
    c.hands.stock(door, BAG)
    c.hands.close(door)
    c.sees(said("stored", language))
    c.slip("slip-bag-ticket")
    c.picture("bag-stored")
    c.press("done")
    c.sees_attract()
    return digits


def bag(c: Customer, language: Language) -> None:
    """A bag is stored, looked into once, and collected, all by its code: the ticket stayed at the table."""
    digits = store(c, language)
    for deed in ("look", "take"):
        begin(c, language)
        c.press("bags.bag")
        c.press("collect")
        c.sees(said("scan", language))
        c.press("code")
        c.sees(said("digits", language))
        c.type(digits)
        c.sees(said("here", language))
        c.picture(f"bag-here-{deed}")
        c.press(deed)
        door = c.open_door()
        c.sees(said("open", language))
        if deed == "take":
            c.hands.take(door)
        c.hands.close(door)
        c.sees(said("kept" if deed == "look" else "collected", language))
        c.picture(f"bag-{deed}-done")
        c.press("done")
        c.sees_attract()


def bag_staff(c: Customer, language: Language) -> None:
    """Another bag is stored, and staff look at what is behind which door."""
    store(c, language)
    begin(c, language)
    c.hold_clock()
    c.sees(words("number", language))
    number, pin = c.staff
    c.type(number)
    c.sees(words("pin", language))
    c.type(pin)
    c.sees(words("staff", language))
    c.press("bags.doors")
    c.sees(said("compartments", language))
    c.picture("bag-compartments")
    c.press("back")
    c.sees(words("staff", language))
    c.press("lock")
    go_away(c)


VISITS: tuple[Visit, ...] = (bag, bag_staff)
