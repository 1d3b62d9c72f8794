"""A counter that is held: two people, the rules of the sample pack approved by the second, and cards in stock."""

from __future__ import annotations

import tomllib
from typing import Any

from kiosk.cli.demo_rules import PACK
from kiosk.core.prepaid_law import PREPAID
from kiosk.core.products import serial_range
from kiosk.core.records import Context
from kiosk.core.rules import RuleKind, read_pack
from kiosk.core.session.conversation import keys_of
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Choice, Entered, Menu
from kiosk.plugins.cards import kiosk_rules as of_cards
from kiosk.plugins.counter import kiosk_rules as of_the_counter
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK

ATTENDANT, SUPERVISOR = "1001", "1002"
PEOPLE = {ATTENDANT: ("908172", "attendant"), SUPERVISOR: ("271909", "supervisor")}


def kinds() -> dict[str, RuleKind[Any]]:
    return {kind.name: kind for kind in (PREPAID, *of_cards(), *of_the_counter())}


def counter(kiosk: Journey, *, shift: bool = True) -> Journey:
    """With everything that the sample pack says."""
    one, two = (
        add_staff(kiosk.store, number, f"员工{number}", pin, role=role, policy=QUICK).id
        for number, (pin, role) in PEOPLE.items()
    )
    rules = read_pack(tomllib.loads(PACK.read_text("utf-8")), kinds())

    def bring(tx: Transaction) -> tuple[str, str]:
        made = tx.propose_rules(rules, titles=[rule.name for rule in rules], reason="new_rules")
        return made, tx.open_requests()[0].version

    pack, version = kiosk.store.write_now(bring, context=Context(f"staff:{two}"))
    kiosk.store.write_now(lambda tx: tx.decide_rules(pack, version, one, yes=True))
    if shift:
        kiosk.store.write_now(lambda tx: tx.open_shift("early", one))
    return kiosk


def sign_in(kiosk: Journey, number: str = ATTENDANT) -> None:
    kiosk.sign_in(number, PEOPLE[number][0])


def offered(kiosk: Journey) -> dict[str, Choice]:
    """The lines of the staff menu that is shown, those that stand together under one line too."""
    assert isinstance(kiosk.prompt, Menu)
    lines = {choice.key: choice for choice in kiosk.prompt.choices}
    if "group:cards" in lines:
        kiosk.choose("group:cards")
        kiosk.until(lambda: "group:cards" not in keys_of(kiosk.prompt), "what stands under it")
        assert isinstance(kiosk.prompt, Menu)
        lines |= {choice.key: choice for choice in kiosk.prompt.choices}
    return lines


def in_stock(kiosk: Journey, product: str, first: str, last: str) -> list[str]:
    """A carton of numbered cards has come in."""
    numbers = serial_range(first, last)
    kiosk.store.write_now(lambda tx: tx.receive(product, len(numbers), numbers))
    return numbers


def second_person(kiosk: Journey, number: str = SUPERVISOR) -> None:
    """They sign in inside the question."""
    kiosk.choose("here")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "number", "the second person's number")
    kiosk._answer(Entered(number))
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the second person's PIN")
    kiosk._answer(Entered(PEOPLE[number][0]))
