"""What a write or read function gets: every verb of the store, in one transaction, with plain data in and
out.

The verbs stand in one file each (`attendance`, `calls`, `journal`, `approvals`, `own_account`, `blocking`, `enrolling`,
`remote_members`, `orders`, `parting`, `contact`, `operations`, `cards`, `identities`, `ledger`, `ledger_reading`, `shifts`,
`tallies`, `serials`, `rules`, `slips`, `lighting`, `reservations`, `stock`, `people`, `plugin_rows`, `brands`). A read function
gets the same object; its connection refuses to write.
"""

from __future__ import annotations

from kiosk.core.records import Context
from kiosk.core.store.attendance import Attending
from kiosk.core.store.brands import Branding
from kiosk.core.store.calls import Calling
from kiosk.core.store.cards import Carding
from kiosk.core.store.contact import Contacting
from kiosk.core.store.enrolling import Enrolling
from kiosk.core.store.identities import Sealing
from kiosk.core.store.lighting import Lighting
from kiosk.core.store.orders import Ordering
from kiosk.core.store.parting import Parting
from kiosk.core.store.plugin_rows import Remembering
from kiosk.core.store.reservations import Reserving
from kiosk.core.store.rules import Ruling
from kiosk.core.store.shifts import Shifting
from kiosk.core.store.shipping import Shipping
from kiosk.core.store.slips import Slipping
from kiosk.core.store.stock import Stocking
from kiosk.core.store.tallies import Tallying

__all__ = ["Context", "Transaction"]


class Transaction(
    Attending,
    Calling,
    Reserving,
    Enrolling,
    Parting,
    Contacting,
    Ordering,
    Carding,
    Sealing,
    Shifting,
    Shipping,
    Tallying,
    Ruling,
    Slipping,
    Lighting,
    Stocking,
    Remembering,
    Branding,
):
    """One transaction. Valid only while the function that was given it runs."""
