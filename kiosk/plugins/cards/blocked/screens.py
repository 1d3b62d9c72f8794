"""Staff's screens about blocked cards; phone numbers masked here too (A10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Choice,
    Confirm,
    Fact,
    Keypad,
    Member,
    Menu,
    Notice,
    Row,
    Table,
    Text,
    reason_key,
    split_reason,
    when,
)
from kiosk.plugins.cards.mine.screens import STATUS
from kiosk.plugins.cards.scans import LONGEST, SHORTEST
from kiosk.plugins.cards.words import _, card_tail

NOT_KNOWN = _("No card has this number")

HOW: dict[str, Text] = {"customer": _("at the kiosk"), "staff": _("at the desk"), "": _("not on record")}

REASONS = (_("Card was found"), _("Blocked by mistake"), _("Holder identified"))
"""The reasons that `plugin.toml` comes with; a site's own are said as they are written."""


FREEZING = (_("Suspected misuse"), _("A dispute about it"), _("Its holder wishes it"))
"""Likewise for freezing."""


@dataclass(frozen=True, slots=True)
class Held:
    """A card as staff see it; `at_ms` is 0 for one that no report of ours has blocked."""

    member: Member
    phone: str
    at_ms: int = 0
    how: str = ""
    cause: str = ""
    """Why the desk has frozen it; empty where it was lost."""


def how_blocked(one: Held, reasons: Sequence[str]) -> Text:
    """Where it was reported lost; of a card that was frozen, why."""
    if not one.cause:
        return HOW.get(one.how, one.how)
    said = next((split_reason(reason)[1] for reason in reasons if reason_key(reason) == one.cause), one.cause)
    return _("frozen: {why}", why=_(said))


def table(
    found: Sequence[Held], now_ms: int, zone: ZoneInfo, reasons: Sequence[str], error: Text = ""
) -> Table:
    """The cards that are blocked."""
    return Table(
        title=_("Blocked cards"),
        columns=(_("Since"), _("Card"), _("Blocked")),
        rows=tuple(
            Row(
                one.member.id,
                (when(one.at_ms, now_ms, zone), card_tail(one.member.card_tail), how_blocked(one, reasons)),
            )
            for one in found
        ),
        subtitle=error or _("Choose one, or scan a card"),
        widths=(3, 4, 3),
        empty=_("No card is blocked."),
        actions=(Action("number", _("By the card's number"), icon="dialpad"),),
    )


def type_number() -> Keypad:
    """Whose card is not here."""
    return Keypad(
        title=_("The number on the card"),
        subtitle=_("As on a slip of theirs, or in the books"),
        minimum=SHORTEST,
        maximum=LONGEST,
    )


def about(one: Held, now_ms: int, zone: ZoneInfo, reasons: Sequence[str], may: Collection[str]) -> Confirm:
    """One card, and what can be done with it by whoever holds these rights."""
    member, blocked = one.member, one.member.status == "blocked"
    facts = [
        Fact(_("Card"), card_tail(member.card_tail)),
        Fact(_("Holder"), _("{name}, {phone}", name=str(member.name), phone=one.phone or "–")),
    ]
    if not one.cause:
        facts.append(Fact(_("Status"), STATUS.get(member.status, member.status), alert=blocked))
    if one.at_ms:
        told = _("{when}, {how}", when=when(one.at_ms, now_ms, zone), how=how_blocked(one, reasons))
        facts.append(Fact(_("Blocked"), told, alert=bool(one.cause)))
    thaw = Action("thaw", _("Make it good again"), icon="lock_open", primary=True)
    titles = {True: _("This card is blocked"), False: _("This card is not blocked")}
    able: tuple[Action, ...] = ()
    if blocked and ("freeze" if one.cause else "block") in may:
        able = (thaw,)
    elif member.status == "active":
        able = (
            *(
                (Action("block", _("It is lost: block it"), icon="block", danger=True),)
                if "block" in may
                else ()
            ),
            *((Action("freeze", _("Freeze it")),) if "freeze" in may else ()),
        )
    return Confirm(
        title=_("This card is frozen") if one.cause else titles[blocked],
        subtitle=_("Look at who stands there first: proof of who they are, and the phone on file.")
        if able
        else _("Nothing can be done with it here."),
        facts=tuple(facts),
        actions=able,
        icon="credit_card",
        tone="rose" if blocked else "leaf",
    )


def why(reasons: Sequence[str]) -> Menu:
    """Nothing is undone without a reason."""
    return Menu(
        title=_("Why is it good again?"),
        choices=tuple(Choice(reason_key(reason), _(split_reason(reason)[1])) for reason in reasons),
    )


def why_frozen(reasons: Sequence[str]) -> Menu:
    """Nothing is stopped without a reason either."""
    return Menu(
        title=_("Why is it frozen?"),
        subtitle=_("Its holder is told to ask at the desk. Balances are kept."),
        choices=tuple(Choice(reason_key(reason), _(split_reason(reason)[1])) for reason in reasons),
    )


def told(*, done: bool, act: str, everywhere: bool = True) -> Notice:
    """What it came to. Not `everywhere`: the member system has not said yet that it is so there."""
    if not done:
        return Notice(
            "information", _("Somebody was faster"), _("The card is as you wanted it, or has ended.")
        )
    if not everywhere:
        title = _("The card is good again here") if act == "thaw" else _("The card is blocked here")
        asked = _(
            "The member system has not confirmed it. It is asked until it does: staff menu, Member system."
        )
        return Notice("waiting", title, asked, icon="schedule")
    if act == "freeze":
        return Notice(
            "done", _("The card is frozen"), _("Nobody can use it. Balances are kept."), icon="block"
        )
    if act == "thaw":
        return Notice(
            "done", _("The card is good again"), _("It serves everywhere, from now on."), icon="lock_open"
        )
    return Notice("done", _("The card is blocked"), _("Nobody can use it. Balances are kept."), icon="block")


def own() -> Notice:
    """A1: staff do not serve themselves."""
    return Notice(
        "refused",
        _("This is your own card"),
        _("A colleague does this for you, at any position."),
        icon="person_off",
    )
