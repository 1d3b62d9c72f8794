"""A customer's screens of an application. The number is masked as soon as it was typed."""

from __future__ import annotations

from kiosk.core.api import Action, Choice, Confirm, Fact, Keypad, Menu, Notice, Text, Visit, day
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.rules.consents import ConsentsRule
from kiosk.plugins.cards.words import _, day_in_year, phone_tail

from .applying import Application, Draft

# allow constant: a landline with its area code; a mobile number lies between
SHORTEST, LONGEST = 10, 12

SALUTATIONS: dict[str, Text] = {"mr": _("Mr"), "ms": _("Ms"), "": _("not given")}
AGREE = "agree."
"""Before a consent's key, in the key of its row."""
TICKED, UNTICKED = _("Ticked"), _("Not ticked")
DONE = Action("done", _("Done"), icon="check", primary=True)


def not_yet() -> Notice:
    """The texts wait for approval: then nobody is asked for anything."""
    return Notice(
        "information",
        _("Please apply at the desk"),
        _("The service desk makes a card for you. Please ask staff."),
        icon="support_agent",
    )


def phone(days: int, error: Text = "") -> Keypad:
    """The one thing that a card needs; what becomes of it is said here, and in full behind the button."""
    return Keypad(
        title=_("Your phone number"),
        subtitle=_.plural(
            "For your card only. Deleted if not fetched in {count} day.",
            "For your card only. Deleted if not fetched in {count} days.",
            days,
        ),
        minimum=SHORTEST,
        maximum=LONGEST,
        actions=(Action("notice", _("How it is used"), icon="privacy_tip"),),
        error=error,
    )


def notice(rule: ConsentsRule) -> Confirm:
    """Who, what for, how long, and one's rights (个人信息保护法, art. 17)."""
    told = rule.notice
    return Confirm(
        title=_("How your data is used"),
        subtitle=_("Only the phone number is needed for a card."),
        facts=(
            Fact(_("Kept by"), told.who.text),
            Fact(_("What for"), told.why.text),
            Fact(_("How long"), told.how_long.text),
            Fact(_("Your rights"), told.rights.text),
        ),
        actions=(Action("on", _("Go on"), icon="check", primary=True),),
        icon="privacy_tip",
        tone="leaf",
    )


def salutation() -> Menu:
    """How the desk addresses them; the surname is noted there."""
    return Menu(
        title=_("How may we address you?"),
        subtitle=_("The desk notes your surname."),
        choices=(
            Choice("mr", _("Mr"), icon="person"),
            Choice("ms", _("Ms"), icon="person"),
            Choice("none", _("Rather not say")),
        ),
    )


def more(rule: ConsentsRule, draft: Draft) -> Menu:
    """What nobody needs to give. Every consent stands alone, and none is ticked at first."""
    birthday = Choice(
        "birthday",
        _("Birthday"),
        note=day_in_year(draft.birthday) if draft.birthday else _("Month and day only"),
        icon="cake",
        tone="amber" if draft.birthday else "plain",
    )
    return Menu(
        title=_("If you like"),
        subtitle=_("All of it may stay as it is. The card is the same."),
        choices=(birthday, *consent_rows(rule, draft.agreed)),
        actions=(Action("on", _("Continue"), icon="arrow_forward", primary=True),),
    )


def consent_rows(rule: ConsentsRule, agreed: frozenset[str]) -> tuple[Choice, ...]:
    """A box for each, ticked by a touch and by nothing else."""
    return tuple(
        Choice(
            AGREE + one.key,
            one.text.text,
            note=TICKED if one.key in agreed else UNTICKED,
            icon="check_box" if one.key in agreed else "check_box_outline_blank",
            tone="leaf" if one.key in agreed else "plain",
        )
        for one in rule.consents
    )


def consent_of(rule: ConsentsRule, pressed: str) -> str:
    """The consent whose row was pressed; "" for anything else."""
    return next((one.key for one in rule.consents if pressed == AGREE + one.key), "")


def birthday(error: Text = "") -> Keypad:
    """Four digits; no year."""
    return Keypad(
        title=_("Month and day"),
        subtitle=_("3 May is 0503. The year is not asked."),
        minimum=4,
        maximum=4,
        ends_itself=True,
        actions=(Action("leave", _("Leave it out")),),
        error=error,
    )


def review(rule: ConsentsRule, draft: Draft, *, free: bool) -> Confirm:
    """All of it once more, and what it costs, before it is sent."""
    return Confirm(
        title=_("Is this right?"),
        subtitle=_("The card is free of charge.")
        if free
        else _("The desk tells you before it costs anything."),
        facts=(
            Fact(_("Phone"), draft_shown(draft)),
            Fact(_("Addressed as"), SALUTATIONS[draft.salutation]),
            Fact(_("Birthday"), day_in_year(draft.birthday) if draft.birthday else _("not given")),
            *(Fact(one.text.text, _("yes") if one.key in draft.agreed else _("no")) for one in rule.consents),
        ),
        actions=(Action("apply", _("Apply for the card"), icon="credit_card", primary=True),),
        icon="credit_card",
        tone="leaf",
    )


def draft_shown(draft: Draft) -> Text:
    """138****5678."""
    return Application("", "", "", draft.phone, "", None, "", "", 0).shown


def noted(made: Application, limits: Limits, visit: Visit, *, prints: bool) -> Notice:
    """What now: the same words for everybody."""
    return Notice(
        "done",
        _("Your application is noted"),
        _("Take the slip to the service desk.")
        if prints
        else _("Tell the service desk the last digits of your phone."),
        facts=_what_and_until(made, limits, visit),
        icon="credit_card",
    )


def mine(made: Application, limits: Limits, visit: Visit) -> Confirm:
    """An application that waits, as its slip shows it."""
    return Confirm(
        title=_("Your card application"),
        subtitle=_("Show this slip at the service desk."),
        facts=_what_and_until(made, limits, visit),
        actions=(DONE, Action("withdraw", _("Withdraw and delete"), icon="delete", danger=True)),
        icon="credit_card",
        tone="leaf",
    )


def _what_and_until(made: Application, limits: Limits, visit: Visit) -> tuple[Fact, ...]:
    return (
        Fact(_("Phone"), phone_tail(made.phone)),
        Fact(_("Kept until"), day(limits.kept_until_ms(made.made_ms), visit.zone)),
    )


def over(made: Application | None) -> Notice:
    """A slip that is for nothing any more."""
    if made is not None and made.state == "issued":
        return Notice(
            "information",
            _("The card was made"),
            _("This slip has done its work. Enjoy your card."),
            icon="credit_card",
        )
    return Notice(
        "refused",
        _("This application has ended"),
        _("It was deleted, or a newer one took its place. You may apply anew."),
        icon="credit_card",
    )


def withdrawn() -> Notice:
    """Nothing of it is kept."""
    return Notice("done", _("Withdrawn and deleted"), _("Your number is not kept any more."), icon="delete")
