"""Borrowing: from a known member to an open door, and to the slip.

the member's PIN, the safety rules    (where a rule wants them: `before`, `safety`)
choose a door and intend its pulse   (one write, rules inside)
wait until the door has been seen open        did not open → out of service, next door, at most `door_attempts`
the loan begins                      (one write)
take it, close the door                       said not open, changed mind, left open: each has its own ending
done, with the slip                  (one write)   nothing there → unverified, one more door
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.core.api import (
    AlreadyHeld,
    Chosen,
    ConstraintBroken,
    DoorMoved,
    Doors,
    Fact,
    Item,
    Notice,
    Operation,
    OperationFinished,
    Operations,
    Outcome,
    PlaceRecord,
    Scan,
    Text,
    Transaction,
    Visit,
)

from . import attendant, refusals, screens, slips
from .before import pin_given, refused_before
from .borrowers import Borrower, holder_of
from .cases import shut_after_all
from .doors import NOBODY_KNOWS, Seen, doors_now, until_open, until_shut
from .ending import End
from .kinds import Kind
from .limits import Limits
from .open_row import take_from_row
from .reading import item_by_id, loan_by_id
from .records import Loan, Opening
from .refuse import refuse
from .safety import Fits, agree, version
from .scans import recognise
from .writes import Handed, InTheRow, Refused, begin, confirm_taken, finish, lend, unverify, void

TIMES_OVERTAKEN = 3  # allow constant: what broke three times in a row is no race


@dataclass
class Course:
    """What this visit has tried: memory of the flow only, nothing depends on it after a crash."""

    kind: Kind
    limits: Limits
    terms: str = ""
    handed: Handed | None = None
    tried: set[str] = field(default_factory=set)
    last: PlaceRecord | None = None
    looked_again: bool = False
    unsure: bool = False
    """A door was pulsed that may have opened without anybody knowing."""
    overtaken: int = 0

    @property
    def deposit_fen(self) -> int:
        """What was asked for; a member's card is enough without."""
        return self.handed.deposit_fen if self.handed is not None else 0

    @property
    def by_staff(self) -> bool:
        """Whether an attendant reads the screens, and not the borrower."""
        return self.handed is not None


async def borrow(visit: Visit, kind: Kind, member_id: str, *, proven: bool = False) -> End:
    """Lend one to a member; every refusal and every trouble at the door ends here too. `proven`: the PIN was just given."""
    course = Course(kind, Limits.of(visit.settings, kind))
    if kind.safety or course.limits.pin != "never":
        refused = await refused_before(visit, kind, member_id, course.limits)
        if refused is not None:
            return refused
    if not proven and not await pin_given(visit, member_id, course.limits):
        return "home"
    if kind.safety:
        agreed = await agree(visit, kind)
        if agreed.end is not None:
            return agreed.end
        course.terms = agreed.terms
    return await _doors(visit, member_id, course)


async def lend_to(visit: Visit, kind: Kind, borrower: Borrower) -> End:
    """Staff lend one to somebody without a card: the same doors, with what the deposit rule says."""
    staff = visit.staff
    if staff is None:
        return "home"
    limits = Limits.of(visit.settings, kind)
    terms = version(Fits.of(visit.settings)) if kind.safety else ""
    handed = Handed(borrower, limits.deposit_fen, staff.id)
    return await _doors(visit, "", Course(kind, limits, terms, handed))


async def _doors(visit: Visit, member_id: str, course: Course) -> End:
    while True:
        opening = await _begin(visit, member_id, course)
        if isinstance(opening, InTheRow):
            return await _from_the_row(visit, member_id, opening.place, course)
        if isinstance(opening, Refused):
            refused = await refuse(visit, course.kind, member_id, opening.why, unsure=course.unsure)
            if refused == "again":
                continue
            return refused
        end = await _one_door(visit, opening, course)
        if end is not None:
            return end
        course.tried.add(opening.place.id)
        course.last = opening.place
        if len(course.tried) >= course.limits.door_attempts:
            return await _give_up(visit, course)


