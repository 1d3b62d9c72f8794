"""Which shop? One question for every service: by first letter, by floor or by kind, then out of a short list.

Nobody types Chinese for it. The letters lie on eight keys as on a telephone (ABC, DEF, …), which everybody knows and which are
large enough on every panel; a key or a floor with many shops is narrowed down once more. Whoever reads in English looks for the
first letter of the English name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal

from kiosk.core.brands.records import OTHERS, UNLISTED, Brand, level, said
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Action, Choice, Chosen, Menu
from kiosk.link.texts import Text

_ = Texts("core")

Way = Literal["letters", "letter", "floor", "category"]

FEW = 8
"""So many are shown at once, without a question before."""

MANY = 14
"""More than so many behind one key, on one floor or of one kind are narrowed down once more."""

KEYS = ("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ")

FINER: Mapping[Way, Way] = {"letters": "letter", "floor": "category", "category": "floor"}

_WAYS: Mapping[Way, tuple[Text, str, Text]] = {
    "letters": (_("By first letter"), "search", _("of its name")),
    "floor": (_("By floor"), "escalator", ""),
    "category": (_("By kind of shop"), "category", ""),
}

NOT_LISTED = "unlisted"

Found = Callable[[Brand], Awaitable[bool]]


async def ask_brand(
    visit: Visit, title: Text, *, found: Found | None = None, unlisted: bool = False, subtitle: Text = ""
) -> Brand | None:
    """Ask for one of the brands of the house. None: they went back, or there is none to choose.

    `found` is awaited with what was chosen; when it answers False, the list is shown again (somebody looked a shop up, and now
    wants another). `unlisted` offers "not in the list", answered as UNLISTED; at once, where the directory is empty.
    """
    brands = await visit.read(lambda tx: tx.brands())
    if not brands:
        return UNLISTED if unlisted else None
    if len(brands) <= FEW:
        return await _of_these(visit, title, brands, found, unlisted=unlisted)
    while True:
        outcome = await visit.ask(_ways(title, subtitle, brands, visit.language, unlisted=unlisted))
        if outcome == Chosen(NOT_LISTED):
            return UNLISTED
        way = next((one for one in _WAYS if outcome == Chosen(one)), None)
        if way is None:
            return None
        one = await _in_groups(visit, brands, way, found)
        if one is not None:
            return one


async def _in_groups(visit: Visit, brands: Sequence[Brand], way: Way, found: Found | None) -> Brand | None:
    while True:
        groups = grouped(brands, way, visit.language)
        outcome = await visit.ask(_groups(groups, way))
        some = next(
            (each for index, each in enumerate(groups.values()) if outcome == Chosen(f"group{index}")), None
        )
        if some is None:
            return None
        finer = FINER.get(way)
        title = _("Which shop?")
        if finer is not None and len(some) > MANY and len(grouped(some, finer, visit.language)) > 1:
            one = await _in_groups(visit, some, finer, found)
        else:
            one = await _of_these(visit, title, some, found)
        if one is not None:
            return one


async def _of_these(
    visit: Visit, title: Text, brands: Sequence[Brand], found: Found | None, *, unlisted: bool = False
) -> Brand | None:
    while True:
        outcome = await visit.ask(_list(title, brands, unlisted=unlisted))
        if outcome == Chosen(NOT_LISTED):
            return UNLISTED
        one = next((each for each in brands if outcome == Chosen(each.key)), None)
        if one is None or found is None or await found(one):
            return one


# ---------------------------------------------------------------------------------------------- groups


def letter_of(brand: Brand, language: str) -> str:
    """The letter under which somebody who reads this language looks for it."""
    return brand.english_letter if language == "en" else brand.letter


def grouped(brands: Sequence[Brand], way: Way, language: str) -> dict[str, list[Brand]]:
    """The brands by what they are looked for by, in the order of the keys, of the building, or of the words."""
    groups: dict[str, list[Brand]] = {}
    for one in brands:
        groups.setdefault(_group_of(one, way, language), []).append(one)
    return {key: groups[key] for key in sorted(groups, key=lambda key: _rank(key, way))}


def _group_of(brand: Brand, way: Way, language: str) -> str:
    if way == "floor":
        return brand.floor
    if way == "category":
        return brand.category or OTHERS
    letter = letter_of(brand, language)
    if way == "letter":
        return letter
    return next((key for key in KEYS if letter in key), OTHERS)


def _rank(key: str, way: Way) -> tuple[bool, int, str]:
    return (key == OTHERS, level(key) if way == "floor" else 0, key)


# ---------------------------------------------------------------------------------------------- screens


def shops(number: int) -> Text:
    """12 shops."""
    return _.plural("{count} shop", "{count} shops", number)


def _ways(title: Text, subtitle: Text, brands: Sequence[Brand], language: str, *, unlisted: bool) -> Menu:
    offered = [way for way in _WAYS if way == "letters" or len(grouped(brands, way, language)) > 1]
    return Menu(
        title=title,
        subtitle=subtitle or shops(len(brands)),
        choices=tuple(Choice(way, _WAYS[way][0], note=_WAYS[way][2], icon=_WAYS[way][1]) for way in offered),
        actions=_not_listed(unlisted=unlisted),
    )


def _groups(groups: Mapping[str, Sequence[Brand]], way: Way) -> Menu:
    titles: Mapping[Way, Text] = {
        "letters": _("First letter of its name"),
        "letter": _("Which letter?"),
        "floor": _("Which floor?"),
        "category": _("Which kind of shop?"),
    }
    return Menu(
        title=titles[way],
        subtitle=_("The English name counts") if way == "letters" else "",
        layout="tiles" if way == "letters" else "list",
        choices=tuple(
            Choice(f"group{index}", _called(key, some, way), note=shops(len(some)))
            for index, (key, some) in enumerate(groups.items())
        ),
    )


def _called(key: str, some: Sequence[Brand], way: Way) -> Text:
    if key == OTHERS:
        return _("Others")
    if way == "category":
        english = next((one.category_en for one in some if one.category_en), "")
        return said(key, english)
    return said(key, key)


def where(brand: Brand) -> Text:
    """2F · 213, as it stands under a name."""
    if not brand.unit:
        return said(brand.floor, brand.floor)
    return _("{floor}, unit {unit}", floor=brand.floor, unit=brand.unit)


def _list(title: Text, brands: Sequence[Brand], *, unlisted: bool) -> Menu:
    return Menu(
        title=title,
        choices=tuple(Choice(one.key, one.title, note=where(one)) for one in brands),
        actions=_not_listed(unlisted=unlisted),
    )


def _not_listed(*, unlisted: bool) -> tuple[Action, ...]:
    return (Action(NOT_LISTED, _("Not in the list")),) if unlisted else ()
