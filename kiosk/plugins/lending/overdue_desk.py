"""逾期提醒, for staff: who is late, the longest first; call them, or do it another way, and say so. See `overdue`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Changed,
    Changes,
    Chosen,
    Confirm,
    Fact,
    Frame,
    Line,
    Pair,
    Row,
    Slip,
    Table,
    Text,
    Visit,
    service_slip,
)

from .desk_limits import DeskLimits, quiet_until
from .ending import End
from .kinds import kind_of
from .overdue import How, Late, Story, masked, overdue_list, remind, reveal, story
from .rules import days_over
from .words import _, item_name, moment, when

HOW_WORDS: dict[str, Text] = {
    "called": _("called"), "texted": _("texted"), "printed": _("letter printed"), "shown": _("shown on the screen"),
}  # fmt: skip


async def overdue(visit: Visit) -> End:
    """The staff service."""
    update = False
    while True:
        late = await visit.read(overdue_list)
        outcome = await visit.ask(
            table(late, visit.now_ms, visit.zone), accepts=(Changes("lending"),), update=update
        )
        update = isinstance(outcome, Changed)
        if update:
            continue
        picked = [one for one in late if outcome == Chosen(one.loan.id)]
        if not picked:
            return "home"
        await _one(visit, picked[0])


def table(late: list[Late], now_ms: int, zone: ZoneInfo) -> Table:
    """The list; who is to be reminded now stands out."""
    due = sum(one.due_again(now_ms) for one in late)
    return Table(
        title=_("Overdue"),
        subtitle=_("{late} overdue, {due} to remind now", late=len(late), due=due) if late else "",
        columns=(_("Late"), _("Which"), _("Who"), _("Reminders")),
        rows=tuple(
            Row(
                key=one.loan.id,
                cells=(
                    _.plural("{count} day", "{count} days", days_over(one.loan.due_ms, now_ms, zone)),
                    one.item.tag,
                    one.who,
                    _reminders(one, now_ms, zone),
                ),
                alert=one.due_again(now_ms),
            )
            for one in late
        ),
        widths=(3, 3, 4, 5),
        empty=_("Nothing is overdue"),
    )


def _reminders(one: Late, now_ms: int, zone: ZoneInfo) -> Text:
    if not one.reminded.times:
        return _("not yet")
    if one.due_again(now_ms):
        return _("{times}× · due", times=one.reminded.times)
    return _(
        "{times}× · again {time}", times=one.reminded.times, time=when(one.reminded.again_ms, now_ms, zone)
    )


async def _one(visit: Visit, one: Late) -> None:
    """One loan: how were they reminded?"""
    limits = DeskLimits.of(visit.settings)
    number: Text = ""
    while True:
        told = await visit.read(story, one.loan.id)
        printer = visit.ready("printer")
        screen = card(one, told, visit.now_ms, visit.zone, limits, number=number, printer=printer)
        outcome = await visit.ask(screen, update=bool(number))
        staff = visit.staff
        if staff is None or not isinstance(outcome, Chosen):
            return
        if outcome.key == "reveal":
            await visit.write(reveal, one.loan.id, staff.id, visit.position)
            number = one.phone.reveal()
            continue
        if outcome.key in ("called", "texted", "printed"):
            how: How = outcome.key  # type: ignore[assignment]  # one of the three, as just asked
            slip = letter(visit, one) if how == "printed" else None
            await visit.write(remind, one.loan.id, how, staff.id, limits.again_ms, slip)
        return


def card(
    one: Late,
    told: Story,
    now_ms: int,
    zone: ZoneInfo,
    limits: DeskLimits,
    *,
    number: Text = "",
    printer: bool = True,
) -> Confirm:
    """All that is needed for a call, and what can be noted after it."""
    quiet = quiet_until(now_ms, zone, limits)
    asked = () if quiet or not one.phone else (Action("called", _("I called"), icon="call", primary=True),)
    texted = () if quiet or not one.phone else (Action("texted", _("I texted")),)
    letters = (Action("printed", _("Print a letter"), primary=not asked),) if printer else ()
    shown = (Action("reveal", _("Show the number")),) if one.phone and not number else ()
    return Confirm(
        title=_("Remind them"),
        subtitle=_("Quiet hours until {time}: no calls, no texts.", time=quiet) if quiet else "",
        facts=(
            Fact(kind_of(one.loan.kind).words.one, item_name(one.item)),
            Fact(_("Was due"), moment(one.loan.due_ms, zone), alert=True),
            Fact(_("Who"), one.who),
            Fact(_("Phone"), number or masked(one.phone)),
            Fact(_("Last reminder"), _last(told, now_ms, zone)),
            *(
                (Fact(_("Number shown"), _.plural("{count} time", "{count} times", told.reveals)),)
                if told.reveals
                else ()
            ),
        ),
        actions=(*asked, *texted, *letters, *shown),
        icon="call",
        tone="amber",
    )


def _last(told: Story, now_ms: int, zone: ZoneInfo) -> Text:
    if not told.how:
        return _("none yet")
    how, at = HOW_WORDS[told.how], when(told.at_ms, now_ms, zone)
    return (
        _("{time} · {how} · {staff}", time=at, how=how, staff=told.by)
        if told.by
        else _("{time} · {how}", time=at, how=how)
    )


def letter(visit: Visit, one: Late) -> Slip:
    """A reminder on paper, to be sent or handed over; no number on it and no name."""
    words = kind_of(one.loan.kind).words
    return service_slip(
        visit,
        "lending.reminder",
        _("Reminder"),
        Pair(words.one, item_name(one.item)),
        Pair(_("Who"), one.who),
        Frame(_("It was due by"), moment(one.loan.due_ms, visit.zone)),
        Line(
            _("Please bring it back soon: others are waiting for it. If it is lost, tell the service desk.")
        ),
        number=one.loan.number,
    )
