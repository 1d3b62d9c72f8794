"""`kiosk staff`: the first account, made at the terminal. A PIN is typed, twice, and never an argument: what
stands on a command line stands in the history and in everybody's process list."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass

from kiosk.cli.options import read_settings, settings_option
from kiosk.link.settings import Settings

REASONS = {
    "digits": "a PIN is digits only",
    "short": "this PIN is too short",
    "long": "this PIN is too long",
    "guessable": "this PIN is the first that anybody would try",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk staff`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    add = verbs.add_parser("add", help="make an account; asks for number, name and PIN")
    settings_option(add)
    code = verbs.add_parser("first-code", help="a one-time code for making the first account on the screen")
    settings_option(code)


def run(parsed: argparse.Namespace) -> int:
    """Do it."""
    settings = read_settings(parsed)
    if parsed.verb == "add":
        return _add(settings)
    return _first_code(settings)


def _add(settings: Settings) -> int:
    if not sys.stdin.isatty():
        print("kiosk staff add: a PIN is typed at a terminal, and this is none", file=sys.stderr)
        return 2
    from kiosk.cli.house import open_kiosk_store
    from kiosk.core.staff import (
        NUMBER_DIGITS,
        NumberTaken,
        PinRefused,
        StaffPolicy,
        add_staff,
        number_problem,
    )
    from kiosk.core.store.errors import ConstraintBroken

    policy = StaffPolicy.of(settings.staff)
    number = input("Staff number: ").strip()
    if number_problem(number):
        print(f"a staff number is 1 to {NUMBER_DIGITS} digits; nothing was made.", file=sys.stderr)
        return 1
    name = input("Name: ").strip()
    pin = getpass(f"PIN ({policy.pin_minimum} digits or more): ")
    if getpass("The same PIN again: ") != pin:
        print("The two were not the same; nothing was made.", file=sys.stderr)
        return 1
    with open_kiosk_store(settings, make=True) as store:
        try:
            identity = add_staff(store, number, name, pin, policy=policy)
        except PinRefused as refusal:
            print(f"{REASONS[refusal.reason]}; nothing was made.", file=sys.stderr)
            return 1
        except NumberTaken:
            print(f"there is a staff number {number} already; nothing was made.", file=sys.stderr)
            return 1
        except ConstraintBroken:
            print("a name has 1 to 64 characters and no long number; nothing was made.", file=sys.stderr)
            return 1
    print(f"{identity.name}, number {identity.number}, may sign in.")
    return 0


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
