"""The tour's visits to what a service desk is asked most: one's own card, and where a shop is."""

from __future__ import annotations

from kiosk.cli import demo_brands
from kiosk.cli.customer import Customer
from kiosk.cli.tour_house import CARDS
from kiosk.cli.tour_steps import Language, Visit, begin, leave

SHOP = next(one for one in demo_brands.brands() if one.floor == "2F")

WORDS = {
    "show": ("请出示会员卡", "Show your member card"),
    "page": ("您的会员卡", "Your member card"),
    "shops": ("品牌导览", "Find a shop"),
    "floor": ("在哪一层", "Which floor?"),
    "which": ("哪个品牌", "Which shop?"),
}


def said(key: str, language: Language) -> str:
    """What the screen says in this language."""
    return WORDS[key][0 if language == "zh" else 1]


def own_card(c: Customer, language: Language) -> None:
    """A member looks at what is on their card."""
    begin(c, language)
    c.press("cards.mine")
    c.sees(said("show", language))
    c.picture("my-card-show")
    c.scan(CARDS[2])
    c.sees(said("page", language))
    c.picture("my-card")
    leave(c)


def shop(c: Customer, language: Language) -> None:
    """Somebody looks for a shop on the second floor."""
    begin(c, language)
    c.press("counter.directory")
    c.sees(said("shops", language))
    c.picture("directory")
    c.press("floor")
    c.sees(said("floor", language))
    c.press("group2")
    c.sees(said("which", language))
    c.picture("directory-floor")
    c.press(SHOP.key)
    c.sees(SHOP.name if language == "zh" else SHOP.name_en)
    c.picture("directory-shop")
    leave(c)


VISITS: tuple[Visit, ...] = (own_card, shop)
