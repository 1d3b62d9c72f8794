"""What is still open between a member and the services here, asked of every plugin (`kiosk_member_ties`)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.store.behalf import on_behalf_of
from kiosk.core.store.transaction import Transaction
from kiosk.link.texts import Text


def ties(tx: Transaction, host: Host, member_id: str, zone: ZoneInfo) -> tuple[Text, ...]:
    """Of every service. One that fails has lost its say, as with its notes, and a strike."""
    found = list[Text]()
    for plugin in list(host.plugins):
        try:
            with on_behalf_of(tx, plugin):
                told = host.call_one(plugin, "kiosk_member_ties", tx=tx, member_id=member_id, zone=zone)
        except PluginFailed:
            continue
        found += told or ()
    return tuple(found)
