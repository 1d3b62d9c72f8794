"""`kiosk report NAME --date …`: what the plugins tell about their days, as text to print, CSV or a workbook.

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
    from kiosk.core.reports import Report, Sheet, Span
    from kiosk.core.store.database import Store
    from kiosk.link.settings import Settings
    from kiosk.link.texts import Text

FORMATS = ("text", "csv", "xlsx")


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
    if parsed.format == "xlsx" and parsed.out is None:
        return _refuse("a workbook is a file: say which with --out FILE")
    settings = read_settings(parsed)
    from kiosk.cli.house import open_kiosk_store

    with open_kiosk_store(settings, to_read=True) as store:
        return _make(parsed, settings, store)


def _make(parsed: argparse.Namespace, settings: Settings, store: Store) -> int:
    from kiosk.cli.house import load_plugins
    from kiosk.core.host.plugin import PluginFailed
    from kiosk.core.reports import Span

    host = load_plugins(settings, store)
    offered = {
        report.id: (plugin, report) for plugin, reports in host.call("kiosk_reports") for report in reports
    }
    offered |= {report.id: ("", report) for report in own_reports(settings, store, host)}
    if parsed.report and parsed.report not in offered:
        parsed.report = parsed.report.lower()  # the forms are written F09
    say = _words(parsed, settings, host)
    if parsed.report not in offered:
        if parsed.report:
            return _refuse(
                f"there is no report {parsed.report!r}; there are: {', '.join(sorted(offered)) or 'none'}"
            )
        for name, (_plugin, report) in sorted(offered.items()):
            print(f"{name:<16}{say(report.title)}")
        return 0
    try:
        span = Span.of(*_days(parsed, settings), store.day)
    except ValueError as problem:
        return _refuse(str(problem))
    plugin, report = offered[parsed.report]
    try:
        sheets = _sheets(host, store, plugin, report, span)
    except PluginFailed as problem:
        print(f"kiosk report: {problem}", file=sys.stderr)
        return 1
    _write(parsed, settings, say(report.title), _spoken(sheets, say), span)
    return 0


def own_reports(settings: Settings, store: Store, host: Host) -> list[Report]:
    """The manual's forms, which several services have a part in."""
    from kiosk.core.forms import f09
    from kiosk.core.shifts import CounterRules

    counter = settings.counter
    store.counter = CounterRules(counter.name, counter.tenders, counter.shifts)
    line_of = {
        kind: line for _plugin, lines in host.call("kiosk_money_lines") for kind, line in lines.items()
    }
    return [f09.report(line_of)]


def _refuse(words: str) -> int:
    print(f"kiosk report: {words}", file=sys.stderr)
    return 2


def _days(parsed: argparse.Namespace, settings: Settings) -> tuple[date, date]:
    """The days that were asked for; by itself the last whole one, which is what the early shift wants."""
    today = datetime.now(ZoneInfo(settings.site.zone)).date()
    if parsed.date is not None:
        return parsed.date, parsed.date
    if parsed.since is not None or parsed.until is not None:
        return parsed.since or parsed.until, parsed.until or today
    return today - timedelta(days=1), today - timedelta(days=1)


def _words(parsed: argparse.Namespace, settings: Settings, host: Host) -> Callable[[Text], str]:
    from kiosk.core.session.position import catalogue_folders
    from kiosk.link.texts import Translator

    names = {bank.name: bank.name_en for bank in settings.banks if bank.name_en}
    return Translator(parsed.language or settings.site.language, catalogue_folders(host), names).say


def _sheets(host: Host, store: Store, plugin: str, report: Report, span: Span) -> list[Sheet]:
    from kiosk.core.host.answers import sheets
    from kiosk.core.records import Context

    if not plugin:
        return list(store.read_now(report.make, span, {}))
    settings = host.plugins[plugin].settings
    with host.guarded(plugin, f"report {report.id}"):
        made = store.read_now(report.make, span, settings, context=Context(plugin=plugin))
        return sheets(made, host.sayable)


def _spoken(made: list[Sheet], say: Callable[[Text], str]) -> list[Sheet]:
    from kiosk.link.texts import localise

    return [localise(sheet, say) for sheet in made]


def _write(parsed: argparse.Namespace, settings: Settings, title: str, made: list[Sheet], span: Span) -> None:
    from kiosk.cli import report_files, report_text

    english = (parsed.language or settings.site.language) == "en"
    site = settings.site.name_en if english and settings.site.name_en else settings.site.name
    days = report_text.days(span)
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
