"""`kiosk check` as a whole: what the store can say of itself, and what each plugin says of its own tables."""

from __future__ import annotations

from kiosk.core.host.host import Host
from kiosk.core.store.check import Finding, check
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction


def check_desk(store: Store, host: Host) -> list[Finding]:
    """Every finding, the store's own first. A plugin whose check cannot be run is a finding too."""
    findings = list(check(store))

    def ask_plugins(tx: Transaction) -> list[Finding]:
        answered = [finding for _name, found in host.call("kiosk_check", tx=tx) for finding in found]
        aside = [state for state in host.states.values() if state.state == "quarantined"]
        return [
            *answered,
            *(Finding("plugin.quarantined", f"{state.id}: {state.reason}", "warning") for state in aside),
        ]

    return findings + store.read_now(ask_plugins)
