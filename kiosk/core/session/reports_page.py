"""The reports at the screen, for staff: which one, of which day; its tables one at a time, what is behind a figure, and a slip.

Made from the ledger at the moment of asking, on the store's reading thread, and only those that take time by their days alone
(`Report.at_desk`). Left out: files (`kiosk report` writes those), and days before the first entry.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from kiosk.core import reports_made
from kiosk.core.forms.all import entry_words
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.host.products import products_of
from kiosk.core.outcomes import BACK, Outcome
from kiosk.core.records import Context
from kiosk.core.reports import Behind, Sheet, Span
from kiosk.core.reports_made import Offered
from kiosk.core.session import report_screens as screens
from kiosk.core.session.report_slip import report_slip
from kiosk.core.store.transaction import Transaction
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit

AT_CLOSE = ("f01", "f02", "f09")

STRETCH = 40
"""Movements read at a time; the screen turns its own pages within them."""


async def reports_page(visit: Visit) -> None:
    """Choose one, look at it, choose another."""
    desk = cast("LiveVisit", visit).desk
    while True:
        offered = {name: one for name, one in reports_made.offered(desk.host).items() if one.report.at_desk}
        outcome = await visit.ask(screens.choose(offered))
        if not isinstance(outcome, Chosen) or outcome.key not in offered:
            return
        await show(visit, offered[outcome.key])


async def show(visit: Visit, one: Offered, day: date | None = None) -> None:
    """One report: of today at first (a month's of the last one), then of the days beside it."""
    today = _date(await visit.read(_today))
    day, at, update = day or _first(one, today), 0, False
    while True:
        span = span_of(visit, one, day)
        try:
            sheets = await made(visit, one, span)
        except PluginFailed:
            await visit.ask(screens.could_not_be_made())
            return
        at = max(0, min(at, len(sheets) - 1))
        outcome = await visit.ask(
            screens.table(
                one.report, span, sheets, at, later=_last(span) < today, prints=visit.ready("printer")
            ),
            update=update,
        )
        update = True
        match outcome:
            case Chosen("earlier"):
                day, at = _date(span.days[0]) - timedelta(days=1), 0
            case Chosen("later"):
                day, at = min(_last(span) + timedelta(days=1), today), 0
            case Chosen("next"):
                at = (at + 1) % len(sheets)
            case Chosen("print"):
                await print_slip(visit, one.report.id, one.report.title, sheets, span)
                update = False
            case Chosen(key) if key.isdecimal() and sheets:
                await _row(visit, sheets[at].turned(), int(key))
                update = False
            case _:
                return


async def print_forms(visit: Visit, business_day: int) -> None:
    """What the manual wants on paper when a shift ends: F01, F02 and F09 of its day, those that there are."""
    offered = reports_made.offered(cast("LiveVisit", visit).desk.host)
    for name in AT_CLOSE:
        one = offered.get(name)
        if one is None:
            continue
        span = span_of(visit, one, _date(business_day))
        try:
            sheets = await made(visit, one, span)
        except PluginFailed:
            continue  # the others are printed; the page of reports says which could not be made
        if sheets:
            await _print(visit, name, one.report.title, sheets, span)
    await visit.ask(screens.prints())


async def print_slip(visit: Visit, name: str, title: Text, sheets: list[Sheet], span: Span) -> None:
    """On the position's slip printer."""
    await _print(visit, name, title, sheets, span)
    await visit.ask(screens.prints())


async def _print(visit: Visit, name: str, title: Text, sheets: list[Sheet], span: Span) -> None:
    def paper(tx: Transaction) -> None:
        tx.intend_print(report_slip(visit, name, title, sheets, span), purpose="core.reports")

    await visit.write(paper)


async def made(visit: Visit, one: Offered, span: Span) -> list[Sheet]:
    """The report's tables, read on another thread. Raises PluginFailed."""
    desk = cast("LiveVisit", visit).desk
    context = Context(plugin=one.plugin)
    return await desk.store.read_apart(reports_made.make, desk.host, one, span, context=context)


def span_of(visit: Visit, one: Offered, day: date) -> Span:
    """The days of a report in which one lies."""
    return Span.whole(day, day, one.report.whole, cast("LiveVisit", visit).desk.store.day)


def _first(one: Offered, today: date) -> date:
    return today.replace(day=1) - timedelta(days=1) if one.report.whole == "months" else today


def _last(span: Span) -> date:
    return _date(span.days[-1])


def _today(tx: Transaction) -> int:
    return tx.business_day


def _date(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)


async def _row(visit: Visit, sheet: Sheet, index: int) -> None:
    """One line in full, and what is behind it; of a short line the movements at once."""
    behind = sheet.behind[index] if index < len(sheet.behind) else None
    if behind is not None and len(sheet.columns) <= 2:
        await _movements(visit, behind)
        return
    while True:
        outcome = await visit.ask(screens.row(sheet, index, behind=behind is not None))
        if behind is None or outcome != Chosen("behind"):
            return
        await _movements(visit, behind)


async def _movements(visit: Visit, behind: Behind) -> None:
    """What a figure was made of, the newest first; "older" and "newer" walk through all of it."""
    host = cast("LiveVisit", visit).desk.host
    named, names = entry_words(host), await visit.read(lambda tx: products_of(host, tx))
    starts, update = [0], False
    while True:
        found = await visit.read(screens.look_behind, behind, starts[-1], STRETCH + 1)
        shown = found[:STRETCH]
        prompt = screens.movements(
            behind,
            shown,
            named,
            names,
            visit.now_ms,
            visit.zone,
            older=len(found) > STRETCH,
            newer=len(starts) > 1,
        )
        outcome: Outcome = await visit.ask(prompt, update=update)
        update = False
        if outcome == BACK or not isinstance(outcome, Chosen):
            return
        if outcome.key == "older":
            starts.append(shown[-1].entry.number)
            update = True
        elif outcome.key == "newer":
            starts.pop()
            update = True
        else:
            one = next((each for each in shown if each.entry.id == outcome.key), None)
            if one is None:
                return
            await visit.ask(screens.entry(behind, one, named, names, visit.zone))
