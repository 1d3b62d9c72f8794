"""One kind of thing that is lent: everything in which it differs from the others, as data.

Flows and rules are the same for all.
The umbrella's record is in `umbrellas`, the stroller's in `strollers`, the list in `kinds`. What is a number or a rule of the
house is no part of it: those are settings (`limits`), named after the kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.core.api import Text

UNTIL_MARKED = 2**62  # allow constant: a moment that never comes
"""When something is ready that rests until staff say so: a moment that no clock reaches."""

Fault = Literal["brake", "harness", "wheels", "dirty"]
"""What can be wrong with a thing that has parts to be looked at."""


@dataclass(frozen=True, slots=True)
class Words:
    """A kind's own sentences. Titles hold at most twelve Chinese characters; a count makes a plural."""

    tile: Text
    verb: Text
    one: Text
    one_of: Text
    to_lend: Callable[[int], Text]
    borrow_one: Text
    return_one: Text
    lend_one: Text
    out: Callable[[int], Text]
    still_out: Callable[[int], Text]
    none_out: Text
    overdue: Text
    busy: Text
    resting: Text
    none_left: Text
    lost: Text
    scan_tag: Text
    scan_the_one: Text
    where_tag: Text
    goes_in: Text
    put_in: Callable[[int], Text]
    other_put_in: Text
    in_hands: Text
    found: Text
    take: Text
    take_from_rack: Text
    wrong_tag: Text
    put_back: Text
    got_none: Text
    none_lent: Text
    lent: Text
    still_in_name: Text
    full: Text
    any_place: Text
    any_place_takes_it: Text
    slip_lent: Text
    slip_returned: Text
    slip_renewed: Text
    slip_advice: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: `id` is that of its items in the stock and of its loans, and begins its settings' names."""

    id: str
    service: str
    icon: str
    tone: Literal["sky", "leaf"]
    words: Words
    rests: Literal["dry", "cleaned"] = "dry"
    """What it rests for after a return: until it is dry, by the clock; until it is cleaned and looked at, by staff's word."""
    same_day: bool = False
    """Due before closing time of the day on which it was lent, and not lent when that is too soon."""
    safety: bool = False
    """Whether a door opens only after the safety rules have been read and accepted."""
    checked: tuple[Fault, ...] = ()
    """What customers are asked about when they bring it back, and staff look at before it is lent again."""
