"""`kiosk staff`: accounts at the terminal. A PIN is typed, twice, and never an argument: what stands on a command line stands
in the history and in everybody's process list.

Making, closing and changing accounts needs somebody with the right `staff.manage`; a role, a PIN or an account that was
closed needs a second person besides (`staff.approve`), as at the screen. Where there is no such person, the terminal is
enough (`who.py`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from getpass import getpass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.cli.options import read_settings, settings_option
from kiosk.cli.who import NobodyThere, ask_who, context_of, record_second

if TYPE_CHECKING:
    from kiosk.core.records import StaffIdentity, StaffRecord
    from kiosk.core.staff import StaffPolicy
    from kiosk.core.store.database import Store
    from kiosk.core.store.transaction import Transaction
    from kiosk.link.settings import Settings

REASONS = {
    "digits": "a PIN is digits only",
    "short": "this PIN is too short",
    "long": "this PIN is too long",
    "guessable": "this PIN is the first that anybody would try",
}

BADGE_REASONS = {
    "code": "a badge's code has 6 to 64 printable characters",
    "member_card": "this is a member's card",
    "taken": "this is somebody's badge already",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk staff`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")

    def verb(name: str, words: str, *, number: bool = True) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=words)
        settings_option(made)
        if number:
            made.add_argument("number", metavar="NUMBER", help="the account's staff number")
        made.add_argument(
            "--as", dest="who", metavar="NUMBER", default="", help="who does it; asked for else"
        )
        return made

    add = verb("add", "make an account; asks for number, name and PIN", number=False)
    add.add_argument("--role", default="", help="attendant (else manager for the first account of all)")
    verb("list", "every account and its role", number=False)
    role = verb("role", "give an account another role")
    role.add_argument("role", metavar="ROLE")
    verb("deactivate", "nobody signs in with it any more")
    verb("activate", "an account that was closed may be used again")
    verb("reset-pin", "another PIN, and the account is not locked any more")
    verb("badge", "make a scanned code somebody's badge")
    verb("revoke-badge", "a badge was lost")
    link = verb("link", "say which member somebody is, so that they cannot serve themselves")
    link.add_argument("--card", default="", help="the member's card; without it the link is taken away")
    code = verbs.add_parser("first-code", help="a one-time code for making the first account on the screen")
    settings_option(code)


def run(parsed: argparse.Namespace) -> int:
    """Do it."""
    settings = read_settings(parsed)
    if parsed.verb == "first-code":
        return _first_code(settings)
    if parsed.verb == "add":
        return _add(settings, parsed)
    from kiosk.cli.house import open_kiosk_store

    with open_kiosk_store(settings) as store:
        if parsed.verb == "list":
            return _list(store, settings)
        return _change(store, settings, parsed)


def _list(store: Store, settings: Settings) -> int:
    from kiosk.core.staff.accounts import all_staff

    found = store.read_now(all_staff)
    zone = ZoneInfo(settings.site.zone)
    for one in found:
        made = datetime.fromtimestamp(one.made_ms / 1000, zone).strftime("%Y-%m-%d")
        state = "" if one.active else "  closed"
        member = "  linked to a member" if one.member_id else ""
        print(f"{one.number:<10}{one.role:<12}{made}  {one.name}{state}{member}")
    if not found:
        print("there is no account yet: kiosk staff add")
    return 0


def _add(settings: Settings, parsed: argparse.Namespace) -> int:
    if not sys.stdin.isatty():
        print("kiosk staff add: a PIN is typed at a terminal, and this is none", file=sys.stderr)
        return 2
    from kiosk.cli.house import open_kiosk_store
    from kiosk.core.staff import NUMBER_DIGITS, NumberTaken, PinRefused, StaffPolicy, number_problem
    from kiosk.core.staff.accounts import check_role, has_staff
    from kiosk.core.staff.refusals import RoleRefused
    from kiosk.core.store.errors import ConstraintBroken

    policy = StaffPolicy.of(settings.staff)
    with open_kiosk_store(settings, make=True) as store:
        role = parsed.role or ("attendant" if store.read_now(has_staff) else "manager")
        try:
            check_role(role)
            who = ask_who(store, settings, "staff.manage", number=parsed.who)
            trusted = role != "attendant"
            second = _second(store, settings, who) if trusted else None
        except (NobodyThere, RoleRefused) as refusal:
            return _refused(str(refusal), "made")
        number = input("Staff number: ").strip()
        if number_problem(number):
            return _refused(f"a staff number is 1 to {NUMBER_DIGITS} digits", "made")
        name = input("Name: ").strip()
        pin = getpass(f"PIN ({policy.pin_minimum} digits or more): ")
        if getpass("The same PIN again: ") != pin:
            return _refused("The two were not the same", "made")
        try:
            consent = (who, second) if trusted else None
            identity = make_account(store, number, name, pin, role, policy, who=who, consent=consent)
        except PinRefused as refusal:
            return _refused(REASONS[refusal.reason], "made")
        except NumberTaken:
            return _refused(f"there is a staff number {number} already", "made")
        except ConstraintBroken:
            return _refused("a name has 1 to 64 characters and no long number", "made")
    print(f"{identity.name}, number {identity.number}, {identity.role}, may sign in.")
    return 0


def make_account(
    store: Store,
    number: str,
    name: str,
    pin: str,
    role: str,
    policy: StaffPolicy,
    *,
    who: StaffIdentity | None,
    consent: tuple[StaffIdentity | None, StaffIdentity | None] | None,
) -> StaffIdentity:
    """The account and, where the role needs it, who agreed to it, in one transaction: neither is ever there alone.

    Raises as `add_staff` does.
    """
    from kiosk.core.staff.accounts import add_in
    from kiosk.core.staff.hashes import check_number, hash_pin

    check_number(number)
    hashed = hash_pin(pin, number, policy)

    def written(tx: Transaction) -> StaffIdentity:
        if consent is not None:
            record_second(tx, *consent)
        return add_in(tx, number, name, role, hashed)

    return store.write_now(written, context=context_of(who))


def _change(store: Store, settings: Settings, parsed: argparse.Namespace) -> int:
    from kiosk.core.staff.accounts import staff_by_number
    from kiosk.core.staff.refusals import BadgeRefused, LastOne, PinRefused, RoleRefused

    record = store.read_now(staff_by_number, parsed.number)
    if record is None:
        return _refused(f"there is no account with the number {parsed.number}")
    try:
        who = ask_who(store, settings, "staff.manage", number=parsed.who)
        sensitive = parsed.verb in ("role", "activate", "reset-pin", "badge", "link")
        second = _second(store, settings, who, record) if sensitive else None
        act, said = _act(store, settings, parsed, record)

        def written(tx: Transaction) -> None:
            if sensitive:
                record_second(tx, who, second)
            act(tx)

        store.write_now(written, context=context_of(who))
    except (NobodyThere, RoleRefused, LastOne) as refusal:
        return _refused(str(refusal))
    except PinRefused as refusal:
        return _refused(REASONS[refusal.reason])
    except BadgeRefused as refusal:
        return _refused(BADGE_REASONS[refusal.reason])
    print(said)
    return 0


def _act(
    store: Store, settings: Settings, parsed: argparse.Namespace, record: StaffRecord
) -> tuple[Callable[[Transaction], object], str]:
    """What is written, and what is said when it is."""
    from kiosk.core.staff import StaffPolicy, accounts, badges
    from kiosk.core.staff.hashes import hash_pin
    from kiosk.core.staff.rights import Rights

    found = Rights(site=settings.rights).right("staff.manage")
    keepers = found.roles if found is not None else frozenset()
    number = record.number
    match parsed.verb:
        case "role":
            return lambda tx: accounts.set_role(
                tx, record.id, parsed.role, keepers
            ), f"{number} is {parsed.role} now."
        case "deactivate":
            return lambda tx: accounts.close_account(
                tx, record.id, keepers
            ), f"Nobody signs in as {number} any more."
        case "activate":
            return lambda tx: accounts.open_account(tx, record.id), f"{number} may sign in again."
        case "reset-pin":
            hashed = hash_pin(_typed_twice("New PIN"), number, StaffPolicy.of(settings.staff))
            return lambda tx: accounts.set_pin(tx, record.id, hashed), f"{number} signs in with the new PIN."
        case "badge":
            code, key = _typed("Scan the badge"), badges.BadgeKey(settings.data)
            return lambda tx: badges.give_badge(
                tx, record.id, code, key
            ), f"This is the badge of {number} now."
        case "revoke-badge":
            return lambda tx: badges.revoke_badges(tx, record.id, "lost"), f"{number} has no badge any more."
    member = store.read_now(lambda tx: tx.member_by_card(parsed.card)) if parsed.card else None
    if parsed.card and member is None:
        raise NobodyThere("no member has this card")
    member_id = member.id if member is not None else ""
    words = f"{number} is linked to that member now." if member_id else f"{number} is linked to nobody."
    return lambda tx: accounts.link_member(tx, record.id, member_id), words


def _second(
    store: Store, settings: Settings, first: StaffIdentity | None, about: StaffRecord | None = None
) -> StaffIdentity | None:
    """A second person at the same terminal, where there is one; never the first, nor whom it is about, nor another account
    of the same member as one of them."""
    if first is None:
        return None
    others: list[StaffIdentity | StaffRecord] = [first, *([about] if about is not None else [])]
    without = [one.id for one in others]
    second = ask_who(store, settings, "staff.approve", whom="The second person's", without=without)
    if second is not None and second.member_id and second.member_id in [one.member_id for one in others]:
        raise NobodyThere(f"{second.number} may not: it is another account of the same member")
    return second


def _typed(words: str) -> str:
    return getpass(f"{words}: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


def _typed_twice(words: str) -> str:
    first = _typed(words)
    if _typed(f"{words} again") != first:
        raise NobodyThere("the two were not the same")
    return first


def _refused(words: str, done: str = "changed") -> int:
    print(f"{words}; nothing was {done}.", file=sys.stderr)
    return 1


def _first_code(settings: Settings) -> int:
    from kiosk.cli.house import open_kiosk_store
    from kiosk.core.staff import POLICY, FirstCodeRefused, issue_first_code

    with open_kiosk_store(settings, make=True) as store:
        try:
            code = store.write_now(issue_first_code)
        except FirstCodeRefused as refusal:
            print(f"no code: {refusal}", file=sys.stderr)
            return 1
    print(f"{code[:4]} {code[4:]}")
    print(f"Valid once, for {POLICY.code_minutes} minutes; every code before it is void.", file=sys.stderr)
    return 0
