"""爱心雨伞: lent for some days, and dry by themselves."""

from __future__ import annotations

from .kind import Kind, Words
from .words import _

WORDS = Words(
    tile=_("Umbrellas"),
    verb=_("Borrow or return an umbrella"),
    one=_("Umbrella"),
    one_of=_("1 umbrella"),
    to_lend=lambda count: _.plural("{count} to lend", "{count} to lend", count),
    borrow_one=_("Borrow an umbrella"),
    return_one=_("Return an umbrella"),
    lend_one=_("Lend an umbrella"),
    out=lambda count: _.plural("You have {count} umbrella out", "You have {count} umbrellas out", count),
    still_out=lambda count: _.plural(
        "You still have {count} umbrella", "You still have {count} umbrellas", count
    ),
    none_out=_("You have no umbrella out."),
    overdue=_("An umbrella is overdue"),
    busy=_("The last umbrellas cannot be reached just now. Please try again shortly."),
    resting=_("The umbrellas are drying"),
    none_left=_("No umbrella left just now"),
    lost=_("Noted: umbrella lost"),
    scan_the_one=_("Scan the tag of the one you take"),
    scan_tag=_("Scan the umbrella tag"),
    where_tag=_("The tag is on the handle. The slip or your member card will do too"),
    goes_in=_("Your umbrella goes in here"),
    put_in=lambda number: _("Put it into locker {number}", number=number),
    other_put_in=_("Another umbrella was put in"),
    in_hands=_("The umbrella stays in your hands until you return it."),
    found=_("Found an umbrella? Scan its tag, and we take it back."),
    take=_("Take the umbrella, then close the door"),
    take_from_rack=_("Take one, scan the tag on its handle, then close the door"),
    wrong_tag=_("Not a tag from this rack. Take the umbrella and close the door"),
    put_back=_("Put the umbrella back, then close the door"),
    got_none=_("I got no umbrella"),
    none_lent=_("No umbrella was lent"),
    lent=_("Umbrella lent"),
    still_in_name=_("The umbrella is still in your name. You can start again."),
    full=_("All lockers are full"),
    any_place=_("any free locker"),
    any_place_takes_it=_("Any free locker takes it back"),
    slip_lent=_("Umbrellas · lending slip"),
    slip_returned=_("Umbrellas · return slip"),
    slip_renewed=_("Umbrellas · kept longer"),
    slip_advice=_("Any free locker takes it back. If it is lost, tell the service desk."),
)

UMBRELLA = Kind("umbrella", "lending.umbrella", "umbrella", "sky", WORDS)
