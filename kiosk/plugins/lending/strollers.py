"""免费童车: lent for the day, after the safety rules have been accepted; at rest after each return until staff have cleaned it
and looked at what a child's safety hangs on (domain.md S23, 3.5)."""

from __future__ import annotations

from kiosk.core.api import Text

from .kind import Fault, Kind, Words
from .words import _

WORDS = Words(
    tile=_("Strollers"),
    verb=_("Borrow or return a stroller"),
    one=_("Stroller"),
    one_of=_("1 stroller"),
    to_lend=lambda count: _.plural("{count} free · back today", "{count} free · back today", count),
    borrow_one=_("Borrow a stroller"),
    return_one=_("Return a stroller"),
    lend_one=_("Lend a stroller"),
    out=lambda count: _.plural("You have {count} stroller out", "You have {count} strollers out", count),
    still_out=lambda count: _.plural(
        "You still have {count} stroller", "You still have {count} strollers", count
    ),
    none_out=_("You have no stroller out."),
    overdue=_("A stroller is overdue"),
    busy=_("The last strollers cannot be reached just now. Please try again shortly."),
    resting=_("The strollers are being cleaned"),
    none_left=_("No stroller left just now"),
    lost=_("Noted: stroller lost"),
    scan_the_one=_("Scan the tag of the one you take"),
    scan_tag=_("Scan the stroller tag"),
    where_tag=_("The tag is on the push bar. The slip or your member card will do too"),
    goes_in=_("Your stroller goes in here"),
    put_in=lambda number: _("Push it into bay {number}", number=number),
    other_put_in=_("Another stroller was put in"),
    in_hands=_("The stroller stays with you until you return it."),
    found=_("Found a stroller? Scan its tag, and we take it back."),
    take=_("Take the stroller, then close the door"),
    take_from_rack=_("Take one, scan the tag on its push bar, then close the door"),
    wrong_tag=_("Not a tag from this bay. Take the stroller and close the door"),
    put_back=_("Push the stroller back, then close the door"),
    got_none=_("I got no stroller"),
    none_lent=_("No stroller was lent"),
    lent=_("Stroller lent"),
    still_in_name=_("The stroller is still in your name. You can start again."),
    full=_("All bays are full"),
    any_place=_("any free bay"),
    any_place_takes_it=_("Any free bay takes it back"),
    slip_lent=_("Strollers · lending slip"),
    slip_returned=_("Strollers · return slip"),
    slip_renewed=_("Strollers · kept longer"),
    slip_advice=_("Any free bay takes it back. Fasten the harness, take the lift, never the escalator."),
)

STROLLER = Kind(
    "stroller",
    "lending.stroller",
    "stroller",
    "leaf",
    WORDS,
    rests="cleaned",
    same_day=True,
    safety=True,
    checked=("brake", "harness", "wheels", "dirty"),
)

FAULTS: dict[Fault, Text] = {
    "brake": _("The brake does not hold"),
    "harness": _("The harness does not close"),
    "wheels": _("A wheel wobbles or jams"),
    "dirty": _("It is dirty"),
}
"""What is wrong, as a customer says it."""

LOOK_AT = _("brake, harness, wheels, dirt")
"""What staff look at before one is lent again."""
