"""The prompts that bag storage really asks, made by its own functions, so that they can be measured as they are."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

import kiosk.plugins.bags
from kiosk.core.api import PlaceRecord
from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.prompts import Menu
from kiosk.link.texts import Translator, localise
from kiosk.plugins.bags import collect_screens, look, screens, staff_screens
from kiosk.plugins.bags.codes import Locked, Wrong
from kiosk.plugins.bags.collecting import Hindrance
from kiosk.plugins.bags.limits import Limits
from kiosk.plugins.bags.records import Deposit
from kiosk.plugins.bags.staff_screens import Compartment
from kiosk.plugins.bags.words import _

# The package gives functions the names of these modules.
sweep = importlib.import_module("kiosk.plugins.bags.sweep")

ZONE = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_795_320_000_000
HOUR_MS = 3_600_000
UNTIL_MS = NOW_MS + 10 * HOUR_MS
CODE = "412048193"
LIMITS = Limits()
ON_THE_WAY = Bar(back=True, home=True)
AT_HOME = Bar(home=True)
STAFF = Bar(back=True, home=True, staff=True)


def place(number: int, *, in_service: bool = True, reason: str = "", bank: str = "1F 东门") -> PlaceRecord:
    row, column = divmod(number - 1, 6)
    return PlaceRecord(
        str(number), bank, number, row, column, "single", 1, ("bag",), in_service, 0, False, reason
    )  # fmt: skip


PLACES = [place(number) for number in range(1, 43)]
DOOR = PLACES[38]


def deposit(number: int = 1, **changes: Any) -> Deposit:
    plain: dict[str, Any] = {
        "id": str(number), "number": f"20261122-{number:04d}", "ticket": 411 + number, "kind": "bag",
        "place_id": str(36 + number), "item_id": "i", "state": "stored", "question": "", "opened_ms": NOW_MS,
        "until_ms": UNTIL_MS, "stored_ms": NOW_MS - HOUR_MS, "openings": 1, "counted": "", "blocked": False,
        "look": "", "removed_ms": NOW_MS, "ended_ms": NOW_MS,
    }  # fmt: skip
    return Deposit(**{**plain, **changes})


def _customers() -> Iterator[tuple[str, Any]]:
    one = deposit()
    yield "rules", screens.rules([("bag", 3)], UNTIL_MS, NOW_MS, ZONE, LIMITS)
    yield "rules-sizes", screens.rules([("bag", 3), ("large_bag", 1)], UNTIL_MS, NOW_MS, ZONE, LIMITS)
    yield (
        "rules-error",
        screens.rules([("bag", 3)], UNTIL_MS, NOW_MS, ZONE, LIMITS, _("This ticket is not known here")),
    )
    yield "code", screens.your_code(DOOR, CODE, UNTIL_MS, NOW_MS, ZONE)
    yield "put-in", screens.put_it_in(PLACES, DOOR, CODE)
    yield "take-back", screens.take_it_back(PLACES, DOOR)
    yield "stored", screens.stored(DOOR, CODE, UNTIL_MS, NOW_MS, ZONE, ticket=True)
    yield "stored-no-ticket", screens.stored(DOOR, CODE, UNTIL_MS, NOW_MS, ZONE, ticket=False)
    yield "stored-open", screens.stored(DOOR, CODE, UNTIL_MS, NOW_MS, ZONE, ticket=True, door_open=True)
    yield "nothing-stored", screens.nothing_stored()
    yield "no-door", screens.nothing_stored(staff=True)
    for why in ("busy", "full", "late"):
        yield f"no-room-{why}", screens.no_room(why)
    yield "show-ticket", collect_screens.show_ticket()
    yield "show-ticket-error", collect_screens.show_ticket(_("This ticket is not known here"))
    yield "type-code", collect_screens.type_code()
    yield "wrong-code", collect_screens.type_code(collect_screens.wrong_code(Wrong(3)))
    yield "too-many", collect_screens.too_many(Locked("position", 15))
    yield "neither", collect_screens.neither()
    yield "confirm", collect_screens.confirm(one, DOOR, NOW_MS, ZONE, LIMITS)
    yield "confirm-last", collect_screens.confirm(deposit(openings=3), DOOR, NOW_MS, ZONE, LIMITS)
    yield "take", collect_screens.at_the_door(PLACES, DOOR, keep=False, may_keep=True)
    yield "look", collect_screens.at_the_door(PLACES, DOOR, keep=True, may_keep=True)
    yield "collected", collect_screens.collected()
    yield "kept", collect_screens.kept(DOOR, 2)
    yield "kept-last", collect_screens.kept(DOOR, 0)
    yield "left-open", collect_screens.left_open(DOOR)
    yield "unknown-ticket", collect_screens.unknown_ticket()
    for against in get_args(Hindrance):
        yield f"refused-{against}", collect_screens.refusal(against, one, DOOR, NOW_MS, ZONE, LIMITS)


def _staff() -> Iterator[tuple[str, Any]]:
    rows = staff_screens.ordered(
        [
            Compartment(place(37), "forced", deposit(1)),
            Compartment(place(38), "locked", deposit(2, question="put_in")),
            Compartment(place(39, in_service=False, reason="not_empty"), "locked"),
            Compartment(place(40), "locked", deposit(4)),
            Compartment(place(41), "locked", deposit(5, blocked=True)),
            Compartment(place(42), "locked"),
        ]
    )
    visit = cast("Any", SimpleNamespace(now_ms=NOW_MS, zone=ZONE))
    late = [(deposit(number), place(36 + number)) for number in (1, 2, 3)]
    yield "doors", staff_screens.table(rows, 2, NOW_MS, ZONE)
    for number, one in enumerate(rows):
        yield f"compartment-{number}", staff_screens.compartment(one, NOW_MS, ZONE, several=number % 2 == 0)
    yield "compare", staff_screens.compare(DOOR, deposit(), "shopping:mixed")
    removed = [deposit(number, state="removed", look="suitcase:red") for number in (1, 2)]
    yield "taken-out", staff_screens.taken_out(removed, NOW_MS, ZONE)
    yield "hand-over", staff_screens.hand_over(removed[0], NOW_MS, ZONE)
    yield "no-bag", staff_screens.no_bag()
    yield "sweep", sweep.the_list(late, 2, visit)
    yield "sweep-none", sweep.the_list([], 0, visit)
    yield "sweep-next", sweep.next_door(deposit(question="taken"), DOOR, visit, several=True)
    yield "kinds", Menu(staff_screens.DESCRIBE, tuple(look.choices(look.KINDS)))
    yield "colours", Menu(_("Which colour?"), tuple(look.choices(look.COLOURS)))


@lru_cache(maxsize=1)
def prompts() -> dict[str, tuple[Any, Bar]]:
    """Every prompt by name, with the bar that the desk would give it."""
    made: dict[str, tuple[Any, Bar]] = {}
    for source, bar in ((_customers, ON_THE_WAY), (_staff, STAFF)):
        for name, prompt in source():
            made[name] = prompt, AT_HOME if type(prompt).__name__ == "Board" else bar
    return made


@lru_cache(maxsize=2)
def _say(language: str) -> Any:
    core = importlib.import_module("kiosk.core")
    folders = {
        name: Path(cast("str", module.__file__)).parent / "locale"
        for name, module in (("core", core), ("bags", kiosk.plugins.bags))
    }
    return Translator(language, folders, {"1F 东门": "1F East Gate"}).say


def bags(name: str, language: str, *, comfort: bool = False) -> Screen:
    """One of them as the desk would send it."""
    prompt, bar = prompts()[name]
    return Screen(
        position="front",
        prompt_id=name,
        revision=1,
        prompt=localise(prompt, _say(language)),
        header=localise(Header(_("Bag storage"), icon="luggage", tone="plum"), _say(language)),
        bar=bar,
        language=language,
        comfort=comfort,
        site="Galaxy Plaza",
    )
