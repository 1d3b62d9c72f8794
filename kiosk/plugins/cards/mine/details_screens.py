"""A member's screens of what is wrong with the card, and of their own data; numbers masked, also their own."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.api import (
    Action,
    Choice,
    Keypad,
    Menu,
    Personal,
    PresentCard,
    Text,
    mask_phone,
)
from kiosk.plugins.cards.apply.screens import LONGEST, SHORTEST, consent_of, consent_rows
from kiosk.plugins.cards.rules.consents import ConsentsRule
from kiosk.plugins.cards.words import _

__all__ = ["consent_of"]

NOTHING: Text = ""
CHANGED = _("Your new number counts from now on")
OTHER_CARD = _("That is another card. Show your own")
LANGUAGES: dict[str, str] = {"zh_CN": "中文", "en": "English"}
"""Each in its own tongue, whatever the screen speaks."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file that the member may change."""

    blocked: bool
    frozen: bool
    asked: bool
    phone: Personal
    language: str
    agreed: frozenset[str]
    rule: ConsentsRule | None
    version: str


def list_of(known: Known, told: Text) -> Menu:
    """What is wrong with the card; what is on file that they may change."""
    phone = known.phone.reveal()
    asked: Text = _("asked for already") if known.asked else ""
    wrong = [
        Choice("lost", _("It is lost: block it"), icon="block", tone="rose"),
        Choice("damaged", _("It is damaged: a new card"), note=asked, icon="credit_card", tone="amber"),
        Choice("renew", _("The stripe is worn"), icon="swipe", tone="amber"),
    ]
    lost = [Choice("damaged", _("A new card"), note=asked, icon="credit_card", tone="amber")]
    blocked = [] if known.frozen else lost
    rows = [
        *(blocked if known.blocked else wrong),
        Choice(
            "phone", _("Phone number"), note=mask_phone(phone) if phone else _("none on file"), icon="phone"
        ),
        Choice(
            "language",
            _("Language of messages"),
            note=LANGUAGES.get(known.language, known.language),
            icon="translate",
        ),
    ]
    if known.rule is not None and known.rule.consents:
        number = sum(one.key in known.agreed for one in known.rule.consents)
        note = _.plural("{count} agreed to", "{count} agreed to", number) if number else _("none agreed to")
        rows.append(Choice("consents", _("What you agreed to"), note=note, icon="privacy_tip"))
    return Menu(
        title=_("Your card and data"),
        subtitle=told or _("Your name is changed at the service desk."),
        choices=tuple(rows),
        actions=(Action("done", _("Done"), icon="check", primary=True),),
    )


def other_language(now: str) -> str:
    """The next one on the list."""
    tongues = list(LANGUAGES)
    return tongues[(tongues.index(now) + 1) % len(tongues)] if now in tongues else tongues[0]


def card_too(error: Text = "") -> PresentCard:
    """Who came in by phone shows the card as well."""
    return PresentCard(
        title=_("Show your card too"),
        subtitle=_("A number is changed with card and PIN."),
        error=error,
    )


def new_phone(before: Personal, error: Text = "") -> Keypad:
    """The number that is to be on file: the keypad shows all of it, and a review after it could not, for there it is masked."""
    return Keypad(
        title=_("Your new phone number"),
        subtitle=_("Look at it before you confirm. Until now: {number}", number=mask_phone(before.reveal()))
        if before
        else _("Look at it before you confirm."),
        minimum=SHORTEST,
        maximum=LONGEST,
        error=error,
    )


def consents(rule: ConsentsRule, agreed: frozenset[str]) -> Menu:
    """What they agreed to, to be taken back by one touch."""
    return Menu(
        title=_("What you agreed to"),
        subtitle=_("A touch changes it, at once. The card stays the same."),
        choices=consent_rows(rule, agreed),
        actions=(Action("done", _("Done"), icon="check", primary=True),),
    )
