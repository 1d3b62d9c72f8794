"""`kiosk check` as a whole: what the store can say of itself, and what each plugin says of its own tables.

Nothing that was not looked at counts as right: a plugin whose check raises or answers nonsense, one that is put aside
while it has tables, and tables whose plugin is gone are all `wrong`. Only the site itself can excuse one, by switching it
off in `kiosk.toml`.
"""

from __future__ import annotations

from kiosk.core.host.answers import words_of
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.store.check import Finding, check
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction


def check_desk(store: Store, host: Host) -> list[Finding]:
    """Every finding, the store's own first. A plugin whose check cannot be run is a finding too."""
    findings = list(check(store, excused=host.disabled))
    for plugin in list(host.plugins):
        findings += store.read_now(_ask, host, plugin)
    for state in host.states.values():
        if state.state == "quarantined":
            # Where its tables were not even looked at, the store has said so.
            unasked = state.id in store.migrations
            text = f"{state.id}: {state.reason}"
            findings.append(Finding("plugin.quarantined", text, "wrong" if unasked else "warning"))
    return findings


def _ask(tx: Transaction, host: Host, plugin: str) -> list[Finding]:
    """One plugin's findings; each is asked in a transaction of its own, so that a broken one spoils no other's."""
    try:
        return host.call_one(plugin, "kiosk_check", tx=tx) or []
    except PluginFailed as problem:
        cause = problem.__cause__ or problem
        text = f"{plugin}: its tables could not be checked: {type(cause).__name__}: {words_of(cause)}"
        return [Finding("plugin.check_failed", text)]
