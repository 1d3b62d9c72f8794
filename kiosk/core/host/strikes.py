"""What the watcher saw go wrong, turned into strikes at the next start of the desk.

The watcher cannot write into the database (it is the desk's), so it leaves a line in the run folder: whose
code the desk did not come back from, or died in. The desk reads it before it loads anything. A stranger's
plugin is put aside after one such strike; one of ours, reviewed and needed, is tried once more in the same
day (design, wall 1).
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from kiosk.core.host.discovery import RESIDENTS, Candidate
from kiosk.core.host.host import DAY_MS
from kiosk.core.host.trouble import because, parts
from kiosk.core.store.transaction import Transaction

log = logging.getLogger(__name__)


class Incident(msgspec.Struct, frozen=True):
    """One line of the watcher's: the desk hung, or died, in `plugin`'s code (empty: nobody could be
    named)."""

    kind: Literal["hung", "died"]
    plugin: str = ""
    during: str = ""


def read_incidents(path: Path) -> list[Incident]:
    """Read the watcher's lines, and take them away: each is counted once. A torn line counts for nothing."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    incidents = []
    for line in lines:
        with contextlib.suppress(msgspec.DecodeError):
            incidents.append(msgspec.json.decode(line, type=Incident))
    path.unlink(missing_ok=True)
    return incidents


def name_from_stack(stack: str, candidates: Iterable[Candidate]) -> str:
    """Whose code a dumped stack was in: the plugin whose folder is named nearest to where a thread stood."""
    for line in stack.splitlines():
        for candidate in candidates:
            if candidate.folder is not None and f'"{candidate.folder}/' in line:
                return candidate.name
    return ""


def count_incidents(tx: Transaction, incidents: Iterable[Incident], candidates: Iterable[Candidate]) -> None:
    """Write strikes and quarantines for what happened; in the journal by the plugin's id alone."""
    ours = {one.name for one in candidates if one.module.startswith(RESIDENTS)}
    known = {record.id: record for record in tx.plugins()}
    for incident in incidents:
        tx.journal(f"desk.{incident.kind}", **({"plugin": incident.plugin} if incident.plugin else {}))
        if not incident.plugin:
            continue
        record = known.get(incident.plugin)
        recent = record.strikes if record is not None and tx.now_ms - record.changed_ms < DAY_MS else 0
        strikes = recent + 1
        again = bool(recent) and record is not None and parts(record.reason)[0] in ("hung", "died")
        aside = again or incident.plugin not in ours
        did = "did not come back from" if incident.kind == "hung" else "ended the desk in"
        reason = because(incident.kind, f"it {did} {incident.during or 'its code'}")
        log.error("plugin %s: %s (strike %d)", incident.plugin, reason, strikes)
        tx.set_plugin(
            incident.plugin,
            version=record.version if record is not None else "",
            state="quarantined" if aside else "active",
            reason=reason,
            strikes=strikes,
        )
        known = {one.id: one for one in tx.plugins()}
        if aside:
            tx.journal("plugin.quarantined", plugin=incident.plugin)
