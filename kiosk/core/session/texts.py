"""What the desk itself says on the screen; services say everything else."""

from __future__ import annotations

from kiosk.core.texts import Texts
from kiosk.link.prompts import Notice, Progress

_ = Texts("core")

ONE_MOMENT = Progress(_("One moment"), _("We are making sure that everything is in order."))

BROKEN = Notice(
    "refused",
    _("That did not work"),
    _("Nothing of yours is lost. Please try again, or ask our staff."),
    icon="build",
)

LIMITED = _("Limited service today")

LIMITED_HINT = _("Some services are resting. Our staff will gladly help you.")

ONLY_STAFF = _("Our staff will help you")

CUT_OFF = Notice(
    "information",
    _("Your visit was interrupted"),
    _("Nothing was lent, booked or charged. Please begin again, or ask our staff."),
    icon="build",
)
"""To whoever stands there after a plugin ended the desk, when nothing of the visit is on record."""
