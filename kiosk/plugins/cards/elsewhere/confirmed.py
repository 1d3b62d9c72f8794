"""Whether a block, or its end, has reached the remote member system: here it holds from the write on, there from the
answer on.
"""

from __future__ import annotations

from kiosk.core.api import Changes, Progress, Transaction, Visit
from kiosk.plugins.cards.words import _

PATIENCE = 8  # allow constant: seconds that somebody waits to hear it of the tills too


async def confirmed_there(visit: Visit, member_id: str) -> bool:
    """True where members are the local ledger's; no, where nobody has said so within a moment, or it was refused."""
    if visit.member_system is None:
        return True
    until = visit.now_ms + PATIENCE * 1000
    while True:
        state = await visit.read(_state, member_id)
        if state != "intended" or visit.now_ms >= until:
            return state == "done"
        left = (until - visit.now_ms) / 1000
        shown = Progress(_("Telling the member system"), _("Please wait a moment."))
        await visit.ask(shown, accepts=(Changes("order"),), within=left, back=False, update=True)


def _state(tx: Transaction, member_id: str) -> str:
    return tx.block_there(member_id)
