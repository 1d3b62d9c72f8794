"""A top-up that was written on paper while the box was down, entered later: dated by when it was, in the day on which it is
entered.

The blank form (`kiosk report blank`) gives each line a number out of its day, 1130-07; under that number it is entered
once, whoever holds the paper. What counts is the rule of the paper's day. A month that is closed takes no late entry any
more (A19): the paper goes to finance. Nothing is printed; the customer has had their copy of the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    BACK,
    AlreadyEntered,
    Buyer,
    Chosen,
    Entered,
    Entry,
    Member,
    NoShift,
    OwnAccount,
    Scan,
    Scans,
    Text,
    Transaction,
    Visit,
    buyer_identity,
)
from kiosk.plugins.cards.words import _

from . import paper_screens as screens
from .screens import how_much, how_paid, too_much
from .topping_up import KIND, Quote, QuoteChanged, paid_in, quote, standing

PAIR = 2  # allow constant: digits of a month, a day, a line, an hour
MS = 1000  # allow constant: milliseconds of a second
LINES = 26  # allow constant: of the form for top-ups; the other registers of a day go on from there


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the form: its number, the business day in it, and when the money was taken."""

    number: str
    day: int
    at_ms: int


async def paper(visit: Visit) -> None:
    """One line after the other, until staff go back."""
    while True:
        line = await _line(visit)
        if line is None:
            return
        why = await _enter(visit, line)
        if why is None:
            continue
        await visit.ask(screens.refused(why) if why else screens.done(), back=False)


async def _line(visit: Visit) -> Paper | None:
    error: Text = ""
    while True:
        number = await visit.ask(screens.which_line(error), update=bool(error))
        if not isinstance(number, Entered):
            return None
        clock = await visit.ask(screens.what_time())
        if not isinstance(clock, Entered):
            error = ""
            continue
        line = line_of(number.text, clock.text, visit.now_ms, visit.zone)
        if isinstance(line, Paper):
            return line
        error = screens.WRONG[line]


def line_of(number: str, clock: str, now_ms: int, zone: ZoneInfo) -> Paper | str:
    """A line by its number (113007) and the time on it (1405); else what is wrong with it. The newest such day."""
    now = datetime.fromtimestamp(now_ms / MS, zone)
    places = (0, 2, 4)  # allow constant: where month, day and line stand in the number
    month, date, row = (int(number[one : one + PAIR]) for one in places)
    hour, minute = int(clock[:PAIR]), int(clock[PAIR:])
    if not 1 <= row <= LINES:
        return "number"
    for year in (now.year, now.year - 1):
        try:
            at = datetime(year, month, date, hour, minute, tzinfo=zone)
        except ValueError:
            return "number" if hour < 24 and minute < 60 else "time"  # allow constant: of a day and an hour
        if at <= now:
            day = year * 10_000 + month * 100 + date
            return Paper(f"{day}-{row:02d}", day, int(at.timestamp() * MS))
    return "number"


@dataclass(frozen=True, slots=True)
class Read:
    """All that was read off one line."""

    line: Paper
    member: Member
    shown: Quote
    tender: str
    buyer: Buyer
    writer: str
    reason: str


async def _enter(visit: Visit, line: Paper) -> str | None:
    """Why it was not entered, "" when it was; None when staff went back."""
    if why := await visit.read(_why_not, line):
        return why
    member = await _whose(visit)
    if member is None:
        return None
    if member.status == "closed":
        return "closed"
    if await visit.own_account(member.id):
        return "own"
    read = await _read(visit, line, member)
    if not isinstance(read, Read):
        return read
    asked = screens.review(read, visit.zone)
    return await _written(visit, read) if await visit.ask(asked) == Chosen("enter") else None


async def _read(visit: Visit, line: Paper, member: Member) -> Read | str | None:
    one = await visit.read(standing, member.id)
    if one is None or not one.held:
        return "no_shift"
    shown = await _amount(visit, member, line)
    if shown is None or shown.refused:
        return shown.refused if shown is not None else None
    paid_by = await visit.ask(how_paid(one, shown))
    if not isinstance(paid_by, Chosen) or paid_by == BACK:
        return None
    buyer = await buyer_identity(visit, purpose="cards.topup", member_id=member.id)
    writer = await visit.ask(screens.who_wrote_it()) if buyer is not None else None
    if buyer is None or not isinstance(writer, Entered):
        return None
    why = await visit.ask(screens.why_late())
    if not isinstance(why, Chosen) or why == BACK:
        return None
    return Read(line, member, shown, paid_by.key, buyer, writer.text, why.key)


async def _written(visit: Visit, read: Read) -> str:
    def make(tx: Transaction) -> Entry:
        return enter(tx, read, read.buyer.keep(tx))

    try:
        await visit.write(make)
    except NoShift:
        return "no_shift"
    except OwnAccount:
        return "own"
    except AlreadyEntered:
        return "entered"
    except QuoteChanged:
        return "changed"
    return ""


def _why_not(tx: Transaction, line: Paper) -> str:
    if _closed(tx, line):
        return "month_closed"
    return "entered" if tx.entered(_key(line)) is not None else ""


def _closed(tx: Transaction, line: Paper) -> bool:
    return tx.month_closed(line.day // 100)


def _key(line: Paper) -> str:
    return f"paper:topup:{line.number}"


async def _whose(visit: Visit) -> Member | None:
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.whose_card(error), accepts=(Scans(),), update=bool(error))
        if not isinstance(outcome, Entered | Scan):
            return None
        member = await visit.read(_by_card, outcome.text)
        if member is not None:
            return member
        error = screens.NOBODYS


def _by_card(tx: Transaction, text: str) -> Member | None:
    return tx.member_by_card(text)


async def _amount(visit: Visit, member: Member, line: Paper) -> Quote | None:
    error: Text = ""
    while True:
        typed = await visit.ask(how_much(error), update=bool(error))
        if not isinstance(typed, Entered):
            return None
        if not int(typed.text):
            error = _("Type more than nothing")
            continue
        shown = await visit.read(quote, member.id, int(typed.text), line.day)
        if shown.refused != "over_the_limit":
            return shown
        error = too_much(shown)


def enter(tx: Transaction, read: Read, identity: str = "seen") -> Entry:
    """Enter one line of the form. Raises AlreadyEntered for a line that was, QuoteChanged, OwnAccount, NoShift."""
    line, member_id, shown = read.line, read.member.id, read.shown
    tx.serving(member_id)
    if _closed(tx, line) or quote(tx, member_id, shown.paid, line.day) != shown or shown.refused:
        raise QuoteChanged
    told = {"tender": read.tender, "identity": identity, "paper": line.number, "written_by": read.writer}
    return tx.enter(
        KIND,
        paid_in(tx, member_id, shown, read.tender, line.day),
        subject=member_id,
        version=shown.version,
        reason=read.reason,
        data=told,
        once=_key(line),
        happened_ms=line.at_ms,
    )
