"""A call for staff at one position: who rang from where, and what has become of it.

The call is the person's, not the visit's: it outlives "done", the wipe and a restart of the desk (the journal
is what it is read from again), and ends when staff have been here. "Coming" is a promise, so only staff can
make it. Nothing rings elsewhere yet, and nothing here says so: the screen shows the call, the staff menu tells
of it. Left out: urgency, other positions and escalation, which come with the staff position.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from kiosk.core.host.host import Host
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Choice, Confirm, Fact
from kiosk.link.texts import Text

_ = Texts("core")

RAISED, ANSWERED, COMING, ENDED = "call.raised", "call.answered", "call.coming", "call.ended"

LOOK_BACK = 2000
"""How many journal rows a desk that starts looks through for a call that nobody has answered."""

KEY = "call"
"""The call's row in the staff menu; no service's id is without a dot."""


class Call(msgspec.Struct, frozen=True):
    """One call. `answered`: staff have signed in here, and have not said yet what became of it."""

    raised_ms: int
    service_id: str = ""
    state: Literal["ringing", "answered", "coming"] = "ringing"


def unanswered(tx: Transaction, position: str) -> Call | None:
    """What the journal knows of a call at a position, after a restart."""
    seq, _hash = tx.journal_head()
    call: Call | None = None
    for entry in tx.journal_entries(after=max(0, seq - LOOK_BACK), limit=LOOK_BACK):
        if entry.position != position:
            continue
        if entry.event == RAISED:
            call = Call(entry.at_ms, msgspec.json.decode(entry.data).get("service", ""))
        elif entry.event in (ANSWERED, ENDED):
            call = None
        elif entry.event == COMING:
            told = msgspec.json.decode(entry.data)
            call = Call(told["raised_ms"], told.get("service", ""), "coming")
    return call


def record(tx: Transaction, event: str, call: Call) -> None:
    """Write down what became of a call: since when it rang, from which service, and for how long."""
    waited = max(0, tx.now_ms - call.raised_ms) // 1000
    tx.journal(event, raised_ms=call.raised_ms, service=call.service_id, waited_s=waited)


def row(call: Call, host: Host, zone: ZoneInfo, now_ms: int) -> Choice:
    """The call as the first line of the staff menu."""
    when, where = _when(call, zone, now_ms), _where(call, host)
    return Choice(
        KEY,
        _("A customer called"),
        note=_("{when} · {where}", when=when, where=where),
        icon="notifications_active",
        tone="amber",
    )


def question(call: Call, host: Host, zone: ZoneInfo, now_ms: int) -> Confirm:
    """What is known of the call, and what staff can say about it."""
    minutes = max(0, now_ms - call.raised_ms) // 60_000
    return Confirm(
        _("A customer called"),
        _('It ends when you lock. "Right back" shows "On the way".'),
        facts=(
            Fact(_("When"), _when(call, zone, now_ms)),
            Fact(_("Where in the kiosk"), _where(call, host)),
            Fact(_("Waited"), _.plural("{count} minute", "{count} minutes", minutes)),
        ),
        actions=(
            Action("coming", _("Right back"), icon="directions_walk"),
            Action("over", _("Dealt with"), icon="check", primary=True),
        ),
        icon="notifications_active",
        tone="amber",
    )


def _when(call: Call, zone: ZoneInfo, now_ms: int) -> str:
    rang, now = (datetime.fromtimestamp(ms / 1000, zone) for ms in (call.raised_ms, now_ms))
    return rang.strftime("%H:%M" if rang.date() == now.date() else "%m-%d %H:%M")


def _where(call: Call, host: Host) -> Text:
    offered = host.service(call.service_id)
    return offered[1].title if offered is not None else _("Home screen")
