"""Staff accounts at the screen: who there is, and what can be done with one of them.

What takes something away (an account closed, a badge that was lost) is done by one person at once; what gives something (an
account, a role, a PIN, a badge, an account opened again) takes a second person's approval, unless there is nobody else who
could give it: then it is on record as done alone. Whose account was changed is signed out wherever they are.
Names are given at the terminal (`kiosk staff`): there is no keyboard of letters here yet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Any

from kiosk.core.member_system import MemberSystemAway
from kiosk.core.outcomes import BACK, Scan, Scans
from kiosk.core.records import Approved, StaffRecord
from kiosk.core.session.first_account import new_pin
from kiosk.core.session.live_visit import LiveVisit
from kiosk.core.staff import NUMBER_DIGITS, NumberTaken
from kiosk.core.staff.accounts import (
    add_in,
    all_staff,
    close_account,
    link_member,
    open_account,
    others_who_may,
    set_pin,
    set_role,
)
from kiosk.core.staff.badges import BadgeKey, give_badge, has_badge, revoke_badges
from kiosk.core.staff.hashes import hash_pin
from kiosk.core.staff.refusals import BadgeRefused, LastOne
from kiosk.core.staff.rights import ROLES, role_title
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import (
    Action,
    Choice,
    Chosen,
    Entered,
    Fact,
    Keypad,
    Menu,
    Notice,
    PresentCard,
    Row,
    Table,
)
from kiosk.link.texts import Text

_ = Texts("core")

APPROVES = "staff.approve"
MANAGES = "staff.manage"

Act = Callable[[Transaction], Any]

BADGE_REFUSED: dict[str, Text] = {
    "code": _("That code cannot be a badge. It has too few characters, or strange ones."),
    "member_card": _("That is a member's card. It cannot be a badge."),
    "taken": _("That is somebody's badge already."),
}


async def accounts(visit: LiveVisit) -> None:
    """The list, then one account at a time."""
    while True:
        found = await visit.read(all_staff)
        outcome = await visit.ask(_table(found))
        if outcome == BACK or not isinstance(outcome, Chosen):
            return
        if outcome.key == "new":
            await _new(visit)
            continue
        chosen = next((one for one in found if one.id == outcome.key), None)
        if chosen is not None:
            await _about(visit, chosen)


def _table(found: list[StaffRecord]) -> Table:
    return Table(
        _("Staff accounts"),
        (_("Number"), _("Name"), _("Role")),
        tuple(
            Row(one.id, (one.number, one.name, role_title(one.role) if one.active else _("Closed")))
            for one in found
        ),
        widths=(3, 4, 3),
        actions=(Action("new", _("New account"), icon="person_add", primary=True),),
    )


async def _about(visit: LiveVisit, one: StaffRecord) -> None:
    badge = await visit.read(has_badge, one.id)
    outcome = await visit.ask(_menu(one, badge=badge))
    deeds = {
        "role": _change_role,
        "pin": _reset_pin,
        "badge": _give_badge,
        "lost": _lost_badge,
        "close": _close,
        "open": _open,
        "link": _link,
    }
    if isinstance(outcome, Chosen) and outcome.key in deeds:
        await deeds[outcome.key](visit, one)


def _menu(one: StaffRecord, *, badge: bool) -> Menu:
    choices = [
        Choice("role", _("Change the role"), role_title(one.role), "swap_horiz"),
        Choice("pin", _("Reset the PIN"), "", "lock_reset"),
        Choice("badge", _("Give a badge"), _("The one before is void") if badge else "", "badge"),
    ]
    if badge:
        choices.append(Choice("lost", _("Badge lost"), _("It is void at once"), "person_off"))
    linked = _("Linked") if one.member_id else _("Not linked")
    choices.append(Choice("link", _("Own member account"), linked, "credit_card"))
    choices.append(Choice("close", _("Close the account"), "", "block"))
    if not one.active:
        choices = [Choice("open", _("Open it again"), "", "login")]
    whose = _("{name} · {role}", name=one.name, role=role_title(one.role))
    return Menu(_("Account {number}", number=one.number), tuple(choices), whose)


async def _change_role(visit: LiveVisit, one: StaffRecord) -> None:
    role = await _role(visit, one.role)
    if not role:
        return
    keepers = _keepers(visit)
    await _with_second(
        visit,
        one,
        _("Change the role?"),
        (
            Fact(_("Account"), one.number),
            Fact(_("Role now"), role_title(one.role)),
            Fact(_("New role"), role_title(role), alert=True),
        ),
        "role",
        lambda tx: set_role(tx, one.id, role, keepers),
    )


def roles_menu(now: str) -> Menu:
    """Every role; the one that it is cannot be chosen."""
    return Menu(
        _("Which role?"),
        tuple(
            Choice(role, role_title(role), _("As it is") if role == now else "", enabled=role != now)
            for role in ROLES
        ),
    )


async def _role(visit: LiveVisit, now: str) -> str:
    outcome = await visit.ask(roles_menu(now))
    return outcome.key if isinstance(outcome, Chosen) and outcome.key in ROLES else ""


async def _new(visit: LiveVisit) -> None:
    number = await visit.ask(Keypad(_("The new number"), maximum=NUMBER_DIGITS))
    if not isinstance(number, Entered):
        return
    if await visit.read(_taken, number.text):
        await visit.ask(Notice("refused", _("This number is taken"), _("Nothing was changed.")))
        return
    role = await _role(visit, "")
    pin = await new_pin(visit.desk, number.text) if role else ""
    if not pin:
        return
    hashed = await asyncio.to_thread(hash_pin, pin, number.text, visit.desk.site.staff_policy)
    await _with_second(
        visit,
        None,
        _("Make this account?"),
        (Fact(_("Number"), number.text), Fact(_("Role"), role_title(role))),
        "account",
        lambda tx: add_in(tx, number.text, number.text, role, hashed),
    )


def _taken(tx: Transaction, number: str) -> bool:
    return any(one.number == number for one in all_staff(tx))


async def _reset_pin(visit: LiveVisit, one: StaffRecord) -> None:
    pin = await new_pin(visit.desk, one.number)
    if not pin:
        return
    hashed = await asyncio.to_thread(hash_pin, pin, one.number, visit.desk.site.staff_policy)
    facts = (Fact(_("Account"), one.number), Fact(_("Role"), role_title(one.role)))
    await _with_second(
        visit, one, _("Set the new PIN?"), facts, "pin", lambda tx: set_pin(tx, one.id, hashed)
    )


async def _give_badge(visit: LiveVisit, one: StaffRecord) -> None:
    if not visit.ready("scanner"):
        await visit.ask(Notice("refused", _("No scanner here"), _("A badge is given where there is one.")))
        return
    prompt = PresentCard(_("Scan the new badge"), subject="badge")
    scan = await visit.ask(prompt, accepts=(Scans(),))
    if not isinstance(scan, Scan) or scan.refused:
        return
    key: BadgeKey = visit.desk.badge_key
    facts = (Fact(_("Account"), one.number), Fact(_("Role"), role_title(one.role)))
    await _with_second(
        visit, one, _("Give this badge?"), facts, "badge", lambda tx: give_badge(tx, one.id, scan.text, key)
    )


async def _link(visit: LiveVisit, one: StaffRecord) -> None:
    """Whose card it is; "nobody" takes a link away."""
    none = (Action("nobody", _("Take the link away")),) if one.member_id else ()
    prompt = PresentCard(_("Their own member card"), _("Then they cannot serve themselves."), actions=none)
    shown = await visit.ask(prompt, accepts=(Scans(),))
    member_id = ""
    if isinstance(shown, Scan):
        try:
            member = await visit.member_by_card(shown.text)
        except MemberSystemAway:
            member = None
        if member is None:
            await visit.ask(Notice("refused", _("No member has this card"), _("Nothing was changed.")))
            return
        member_id = member.id
    elif shown != Chosen("nobody"):
        return
    facts = (
        Fact(_("Account"), one.number),
        Fact(_("Own member account"), _("Linked") if member_id else _("Not linked")),
    )
    await _with_second(
        visit, one, _("Link to this member?"), facts, "link", lambda tx: link_member(tx, one.id, member_id)
    )


async def _open(visit: LiveVisit, one: StaffRecord) -> None:
    facts = (Fact(_("Account"), one.number), Fact(_("Role"), role_title(one.role)))
    await _with_second(visit, one, _("Open it again?"), facts, "open", lambda tx: open_account(tx, one.id))


async def _lost_badge(visit: LiveVisit, one: StaffRecord) -> None:
    await _done(visit, one, lambda tx: revoke_badges(tx, one.id, "lost"))


async def _close(visit: LiveVisit, one: StaffRecord) -> None:
    keepers = _keepers(visit)
    await _done(visit, one, lambda tx: close_account(tx, one.id, keepers))


def _keepers(visit: LiveVisit) -> Collection[str]:
    right = visit.desk.host.rights.right(MANAGES)
    return right.roles if right is not None else ()


async def _with_second(
    visit: LiveVisit, one: StaffRecord | None, title: Text, facts: tuple[Fact, ...], reason: str, act: Act
) -> None:
    """Do it with a second person's approval; alone, and on record, where nobody else could give one."""
    staff = visit.staff
    if staff is None:
        return
    right = visit.desk.host.rights.right(APPROVES)
    without = {staff.id, *([one.id] if one is not None else [])}
    roles = right.roles if right is not None else frozenset()
    if not await visit.read(others_who_may, roles, without):
        await _done(visit, one, _after(lambda tx: tx.journal_act("staff.alone", reason), act))
        return
    not_by = (one.member_id,) if one is not None and one.member_id else ()
    approved = await visit.approval(APPROVES, title, facts, reason=reason, not_by=not_by)
    if isinstance(approved, Approved):
        if one is not None and approved.by.id == one.id:
            await visit.ask(Notice("refused", _("Not you"), _("This is your own account.")))
            return
        await _done(visit, one, _after(lambda tx: tx.use_approval(approved), act))


def _after(first: Act, then: Act) -> Act:
    """Both, in one transaction."""

    def both(tx: Transaction) -> None:
        first(tx)
        then(tx)

    return both


async def _done(visit: LiveVisit, one: StaffRecord | None, act: Act) -> None:
    try:
        await visit.write(act)
    except LastOne:
        await visit.ask(
            Notice(
                "refused",
                _("Not the last one"),
                _("Nobody would be left who may look after accounts. Nothing was changed."),
            )
        )
        return
    except NumberTaken:
        await visit.ask(Notice("refused", _("This number is taken"), _("Nothing was changed.")))
        return
    except BadgeRefused as refusal:
        await visit.ask(Notice("refused", _("Not a badge"), BADGE_REFUSED[refusal.reason]))
        return
    if one is not None and visit.desk.management is not None and one.id != getattr(visit.staff, "id", ""):
        visit.desk.management.sign_out(one.id)
    await visit.ask(Notice("done", _("It is done."), _("It holds from now on.")))