async def _begin(visit: Visit, member_id: str, course: Course) -> Opening | InTheRow | Refused:
    while True:
        doors = await doors_now(visit)
        try:
            return await visit.write(
                begin,
                course.kind,
                member_id,
                doors,
                course.limits,
                visit.zone,
                frozenset(course.tried),
                terms=course.terms,
                calendar=visit.calendar,
                handed=course.handed,
            )
        except AlreadyHeld:
            continue  # another position was quicker to this door; look again
        except ConstraintBroken:
            # Another kiosk on the same database was quicker to this member's last loan, or to the very item: look again.
            course.overtaken += 1
            if course.overtaken > TIMES_OVERTAKEN:
                raise


async def _from_the_row(visit: Visit, member_id: str, place: PlaceRecord, course: Course) -> End:
    """No door has one, a row without doors has: its tag is scanned, and the loan has begun."""
    lent = await take_from_row(visit, course.kind, member_id, place, terms=course.terms, handed=course.handed)
    if lent is None:
        return "home"
    if isinstance(lent, Refused):
        end = await refuse(visit, course.kind, member_id, lent.why)
        return "home" if end == "again" else end
    loan, item, _holder = await visit.read(_for_the_slip, lent.id)
    return await _done(visit, Opening("", "", place, item, loan), course, left_open=False) or "done"


async def _one_door(visit: Visit, opening: Opening, course: Course) -> End | None:
    """One attempt; None: another door may be tried."""
    loan_id, place = opening.loan.id, opening.place
    screen = screens.opening(place, instead_of=course.last)
    seen = await until_open(visit, screen, place.id, opening.operation_id)
    if seen != "open":
        course.unsure = course.unsure or seen in NOBODY_KNOWS
        await _not_open(visit, opening, seen)
        return None
    loan = await visit.write(lend, loan_id)
    places = await visit.read(_places)
    how = await _at_the_door(visit, loan, opening, places, course)
    if how == "not_open":
        await visit.write(unverify, loan_id, opening.reservation_id, reason="said_not_open", broken=True)
        return None
    if how == "changed_mind":
        return await _put_back(visit, opening, places, course)
    return await _done(visit, opening, course, left_open=how == "left_open")


async def _not_open(visit: Visit, opening: Opening, seen: Seen) -> None:
    if seen in ("did_not_open", "not_pulsed"):
        await visit.write(
            void, opening.loan.id, opening.reservation_id, reason=seen, broken=seen == "did_not_open"
        )
        return
    # Without an outcome the reservation stays: `settle` ends it when the devices have told what became of the pulse.
    held = opening.reservation_id if seen == "uncertain" else None
    await visit.write(unverify, opening.loan.id, held, reason="uncertain")


async def _at_the_door(
    visit: Visit, loan: Loan, opening: Opening, places: list[PlaceRecord], course: Course
) -> str:
    """The open door, until it is shut: `shut`, `left_open`, `not_open` or `changed_mind`."""
    kind, limits = course.kind, course.limits
    place, rack = opening.place, opening.place.kind == "rack"
    scanned: Item | None = None
    error: Text = ""
    update = False
    while True:
        screen = (
            attendant.take_it_out(places, place, scanned=scanned, error=error)
            if course.by_staff
            else screens.take_it(kind, places, place, scanned=scanned, error=error)
        )
        how = await until_shut(
            visit, screen, place.id, within=limits.close_within, scans=rack and scanned is None, update=update
        )
        update = True
        if isinstance(how, Scan):
            scanned = await _tag_taken(visit, loan.id, how)
            error = "" if scanned else kind.words.wrong_tag
            continue
        if isinstance(how, Chosen):
            return how.key
        if how == "shut":
            return how
        reminded = await until_shut(
            visit, screens.close_it(places, place), place.id, within=limits.reminded_within
        )
        return "shut" if reminded == "shut" else "left_open"


