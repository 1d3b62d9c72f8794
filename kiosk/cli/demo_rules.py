"""The demo's rules: the pack that comes with the product, brought by one of its people and approved by the other."""

from __future__ import annotations

import tomllib
from pathlib import Path

import kiosk
from kiosk.cli.house import load_plugins
from kiosk.cli.rules import kinds_of
from kiosk.core.records import Context
from kiosk.core.rules import read_pack
from kiosk.core.staff.accounts import all_staff
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Settings

PACK = Path(kiosk.__file__).parent / "rules.sample.toml"


def furnish(store: Store, settings: Settings, number: str, second: str) -> None:
    """By the same doors as a real pack. `number` brings it, `second` approves it."""
    kinds = kinds_of(load_plugins(settings, store))
    rules = read_pack(tomllib.loads(PACK.read_text("utf-8")), kinds)
    titles = [kinds[rule.name].title for rule in rules]
    people = {record.number: record.id for record in store.read_now(all_staff)}

    def bring(tx: Transaction) -> str:
        return tx.propose_rules(rules, titles=titles, reason="demo")

    def approve(tx: Transaction) -> None:
        request = next(one for one in tx.open_requests() if one.data.get("pack") == pack)
        tx.decide_request(request, "approved", people[second])
        tx.decide_rules(pack, request.version, people[second], yes=True)

    pack = store.write_now(bring, context=Context(f"staff:{people[number]}"))
    store.write_now(approve, context=Context(f"staff:{people[second]}"))
