"""Staff's screens of applications for a card. Numbers are masked until somebody asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.core.api import Action, Confirm, Fact, Notice, Row, Table, Text, day, when

from .apply_screens import SALUTATIONS
from .applying import Application
from .limits import Limits
from .words import _, card_tail, day_in_year

if TYPE_CHECKING:
    from .applications import Seen

NOTHING: Text = ""


def table(found: Sequence[Application], now_ms: int, zone: ZoneInfo, error: Text = "") -> Table:
    """Who waits for a card."""
    return Table(
        title=_("Card applications"),
        columns=(_("Since"), _("Phone"), _("Addressed as")),
        rows=tuple(
            Row(made.id, (when(made.made_ms, now_ms, zone), made.shown, SALUTATIONS[made.salutation]))
            for made in found
        ),
        subtitle=error or _("Choose one, or scan its slip"),
        widths=(3, 4, 3),
        empty=_("Nobody waits for a card."),
    )


def wrong_slip(made: Application | None, *, known: bool) -> Text:
    """Why a scan opens nothing."""
    if made is None:
        return _("No application has this slip") if known else _("That is no application's slip")
    if made.state == "issued":
        return _("The card of this slip was made")
    return "" if made.waits else _("This application has ended")


def about(seen: Seen, limits: Limits, zone: ZoneInfo, *, issues: bool) -> Confirm:
    """One application."""
    made = seen.made
    facts = [
        Fact(_("Phone"), seen.number or made.shown),
        *(Fact(_("Has a card"), card_tail(member.card_tail), alert=True) for member in seen.members),
        Fact(_("Addressed as"), SALUTATIONS[made.salutation]),
        Fact(_("Birthday"), day_in_year(made.birthday) if made.birthday else _("not given")),
        *(Fact(_("Agreed to"), text) for text in seen.agreed or (_("nothing more"),)),
    ]
    if seen.tier:
        facts.append(Fact(_("Card"), _("{tier}, free, on the spot", tier=seen.tier)))
    facts.append(Fact(_("Kept until"), day(limits.kept_until_ms(made.made_ms), zone)))
    if seen.shown:
        facts.append(Fact(_("Number shown"), _.plural("{count} time", "{count} times", seen.shown)))
    return Confirm(
        title=_("Card application"),
        subtitle=_("This number has a card. Renew or replace that one.")
        if seen.members
        else _("Ask for the surname, and let them tell you the number."),
        facts=tuple(facts),
        actions=(
            *((Action("issue", _("Make the card"), icon="credit_card", primary=True),) if issues else ()),
            *(() if seen.number else (Action("reveal", _("Show the number"), icon="visibility"),)),
            Action("drop", _("Delete it"), icon="delete", danger=True),
        ),
        icon="credit_card",
        tone="leaf",
    )


def sure() -> Confirm:
    """It cannot be undone: nothing of it is kept."""
    return Confirm(
        title=_("Delete this application?"),
        subtitle=_("Nothing of it is kept. They can apply anew."),
        actions=(
            Action("drop", _("Delete it"), icon="delete", danger=True),
            Action("keep", _("Leave it waiting")),
        ),
        icon="delete",
        tone="rose",
    )


def gone() -> Notice:
    """Somebody else has dealt with it."""
    return Notice("information", _("Somebody was faster"), _("This application does not wait any more."))
