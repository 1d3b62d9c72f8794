"""The end: the store with its places, its first account and what the pack brings; and then, last, `kiosk.toml`.

In this order, because a box with settings counts as set up: whenever the power goes before, setting up goes on where it was,
and whatever is in the store by then is not made twice.
"""

from __future__ import annotations

import asyncio

from kiosk.core.members.importer import import_members
from kiosk.core.members.report import ImportRefused
from kiosk.core.places import declare_places
from kiosk.core.staff import add_staff, has_staff
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Notice
from kiosk.link.settings import Settings, SettingsRefused
from kiosk.setup import draft as drafts
from kiosk.setup.box import Box
from kiosk.setup.gate import Gate
from kiosk.setup.pack import Item, Pack
from kiosk.setup.writing import write

_ = Texts("setup")

MEMBERS_FILE = "setup-members.csv"


async def finish(box: Box) -> Settings:
    """Write everything; a fault is said, and tried again. Returns the settings."""
    while True:
        box.desk.tell(_("Nearly done"), _("The settings are being written."))
        try:
            return await asyncio.to_thread(_finish, box)
        except SettingsRefused as fault:
            words = str(fault.faults[0])
        except (OSError, StoreError, ImportRefused) as fault:
            words = str(fault)
        await box.desk.ask(
            Notice(
                "refused",
                _("It was not written"),
                words,
                actions=(Action("again", _("Try again"), icon="refresh", primary=True),),
                icon="save",
            )
        )


def _finish(box: Box) -> Settings:
    settings = box.settings()
    store = box.store()
    try:
        store.write_now(_places, settings)
        if box.pack is not None:
            _stock(store, box.pack)
            _members(store, settings, box.pack)
        account = box.account
        if account is not None and not store.read_now(has_staff):
            add_staff(store, account.number, account.number, account.pin, role="manager", policy=box.policy)
    finally:
        store.close()
    settings = write(box.draft, box.layout)
    drafts.forget(box.layout.folder)
    Gate(box.layout.folder, box.policy).end()
    return settings


def _places(tx: Transaction, settings: Settings) -> None:
    declare_places(tx, settings.banks, settings.rows)


def _stock(store: Store, pack: Pack) -> None:
    """What lies behind the doors, as the pack's list says. What is known already stays as it is."""
    for item in pack.items:
        store.write_now(_put, item)


def _put(tx: Transaction, item: Item) -> None:
    if tx.item_by_tag(item.tag) is not None:
        return
    place = next((one for one in tx.places() if one.lock and one.number == item.door), None)
    tx.add_item(
        item.tag,
        item.kind,
        label=item.label,
        label_zh=item.label_zh,
        place_id=place.id if place is not None else None,
        reason="setup",
    )


def _members(store: Store, settings: Settings, pack: Pack) -> None:
    if not pack.members:
        return
    file = settings.data / MEMBERS_FILE
    drafts.replace_file(file, pack.members, mode=0o600)
    try:
        import_members(store, file, actor="system")
    finally:
        file.unlink(missing_ok=True)
