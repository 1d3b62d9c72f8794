"""A member card's number as it is scanned or typed, and what was wrong when it was none: for customers and for staff in the
same words."""

from __future__ import annotations

from kiosk.core.api import Scan, Text

from .words import _

SHORTEST, LONGEST = 4, 20  # allow constant: digits of a card number, as they are typed everywhere

BAD_SWIPES = 2  # allow constant: a third bad swipe tells nothing that the second did not
"""From so many on the desk offers another way than swiping."""


def scan_error(scan: Scan) -> Text:
    """What was wrong with a scan, in words under the picture."""
    if scan.refused == "payment_code":
        return _("A payment code. Show your member card")
    if scan.refused == "payment_card":
        return _("A bank card. Show your member card")
    if scan.refused == "bad_swipe":
        again = scan.bad_swipes < BAD_SWIPES
        return _("Not read. Swipe again, or scan it") if again else _("Not read. Scan it, or type its number")
    if scan.refused:
        return _("Not read. Please scan once more")
    return _("Not known. Show your member card")
