"""The safety rules of a kind that has any: read and accepted before any door opens, and on record with their version.

One touch more than for an umbrella, and the screen says why: a child sits in it. The rules that hold everywhere are ours
(domain.md 3.5: always strapped, no escalators); whom a stroller fits is the site's, from the maker's label.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.core.api import Action, Chosen, Confirm, Fact, Steps, Text, Visit

from .ending import End
from .kinds import Kind
from .limits import Limits
from .screens import HOME, STEPS
from .words import _, clock


@dataclass(frozen=True, slots=True)
class Fits:
    """Whom a stroller is made for, and what the site adds in its own words."""

    from_months: int
    to_months: int
    kilograms: int
    also: str

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Fits:
        """From the settings that the host has validated."""
        return cls(
            settings["stroller_from_months"],
            settings["stroller_to_months"],
            settings["stroller_kilograms"],
            settings["stroller_rule"],
        )


@dataclass(frozen=True, slots=True)
class Agreed:
    """What came of the question: an `end` where they did not agree or may not borrow, else the version that they accepted."""

    end: End | None
    terms: str = ""


RULES: tuple[tuple[Text, Text], ...] = (
    (_("Harness"), _("always fastened, however short the way")),
    (_("Up and down"), _("by lift, never the escalator")),
    (_("Standing"), _("brake on, a hand near, never alone")),
)
"""What holds for every stroller, in the order of what goes wrong worst."""


def rules(fits: Fits, due_ms: int, visit: Visit) -> Confirm:
    """The question: four lines to read, one to remember, and what pressing means."""
    child = _(
        "{from_months} to {to_months} months, up to {kilograms} kg",
        from_months=fits.from_months,
        to_months=fits.to_months,
        kilograms=fits.kilograms,
    )
    also = (Fact(_("Also"), fits.also),) if fits.also else ()
    return Confirm(
        title=_("For your child's safety"),
        subtitle=_("A child sits in it, so please read this first"),
        facts=(
            *(Fact(what, how) for what, how in RULES),
            Fact(_("Child"), child),
            *also,
            Fact(_("Back today by"), clock(due_ms, visit.zone)),
        ),
        actions=(Action("agree", _("I will do so, open the door"), icon="check", primary=True), HOME),
        icon="stroller",
        tone="leaf",
        steps=Steps(1, STEPS),
    )


def version(fits: Fits) -> str:
    """A code for the very words that are shown, for the record of each loan; the words themselves are in this release."""
    words = [str(part) for rule in RULES for part in rule]
    text = "\n".join(
        [*words, *(str(part) for part in (fits.from_months, fits.to_months, fits.kilograms, fits.also))]
    )
    return f"text_{hashlib.sha256(text.encode()).hexdigest()[:12]}"


async def agree(visit: Visit, kind: Kind) -> Agreed:
    """Ask; whoever does not agree gets no door."""
    fits = Fits.of(visit.settings)
    due_ms = Limits.of(visit.settings, kind).due_ms(visit.now_ms, visit.zone, visit.calendar)
    if await visit.ask(rules(fits, due_ms, visit)) != Chosen("agree"):
        return Agreed("home")
    return Agreed(None, version(fits))
