"""积分返利 on screen, the same for a member and for staff: how many, what it comes to, and that it is done."""

from __future__ import annotations

from kiosk.core.api import NO_END, Action, Choice, Confirm, Fact, Menu, Notice, Text
from kiosk.plugins.cards.words import _, card_tail, date_of, yuan

from .rebating import Offer

STEPS = (1, 5, 10, 50)  # allow constant: what is offered beside all of it

FACTS_OF_ALL = 4  # allow constant: choices that one screen of a small panel leafs through quickly


def how_many(one: Offer) -> Menu:
    """A few amounts, and all that can be."""
    several = [times for times in STEPS if times < one.most][: FACTS_OF_ALL - 1]
    return Menu(
        title=_("How many points?"),
        subtitle=_("There are {points}. Bonus is spent here, and is not paid out.", points=f"{one.points:,}"),
        choices=tuple(
            Choice(
                str(times),
                _("{points} points", points=f"{times * one.step:,}"),
                note=_("Bonus {amount}", amount=yuan(times * one.fen)),
            )
            for times in (one.most, *reversed(several))
        ),
    )


def review(one: Offer, times: int) -> Confirm:
    """Before it is done."""
    facts = [
        Fact(_("Card"), card_tail(one.member.card_tail)),
        Fact(_("Points then"), f"{one.points - times * one.step:,}"),
        Fact(_("Bonus then"), yuan(one.bonus + times * one.fen)),
    ]
    if one.ends != NO_END:
        facts.append(Fact(_("This bonus ends"), date_of(one.ends)))
    return Confirm(
        title=_(
            "{points} points for {amount}?", points=f"{times * one.step:,}", amount=yuan(times * one.fen)
        ),
        subtitle=_("It is not changed back into points."),
        facts=tuple(facts),
        actions=(
            Action("go", _("Yes, change them"), icon="check", primary=True),
            Action("stop", _("No, keep them")),
        ),
        icon="redeem",
        tone="leaf",
    )


def done(one: Offer, times: int) -> Notice:
    """On the card."""
    return Notice(
        "done",
        _("{amount} of bonus is on the card", amount=yuan(times * one.fen)),
        _("It is spent like money, here in the house."),
        facts=(
            Fact(_("Points now"), f"{one.points - times * one.step:,}"),
            Fact(_("Bonus now"), yuan(one.bonus + times * one.fen)),
        ),
        icon="redeem",
    )


REFUSALS: dict[str, tuple[Text, Text]] = {
    "no_rule": (_("Not set up yet"), _("What points are worth waits for approval. Nothing was changed.")),
    "own": (_("This is your own card"), _("A colleague has to serve you. Nothing was changed.")),
    "status": (_("This card is blocked"), _("Nothing was changed. The points are kept.")),
    "owed": (
        _("Points are owed first"),
        _(
            "A purchase was given back after its points were spent. New points make up for it; then you can redeem."
        ),
    ),
    "too_few": (
        _("Not enough for a step"),
        _("Either there are too few points yet, or the card is as full as the law lets it be."),
    ),
    "changed": (
        _("Something has changed meanwhile"),
        _("Nothing was redeemed. Please look at the points again."),
    ),
}


def refused(why: str, one: Offer | None = None) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    facts = [Fact(_("Points"), f"{one.points:,}")] if one is not None else []
    if one is not None and one.owed:
        facts.append(Fact(_("Points owed"), f"{one.owed:,}", alert=True))
    elif one is not None and one.step:
        facts.append(
            Fact(
                _("One step"), _("{points} points for {amount}", points=f"{one.step:,}", amount=yuan(one.fen))
            )
        )
    return Notice("refused", title, what, facts=tuple(facts))
