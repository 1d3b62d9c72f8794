"""A blank out of the drawer: its number scanned or typed, held against the stock, and written at the encoder."""

from __future__ import annotations

from kiosk.core.api import BACK, Chosen, Entered, Scan, Scans, Text, Visit
from kiosk.plugins.cards.rules.tiers import Tier
from kiosk.plugins.cards.scans import scan_error
from kiosk.plugins.cards.stripe.held import AtHand
from kiosk.plugins.cards.stripe.writing import Stripe, write_stripe
from kiosk.plugins.cards.words import _

from . import screens
from .issuing import blank_lies_here, is_void


async def take_blank(visit: Visit, tier: Tier) -> str:
    """The number of a blank of this tier that lies here; "" for back."""
    error: Text = ""
    while True:
        outcome = await visit.ask(screens.new_card(tier, error), accepts=(Scans(),), update=bool(error))
        if outcome == Chosen("type"):
            outcome = await visit.ask(screens.type_number())
            if outcome == BACK:
                continue
        if not isinstance(outcome, Scan | Entered):
            return ""
        if isinstance(outcome, Scan) and outcome.refused:
            error = scan_error(outcome)
            continue
        number: str = await visit.read(blank_lies_here, outcome.text, tier)
        if number:
            return number
        void: bool = await visit.read(is_void, outcome.text)
        error = (
            _("This card is void: cut it up")
            if void
            else _("This is no blank of this counter: {tier}", tier=tier.title)
        )


async def write_blank(visit: Visit, tier: Tier, blank: str) -> Stripe:
    """At the encoder, where cards here have a stripe."""
    if not visit.settings["write_stripes"]:
        return Stripe("plain")
    return await write_stripe(visit, AtHand(blank, product=tier.product))
