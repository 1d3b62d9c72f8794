"""A row without doors: strollers on a chain, told apart by their tags.

Nothing opens and no sensor tells anything there, so the tag is what a loan begins and ends with: scanned at the kiosk, by the
customer's honour or by staff, as the settings have it (`row_lending`). One write each, and so nothing to settle: before it
nothing has happened, after it all has. What was put back rests until staff have looked, who see then whether it stands there.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Calendar,
    Chosen,
    Confirm,
    ConstraintBroken,
    Fact,
    Item,
    Notice,
    PlaceRecord,
    PresentCard,
    Scan,
    Scans,
    Steps,
    Text,
    Transaction,
    Visit,
)

from .kinds import Kind, kind_of
from .limits import Limits
from .reading import item_by_id, spots, standing
from .records import Loan, Receiving, Standing
from .rules import lendable, may_borrow, rows_with_something
from .scans import recognise
from .screens import HOME, STEPS
from .words import _, item_name
from .writes import Handed, Refused, free_slot, lend, open_loan

ROW = "lending.row"
"""The kind of the hold within the one write that lends from a row; it never outlives it."""


def lend_from_row(
    tx: Transaction,
    kind: Kind,
    member_id: str,
    item_id: str,
    limits: Limits,
    zone: ZoneInfo,
    *,
    terms: str = "",
    calendar: Calendar | None = None,
    handed: Handed | None = None,
) -> Loan | Refused | None:
    """The tag of the one they take was scanned: the loan begins. None: it is not one that can be lent from a row now."""
    stands, out = standing(tx, member_id, kind.id) if handed is None else (Standing(active=True), [])
    calendar = calendar or tx.calendar
    due_ms = limits.due_ms(tx.now_ms, zone, calendar)
    against = may_borrow(stands, limits, left_ms=due_ms - tx.now_ms, calendar=calendar)
    if against is not None:
        return Refused(against)
    for spot in rows_with_something(spots(tx, {}, kind.id), tx.now_ms):
        if any(lodged.item.id == item_id for lodged in lendable(spot, tx.now_ms)):
            # Two kiosks on one PostgreSQL may have read the same tag at once: the second one waits here, and finds it gone.
            held = tx.hold(ROW, f"item:{item_id}")
            if item_by_id(tx, item_id).place_id != spot.place.id:
                tx.release(held.id, "gone")
                return None
            loan = open_loan(
                tx, tx.new_id(), kind, member_id, item_id, spot.place, due_ms, free_slot(out),
                terms=terms, handed=handed,
            )  # fmt: skip
            begun = lend(tx, loan.id)
            tx.release(held.id, "lent")
            return begun
    return None


# ------------------------------------------------------------------ the flow's part


async def take_from_row(
    visit: Visit,
    kind: Kind,
    member_id: str,
    place: PlaceRecord,
    *,
    terms: str,
    handed: Handed | None,
) -> Loan | Refused | None:
    """Ask for the tag of the one that is taken. None: they take none."""
    limits = Limits.of(visit.settings, kind)
    if limits.row_lending == "staff" and visit.staff is None:
        if await visit.ask(staff_unchain(kind, place)) == Chosen("call"):
            visit.call_staff()
            await visit.ask(staff_called(place), back=False)
        return None
    error: Text = ""
    while True:
        outcome = await visit.ask(scan_the_one(kind, place, error), accepts=(Scans(),), update=bool(error))
        if not isinstance(outcome, Scan):
            return None
        seen = await visit.read(recognise, outcome.text) if not outcome.refused else None
        if seen is None or seen.item is None or seen.item.kind != kind.id:
            error = _("Not one of these tags. Please scan the tag of the one you take")
            continue
        try:
            lent = await visit.write(
                lend_from_row, kind, member_id, seen.item.id, limits, visit.zone,
                terms=terms, calendar=visit.calendar, handed=handed,
            )  # fmt: skip
        except ConstraintBroken:
            lent = None  # the same member was quicker at another kiosk of this database: asked again, the rules say so
        if lent is not None:
            return lent
        error = _("{tag} is not to be lent now. Please take another one", tag=seen.item.tag)


async def put_into_row(visit: Visit, receiving: Receiving) -> bool:
    """Ask them to put it there; False: they keep it."""
    kind = kind_of(receiving.item.kind)
    return await visit.ask(chain_it(kind, receiving.place, receiving.item)) == Chosen("chained")


def scan_the_one(kind: Kind, place: PlaceRecord, error: Text = "") -> PresentCard:
    """No door opens here: the tag says which one is theirs."""
    return PresentCard(
        title=kind.words.scan_the_one,
        subtitle=_("They stand at {place}. Take one, and scan its tag here.", place=place.bank_name),
        hints=(_("Hold the code to the window"),),
        subject="tag",
        actions=(Action("none", _("Never mind")),),
        steps=Steps(2, STEPS),
        error=error,
    )


def chain_it(kind: Kind, place: PlaceRecord, item: Item) -> Confirm:
    """Where it goes, and that it is chained."""
    return Confirm(
        title=_("Put it in the row"),
        subtitle=_("Chain it to the others, then press below."),
        facts=(Fact(_("Where"), place.bank_name), Fact(kind.words.one, item_name(item))),
        actions=(
            Action("chained", _("It is chained"), icon="lock", primary=True),
            Action("keep", _("Not returning yet")),
        ),
        icon=kind.icon,
        tone=kind.tone,
        steps=Steps(2, STEPS),
    )


def staff_unchain(kind: Kind, place: PlaceRecord) -> Notice:
    """Here staff hand them out."""
    return Notice(
        outcome="information",
        title=_("Staff hand it to you"),
        subtitle=_("They stand at {place}, on a chain. Nothing is in your name yet.", place=place.bank_name),
        actions=(Action("call", _("Call staff"), icon="support_agent", primary=True), HOME),
        icon=kind.icon,
    )


def staff_called(place: PlaceRecord) -> Notice:
    """It rings; where to wait."""
    return Notice(
        outcome="waiting",
        title=_("Staff are called"),
        subtitle=_("Please wait at {place}.", place=place.bank_name),
        actions=(HOME,),
        icon="support_agent",
    )