async def _tag_taken(visit: Visit, loan_id: str, scan: Scan) -> Item | None:
    seen = await visit.read(recognise, scan.text) if not scan.refused else None
    if seen is None or seen.item is None:
        return None
    loan = await visit.write(confirm_taken, loan_id, seen.item.id)
    return seen.item if loan.confirmed and loan.item_id == seen.item.id else None


async def _put_back(visit: Visit, opening: Opening, places: list[PlaceRecord], course: Course) -> End:
    """They do not want it after all: in the books it is back from here on, staff look whether it is."""
    await visit.write(unverify, opening.loan.id, None, reason="changed_mind")
    how = await until_shut(
        visit,
        screens.put_back(course.kind, places, opening.place),
        opening.place.id,
        within=course.limits.close_within,
    )
    await visit.write(finish, opening.loan.id, opening.reservation_id, left_open=how != "shut")
    await visit.ask(_nothing_lent(course, another=False), back=False)
    return "done"


async def _done(visit: Visit, opening: Opening, course: Course, *, left_open: bool) -> End | None:
    loan, item, holder = await visit.read(_for_the_slip, opening.loan.id)
    slip = (
        slips.borrowed(visit, loan, item, opening.place, holder, course.deposit_fen)
        if visit.ready("printer")
        else None
    )
    printing = await visit.write(finish, loan.id, opening.reservation_id, left_open=left_open, slip=slip)

    outcome = await _show_done(
        visit, loan, item, holder, opening, printing, left_open=left_open, course=course
    )
    if outcome != Chosen("nothing_there"):
        return "done"
    await visit.write(unverify, loan.id, None, reason="nothing_there")
    another = not course.looked_again and len(course.tried) + 1 < course.limits.door_attempts
    course.looked_again = True
    chosen = await visit.ask(_nothing_lent(course, another=another), back=False)
    return None if another and chosen == Chosen("another") else "home" if chosen == Chosen("home") else "done"


async def _show_done(
    visit: Visit,
    loan: Loan,
    item: Item,
    holder: Fact,
    opening: Opening,
    printing: Operation | None,
    *,
    left_open: bool,
    course: Course,
) -> Outcome:
    """The last screen, which follows what the printer and the door still do; returns what was pressed."""
    slip, update = printing is not None, False
    while True:
        door = opening.place if left_open else None
        notice = (
            attendant.lent(
                loan, item, holder, visit.zone, slip=slip, deposit_fen=course.deposit_fen, door_open=door
            )
            if course.by_staff
            else screens.borrowed(loan, item, holder, visit.zone, slip=slip, door_open=door)
        )
        accepts: tuple[Operations | Doors, ...] = (Operations(printing.id),) if printing is not None else ()
        if left_open:
            accepts = (*accepts, Doors(opening.place.id))
        outcome = await visit.ask(notice, accepts=accepts, back=False, update=update)
        update = True
        match outcome:
            case OperationFinished(outcome=printed):
                printing, slip = None, printed == "done"
            case DoorMoved(state="locked"):
                await visit.write(shut_after_all, loan.id, opening.place.id)
                left_open = False
            case DoorMoved():
                continue
            case _:
                return outcome


async def _give_up(visit: Visit, course: Course) -> End:
    if course.by_staff:  # who would come is here already
        await visit.ask(attendant.no_door_opened(), back=False)
        return "done"
    visit.call_staff()
    await visit.ask(refusals.no_door_opened(unsure=course.unsure), back=False)
    return "done"


def _nothing_lent(course: Course, *, another: bool) -> Notice:
    told = attendant.nothing_lent if course.by_staff else screens.nothing_lent
    return told(course.kind, another=another)


def _places(tx: Transaction) -> list[PlaceRecord]:
    return tx.places()  # whatever they hold: the picture is the wall as it stands there


def _for_the_slip(tx: Transaction, loan_id: str) -> tuple[Loan, Item, Fact]:
    loan = loan_by_id(loan_id)
    return loan, item_by_id(tx, loan.item_id), holder_of(tx, loan)
