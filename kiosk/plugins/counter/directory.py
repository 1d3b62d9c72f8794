"""品牌楼层导览, for customers: which shops there are, where one is, how to get there from here, and until when it is open.

Read-only, and served at every hour: whoever stands before a closed door wants to know when it opens.
"""

from __future__ import annotations

from kiosk.core.api import Brand, Transaction, Visit, ask_brand

from . import directory_screens as screens
from .words import _


async def directory(visit: Visit) -> None:
    """One shop after the other, until they go home."""
    here = str(visit.settings["floor"])

    async def show(brand: Brand) -> bool:
        """The list stands again behind the page, unless they have found what they wanted."""
        outcome = await visit.ask(screens.place(brand, here, visit.calendar, visit.now_ms, visit.zone))
        return outcome == screens.FOUND

    if await visit.read(nothing_there):
        await visit.ask(screens.nothing_there(), back=False)
    elif await ask_brand(visit, _("Find a shop"), found=show) is None:
        visit.home()


def nothing_there(tx: Transaction) -> bool:
    """Whether nobody has filled the directory yet."""
    return not tx.count_brands()
