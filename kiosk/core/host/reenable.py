"""Letting a plugin serve again that was put aside: the one act, for the staff screen and the command line alike.

It only changes the record: the strikes begin at nothing again, and the journal says who did it (its context's actor).
The desk that runs loads the plugin afterwards (`Desk.load_again`); one that does not run finds the record at its start.
"""

from __future__ import annotations

from kiosk.core.records import Approved
from kiosk.core.store.transaction import Transaction


def lift(tx: Transaction, plugin: str, version: str = "", approved: Approved | None = None) -> None:
    """Let a plugin serve again. Whoever calls it has asked who may; `approved` is the second person's yes, where there
    was one."""
    if approved is not None:
        tx.use_approval(approved)
    tx.set_plugin(plugin, version=version, state="active")
    tx.journal_act("plugin.enabled", "plugin", plugin=plugin)
