"""The sensitive acts of this kiosk, newest first: who, why, where, and who stood beside. Read only; for auditors.

What stands here was marked when it was written (`Transaction.journal_act`), in the transaction of the act itself; the list
is read a stretch at a time, however long the journal has grown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.core.host.host import Host
from kiosk.core.moments import when
from kiosk.core.outcomes import BACK, Changed, Changes
from kiosk.core.records import JournalEntry
from kiosk.core.session.live_visit import LiveVisit
from kiosk.core.staff.rights import role_title
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Chosen, Detail, Row, Table
from kiosk.link.texts import Text, titled

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
    "members.pin_set": _("Member's PIN set"),
    "members.blocked": _("Card blocked"),
    "members.thawed": _("Card good again"),
    "members.card_changed": _("Card replaced"),
    "members.closed": _("Card ended"),
    "identity.read": _("Identity record opened"),
    "plugin.enabled": _("Service runs again"),
    "door.forced": _("Door forced open"),
    "shift.left_open": _("Shift left open"),
    "order.contradicted": _("Member system says otherwise"),
    "order.card_refused": _("Member system refused it"),
    "door.looked_at": _("Forced door looked at"),
}
"""What the desk's own acts are called; a plugin's are named in its manifest."""

WHY: Mapping[str, Text] = {
    "account": _("a new account"),
    "role": _("another role"),
    "pin": _("a new PIN"),
    "badge": _("a badge"),
    "link": _("their own member account"),
    "open": _("an account opened again"),
    "closed": _("Account closed"),
    "opened": _("Account opened again"),
    "forgotten": _("PIN forgotten"),
    "linked": _("Linked to a member"),
    "unlinked": _("link taken away"),
    "lost": _("lost"),
    "replaced": _("replaced by another"),
    "wrong_pins": _("too many wrong PINs"),
    "own_account": _("their own member account"),
    "member_pin": _("a member's PIN"),
    "reported_at_desk": _("reported lost at the desk"),
    "plugin": _("a service put aside"),
    "forced": _("opened without a command"),
    "left_open": _("past its business day"),
    "contradicted": _("not what staff found out"),
    "block": _("a card's block"),
    "thaw": _("the end of a card's block"),
    "looked": _("looked at on the spot"),
    "terminal": _("at the command line"),
}
"""The desk's own reasons; a plugin names its own."""

BOX = _("The box itself")
TERMINAL = _("Terminal")


class Act(msgspec.Struct, frozen=True):
    """One act in people's words: what it is called, who it was by number (or what, where it was nobody), what was approved."""

    entry: JournalEntry
    ids: dict[str, Any]
    said: Text
    who: Text
    role: str
    second: str
    about: Text = ""
    why: Text = ""


async def acts(visit: LiveVisit) -> None:
    """Newest first; "older" and "newer" walk through all of them."""
    before, came_from, selected, update = 0, [0], "", False
    while True:
        found, more = await visit.read(_acts, visit.desk.host, before)
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


def _acts(tx: Transaction, host: Host, before: int) -> tuple[list[Act], bool]:
    entries = tx.sensitive_acts(before=before, limit=STRETCH + 1)
    return [_act(tx, host, entry) for entry in entries[:STRETCH]], len(entries) > STRETCH


def _act(tx: Transaction, host: Host, entry: JournalEntry) -> Act:
    ids: dict[str, Any] = msgspec.json.decode(entry.data)
    actor = ids.get("asked_by") or entry.actor.removeprefix("staff:")
    who = tx.staff(actor)
    second = tx.staff(str(ids.get("by", "")))
    asked = tx.approval_request(str(ids["approval"])) if "approval" in ids else None
    return Act(
        entry,
        ids,
        said=event_said(entry.event, host),
        who=who.number if who is not None else nobody_said(actor, entry.position),
        role=who.role if who is not None else "",
        second=second.number if second is not None else "",
        about=asked.title if asked is not None else "",
        why=why_said(entry.event, str(ids.get("why", "")), host),
    )


def nobody_said(actor: str, position: str) -> Text:
    """Who it was where it was none of the staff; somebody at the terminal without an account is no more than that."""
    if actor == "customer":
        return _("A customer")
    if actor != "system":
        return actor
    return BOX if position else TERMINAL


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
                (when(act.entry.at_ms, now_ms, zone), act.said, people_said(act)),
            )
            for act in found
        ),
        widths=(3, 5, 3),
        empty=_("Nothing of the kind has happened here yet."),
        detail=story(shown, now_ms, zone) if shown is not None else None,
        actions=actions,
    )


def event_said(event: str, host: Host) -> Text:
    """What an act is called: the desk's own word, or its plugin's, whether it serves or not; else its event as it is."""
    plugin, _dot, name = event.partition(".")
    state = host.states.get(plugin)
    named = state.acts.get(name) if state is not None else None
    if named is not None:
        return titled(named.title_zh, named.title)
    return SAID.get(event, event)


def why_said(event: str, key: str, host: Host) -> Text:
    """What a plugin's reason is called, whether the plugin serves or not; nothing where it has not said so."""
    state = host.states.get(event.partition(".")[0])
    return state.why.get(key, "") if state is not None else ""


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
    key = str(act.ids.get("why", ""))
    why = act.about or act.why or WHY.get(key, key)
    where = act.entry.position or TERMINAL
    told = {"by", "asked_by"} if act.about else {"why", "by", "asked_by"}
    if act.ids.get("reason") == key:
        told.add("reason")  # said already, in words
    more = [f"{key} {value}" for key, value in act.ids.items() if key not in told]
    return Detail(
        act.said,
        when(act.entry.at_ms, now_ms, zone),
        (
            _("Who: {who}", who=who),
            _("Why: {why} · Where: {where}", why=why, where=where),
            _("Row {seq}: {more}", seq=act.entry.seq, more=" · ".join(more) or "–"),
        ),
    )
