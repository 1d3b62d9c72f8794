"""Staff's screens of applications for a card. Numbers are masked until somebody asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.core.api import Action, Confirm, Fact, Member, Notice, Row, Table, Text, day, when
from kiosk.plugins.cards.apply.applying import Application
from kiosk.plugins.cards.apply.requests import Request
from kiosk.plugins.cards.apply.screens import SALUTATIONS
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.words import _, card_tail, day_in_year

NOTHING: Text = ""


WANTED: dict[str, Text] = {"lost": _("Another: lost"), "damaged": _("Another: damaged")}


@dataclass(frozen=True, slots=True)
class Seen:
    """An application as staff see it; `number` is the phone in full, once somebody asked for it."""

    made: Application
    tier: Text
    agreed: tuple[Text, ...]
    members: tuple[Member, ...]
    shown: int
    number: str = ""


def table(
    found: Sequence[Application], asked: Sequence[Request], now_ms: int, zone: ZoneInfo, error: Text = ""
) -> Table:
    """Who waits for a card, who has waited longest first."""
    rows: list[tuple[int, str, Text, Text]] = [
        *((made.made_ms, made.id, made.shown, _("First card")) for made in found),
        *((one.at_ms, one.id, card_tail(one.member.card_tail), WANTED[one.why]) for one in asked),
    ]
    return Table(
        title=_("Cards to make"),
        columns=(_("Since"), _("Whose"), _("Wanted")),
        rows=tuple(
            Row(key, (when(at_ms, now_ms, zone), whose, wanted))
            for at_ms, key, whose, wanted in sorted(rows, key=_oldest)
        ),
        subtitle=error or _("Choose one, or scan its slip"),
        widths=(3, 4, 3),
        empty=_("Nobody waits for a card."),
    )


def _oldest(row: tuple[int, str, Text, Text]) -> tuple[int, str]:
    return row[:2]


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


def about_request(
    one: Request, phone: Text, shown: int, zone: ZoneInfo, *, full: bool, renews: bool
) -> Confirm:
    """A member who wants another card; `phone` is masked unless it is shown in `full`."""
    facts = [
        Fact(_("Card"), card_tail(one.member.card_tail)),
        Fact(_("Holder"), str(one.member.name)),
        Fact(_("Phone"), phone),
        Fact(_("Wanted"), WANTED[one.why]),
        Fact(_("Since"), day(one.at_ms, zone)),
    ]
    if shown:
        facts.append(Fact(_("Number shown"), _.plural("{count} time", "{count} times", shown)))
    return Confirm(
        title=_("Another card"),
        subtitle=_("Look at who stands there first: proof of who they are, and the phone on file."),
        facts=tuple(facts),
        actions=(
            *((Action("renew", _("Make the new card"), icon="credit_card", primary=True),) if renews else ()),
            *(() if full else (Action("reveal", _("Show the number"), icon="visibility"),)),
            Action("not_needed", _("Not needed"), icon="close"),
        ),
        icon="credit_card",
        tone="leaf",
    )


def gone() -> Notice:
    """Somebody else has dealt with it."""
    return Notice("information", _("Somebody was faster"), _("This application does not wait any more."))
