"""Cards that staff have to see to: stripes to be written anew (加磁), cards of which nobody knows what they hold, and
cards that were not made and may hold half of it.

There only while there is one. Writing the stripe is a service's business, which takes the card off this list by itself
(`tx.reencoded`); here a person says that it has been done, by whatever means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.moments import when
from kiosk.core.outcomes import Changed, Changes
from kiosk.core.records import CardMatter
from kiosk.core.service import Availability
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Action, Chosen, Confirm, Fact, Row, Table
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

Told = tuple[CardMatter, str]
"""What waits, and the end of the card's number where a member's is known."""

ABOUT: dict[str, tuple[Text, Text]] = {
    "reencode": (
        _("Stripe to renew"),
        _(
            "Its stripe could not be read twice. Who holds it identifies first, then the same number is written."
        ),
    ),
    "unknown": (
        _("Contents not known"),
        _("It may have been written and was not compared. Do not give it out before it was read."),
    ),
    "spoiled": (
        _("Half written"),
        _("It was not made and may hold something wrong. Do not give it out: make it again, or destroy it."),
    ),
}
"""What it is, and what to do."""

ANSWERS: dict[str, tuple[Action, ...]] = {
    "reencode": (
        Action("done", _("Stripe renewed"), icon="check", primary=True),
        Action("not_needed", _("Not needed")),
    ),
    "unknown": (
        Action("checked", _("Read, and it is right"), icon="check", primary=True),
        Action("destroyed", _("Destroyed"), danger=True),
    ),
    "spoiled": (
        Action("made", _("Made again, and checked"), icon="check", primary=True),
        Action("destroyed", _("Destroyed"), danger=True),
    ),
}
"""What a person can have done about it."""


async def cards_page(visit: Visit) -> None:
    """The list, then one card at a time; back to the menu when there is none left."""
    update = False
    while told := await visit.read(_waiting):
        outcome = await visit.ask(_table(told, visit), accepts=(Changes("stripe"),), update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        one = next((each for each in told if outcome == Chosen(each[0].id)), None)
        if one is None:
            return
        answer = await visit.ask(_about(one, visit))
        if isinstance(answer, Chosen) and answer in [Chosen(each.key) for each in ANSWERS[one[0].kind]]:
            await visit.write(_answered, one[0].id, answer.key)


def note(tx: Transaction, _position: PositionDesk) -> Availability:
    """How many; no line at all while there is none."""
    number = len(tx.card_matters())
    if not number:
        return Availability(offered=False)
    return Availability(_.plural("{count} to see to", "{count} to see to", number))


def _waiting(tx: Transaction) -> list[Told]:
    found = []
    for matter in tx.card_matters():
        member = tx.member(matter.member_id) if matter.member_id else None
        found.append((matter, member.card_tail if member is not None else ""))
    return found


def _answered(tx: Transaction, matter_id: str, how: str) -> None:
    tx.close_card_matter(matter_id, how)


def _table(told: list[Told], visit: Visit) -> Table:
    return Table(
        _("Cards to see to"),
        (_("Since"), _("Card"), _("What")),
        tuple(
            Row(
                matter.id,
                (when(matter.opened_ms, visit.now_ms, visit.zone), _which(tail), _what(matter)),
                alert=matter.kind != "reencode",
            )
            for matter, tail in told
        ),
        widths=(3, 3, 4),
    )


def _about(told: Told, visit: Visit) -> Confirm:
    matter, tail = told
    return Confirm(
        _what(matter),
        ABOUT[matter.kind][1],
        (
            Fact(_("Card"), _which(tail)),
            Fact(_("Since"), when(matter.opened_ms, visit.now_ms, visit.zone)),
            Fact(_("Where"), matter.position or "–"),
        ),
        ANSWERS[matter.kind] if visit.may("desk.serve") else (),
        icon="credit_card",
        tone="amber" if matter.kind == "reencode" else "rose",
    )


def _which(tail: str) -> Text:
    return _("ends in {tail}", tail=tail) if tail else _("at the encoder")


def _what(matter: CardMatter) -> Text:
    return ABOUT[matter.kind][0]
