"""The prompts that lending really asks, made by its own functions, so that they can be measured as they are."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import cardless_prompts
import stock_prompts
import stroller_prompts

import kiosk.plugins.lending
from kiosk.core.api import Fact, Item, PlaceRecord, Scan, door_name
from kiosk.core.host.manifest import read_manifest
from kiosk.core.session.card_asked import with_its_way
from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.texts import Translator, localise
from kiosk.plugins.lending import refusals, return_screens, screens
from kiosk.plugins.lending.history import LogLine, Stretch, record
from kiosk.plugins.lending.kinds import STROLLER, UMBRELLA
from kiosk.plugins.lending.limits import Limits
from kiosk.plugins.lending.records import Case, Loan, Spot
from kiosk.plugins.lending.wall_view import Count, Seen, WallView
from kiosk.plugins.lending.words import _

# The package gives functions the names of these modules.
my_loans, waiting, wall = (
    importlib.import_module(f"kiosk.plugins.lending.{name}") for name in ("my_loans", "waiting", "wall")
)

ZONE = ZoneInfo("Asia/Shanghai")
DAY_MS = 86_400_000
LENT_MS = 1_795_000_000_000
LATER_MS = LENT_MS + 3 * DAY_MS
AT_HOME = Bar(home=True)
ON_THE_WAY = Bar(back=True, home=True)
STAFF = Bar(back=True, home=True, staff=True)


def place(number: int, *, rack: bool = False) -> PlaceRecord:
    return PlaceRecord(
        id=str(number),
        bank="A",
        number=number,
        row=(number - 1) // 6,
        column=(number - 1) % 6,
        kind="rack" if rack else "single",
        capacity=12 if rack else 1,
        holds=("umbrella",),
        in_service=True,
        level=1,
        held=False,
    )


PLACES = [place(number) for number in range(1, 31)]
RACK = place(30, rack=True)
ITEM = Item(id="i", tag="U-0117", kind="umbrella", label="blue", label_zh="蓝色")
LOAN = Loan(
    id="l",
    number="20261122-0042",
    code="A" * 16,
    kind="umbrella",
    member_id="m",
    item_id="i",
    place_id="17",
    state="lent",
    confirmed=True,
    slot=1,
    opened_ms=LENT_MS,
    due_ms=LENT_MS + DAY_MS,
)
LIMITS = Limits(unlock_reasons=("a",))
PAIR = (LOAN, ITEM)
SETTINGS = read_manifest(Path(cast("str", kiosk.plugins.lending.__file__)).parent / "plugin.toml").values({})


def card_asked(prompt: Any, bad_swipes: int = 0) -> Any:
    """The question as a desk with a reader of stripes asks it."""
    return with_its_way(cast("Any", SimpleNamespace(bad_swipes=bad_swipes, swipe_way="down")), prompt)


def _lending() -> Iterator[tuple[str, Any]]:
    yield "present", screens.present_card(UMBRELLA)
    yield "present-swipe", card_asked(screens.present_card(UMBRELLA, swipes=True))
    for times in (1, 2):
        scan = Scan(refused="bad_swipe", bad_swipes=times)
        asked = screens.present_card(UMBRELLA, refusals.scan_error(scan), swipes=True)
        yield f"present-swipe-bad-{times}", card_asked(asked, times)
    for refused in ("payment_code", "too_long", ""):
        scan = Scan(refused=cast("Any", refused))
        yield f"present-{refused or 'unknown'}", screens.present_card(UMBRELLA, refusals.scan_error(scan))
    yield "no-card", screens.no_card()
    yield "called", screens.called()
    yield "opening", screens.opening(PLACES[16])
    yield "opening-another", screens.opening(PLACES[16], instead_of=PLACES[15])
    yield "take", screens.take_it(UMBRELLA, PLACES, PLACES[16])
    yield "take-rack", screens.take_it(UMBRELLA, PLACES, RACK)
    yield "close", screens.close_it(PLACES, PLACES[16])
    yield "put-back", screens.put_back(UMBRELLA, PLACES, PLACES[16])
    yield "borrowed", screens.borrowed(LOAN, ITEM, Fact("会员", "尾号 3307"), ZONE, slip=True)
    yield (
        "borrowed-open",
        screens.borrowed(LOAN, ITEM, Fact("会员", "尾号 3307"), ZONE, slip=False, door_open=PLACES[16]),
    )
    yield "overdue", refusals.still_out([PAIR], "overdue", LATER_MS, ZONE, LIMITS)
    yield "limit", refusals.still_out([PAIR, PAIR], "limit", LENT_MS, ZONE, LIMITS)
    yield "blocked", refusals.blocked()
    yield "checking", refusals.checking(UMBRELLA)
    yield "none-left", refusals.nothing_to_lend(UMBRELLA, "none")
    yield "drying", refusals.nothing_to_lend(UMBRELLA, "resting")
    yield "no-door", refusals.no_door_opened()
    yield "away", refusals.lockers_away(unsure=False)
    yield "away-tried", refusals.lockers_away(unsure=True)
    yield "away-returning", return_screens.lockers_away(unsure=True)
    yield "lost", refusals.lost_noted(UMBRELLA)
    visit = cast("Any", SimpleNamespace(now_ms=LATER_MS, zone=ZONE, settings=SETTINGS))
    yield "loans", my_loans.overview([PAIR], [UMBRELLA], visit)
    yield "loans-none", my_loans.nothing_out((UMBRELLA,))


def _returning() -> Iterator[tuple[str, Any]]:
    other = Item(id="o", tag="U-0098", kind="umbrella", label="grey", label_zh="灰色")
    yield "tag", return_screens.show_tag(UMBRELLA)
    yield "no-tag", return_screens.no_tag(UMBRELLA)
    second = replace(LOAN, id="l2", due_ms=LENT_MS + 5 * DAY_MS)
    yield "which", return_screens.which_one([PAIR, (second, other)], LATER_MS, ZONE, LIMITS)
    yield "put-in", return_screens.put_it_in(UMBRELLA, PLACES, PLACES[0])
    yield (
        "put-in-other",
        return_screens.put_it_in(UMBRELLA, PLACES, PLACES[0], note=return_screens.other_tag(ITEM, other)),
    )
    yield "returned", return_screens.returned(ITEM, door_name(PLACES[0]), LATER_MS, ZONE, slip=True)
    yield "kept", return_screens.kept(UMBRELLA)
    yield "full", return_screens.no_room(UMBRELLA, "full", LIMITS)
    yield "settled", return_screens.already_back()
    yield "nothing-out", return_screens.nothing_out(UMBRELLA)


def _staff() -> Iterator[tuple[str, Any]]:
    left_open = Case("c1", "left_open", "borrowing", LENT_MS, "l", None, "17")
    mismatch = Case("c2", "mismatch", "other_tag", LENT_MS, "l", "i", "17")
    told = [(one, PLACES[16], ITEM) for one in (left_open, mismatch) * 4]
    yield "cases", waiting.case_table(told, ZONE, LATER_MS)
    yield "case", waiting.case_screen(told[0], ZONE, LATER_MS)
    yield "case-mismatch", waiting.case_screen(told[1], ZONE, LATER_MS)
    events = ("reserved", "borrowed", "case_opened", "return_unverified", "unlocked")
    who = (_("card {tail}", tail="3307"), _("staff {number}", number="1024"))
    why = ("", "", "", _("devices lost"), _("Customer needs help"))
    log = tuple(
        LogLine(n, LENT_MS, f"lending.{event}", who[n // 3], why[n]) for n, event in enumerate(events)
    )
    yield (
        "log",
        record(Stretch(log, 5), _("Door {number}: record", number=17), "", ZONE, LATER_MS, newer=True),
    )
    states = ("ready", "empty", "resting", "out", "check", "stuck", "off", "open")
    seen = tuple(
        Seen(Spot(one, "locked"), cast("Any", states[one.number % len(states)]), (), None, 0)
        for one in PLACES
    )
    yield "wall", wall.board(WallView(seen, (Count(UMBRELLA, 12, 30), Count(STROLLER, 3, 6)), 1, None), "")


def _strollers() -> Iterator[tuple[str, Any]]:
    yield from stroller_prompts.asked_of_customers(LOAN, PAIR, SETTINGS, PLACES)


def _cardless() -> Iterator[tuple[str, Any]]:
    yield from cardless_prompts.asked_of_staff(LOAN, ITEM, PLACES)


def _strollers_staff() -> Iterator[tuple[str, Any]]:
    yield from stroller_prompts.asked_of_staff(LENT_MS)


def _stock() -> Iterator[tuple[str, Any]]:
    yield from stock_prompts.asked_of_staff(LOAN, ITEM, PLACES, SETTINGS, LATER_MS, ZONE)


@lru_cache(maxsize=1)
def prompts() -> dict[str, tuple[Any, Bar]]:
    """Every prompt by name, with the bar that the desk would give it."""
    made: dict[str, tuple[Any, Bar]] = {}
    for source, bar in (
        (_lending, ON_THE_WAY),
        (_returning, ON_THE_WAY),
        (_strollers, ON_THE_WAY),
        (_staff, STAFF),
        (_strollers_staff, STAFF),
        (_cardless, STAFF),
        (_stock, STAFF),
    ):
        for name, prompt in source():
            made[name] = prompt, AT_HOME if type(prompt).__name__ == "Board" and bar is ON_THE_WAY else bar
    return made


@lru_cache(maxsize=2)
def _say(language: str) -> Any:
    core = importlib.import_module("kiosk.core")
    folders = {
        name: Path(cast("str", module.__file__)).parent / "locale"
        for name, module in (("core", core), ("lending", kiosk.plugins.lending))
    }
    return Translator(language, folders).say


def lending(name: str, language: str, *, comfort: bool = False) -> Screen:
    """One of them as the desk would send it."""
    prompt, bar = prompts()[name]
    return Screen(
        position="front",
        prompt_id=name,
        revision=1,
        prompt=localise(prompt, _say(language)),
        header=localise(Header(_("Umbrellas"), icon="umbrella", tone="sky"), _say(language)),
        bar=bar,
        language=language,
        comfort=comfort,
        site="Galaxy Plaza",
    )
