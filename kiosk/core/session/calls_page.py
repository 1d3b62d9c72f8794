"""The log of calls: who waited for how long today, and what has become of each. Open ones first, by urgency and age."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, cast

from kiosk.core.calls import words
from kiosk.core.calls.records import Call, by_urgency
from kiosk.core.moments import when
from kiosk.core.outcomes import BACK, Changes
from kiosk.core.service import Availability
from kiosk.core.session.staff_desk import about_the_call
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen, Detail, Row, Table
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

WIDTHS = (3, 5, 4, 4)


async def calls_page(visit: Visit) -> None:
    """An open call that is pressed leads to what can be said of it; one that is over tells its story."""
    desk = cast("LiveVisit", visit).desk
    selected, update = "", False
    while True:
        calls, numbers = await visit.read(_of_today)
        asked = _table(desk, calls, numbers, selected)
        outcome = await visit.ask(asked, accepts=(Changes("call"),), update=update)
        update = True
        if outcome == BACK:
            return
        if not isinstance(outcome, Chosen):
            continue
        if desk.reception.calls.one(outcome.key) is not None and visit.may("desk.serve"):
            await about_the_call(desk, outcome.key)
            update = False
        else:
            selected = "" if outcome.key == selected else outcome.key


def note(_tx: Transaction, position: PositionDesk) -> Availability:
    """How many ring or wait for whoever said that they are coming."""
    number = len(position.reception.calls.ranked())
    if not number:
        return Availability(_("Nobody has called"))
    return Availability(_.plural("{count} open", "{count} open", number))


def _of_today(tx: Transaction) -> tuple[list[Call], dict[str, str]]:
    """Today's calls, and those that are still open from before; and the numbers of the staff who answered."""
    still_open = sorted(tx.open_calls(), key=by_urgency)
    over = [call for call in tx.calls_of_day(tx.business_day) if call.state == "ended"]
    calls = [*still_open, *over]
    people = {call.answered_by for call in calls if call.answered_by}
    numbers = {each: record.number for each in people if (record := tx.staff(each)) is not None}
    return calls, numbers


def median_ms(calls: Sequence[Call]) -> int | None:
    """The middle of the answer times; None where nobody has been answered. Calls that were taken back, and the desk's own,
    waited for nobody."""
    answered = [
        call.waited_ms(0)
        for call in calls
        if call.answered_ms is not None and call.how != "taken_back" and call.kind != "returns_full"
    ]
    return round(median(answered)) if answered else None


def _table(desk: PositionDesk, calls: list[Call], numbers: dict[str, str], selected: str) -> Table:
    now_ms, middle = desk.clock.now_ms(), median_ms(calls)
    subtitle: Text = ""
    if middle is not None:
        subtitle = _("Today's median: answered after {waited}", waited=words.waited(middle))
    chosen = next((call for call in calls if call.id == selected), None)
    return Table(
        _("Calls"),
        (_("When"), _("What"), _("Waited"), _("Answer")),
        tuple(
            Row(
                call.id,
                (
                    when(call.raised_ms, now_ms, desk.zone),
                    words.TITLES[call.kind],
                    words.waited(call.waited_ms(now_ms)),
                    _answered(call, numbers),
                ),
                alert=call.state == "ringing",
            )
            for call in calls
        ),
        subtitle=subtitle,
        widths=WIDTHS,
        empty=_("Nobody has called today."),
        detail=_story(desk, chosen) if chosen is not None else None,
    )


def _answered(call: Call, numbers: dict[str, str]) -> Text:
    if call.how == "taken_back":
        return _("Taken back")
    if call.answered_ms is None:
        return _("Rings") if call.state == "ringing" else _("By nobody")
    return _("Number {number}", number=numbers.get(call.answered_by, "–"))


def _story(desk: PositionDesk, call: Call) -> Detail:
    now_ms = desk.clock.now_ms()
    lines: list[Text] = [words.place(call, desk.host, desk.reception.customer_screens)]
    if call.answered_at:
        lines.append(_("Answered at {position}", position=call.answered_at))
    if call.rung > 1:
        lines.append(_.plural("Rung {count} time", "Rung {count} times", call.rung))
    return Detail(words.TITLES[call.kind], when(call.raised_ms, now_ms, desk.zone), tuple(lines[:3]))
