"""The products of everybody who is loaded, in the order of lists and forms."""

from __future__ import annotations

from kiosk.core.host.host import Host
from kiosk.core.products import Product
from kiosk.core.store.transaction import Transaction


def products_of(host: Host, tx: Transaction) -> dict[str, Product]:
    """By id. One that is not named after its plugin is not taken: it would be counted in another's name."""
    found = [
        product
        for plugin, products in host.call("kiosk_products", tx=tx)
        for product in products
        if product.id.startswith(f"{plugin}_")
    ]
    return {product.id: product for product in sorted(found, key=lambda one: (one.order, one.id))}
