"""The applicant's paper: the code for the desk, until when it waits, and the end of the phone number; no name."""

from __future__ import annotations

from kiosk.core.api import Code, Frame, Line, Pair, Slip, Visit, day, service_slip, stamp
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.words import _, phone_tail

from .applying import Application


def application_slip(visit: Visit, made: Application, limits: Limits, number: str) -> Slip:
    """The desk scans it; whoever lost it says the last digits of their number."""
    return service_slip(
        visit,
        "cards.application",
        _("Member card · application"),
        Pair(_("Phone"), phone_tail(made.phone)),
        Pair(_("Time"), stamp(made.made_ms, visit.zone)),
        Frame(_("Please fetch your card by"), day(limits.kept_until_ms(made.made_ms), visit.zone)),
        Code(made.code, _("For the service desk to scan")),
        Line(_("What is not fetched by then is deleted."), size="small"),
        Line(
            _("The card is free of charge.")
            if made.tier
            else _("The desk tells you before it costs anything."),
            size="small",
        ),
        number=number,
    )
