"""What the manual's forms have in common to say, on a screen, a slip or a page."""

from __future__ import annotations

from kiosk.core.moments import date_of
from kiosk.core.reports import Field, Span
from kiosk.core.texts import Texts
from kiosk.link.texts import Message, Text

_ = Texts("core")

LEFT_BY = _("Handed over by")
TAKEN_BY = _("Taken over by")
MADE_BY = _("Books kept by")
COUNTED_BY = _("Counted by")
BY_NUMBER = _("By number")
CLOSED = _("Month closed")
WITNESS = _("Witness")
SHIFT_LEAD = _("Shift lead")
FINANCE = _("Finance")
DIFFERENCE = _("Difference")


def days_said(span: Span) -> Text:
    """2026-11-22, or 2026-11-01 – 2026-11-30."""
    first, last = date_of(span.days[0]), date_of(span.days[-1])
    return first if first == last else f"{first} – {last}"


def of_day(business_day: int) -> Field:
    """报表日期."""
    return Field(_("Day of the report"), date_of(business_day))


def made_at(stamped: str) -> Message:
    """At the foot of a page."""
    return _("Made from the ledger, {time}", time=stamped)


def page_number() -> Message:
    """`{page}` and `{total}` are filled in by whoever sets the pages."""
    return _("Page {page} of {total}", page="{page}", total="{total}")
