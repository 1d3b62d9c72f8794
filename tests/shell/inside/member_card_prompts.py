"""The prompts that a member's own card really asks, made by its own functions, so that they can be measured as they are."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import kiosk.plugins.cards
import kiosk.plugins.lending
from kiosk.core.api import Entry, Member, Message, Personal
from kiosk.core.members.pin import PinWrong
from kiosk.core.session import identifying
from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.texts import Text, Translator, localise
from kiosk.plugins.cards.applications import screens as applications_screens
from kiosk.plugins.cards.applications.screens import Seen
from kiosk.plugins.cards.apply import screens as apply_screens
from kiosk.plugins.cards.apply.applying import Application, Draft
from kiosk.plugins.cards.apply.requests import Request
from kiosk.plugins.cards.blocked import screens as staff_screens
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.mine import details_screens, history, screens
from kiosk.plugins.cards.mine.details_screens import Known
from kiosk.plugins.cards.mine.reading import Moved, Overview
from kiosk.plugins.cards.rules.consents import Consent, ConsentsRule, Label, Said, Told
from kiosk.plugins.cards.words import _

# The package gives a function the name of this module.

ZONE = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_795_320_000_000
HOUR_MS = 3_600_000
ON_THE_WAY = Bar(back=True, home=True)
STAFF = Bar(back=True, home=True, staff=True)
BRING = _("proof of who you are, your phone")
OUT = Message("lending", "{what} out, due {day}", arguments={"what": "U-0117", "day": "11-25"})
FROZEN = ("suspected=Suspected misuse", "dispute=A dispute about it", "wish=Its holder wishes it")
REASONS = ("found=Card was found", "mistake=Blocked by mistake", "identified=Holder identified")

PHONE = Personal("13800001111")
LONG = Said(
    "本商场客户服务中心，地址见服务台，电话见凭条",
    "The customer service centre of this mall, its address at the desk",
)
RULE = ConsentsRule(
    Told(LONG, LONG, LONG, LONG),
    tuple(
        Consent(
            f"consent_{number}",
            Label("同意接收本商场每月四条优惠短信", "Send me offers by text messages"),
        )
        for number in range(3)
    ),
)
FULL = Draft(PHONE, "ms", (12, 25), frozenset({"consent_0"}))


class Applying:
    """What the screens ask of a visit."""

    zone = ZONE
    now_ms = NOW_MS


def application(state: str = "waiting") -> Application:
    return Application("a", "ZGA1:X", state, PHONE, "ms", (12, 25), "普卡", "zh_CN", NOW_MS)


def _applicants() -> Iterator[tuple[str, Any]]:
    visit, limits = cast("Any", Applying()), Limits()
    yield "apply-not-yet", apply_screens.not_yet()
    yield "apply-phone", apply_screens.phone(7)
    yield "apply-phone-error", apply_screens.phone(7, _("That is no phone number. Please look again."))
    yield "apply-notice", apply_screens.notice(RULE)
    yield "apply-salutation", apply_screens.salutation()
    yield "apply-more", apply_screens.more(RULE, Draft(PHONE))
    yield "apply-more-ticked", apply_screens.more(RULE, FULL)
    yield "apply-birthday", apply_screens.birthday(_("There is no such day. 0503 is 3 May."))
    yield "apply-review", apply_screens.review(RULE, FULL, free=False)
    yield "apply-noted", apply_screens.noted(application(), limits, visit, prints=True)
    yield "apply-noted-no-paper", apply_screens.noted(application(), limits, visit, prints=False)
    yield "apply-mine", apply_screens.mine(application(), limits, visit)
    yield "apply-made", apply_screens.over(application("issued"))
    yield "apply-over", apply_screens.over(None)
    yield "apply-withdrawn", apply_screens.withdrawn()


def _own_data() -> Iterator[tuple[str, Any]]:
    yield "data-new", screens.ask_for_new("3307", BRING, screens.fee_of(None))
    known = Known(False, False, True, PHONE, "zh_CN", frozenset({"consent_0"}), RULE, "cards.consents:1")
    yield "data", details_screens.list_of(known, "")
    bare = Known(True, False, False, Personal(""), "en", frozenset(), None, "")
    yield "data-changed", details_screens.list_of(bare, details_screens.CHANGED)
    yield "data-card", details_screens.card_too(details_screens.OTHER_CARD)
    yield "data-phone", details_screens.new_phone(PHONE, _("That is no phone number. Please look again."))
    yield "data-consents", details_screens.consents(RULE, frozenset({"consent_0"}))


def _at_the_desk() -> Iterator[tuple[str, Any]]:
    made = application()
    another = Request("r", member(), "damaged", NOW_MS)
    yield (
        "another",
        applications_screens.about_request(another, "13800001111", 2, ZONE, full=False, renews=True),
    )
    yield "applications", applications_screens.table([made] * 9, [another] * 3, NOW_MS, ZONE)
    yield "applications-none", applications_screens.table([], [], NOW_MS, ZONE)
    agreed: tuple[Text, ...] = tuple(one.text.text for one in RULE.consents)
    full = Seen(made, "普卡", agreed, (member(), member()), 3, "13800001111")
    yield "application", applications_screens.about(full, Limits(), ZONE, issues=True)
    yield (
        "application-plain",
        applications_screens.about(Seen(made, "", (), (), 0), Limits(), ZONE, issues=False),
    )
    yield "application-sure", applications_screens.sure()
    yield "application-gone", applications_screens.gone()


def member(status: str = "active", tier: str = "金卡") -> Member:
    return Member("m", "3307", Personal("欧阳建国"), status, tier, "zh_CN")


def overview(**changes: Any) -> Overview:
    plain: dict[str, Any] = {
        "member": member(), "principal": 123_456, "bonus": 5_000, "points": 11_120, "ending": 120, "ends": 20261231,
        "has_pin": True,
    }  # fmt: skip
    return Overview(**{**plain, **changes})


def moved(number: int, kind: str = "cards.topped_up", **amounts: int) -> Moved:
    entry = Entry(
        str(number), number, kind, "m", "", "", NOW_MS, NOW_MS - number * 24 * HOUR_MS, 20261122, "system", "", "", {}
    )  # fmt: skip
    plain = {"principal": 100_000, "bonus": 20_000, "points": 0}
    return Moved(entry, **{**plain, **amounts})


def _customers() -> Iterator[tuple[str, Any]]:
    note: tuple[Text, ...] = (OUT, OUT, OUT)
    yield "show", screens.show_card()
    yield "show-error", screens.show_card(_("Not known. Show your member card"))
    yield "page", screens.page(overview(), (OUT,), prints=True)
    full = overview(principal=999_999_999, points=1_234_567, owed=50, has_pin=False)
    yield "page-full", screens.page(full, note, prints=True)
    empty = overview(principal=0, bonus=0, points=0, ending=0, ends=0)
    yield "page-empty", screens.page(empty, (), prints=False)
    yield (
        "page-blocked",
        screens.page(overview(member=member("blocked")), (), prints=True),
    )
    entries = [
        moved(1, "cards.topped_up.reversed", principal=-100_000, bonus=-20_000),
        moved(2, points=1_200),
        *(moved(number, "strangers.thing", principal=-12_345, bonus=0) for number in range(3, 14)),
    ]
    yield "history", history.record(entries, ZONE, newer=True, prints=True)
    yield "history-none", history.record([], ZONE, newer=False, prints=False)
    yield "refused-blocked", screens.refused("blocked", BRING)
    yield "refused-closed", screens.refused("closed", BRING)
    yield "printed", screens.printed()
    yield "renew", screens.renew_asked(newly=True)
    yield "renew-again", screens.renew_asked(newly=False)
    yield "page-pin", screens.page(full, note, screens.PIN_CHANGED, prints=True)
    yield "block-it", screens.block_it("3307", BRING, screens.fee_of(1000))
    yield "blocked", screens.blocked("3307", BRING, newly=True, asked=True)
    yield "blocked-before", screens.blocked("3307", BRING, newly=False, asked=False)
    error = _core("That number or PIN is not right, {count} try left", 4)
    yield "by-phone", identifying._number("phone", ("phone", "number"), "")
    yield "by-number", identifying._number("number", ("phone", "number"), error)
    yield "by-pin", identifying._pin("13800001111")
    yield "no-pin", identifying._needs_help()
    yield "several", identifying._several()
    yield "locked", identifying._locked(PinWrong(0, 15))


def _core(words: str, count: int) -> Message:
    return Message("core", words, words.replace("try", "tries"), {"count": count})


def _staff() -> Iterator[tuple[str, Any]]:
    held = staff_screens.Held(member("blocked"), "138****1111", NOW_MS - 30 * HOUR_MS, "customer")
    stopped = staff_screens.Held(member("blocked"), "138****1111", NOW_MS, "staff", "dispute")
    yield (
        "list",
        staff_screens.table(
            [held, staff_screens.Held(member("blocked"), "", NOW_MS, "staff"), stopped], NOW_MS, ZONE, FROZEN
        ),
    )
    yield "list-none", staff_screens.table([], NOW_MS, ZONE, FROZEN, staff_screens.NOT_KNOWN)
    yield "type", staff_screens.type_number()
    yield "about", staff_screens.about(held, NOW_MS, ZONE, FROZEN, {"block", "freeze"})
    yield (
        "about-active",
        staff_screens.about(
            staff_screens.Held(member(), "138****1111"), NOW_MS, ZONE, FROZEN, {"block", "freeze"}
        ),
    )
    yield (
        "about-closed",
        staff_screens.about(staff_screens.Held(member("closed"), ""), NOW_MS, ZONE, FROZEN, set()),
    )
    yield "about-frozen", staff_screens.about(stopped, NOW_MS, ZONE, FROZEN, {"freeze"})
    yield "why", staff_screens.why(REASONS)
    yield "why-frozen", staff_screens.why_frozen(FROZEN)
    yield "thawed", staff_screens.told(done=True, act="thaw")
    yield "at-desk", staff_screens.told(done=True, act="block")
    yield "faster", staff_screens.told(done=False, act="block")
    yield "own", staff_screens.own()


@lru_cache(maxsize=1)
def prompts() -> dict[str, tuple[Any, Bar]]:
    """Every prompt by name, with the bar that the desk would give it."""
    return {
        name: (prompt, bar)
        for source, bar in (
            (_customers, ON_THE_WAY),
            (_applicants, ON_THE_WAY),
            (_own_data, ON_THE_WAY),
            (_staff, STAFF),
            (_at_the_desk, STAFF),
        )
        for name, prompt in source()
    }


@lru_cache(maxsize=2)
def _say(language: str) -> Any:
    core = importlib.import_module("kiosk.core")
    modules = (("core", core), ("cards", kiosk.plugins.cards), ("lending", kiosk.plugins.lending))
    folders = {name: Path(cast("str", module.__file__)).parent / "locale" for name, module in modules}
    return Translator(language, folders, {}).say


def member_cards(name: str, language: str, *, comfort: bool = False) -> Screen:
    """One of them as the desk would send it."""
    prompt, bar = prompts()[name]
    return Screen(
        position="front",
        prompt_id=name,
        revision=1,
        prompt=localise(prompt, _say(language)),
        header=localise(Header(_("My card"), icon="credit_card", tone="leaf"), _say(language)),
        bar=bar,
        language=language,
        comfort=comfort,
        site="Galaxy Plaza",
    )
