"""The prompts that the service counter really asks, made by its own functions, so that they can be measured as they are."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import kiosk.plugins.counter
from kiosk.cli import demo_brands
from kiosk.core.brands import asking
from kiosk.core.brands.records import UNLISTED, Brand
from kiosk.core.calendar import OpeningHours
from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.texts import Translator, localise
from kiosk.plugins.counter import directory_screens, return_screens, wrapping_screens
from kiosk.plugins.counter.receipts import Receipt
from kiosk.plugins.counter.returned import Goods, Wanted
from kiosk.plugins.counter.words import _
from kiosk.plugins.counter.wrapping_rule import Kind, Wrapping
from kiosk.plugins.counter.wrapping_up import Last, Standing
from kiosk.plugins.counter.wrapping_up import Wanted as Agreed

ZONE = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_795_320_000_000
ON_THE_WAY = Bar(back=True, home=True)
STAFF = Bar(back=True, home=True, staff=True)
TENDERS = ("cash", "bank_card", "wechat", "alipay", "transfer")
LISTS = {
    "goods": ["clothes=Clothes", "jewellery=Jewellery and watches", "other=Something else"],
    "reasons": ["quality=Quality", "wrong=Wrong goods or price", "other=Another reason"],
}
LONG = Brand(
    "M9999",
    "云间广场国际旗舰生活馆",
    "Yunjian Flagship Store",
    "B1",
    "B1-1024",
    "家居",
    "Home",
    "YJ",
    "0571-1000 9999",
    "10:00–21:30",
    "出电梯右转，经过总服务台后第二个路口",
    "Right after the lift, then the second on the left",
)
SHOPS = demo_brands.brands()
RECEIPT = Receipt("M9999", "0123456789", "2026112200012345", 20261122, 12_345_678)
KIND = Kind("festive", "节日限定礼盒包装", "Festive gift box", 123_456)
RULE = Wrapping((Kind("simple", "简易包装", "Simple"), KIND))


def goods(**more: Any) -> Goods:
    values: dict[str, Any] = {"brand": LONG, **more}
    return Goods(
        "g", "20261122-2-0042", "exchange", NOW_MS, 20261122, RECEIPT,
        goods="jewellery", pieces=12, reason="wrong", **values,
    )  # fmt: skip


def _customers() -> Iterator[tuple[str, Any]]:
    title = _("Find a shop")
    yield "ways", asking._ways(title, "", SHOPS, "en", unlisted=False)
    for way in ("letters", "letter", "floor", "category"):
        yield f"by-{way}", asking._groups(asking.grouped(SHOPS, way, "zh_CN"), way)
    yield "shops", asking._list(title, [LONG, *SHOPS[:9]], unlisted=False)
    hours = OpeningHours.always().at(NOW_MS)
    yield "place", directory_screens.place(LONG, "5F", hours, NOW_MS, ZONE)


def _wrapping() -> Iterator[tuple[str, Any]]:
    last = Last("w", "festive", 12, 1_481_472, NOW_MS)
    one, agreed = Standing("", RULE, "counter.wrapping:1", TENDERS, last), Agreed(KIND, 12, "", "bank_card")
    yield "kinds-last", wrapping_screens.kinds(one, ZONE)
    yield "how-many", wrapping_screens.how_many(_("How many are wrapped?"), KIND.title)
    yield "type-number", wrapping_screens.type_number(_("How many pieces?"), _("Type more than nothing"))
    yield "told", wrapping_screens.told(agreed)
    yield "take", wrapping_screens.review(agreed)
    yield "done", wrapping_screens.done(agreed)
    yield "refused", wrapping_screens.refused("no_material")


def _returns() -> Iterator[tuple[str, Any]]:
    waits, gone = goods(), goods(collected_ms=NOW_MS, refunded_day=20261122)
    wanted = Wanted("exchange", RECEIPT, LONG, "jewellery", 12, "wrong")
    yield "register", return_screens.table([waits, goods(brand=None)], LISTS, NOW_MS, ZONE)
    yield "register-empty", return_screens.table([], LISTS, NOW_MS, ZONE, _("That is no label of a return"))
    yield "which", return_screens.which()
    yield "receipt-error", return_screens.show_receipt(return_screens.not_a_receipt("tag"))
    yield "number", return_screens.number()
    yield "day", return_screens.which_day(20261122)
    yield "type-day", return_screens.type_day(_("There is no such day, or it is too long ago"))
    yield "shop", asking._ways(_("Which shop is it from?"), "", SHOPS, "zh_CN", unlisted=True)
    yield "goods", return_screens.which_goods(LISTS["goods"])
    yield "review", return_screens.review(wanted, [waits], LISTS, ZONE)
    none = Wanted("return", Receipt(none=True), UNLISTED, "other", 1, "other")
    yield "review-none", return_screens.review(none, [], LISTS, ZONE)
    yield "registered", return_screens.registered(waits)
    yield "about", return_screens.about(waits, LISTS, NOW_MS, ZONE)
    yield "about-gone", return_screens.about(gone, LISTS, NOW_MS, ZONE)
    yield "off", return_screens.why_off()
    yield "whose", return_screens.whose([[waits, gone], [goods(brand=None)]])
    yield "hand-over", return_screens.hand_over([waits] * 7, LISTS)
    yield "faster", return_screens.somebody_was_faster()


@lru_cache(maxsize=1)
def prompts() -> dict[str, tuple[Any, Bar]]:
    """Every prompt by name, with the bar that the desk would give it."""
    return {
        name: (prompt, bar)
        for source, bar in ((_customers, ON_THE_WAY), (_wrapping, STAFF), (_returns, STAFF))
        for name, prompt in source()
    }


@lru_cache(maxsize=2)
def _say(language: str) -> Any:
    core = importlib.import_module("kiosk.core")
    modules = (("core", core), ("counter", kiosk.plugins.counter))
    folders = {name: Path(cast("str", module.__file__)).parent / "locale" for name, module in modules}
    return Translator(language, folders, {}).say


def counter(name: str, language: str, *, comfort: bool = False) -> Screen:
    """One of them as the desk would send it."""
    prompt, bar = prompts()[name]
    return Screen(
        position="front",
        prompt_id=name,
        revision=1,
        prompt=localise(prompt, _say(language)),
        header=localise(Header(_("Find a shop"), icon="storefront", tone="sky"), _say(language)),
        bar=bar,
        language=language,
        comfort=comfort,
        site="Galaxy Plaza",
    )
