"""What stands under the plugin's tiles, and behind the lines of staff."""

from __future__ import annotations

from kiosk.core.api import Availability, Transaction

from .apply.applying import waiting_applications
from .apply.consents import texts_of_today
from .apply.requests import requests
from .blocked.flow import all_blocked
from .close.closing import waiting
from .elsewhere.sending import owed_here
from .words import _


def note(tx: Transaction, service_id: str) -> Availability | None:
    """What the tile is for; how many wait, how many are blocked. Nobody is asked to apply before the texts are approved."""
    match service_id:
        case "cards.mine":
            return Availability(_("Balance, points, loss report"))
        case "cards.apply":
            return Availability(_("Phone number is enough"), offered=texts_of_today(tx) is not None)
        case "cards.applications":
            number = len(waiting_applications()) + len(requests(tx))
            return Availability(
                _.plural("{count} waits", "{count} wait", number) if number else _("None waits")
            )
        case "cards.refunds":
            number = len(waiting(None))
            return Availability(
                _.plural("{count} to transfer", "{count} to transfer", number)
                if number
                else _("None to transfer")
            )
        case "cards.owed":
            number = len(owed_here(tx))
            return Availability(
                _.plural("{count} waits for money", "{count} wait for money", number), offered=bool(number)
            )
        case "cards.blocked":
            number = len(all_blocked(tx))
            return Availability(
                _.plural("{count} blocked", "{count} blocked", number) if number else _("None blocked")
            )
    return None
