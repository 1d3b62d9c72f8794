"""Staff's screens of gift wrapping: which, how many, what it costs before anything is done, and how it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.core.api import TENDERS, Action, Choice, Confirm, Fact, Keypad, Menu, Notice, Text, clock

from .words import _, counted, yuan
from .wrapping_up import Last, Standing, Wanted

SHOWN = 5  # allow constant: choices of a number that fit one page of a small panel
MOST_DIGITS = 2  # allow constant: 99 at once

REASONS: dict[str, Text] = {
    "wrong_kind": _("Wrong kind or number"),
    "not_wrapped": _("It was not wrapped after all"),
    "changed_mind": _("Customer changed their mind"),
}


def price(fen: int) -> Text:
    """What something costs."""
    return yuan(fen) if fen else _("free of charge")


def kinds(one: Standing, zone: ZoneInfo) -> Menu:
    """The price list; and what was wrapped last, for whoever was interrupted."""
    rule = one.rule
    return Menu(
        title=_("How shall it be wrapped?"),
        subtitle=_("Tell the customer what it costs first.") if one.last is None else last_one(one, one.last, zone),
        choices=tuple(
            Choice(each.key, each.title, note=_("{price} each", price=yuan(each.price)) if each.price else price(0),
                   icon="redeem", tone="rose")
            for each in (rule.kinds if rule is not None else ())
        ),
        actions=(Action("undo", _("Undo the last one"), icon="undo"),) if one.last is not None else (),
    )  # fmt: skip


def last_one(one: Standing, last: Last, zone: ZoneInfo) -> Text:
    """Small box, 2 pieces, ¥20.00 at 14:08."""
    kind = one.rule.of(last.kind) if one.rule is not None else None
    return _(
        "Last: {kind}, {pieces}, {fee} at {time}",
        kind=kind.title if kind is not None else last.kind,
        pieces=counted(last.pieces),
        fee=price(last.fee),
        time=clock(last.at_ms, zone),
    )


def last_facts(one: Standing, last: Last, zone: ZoneInfo) -> tuple[Fact, ...]:
    """The same, for the second person."""
    kind = one.rule.of(last.kind) if one.rule is not None else None
    return (
        Fact(_("Wrapping"), kind.title if kind is not None else last.kind),
        Fact(_("Pieces"), str(last.pieces)),
        Fact(_("Time"), clock(last.at_ms, zone)),
        Fact(_("Paid"), price(last.fee), alert=last.fee > 0),
    )


def how_many(title: Text, subtitle: Text = "") -> Menu:
    """A number that is nearly always small."""
    return Menu(
        title=title,
        subtitle=subtitle,
        choices=(
            *(Choice(str(number), counted(number)) for number in range(1, SHOWN + 1)),
            Choice("more", _("More")),
        ),
    )


def type_number(title: Text, error: Text = "") -> Keypad:
    """One that is not."""
    return Keypad(title=title, minimum=1, maximum=MOST_DIGITS, error=error)


def told(wanted: Wanted) -> Confirm:
    """收取费用前告知: before anything is done."""
    return Confirm(
        title=_("Tell the customer: {price}", price=price(wanted.fee)),
        subtitle=_("Begin when they have agreed.") if wanted.fee else _("Wrap it, then press the button."),
        facts=facts(wanted),
        actions=(
            Action("agreed", _("They agree"), icon="check", primary=True)
            if wanted.fee
            else Action("agreed", _("Wrapped"), icon="check", primary=True),
        ),
        icon="redeem",
        tone="rose",
    )


def facts(wanted: Wanted) -> tuple[Fact, ...]:
    """What it is, as on the slip."""
    return (
        Fact(_("Wrapping"), wanted.kind.title),
        Fact(_("Pieces"), str(wanted.pieces)),
        Fact(_("Each"), price(wanted.kind.price)),
        Fact(_("Together"), price(wanted.fee), alert=wanted.fee > 0),
    )


def how_paid(wanted: Wanted, tenders: Sequence[str]) -> Menu:
    """By what."""
    return Menu(
        title=_("How is it paid?"),
        subtitle=yuan(wanted.fee),
        choices=tuple(Choice(tender, TENDERS[tender]) for tender in tenders),
    )


def review(wanted: Wanted) -> Confirm:
    """The money, before it is entered."""
    return Confirm(
        title=_("Take {amount}?", amount=yuan(wanted.fee)),
        subtitle=_("Count the money first."),
        facts=(*facts(wanted), Fact(_("Paid by"), TENDERS[wanted.tender])),
        actions=(Action("take", _("Money here"), icon="check", primary=True),),
        icon="payments",
        tone="rose",
    )


def done(wanted: Wanted) -> Notice:
    """It is on record."""
    return Notice(
        "done",
        _("Gift wrapping: entered"),
        _("Give the customer the slip.") if wanted.fee else _("Nothing was paid."),
        facts=facts(wanted),
        icon="redeem",
    )


def why_undone() -> Menu:
    """Nothing is undone without a reason (A13)."""
    return Menu(
        title=_("Why is it undone?"),
        choices=tuple(Choice(key, words) for key, words in REASONS.items()),
    )


def undone(fee: int) -> Notice:
    """Money goes back."""
    told: Text = _("Give {amount} back to the customer.", amount=yuan(fee)) if fee else _("Nothing was paid.")
    return Notice("done", _("The wrapping is undone"), told)


REFUSALS: dict[str, tuple[Text, Text]] = {
    "not_set_up": (
        _("There is no price list yet"),
        _("The list of gift wrapping waits for approval. Nothing was taken."),
    ),
    "no_shift": (
        _("Nobody holds the counter"),
        _("Nothing was taken. Open a shift first: staff menu, Shift."),
    ),
    "changed": (
        _("The price list has changed"),
        _("Nothing was taken. Please tell the customer the new price."),
    ),
    "no_material": (
        _("There is not enough by the books"),
        _("Nothing was taken. Receive what has come in under Stock, or choose another wrapping."),
    ),
    "no_money": (
        _("There is not that much in the drawer"),
        _("Nothing was undone. Put change in first: staff menu, Shift."),
    ),
    "reversed": (_("It was undone before"), _("Nothing was paid out a second time.")),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)
