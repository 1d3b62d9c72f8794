"""What a person is told when the store takes nothing now: that this does not count, what is safe, and what to do.

The host's answer for every flow, its own and the plugins': a flow asks the store, is refused, and ends there.
"""

from __future__ import annotations

from kiosk.core.store.errors import CommitUnknown, StoreBroken, StoreBusy, StoreError, StoreFull
from kiosk.core.texts import Texts
from kiosk.link.prompts import Fact, Notice
from kiosk.link.texts import Text

_ = Texts("core")

NOT_NOW = Notice(
    "refused",
    _("Not possible just now"),
    _(
        "This kiosk cannot write anything down, so this was not done. What it confirmed before is kept. Please ask our staff."
    ),
    icon="support_agent",
)
"""To customers, whatever the cause."""


def unwritten(refused: StoreError, *, staff: bool) -> Notice:
    """The last page of a flow that the store refused."""
    if not staff:
        return NOT_NOW
    if isinstance(refused, CommitUnknown):
        return Notice(
            "refused",
            _("Recorded or not: unknown"),
            _(
                "The connection broke while it was written down. Look whether it is there before you do it again."
            ),
            icon="build",
        )
    why, what_to_do = _cause(refused)
    return Notice(
        "refused",
        _("This was not recorded"),
        _("It does not count: give out no card, no money. What was confirmed before counts."),
        (Fact(_("Reason"), why), Fact(_("What to do"), what_to_do)),
        icon="build",
    )


def _cause(refused: StoreError) -> tuple[Text, Text]:
    match refused:
        case StoreFull():
            return _("The disk is full"), _("Make room, then do it again")
        case StoreBusy():
            return _("Another desk was writing"), _("Do it again")
        case StoreBroken():
            return _("The store is damaged"), _("Call whoever looks after the kiosk")
        case _:
            return _("The store cannot be reached"), _("Call whoever looks after the kiosk")
