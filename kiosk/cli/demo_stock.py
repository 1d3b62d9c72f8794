"""The demo's stock: a carton of each kind of numbered card, and tickets."""

from __future__ import annotations

from kiosk.cli.house import load_plugins
from kiosk.core.host.products import products_of
from kiosk.core.products import serial_range
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Settings

CARTON = 20
FIRST = 70_000_001
"""Of the first product; each next one begins ten thousand later."""

TICKETS = 100


def furnish(store: Store, settings: Settings) -> None:
    """By the same door as a delivery, before anybody holds the counter."""
    host = load_plugins(settings, store)

    def receive(tx: Transaction) -> None:
        for index, product in enumerate(products_of(host, tx).values()):
            first = FIRST + index * 10_000
            numbers = serial_range(str(first), str(first + CARTON - 1)) if product.numbered else []
            tx.receive(product.id, len(numbers) or TICKETS, numbers)

    store.write_now(receive)
