"""Tickets shown at the home screen."""

from __future__ import annotations

from kiosk.core.api import Claim, Scan

from .codes import is_ticket, scanned

SERVICE = "bags.bag"


def claim(scan: Scan) -> Claim | None:
    """A ticket of ours starts the service with its deposit; one that nobody knows is ours too, and is told so."""
    if scan.refused or not is_ticket(scan.text):
        return None
    one = scanned(scan.text)
    return Claim(SERVICE, f"ticket:{one.id}" if one is not None else "unknown:")
