"""The screens of lending without a card: staff's, one question each, with what the law says where it matters."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.core.api import Action, Choice, Confirm, Fact, Keypad, Menu, Notice, Row, Table, Text

from .borrowers import Borrower, Line
from .kinds import Kind, kind_of
from .records import Loan
from .screens import DONE
from .words import _, item_name, moment, when, yuan

NO_DOCUMENTS = _("Never keep an identity card as a deposit: the law forbids it.")
"""居民身份证法 art. 15; said on every screen on which somebody could think of it."""


def what(kinds: Sequence[Kind], notes: dict[str, Text], deposits: int) -> Menu:
    """Lend one, take one back, or look at who has what."""
    back = Choice("return", _("Take something back"), icon="keyboard_return")
    people = Choice(
        "people",
        _("Who has what"),
        note=_.plural("{count} deposit to give back", "{count} deposits to give back", deposits)
        if deposits
        else "",
        icon="groups",
        tone="amber" if deposits else "plain",
    )
    lend = tuple(
        Choice(kind.id, kind.words.lend_one, note=notes.get(kind.id, ""), icon=kind.icon, tone=kind.tone)
        for kind in kinds
    )
    return Menu(title=_("Without a card"), subtitle=NO_DOCUMENTS, choices=(*lend, back, people))


def phone(error: Text = "") -> Keypad:
    """Their number; or, without one, a name."""
    return Keypad(
        title=_("Their phone number"),
        subtitle=_("Kept only until it is back. No identity number."),
        minimum=7,
        maximum=12,
        actions=(Action("no_phone", _("No phone: a name"), icon="badge"),),
        error=error,
    )


def surname(surnames: Sequence[str]) -> Menu:
    """A family name is enough, together with the thing itself."""
    return Menu(title=_("Their family name"), choices=tuple(Choice(name, name) for name in surnames))


def review(kind: Kind, borrower: Borrower, due_ms: int, deposit_fen: int, zone: ZoneInfo) -> Confirm:
    """Who, what, until when, and the money, before a door opens."""
    money = Fact(_("Deposit"), yuan(deposit_fen) if deposit_fen else _("none"), alert=deposit_fen > 0)
    agree = _("Deposit taken, open the door") if deposit_fen else _("Open the door")
    safety = (Fact(_("Tell them"), _("harness, lift, never the escalator")),) if kind.safety else ()
    return Confirm(
        title=_("Lend it to them?"),
        subtitle=NO_DOCUMENTS,
        facts=(
            Fact(kind.words.one, kind.words.one_of),
            Fact(_("Borrower"), borrower.shown),
            Fact(_("Due"), _("by {moment}", moment=moment(due_ms, zone))),
            money,
            *safety,
        ),
        actions=(Action("lend", agree, icon="lock_open", primary=True),),
        icon=kind.icon,
        tone=kind.tone,
    )


def give_money_back(fen: int, borrower: Borrower) -> Confirm:
    """The deposit goes back now."""
    return Confirm(
        title=_("Give the deposit back"),
        subtitle=_("All of it, in cash or the way it was paid."),
        facts=(Fact(_("Borrower"), borrower.shown), Fact(_("Deposit"), yuan(fen), alert=True)),
        actions=(
            Action("given", _("It is given back"), icon="payments", primary=True),
            Action("later", _("They come later")),
        ),
        icon="payments",
        tone="amber",
    )


def given_back(fen: int) -> Notice:
    """The money is settled."""
    return Notice(
        outcome="done",
        title=_("Deposit given back"),
        facts=(Fact(_("Deposit"), yuan(fen)),),
        actions=(DONE,),
        icon="payments",
    )


def people(lines: Sequence[Line], zone: ZoneInfo, now_ms: int) -> Table:
    """Everybody who is still known here; what is late, or money that waits, stands out."""
    return Table(
        title=_("Who has what"),
        columns=(_("Borrower"), _("Which"), _("Due"), _("Deposit")),
        rows=tuple(
            Row(
                key=borrower.id,
                cells=(
                    borrower.shown,
                    item.tag if item is not None else "–",
                    _state(loan, zone, now_ms),
                    yuan(fen),
                ),
                alert=bool(fen and loan is None)
                or (loan is not None and loan.state == "lent" and loan.due_ms <= now_ms),
            )
            for borrower, loan, item, fen in lines
        ),
        widths=(3, 2, 3, 2),
        empty=_("Nobody without a card has anything"),
    )


def _state(loan: Loan | None, zone: ZoneInfo, now_ms: int) -> Text:
    return _("back") if loan is None else when(loan.due_ms, now_ms, zone)


def person(line: Line, zone: ZoneInfo, *, number: str = "") -> Confirm:
    """One of them; `number` is their phone number in full, once staff have asked for it."""
    borrower, loan, item, fen = line
    actions: list[Action] = []
    if fen and loan is None:
        actions.append(Action("money", _("Give the deposit back"), icon="payments", primary=True))
    if borrower.phone and not number:
        actions.append(Action("reveal", _("Show the number"), icon="visibility"))
    if loan is None and not fen:
        actions.append(Action("wipe", _("Forget this person"), icon="delete", danger=True))
    facts = [Fact(_("Borrower"), number or borrower.shown)]
    if loan is not None and item is not None:
        facts.append(Fact(kind_of(item.kind).words.one, item_name(item)))
        facts.append(Fact(_("Due"), _("by {moment}", moment=moment(loan.due_ms, zone))))
    facts.append(Fact(_("Deposit"), yuan(fen) if fen else _("none")))
    facts.append(Fact(_("Lent at"), moment(borrower.made_ms, zone)))
    return Confirm(
        title=_("Without a card"),
        subtitle=_("Showing the number is on record."),
        facts=tuple(facts),
        actions=tuple(actions) or (DONE,),
        icon="person",
    )
