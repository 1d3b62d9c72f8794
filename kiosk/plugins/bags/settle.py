"""How a reservation ends when its visit is over: after a cancel, a time-out, a crash and a power cut alike.

The same steps as the flows take, chosen by what is known of the world. Safe at every stage: what the flow has written
is left as it is. The caller releases the reservation.

    storing      no pulse, or it failed → nothing was stored · the door was seen open → the ticket stands, staff look whether a
                 bag is in it · uncertain → the same, because the customer has read the code and may have stored something
    collecting   the pulse failed → the bag is where it was · otherwise it counts as stored, staff look, the ticket stays good
    staff        opened or not is journaled; what they found they say themselves, and otherwise nothing has changed
"""

from __future__ import annotations

from kiosk.core.api import OPEN_STATES, Facts, Notice, Reservation, Settlement, Transaction, seen_in

from .collecting import COLLECT, opened, unsure
from .reading import deposit
from .records import Deposit
from .staff_writes import UNLOCK, end_unlock
from .storing import STORE, ask_staff, close_place, stored, void
from .words import _, door_name


def settle(tx: Transaction, reservation: Reservation, facts: Facts) -> Settlement | None:
    """Bring one reservation to its end; None for a kind that is not ours."""
    if reservation.kind == UNLOCK:
        end_unlock(tx, reservation.data, opened=seen_in(facts) == "open")
        return Settlement("unlocked" if seen_in(facts) == "open" else "failed")
    if reservation.kind not in (STORE, COLLECT):
        return None
    one = deposit(str(reservation.data["deposit"]))
    place_id = reservation.subject.removeprefix("place:")
    if reservation.kind == COLLECT:
        return _collecting(tx, reservation, one, facts)
    if one.place_id != place_id or one.state not in ("opening", "stored"):
        return _moved_on(tx, place_id, facts)
    return _storing(tx, one, facts)


def _storing(tx: Transaction, one: Deposit, facts: Facts) -> Settlement:
    seen = seen_in(facts)
    if one.state == "opening" and seen in ("did_not_open", "not_pulsed"):
        if seen == "did_not_open":
            close_place(tx, one.place_id, seen)
        void(tx, one.id, None, reason=seen)
        return Settlement("void", _nothing_stored())
    if one.state == "opening":
        stored(tx, one.id, question="put_in" if seen == "open" else "uncertain")
    # The visit was cut off at the door, and nobody saw what it was shut on; open, it is the more urgent question.
    # An unknown door is not said to be open: whether it is, staff see in the list as soon as the sensor tells.
    ask_staff(tx, one.id, "left_open" if facts.door in OPEN_STATES else "put_in")
    return Settlement("stored", _stored(tx, one))


def _moved_on(tx: Transaction, place_id: str, facts: Facts) -> Settlement:
    """The customer did not wait for this door and took another, or gave up; it may have opened since, for nobody."""
    seen = seen_in(facts)
    if seen == "did_not_open":
        close_place(tx, place_id, seen)
    elif seen != "not_pulsed":
        close_place(tx, place_id, "opened_late")
    return Settlement("moved_on")


def _collecting(tx: Transaction, reservation: Reservation, one: Deposit, facts: Facts) -> Settlement:
    seen = seen_in(facts)
    if one.state != "stored":
        return Settlement(one.state)
    if seen in ("did_not_open", "not_pulsed"):
        if seen == "did_not_open":
            close_place(tx, one.place_id, seen)
        return Settlement("not_opened", _still_inside(tx, one))
    if reservation.data.get("keep"):
        opened(tx, one.id, reservation.id)
        if facts.door in OPEN_STATES:
            ask_staff(tx, one.id, "left_open")
        return Settlement("kept", _still_inside(tx, one))
    unsure(tx, one.id, None, "taken" if seen == "open" else "uncertain")
    return Settlement("unsure", _will_be_looked_at(tx, one))


def _nothing_stored() -> Notice:
    return Notice(
        "information",
        _("Nothing was stored"),
        _("The code is worth nothing. You can start again."),
        icon="luggage",
    )


def _stored(tx: Transaction, one: Deposit) -> Notice:
    text = _(
        "{door} is yours. Your code opens it. Please close the door.", door=door_name(tx.place(one.place_id))
    )
    return Notice("information", _("Bag stored"), text, icon="luggage")


def _still_inside(tx: Transaction, one: Deposit) -> Notice:
    text = _("Your bag is in {door}. Your ticket stays good.", door=door_name(tx.place(one.place_id)))
    return Notice("information", _("Your bag is still stored"), text, icon="luggage")


def _will_be_looked_at(tx: Transaction, one: Deposit) -> Notice:
    text = _("Staff will look into {door}. Your ticket stays good.", door=door_name(tx.place(one.place_id)))
    return Notice("information", _("We will look inside"), text, icon="luggage")
