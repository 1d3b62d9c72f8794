"""`kiosk report NAME --date …`: what the plugins tell about their days, as text, CSV, a workbook or a PDF like the form.

A process of its own beside the desk, on a store that it can only read: a year's figures keep no customer waiting. Nothing of a
person is in a report but ids; what a report counts is its plugin's business (`kiosk_reports`), how it is written is here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.cli.options import read_settings, settings_option

if TYPE_CHECKING:
    from kiosk.core.host.host import Host
    from kiosk.core.reports import Report, Sheet, Span, Whole
    from kiosk.core.store.database import Store
    from kiosk.link.settings import Settings
    from kiosk.link.texts import Text

FORMATS = ("text", "csv", "xlsx", "pdf")

FILES = {"xlsx": "a workbook", "pdf": "a PDF"}
"""What is no text for a terminal."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk report`."""
    parser.add_argument(
        "report", nargs="?", metavar="NAME", help="which report; without one, they are listed"
    )
    parser.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="one business day (else: yesterday)")
    parser.add_argument(
        "--from", dest="since", type=_day, metavar="YYYY-MM-DD", help="the first business day"
    )
    parser.add_argument(
        "--to", dest="until", type=_day, metavar="YYYY-MM-DD", help="the last one (else: today)"
    )
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there, and not to standard output")
    parser.add_argument("--bom", action="store_true", help="CSV that Excel opens as UTF-8")
    parser.add_argument(
        "--width",
        type=int,
        default=80,
        help="characters on a line of text; 48 is an 80 mm slip, 32 a 58 mm one",
    )
    parser.add_argument("--language", choices=("zh_CN", "en"), help="else the site's own")
    settings_option(parser)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day like 2026-11-22") from None


def run(parsed: argparse.Namespace) -> int:
    """Make one report. 2 when it was asked for wrongly, 1 when its plugin failed at it."""
    if parsed.date and (parsed.since or parsed.until):
        return _refuse("--date is one day; --from and --to are several: not both")
    if parsed.format in FILES and parsed.out is None:
        return _refuse(f"{FILES[parsed.format]} is a file: say which with --out FILE")
    settings = read_settings(parsed)
    from kiosk.cli.house import open_kiosk_store

    with open_kiosk_store(settings, to_read=True) as store:
        return _make(parsed, settings, store)


def _make(parsed: argparse.Namespace, settings: Settings, store: Store) -> int:
    from kiosk.cli.house import load_plugins
    from kiosk.core import reports_made
    from kiosk.core.host.plugin import PluginFailed
    from kiosk.core.records import Context
    from kiosk.core.reports import Span
    from kiosk.core.shifts import CounterRules

    host = load_plugins(settings, store)
    counter = settings.counter
    store.counter = CounterRules(counter.name, counter.tenders, counter.shifts)
    offered = reports_made.offered(host)
    if parsed.report and parsed.report not in offered:
        parsed.report = parsed.report.lower()  # the forms are written F09
    say = _words(parsed, settings, host)
    if parsed.report not in offered:
        if parsed.report:
            return _refuse(
                f"there is no report {parsed.report!r}; there are: {', '.join(sorted(offered)) or 'none'}"
            )
        for name, one in sorted(offered.items()):
            print(f"{name:<16}{say(one.report.title)}")
        return 0
    one = offered[parsed.report]
    report = one.report
    if parsed.report == "blank" and not (parsed.date or parsed.since or parsed.until):
        parsed.date = datetime.now(store.day.zone).date()  # forms are for today, figures for yesterday
    try:
        span = Span.whole(*_days(parsed, settings, report.whole), report.whole, store.day)
    except ValueError as problem:
        return _refuse(str(problem))
    try:
        sheets = store.read_now(reports_made.make, host, one, span, context=Context(plugin=one.plugin))
    except PluginFailed as problem:
        print(f"kiosk report: {problem}", file=sys.stderr)
        return 1
    try:
        _write(parsed, settings, report, sheets, span, say)
    except OSError as problem:
        return _refuse(f"{parsed.out} cannot be written: {problem.strerror or problem}")
    return 0


def _refuse(words: str) -> int:
    print(f"kiosk report: {words}", file=sys.stderr)
    return 2


def _days(parsed: argparse.Namespace, settings: Settings, whole: Whole) -> tuple[date, date]:
    """The days that were asked for; by itself the last whole day, week or month, which is what the early shift wants."""
    today = datetime.now(ZoneInfo(settings.site.zone)).date()
    if parsed.date is not None:
        return parsed.date, parsed.date
    if parsed.since is not None or parsed.until is not None:
        return parsed.since or parsed.until, parsed.until or today
    begun = {"days": today, "weeks": today - timedelta(days=today.weekday()), "months": today.replace(day=1)}
    last = begun[whole] - timedelta(days=1)
    return last, last


def _words(parsed: argparse.Namespace, settings: Settings, host: Host) -> Callable[[Text], str]:
    from kiosk.core.session.catalogues import catalogue_folders
    from kiosk.link.texts import Translator

    names = {bank.name: bank.name_en for bank in settings.banks if bank.name_en}
    return Translator(parsed.language or settings.site.language, catalogue_folders(host), names).say


def _spoken(made: list[Sheet], say: Callable[[Text], str]) -> list[Sheet]:
    from kiosk.link.texts import localise

    return [localise(sheet, say) for sheet in made]


def _write(
    parsed: argparse.Namespace,
    settings: Settings,
    report: Report,
    sheets: list[Sheet],
    span: Span,
    say: Callable[[Text], str],
) -> None:
    from kiosk.cli import report_files, report_text

    english = (parsed.language or settings.site.language) == "en"
    site = settings.site.name_en if english and settings.site.name_en else settings.site.name
    title, made, days = say(report.title), _spoken(sheets, say), report_text.days(span)
    if parsed.format == "pdf":
        _pdf(parsed.out, settings, title, f"{site}  {days}", made, say)
        return
    if parsed.format == "xlsx":
        report_files.write_workbook(parsed.out, made)
        return
    if parsed.format == "csv":
        text = report_files.as_csv(made)
        encoding = "utf-8-sig" if parsed.bom else "utf-8"
    else:
        text, encoding = report_text.as_text(f"{site} · {title}", days, made, width=parsed.width), "utf-8"
    if parsed.out is not None:
        parsed.out.write_bytes(text.encode(encoding))
    else:
        sys.stdout.buffer.write(text.encode(encoding))


def _pdf(
    out: Path, settings: Settings, title: str, days: str, made: list[Sheet], say: Callable[[Text], str]
) -> None:
    from kiosk.cli.report_pdf import write_pdf
    from kiosk.core.forms import words

    at = datetime.now(ZoneInfo(settings.site.zone))
    stamped = say(words.made_at(at.strftime("%Y-%m-%d %H:%M")))
    write_pdf(out, title, days, made, at=at, stamped=stamped, numbered=say(words.page_number()))
