"""The sensitive acts of this kiosk, newest first: who, why, where, and who stood beside. Read only; for auditors.

What stands here was marked when it was written (`Transaction.journal_act`), in the transaction of the act itself; the list
is read a stretch at a time, however long the journal has grown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.core.moments import when
from kiosk.core.outcomes import BACK, Changed, Changes
from kiosk.core.records import JournalEntry
from kiosk.core.session.live_visit import LiveVisit
from kiosk.core.staff.rights import role_title
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Chosen, Detail, Row, Table
from kiosk.link.texts import Text

_ = Texts("core")

STRETCH = 40
"""Acts read at a time; the screen turns its own pages within them."""

SAID: Mapping[str, Text] = {
    "approval.used": _("Done with approval"),
    "approval.approved": _("Request approved"),
    "approval.refused": _("Request refused"),
    "approval.outdated": _("Request out of date"),
    "approval.expired": _("Request expired"),
    "approval.withdrawn": _("Request taken back"),
    "staff.added": _("Account made"),
    "staff.alone": _("Done alone"),
    "staff.role_changed": _("Role changed"),
    "staff.closed": _("Account closed"),
    "staff.opened": _("Account opened again"),
    "staff.pin_reset": _("PIN reset"),
    "staff.linked": _("Linked to a member"),
    "staff.badge_given": _("Badge given"),
    "staff.badge_revoked": _("Badge void"),
    "staff.locked": _("Account locked"),
    "staff.own_account": _("Own account served"),
    "plugin.enabled": _("Service runs again"),
}
"""What the desk's own acts are called; a plugin's stands as its event."""


class Act(msgspec.Struct, frozen=True):
    """One act, with the numbers of the people in it."""

    entry: JournalEntry
    ids: dict[str, Any]
    who: str
    role: str
    second: str


async def acts(visit: LiveVisit) -> None:
    """Newest first; "older" and "newer" walk through all of them."""
    before, came_from, selected, update = 0, [0], "", False
    while True:
        found, more = await visit.read(_acts, before)
        prompt = table(found, selected, visit.now_ms, visit.zone, older=more, newer=len(came_from) > 1)
        accepts = (Changes(""),) if before == 0 and not selected else ()
        outcome = await visit.ask(prompt, accepts=accepts, update=update)
        update = isinstance(outcome, Changed)
        if update:
            continue
        if outcome == BACK or not isinstance(outcome, Chosen):
            return
        if outcome.key == "older":
            before, selected = found[-1].entry.seq, ""
            came_from.append(before)
        elif outcome.key == "newer":
            came_from.pop()
            before, selected = came_from[-1], ""
        else:
            selected, update = ("" if outcome.key == selected else outcome.key), True


def _acts(tx: Transaction, before: int) -> tuple[list[Act], bool]:
    entries = tx.sensitive_acts(before=before, limit=STRETCH + 1)
    return [_act(tx, entry) for entry in entries[:STRETCH]], len(entries) > STRETCH


def _act(tx: Transaction, entry: JournalEntry) -> Act:
    ids: dict[str, Any] = msgspec.json.decode(entry.data)
    actor = ids.get("asked_by") or entry.actor.removeprefix("staff:")
    who = tx.staff(actor)
    second = tx.staff(str(ids.get("by", "")))
    return Act(
        entry,
        ids,
        who.number if who is not None else actor,
        who.role if who is not None else "",
        second.number if second is not None else "",
    )


def table(found: list[Act], selected: str, now_ms: int, zone: Any, *, older: bool, newer: bool) -> Table:
    """One stretch of acts."""
    shown = next((act for act in found if str(act.entry.seq) == selected), None)
    actions = ((Action("newer", _("Newer")),) if newer else ()) + (
        (Action("older", _("Older")),) if older else ()
    )
    return Table(
        _("Sensitive acts"),
        (_("When"), _("What"), _("Who")),
        tuple(
            Row(
                str(act.entry.seq),
                (when(act.entry.at_ms, now_ms, zone), event_said(act.entry.event), people_said(act)),
            )
            for act in found
        ),
        widths=(3, 5, 3),
        empty=_("Nothing of the kind has happened here yet."),
        detail=story(shown, now_ms, zone) if shown is not None else None,
        actions=actions,
    )


def event_said(event: str) -> Text:
    """What an act is called; a plugin's own event as it is written in the journal."""
    return SAID.get(event, event)


def people_said(act: Act) -> Text:
    """Who it was, and who said yes to it."""
    return _("{who} + {second}", who=act.who, second=act.second) if act.second else act.who


def story(act: Act, now_ms: int, zone: Any) -> Detail:
    """All that is known of one act: ids and keys, never a name."""
    who: Text = act.who
    if act.role:
        who = _("{role} {number}", role=role_title(act.role), number=act.who)
    if act.second:
        who = _("{who}, approved by {second}", who=who, second=act.second)
    where = act.entry.position or _("the command line")
    more = [f"{key} {value}" for key, value in act.ids.items() if key not in ("why", "by", "asked_by")]
    return Detail(
        event_said(act.entry.event),
        when(act.entry.at_ms, now_ms, zone),
        (
            _("Who: {who}", who=who),
            _("Why: {why} · Where: {where}", why=str(act.ids.get("why", "")), where=where),
            _("Row {seq}: {more}", seq=act.entry.seq, more=" · ".join(more) or "–"),
        ),
    )
