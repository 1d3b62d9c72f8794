"""Orders to a remote member system that have no answer, for staff: what is not known yet, and since when.

There only while there is one. Nothing is pressed here: each is sent again by itself, under its own number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kiosk.core.moments import when
from kiosk.core.outcomes import Changed, Changes
from kiosk.core.service import Availability
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.money import yuan
from kiosk.link.prompts import Chosen, Fact, Notice, Row, Table
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.member_system import MemberOrder
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")


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
        await visit.ask(_about(one, desk), accepts=(Changes("order"),))


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


def _about(order: MemberOrder, desk: PositionDesk) -> Notice:
    return Notice(
        "waiting",
        _what(order),
        _("Take or give no money for it a second time."),
        facts=(
            Fact(_("When"), when(order.made_ms, desk.clock.now_ms(), desk.zone)),
            Fact(_("Amount"), _amount(order)),
            Fact(_("Member there"), order.member),
            Fact(_("Its number there"), order.id),
        ),
        icon="schedule",
    )


def _what(order: MemberOrder) -> Text:
    return _("Block a card") if order.kind == "block" else _("Change of a balance")


def _amount(order: MemberOrder) -> Text:
    fen = order.changes.get("principal", 0) + order.changes.get("bonus", 0)
    return yuan(fen) if fen else str(order.changes.get("points", "")) or "–"
