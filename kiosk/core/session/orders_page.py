"""Orders to a remote member system that have no answer, for staff: what is not known yet, and since when.

There only while there is one. Each is sent again by itself, under its own number. One that the other side will never answer is
ended by two people, once somebody has looked there whether it was done: until then its member is served by nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from kiosk.core.member_system import OrderAnswer, OrderKind
from kiosk.core.moments import when
from kiosk.core.outcomes import Changed, Changes
from kiosk.core.records import Approved
from kiosk.core.service import Availability
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.money import yuan
from kiosk.link.prompts import Action, Chosen, Confirm, Fact, Notice, Row, Table
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.member_system import MemberOrder
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

OrderState = Literal["done", "refused"]

WHAT: dict[OrderKind, Text] = {
    "adjust": _("Change of a balance"),
    "block": _("Block a card"),
    "thaw": _("End a card's block"),
}


async def orders_page(visit: Visit) -> None:
    """The list, for as long as there is one."""
    desk = cast("LiveVisit", visit).desk
    update = False
    while orders := await visit.read(lambda tx: tx.open_member_orders()):
        outcome = await visit.ask(_table(orders, desk), accepts=(Changes("order"),), update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        one = next((each for each in orders if outcome == Chosen(each.id)), None)
        if one is None:
            return
        may = visit.may("orders.settle")
        match await visit.ask(_about(one, desk, may=may), accepts=(Changes("order"),)):
            case Chosen("done_there"):
                await _end(visit, desk, one, "done")
            case Chosen("not_done"):
                await _end(visit, desk, one, "refused")


def note(tx: Transaction, _position: PositionDesk) -> Availability:
    """How many; no line at all while there is none."""
    number = len(tx.open_member_orders())
    if not number:
        return Availability(offered=False)
    return Availability(_.plural("{count} not answered", "{count} not answered", number))


def _table(orders: list[MemberOrder], desk: PositionDesk) -> Table:
    return Table(
        _("Member system"),
        (_("When"), _("What"), _("Amount")),
        tuple(
            Row(one.id, (when(one.made_ms, desk.clock.now_ms(), desk.zone), _what(one), _amount(one)))
            for one in orders
        ),
        subtitle=_("Not known yet whether it was done there. It is asked again by itself, and done once."),
        widths=(3, 4, 4),
    )


async def _end(visit: Visit, desk: PositionDesk, order: MemberOrder, state: OrderState) -> None:
    """What somebody found out there is what it came to, once a second person has looked too."""
    if desk.management is None:
        return
    approved = await visit.approval(
        "orders.second",
        _("It was done there?") if state == "done" else _("It was not done there?"),
        _facts(order, desk),
        reason=state,
    )
    if not isinstance(approved, Approved):
        return
    record = desk.management.orders.record

    def write(tx: Transaction) -> bool:
        tx.use_approval(approved)
        return record(tx, order.id, OrderAnswer(state))

    if not await visit.write(write):
        await visit.ask(
            Notice(
                "refused",
                _("It was answered meanwhile"),
                _("What it came to is on record. Nothing was entered twice."),
            )
        )


def _about(order: MemberOrder, desk: PositionDesk, *, may: bool) -> Confirm:
    return Confirm(
        _what(order),
        _("Take or give no money for it again. Look it up there if this lasts.")
        if may
        else _("Take or give no money for it a second time."),
        facts=_facts(order, desk),
        actions=(
            (Action("done_there", _("It was done there")), Action("not_done", _("It was not done there")))
            if may
            else (Action("seen", _("Done"), icon="check", primary=True),)
        ),
        icon="schedule",
        tone="amber",
    )


def _facts(order: MemberOrder, desk: PositionDesk) -> tuple[Fact, ...]:
    return (
        Fact(_("When"), when(order.made_ms, desk.clock.now_ms(), desk.zone)),
        Fact(_("Amount"), _amount(order)),
        Fact(_("Member there"), order.member),
        Fact(_("Its number there"), order.id),
    )


def _what(order: MemberOrder) -> Text:
    return WHAT[order.kind]


def _amount(order: MemberOrder) -> Text:
    fen = order.changes.get("principal", 0) + order.changes.get("bonus", 0)
    return yuan(fen) if fen else str(order.changes.get("points", "")) or "–"
