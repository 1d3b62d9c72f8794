"""The customer's screens, each a function of what it shows. Everything personal is masked: the end of the number, 张*."""

from __future__ import annotations

from kiosk.core.api import Action, Confirm, Fact, Notice, PresentCard, Text
from kiosk.plugins.cards.words import _, card_tail, date_of, yuan

from .reading import Overview

PIN_CHANGED = _("Your new PIN is set. Tell it to nobody.")
DONE = Action("done", _("Done"), icon="check", primary=True)

STATUS: dict[str, Text] = {"active": _("in use"), "blocked": _("blocked"), "closed": _("closed")}


def show_card(error: Text = "", *, reads: bool = True) -> PresentCard:
    """The card, or what else somebody knows. `reads`: whether a reader is there."""
    return PresentCard(
        title=_("Show your member card"),
        subtitle=_("Or use your phone number and PIN")
        if reads
        else _("Please use your phone number and PIN"),
        actions=(
            Action("phone", _("Phone and PIN"), icon="phone"),
            Action("lost", _("Card is lost"), icon="block", danger=True),
        ),
        error=error,
        may_type=True,
    )


def worth(one: Overview, *, soon: bool = False) -> tuple[Fact, ...]:
    """Principal and bonus apart, points with what ends next (`soon`: it is time to say so); as on the slip."""
    facts = [
        Fact(_("Principal"), yuan(one.principal)),
        Fact(_("Bonus"), yuan(one.bonus)),
        Fact(_("Points"), f"{one.points:,}"),
    ]
    if one.ending:
        facts.append(Fact(_("Ending next"), ending(one), alert=soon))
    if one.owed:
        facts.append(Fact(_("Points owed"), f"{one.owed:,}", alert=True))
    return tuple(facts)


def ending(one: Overview) -> Text:
    """120 points end on 2026-12-31."""
    return _.plural("{count} point on {day}", "{count} points on {day}", one.ending, day=date_of(one.ends))


def page(
    one: Overview,
    notes: tuple[Text, ...],
    told: Text = "",
    *,
    prints: bool,
    soon: bool = False,
    redeems: bool = False,
) -> Confirm:
    """The member's own page: what there is, what a service wants to tell, what can be done about it; `told` is how the last
    thing went that they did, and needs no screen of its own. Five buttons at the most: who can redeem points prints from the
    history."""
    member = one.member
    card: Text = card_tail(member.card_tail)
    if member.tier:
        card = _("{tier}, {card}", tier=member.tier, card=card)
    blocked = member.status != "active"
    actions = [
        DONE,
        *(() if one.elsewhere else (Action("history", _("History"), icon="receipt_long"),)),
        *((Action("rebate", _("Points to bonus"), icon="redeem"),) if redeems else ()),
        *((Action("print", _("Print it"), icon="print"),) if prints and not redeems else ()),
        Action("pin", _("Change PIN") if one.has_pin else _("Set a PIN"), icon="password"),
    ]
    if not one.elsewhere:
        actions.append(Action("more", _("My data") if blocked else _("Lost · my data"), icon="person"))
    elif not blocked:
        actions.append(Action("lost", _("Card is lost"), icon="block", danger=True))
    status = (
        Fact(_("Status"), STATUS.get(member.status, member.status), alert=True),
        Fact(_("A new card"), _("at the service desk")),
    )
    return Confirm(
        title=_("Your member card"),
        subtitle=told or card,
        facts=(
            *(status if blocked else ()),
            *worth(one, soon=soon),
            *(Fact(_("Please note"), note) for note in notes),
        ),
        actions=tuple(actions),
        icon="credit_card",
        tone="leaf",
    )


def refused(status: str, bring: Text) -> Notice:
    """A card that serves no more: why, and what to do."""
    if status == "frozen":
        return Notice(
            "refused",
            _("This card is on hold"),
            _("The service desk tells you why, and helps you on. Balances are kept."),
            icon="block",
        )
    if status == "blocked":
        return Notice(
            "refused",
            _("This card is blocked"),
            _("It was reported lost. If it is yours, bring it to the service desk. Balances are kept."),
            facts=(Fact(_("Please bring"), bring),),
            icon="block",
        )
    return Notice(
        "refused",
        _("This card has ended"),
        _("It is not in use any more. The service desk tells you why, and helps you to a new one."),
        icon="block",
    )


def away() -> Notice:
    """Nobody here knows what is on the card."""
    return Notice(
        "refused",
        _("Your card cannot be looked up now"),
        _("The member system does not answer. Please try again later, or ask staff. Your balances are kept."),
        icon="cloud_off",
    )


def printed() -> Notice:
    """The slip is on its way."""
    return Notice(
        "done",
        _("Here is your slip"),
        _("Please take it below. Thank you."),
        icon="receipt_long",
    )


def renew_asked(*, newly: bool) -> Notice:
    """加磁: it waits for staff."""
    return Notice(
        "done",
        _("Noted: stripe worn"),
        _("Staff write it anew at the service desk, with the same number. It takes a minute.")
        if newly
        else _("It is on the list already. Staff write it anew at the service desk."),
        icon="credit_card",
    )


def block_it(tail: str, bring: Text, fee: Text, *, elsewhere: bool = False) -> Confirm:
    """What happens, and what a new card costs, said before it does. `elsewhere`: staff of another system make the new one."""
    return Confirm(
        title=_("Block this card?"),
        subtitle=_("Nobody can use it from then on. Your balances are kept."),
        facts=(
            Fact(_("Card"), card_tail(tail)),
            Fact(_("When"), _("at once") if elsewhere else _("at once, everywhere")),
            Fact(_("A new card"), _("at the service desk")),
            Fact(_("It costs"), fee),
            Fact(_("Please bring"), bring),
        ),
        actions=(
            *(
                ()
                if elsewhere
                else (Action("block_new", _("Block, and a new card"), icon="block", danger=True),)
            ),
            Action("block", _("Block it") if elsewhere else _("Only block it"), icon="block", danger=True),
            Action("keep", _("No, keep it")),
        ),
        icon="block",
        tone="rose",
    )


def blocked(tail: str, bring: Text, *, newly: bool, asked: bool, everywhere: bool = True) -> Notice:
    """Done, and what comes next; `asked`: a new card is on the list of staff. Not `everywhere`: the member system has not
    answered yet."""
    return Notice(
        "done",
        _("Your card is blocked") if newly else _("It is blocked already"),
        _("Nobody can use it. Your balances are kept for your new card.")
        if everywhere
        else _("At this desk, from now on. The member system has not confirmed it yet; staff see to it."),
        facts=(
            Fact(_("Card"), card_tail(tail)),
            *((Fact(_("A new card"), _("asked for")),) if asked else ()),
            Fact(_("Please bring"), bring),
        ),
        icon="block",
    )


def ask_for_new(tail: str, bring: Text, fee: Text) -> Confirm:
    """A new card for a damaged one, or for one that is blocked already."""
    return Confirm(
        title=_("Ask for a new card?"),
        subtitle=_("Staff make it at the service desk. Balances stay."),
        facts=(Fact(_("Card"), card_tail(tail)), Fact(_("It costs"), fee), Fact(_("Please bring"), bring)),
        actions=(Action("ask", _("Ask for it"), icon="credit_card", primary=True),),
        icon="credit_card",
        tone="leaf",
    )


def fee_of(fen: int | None) -> Text:
    """What a new card costs, where the rules of today say it."""
    if fen is None:
        return _("told before at the desk")
    return yuan(fen) if fen else _("nothing")
