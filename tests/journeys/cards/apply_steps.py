"""What applicants do again and again, and the texts that a site has approved for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.core.records import Context
from kiosk.core.rules import RuleKind, proposed
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Keypad, Menu
from kiosk.plugins.cards.apply.applying import Application, waiting_applications
from kiosk.plugins.cards.rules.consents import CONSENTS
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK

NEW_PHONE = "13655556666"
ATTENDANT, SUPERVISOR = ("1001", "908172"), ("1002", "271909")


def said(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


TEXTS: dict[str, Any] = {
    "notice": {
        "who": said("银河广场客服中心", "Galaxy Plaza's service centre"),
        "why": said("办卡与挂失", "To make and to block your card"),
        "how_long": said("持卡期间", "While you hold the card"),
        "rights": said("可随时查询、更正、删除", "See, correct or delete it at any time"),
    },
    "consents": [
        {
            "key": "offers",
            "text": said("同意接收优惠短信", "Send me offers by text message"),
        },
        {
            "key": "birthday",
            "text": said("同意接收生日祝福", "Send me a birthday greeting"),
        },
    ],
}


def with_texts(
    kiosk: Journey, body: dict[str, Any] = TEXTS, more: Sequence[tuple[RuleKind[Any], Any]] = ()
) -> Journey:
    """One person has brought the texts, and another has approved them."""
    known = kiosk.read(
        lambda tx: dict(tx._all("SELECT number, id FROM staff WHERE number IN ('1001', '1002')"))
    )
    for (number, pin), role in ((ATTENDANT, "attendant"), (SUPERVISOR, "supervisor")):
        if number not in known:
            known[number] = add_staff(kiosk.store, number, f"员工{number}", pin, role=role, policy=QUICK).id

    def bring(tx: Transaction) -> tuple[str, str]:
        rules = [proposed(kind, 20200101, said) for kind, said in ((CONSENTS, body), *more)]
        made = tx.propose_rules(rules, titles=[rule.name for rule in rules], reason="new_rules")
        return made, tx.open_requests()[-1].version

    pack, version = kiosk.store.write_now(bring, context=Context(f"staff:{known['1002']}"))
    assert kiosk.store.write_now(lambda tx: tx.decide_rules(pack, version, known["1001"], yes=True))
    return kiosk


def waiting(kiosk: Journey) -> list[Application]:
    return kiosk._run(kiosk.store.read(lambda _tx: waiting_applications(), context=Context(plugin="cards")))


def to_the_form(kiosk: Journey, phone: str = NEW_PHONE) -> Menu:
    """Tile, number, salutation: what is optional."""
    kiosk.touch()
    kiosk.choose("cards.apply")
    kiosk.expect("请输入手机号")
    kiosk.type(phone)
    kiosk.expect("怎么称呼您")
    kiosk.choose("ms")
    shown = kiosk.expect("选填")
    assert isinstance(shown, Menu)
    return shown


def applied(kiosk: Journey, phone: str = NEW_PHONE, *agreed: str, birthday: str = "") -> None:
    """All of it, to the word that it is noted."""
    to_the_form(kiosk, phone)
    if birthday:
        kiosk.choose("birthday")
        kiosk.until(lambda: isinstance(kiosk.prompt, Keypad), "the question for the day")
        kiosk.type(birthday)
        kiosk.expect("选填")
    for key in agreed:
        kiosk.choose(f"agree.{key}")
        kiosk.until(lambda key=key: icon(kiosk, f"agree.{key}") == "check_box", "the box to be ticked")
    kiosk.choose("on")
    kiosk.expect("请核对")
    kiosk.choose("apply")
    kiosk.expect("申请已登记")


def icon(kiosk: Journey, key: str) -> str:
    choices = getattr(kiosk.prompt, "choices", ())
    return next((choice.icon for choice in choices if choice.key == key), "")
