"""What people do again and again with their cards at the kiosk, and what is in the books before they come."""

from __future__ import annotations

from pathlib import Path

import msgspec

import kiosk.plugins.cards
import kiosk.plugins.lending
from kiosk.core.host.discovery import Candidate
from kiosk.core.ledger import Account, Line, Lot, bonus, points, principal
from kiosk.core.staff import add_staff, has_staff
from kiosk.core.staff.hashes import hash_pin
from kiosk.core.store.transaction import Transaction
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK, STAFF_NAME, STAFF_NUMBER, STAFF_PIN, add_member

PLUGINS = [
    Candidate(name, f"kiosk.plugins.{name}", Path(module.__file__ or "").parent)
    for name, module in (("cards", kiosk.plugins.cards), ("lending", kiosk.plugins.lending))
]

CARD, PHONE = "6901234563307", "13800001111"
OTHER_CARD, OTHER_PHONE = "6901234564412", "13900002222"
SHARED_CARD, SHARED_TOO, SHARED_PHONE = "6901234565523", "6901234565524", "13700003333"
NOBODYS_PHONE = "13600004444"
PIN, WRONG = "718293", "111222"

HOUSE = Account("opening")
POINTS = Account("opening", unit="point")
_PIN = "INSERT INTO member_pins (member_id, pin_hash, made_ms, made_by) SELECT ?, ?, ?, id FROM staff LIMIT 1"


def people(tx: Transaction) -> None:
    """One with balances, one without any, and two who share a phone."""
    one = add_member(tx, CARD, phone=PHONE)
    add_member(tx, OTHER_CARD, name="王芳", phone=OTHER_PHONE)
    for card in (SHARED_CARD, SHARED_TOO):
        add_member(tx, card, name="赵敏", phone=SHARED_PHONE)
    tx.enter(
        "members.opened",
        (
            Line(HOUSE, principal(one), 123_456, Lot()),
            Line(HOUSE, bonus(one), 5_000, Lot()),
            Line(POINTS, points(one), 120, Lot(last_day=20261231)),
            Line(POINTS, points(one), 1_000, Lot(last_day=20271231)),
        ),
        subject=one,
    )


def quick(kiosk: Journey) -> None:
    """Hashes that are quick to make, and somebody of staff."""
    for position in kiosk.desk.positions.values():
        position.site = msgspec.structs.replace(position.site, staff_policy=QUICK)
    if not kiosk.read(has_staff):
        add_staff(kiosk.store, STAFF_NUMBER, STAFF_NAME, STAFF_PIN, policy=QUICK)


def give_pin(kiosk: Journey, card: str = CARD, pin: str = PIN) -> None:
    """A PIN that was set at some time before."""
    made = hash_pin(pin, "", QUICK)

    def put(tx: Transaction) -> None:
        member = tx.member_by_card(card)
        assert member is not None
        tx._run(_PIN, (member.id, made, tx.now_ms))

    kiosk.write(put)


def member_id(kiosk: Journey, card: str = CARD) -> str:
    member = kiosk.read(lambda tx: tx.member_by_card(card))
    assert member is not None
    return member.id


def status(kiosk: Journey, card: str = CARD) -> str:
    member = kiosk.read(lambda tx: tx.member_by_card(card))
    assert member is not None
    return member.status


# ---------------------------------------------------------------------- a customer's moves


def to_the_tile(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("cards.mine")
    kiosk.expect("请出示会员卡")


def by_phone(kiosk: Journey, phone: str = PHONE, pin: str = PIN) -> None:
    """From the question for a card: phone and PIN."""
    kiosk.choose("phone")
    kiosk.expect("手机号")
    kiosk.type(phone)
    kiosk.expect("请输入会员密码")
    kiosk.type(pin)


def to_the_page(kiosk: Journey) -> None:
    """Tile, card, and its PIN."""
    to_the_tile(kiosk)
    kiosk.scan(CARD)
    kiosk.expect("请输入会员密码")
    kiosk.type(PIN)
    kiosk.expect("您的会员卡")


def to_the_question(kiosk: Journey) -> None:
    """Tile, lost, phone and PIN: shall it be blocked?"""
    to_the_tile(kiosk)
    kiosk.choose("lost")
    kiosk.expect("手机号")
    kiosk.type(PHONE)
    kiosk.expect("请输入会员密码")
    kiosk.type(PIN)
    kiosk.expect("要挂失这张卡吗")


def report_lost(kiosk: Journey) -> None:
    """And the word that blocks it."""
    to_the_question(kiosk)
    kiosk.choose("block")
    kiosk.expect("挂失成功")


def facts(kiosk: Journey) -> dict[str, str]:
    """What stands on the screen, by its label."""
    return {str(fact.label): str(fact.value) for fact in getattr(kiosk.prompt, "facts", ())}
