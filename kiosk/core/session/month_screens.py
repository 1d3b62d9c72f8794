"""The screens of the month close: the months, one of them before it is closed, and what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec

from kiosk.core.counter_words import SHIFTS
from kiosk.core.forms import words
from kiosk.core.ledger import ClosedMonth
from kiosk.core.moments import date_of, stamp
from kiosk.core.months import Standing, facts, month_after, month_said
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Confirm, Fact, Notice, Row, Table
from kiosk.link.texts import Text

_ = Texts("core")


class Listed(msgspec.Struct, frozen=True):
    """A month in the list, with the numbers of the two who have closed it; `due`: it is over and was not closed."""

    month: int
    closed: ClosedMonth | None
    both: tuple[str, str] | None
    due: bool


def table(found: Sequence[Listed], zone: ZoneInfo) -> Table:
    """The newest first; what is to be closed in the warning ink."""
    return Table(
        _("Month close"),
        (_("Month"), _("State"), words.BY_NUMBER),
        tuple(
            Row(
                str(one.month),
                (month_said(one.month), _state(one, zone), ", ".join(one.both) if one.both else "–"),
                alert=one.due,
            )
            for one in found
        ),
        subtitle=_("On the 1st, the shift lead and finance"),
        widths=(3, 5, 3),
    )


def _state(one: Listed, zone: ZoneInfo) -> Text:
    if one.closed is not None:
        return _("Closed {day}", day=stamp(one.closed.closed_ms, zone)[:10])
    return _("To be closed") if one.due else _("Not over yet")


def standing(seen: Standing, who: str, zone: ZoneInfo, *, may: bool) -> Confirm:
    """One month: its sums, and the way to its figures; closing it where nothing stands in the way."""
    close = Action("close", _("Close the month"), icon="lock", primary=True)
    told, more = _told(seen, who, zone)
    return Confirm(
        _("Month {month}", month=month_said(seen.month)),
        told if told or may else _("The shift lead or finance closes it."),
        (*facts(seen), *more),
        (
            *((close,) if not seen.why and may else ()),
            Action("figures", _("Figures of the month"), icon="description"),
        ),
        icon="lock" if seen.closed is not None else "event",
        tone="leaf" if seen.closed is not None else "amber" if seen.why else "sky",
    )


def _told(seen: Standing, who: str, zone: ZoneInfo) -> tuple[Text, tuple[Fact, ...]]:
    """Why it cannot be closed now and what to do, and the facts of it."""
    if seen.closed is not None:
        return (
            _("What is wrong in it is put right by taking it back today."),
            (Fact(words.CLOSED, stamp(seen.closed.closed_ms, zone)), Fact(words.BY_NUMBER, who)),
        )
    if seen.why == "not_over":
        following = month_after(seen.month) * 100 + 1
        return _("It is not over. It is closed from {day} on.", day=date_of(following)), ()
    if seen.why == "earlier":
        return _("Close {month} first: months are closed in their order.", month=month_said(seen.earlier)), ()
    if seen.shift is not None:
        shift = _("{day} {shift}", day=date_of(seen.shift.business_day), shift=SHIFTS[seen.shift.name])
        state = (
            _("A shift of it waits for a second person. Settle it first.")
            if seen.shift.state == "left"
            else _("A shift of it is still open. Count and leave it first.")
        )
        return state, (
            Fact(_("Shift"), shift, alert=True),
            Fact(_("Held by"), _("Number {number}", number=who)),
        )
    return "", ()


def waits() -> Notice:
    """The other party answers later."""
    return Notice(
        "waiting",
        _("The other party is asked"),
        _("The month is closed as soon as they approve it, at any position."),
    )


def waits_already() -> Notice:
    """Somebody has asked before."""
    return Notice("waiting", _("It waits already"), _('Look under "Waiting for approval".'))


def has_changed() -> Notice:
    """What was agreed on is not what stands there any more."""
    return Notice(
        "refused",
        _("The month was not closed"),
        _("Something has changed since you looked. Look at its figures again."),
    )


def closed(month: int, *, printed: bool) -> Notice:
    """It is closed for good."""
    return Notice(
        "done",
        _("{month} is closed", month=month_said(month)),
        _("F10 is printing. Both sign it.")
        if printed
        else _("F10 is not printed yet. Print it from the reports later."),
    )
