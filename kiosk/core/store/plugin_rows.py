"""What is remembered of plugins across restarts: version, state, why, and how many strikes."""

from __future__ import annotations

from kiosk.core.records import PluginRecord
from kiosk.core.store.part import Part

_ALL = "SELECT id, version, state, reason, strikes, changed_ms FROM plugins ORDER BY id"
_PUT = (
    "INSERT INTO plugins (id, version, state, reason, strikes, changed_ms) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, reason = excluded.reason,"
    " strikes = excluded.strikes, changed_ms = excluded.changed_ms"
)


class Remembering(Part):
    """The transaction's plugin records."""

    def plugins(self) -> list[PluginRecord]:
        """Every plugin that was ever seen here."""
        return [PluginRecord(*row) for row in self._all(_ALL)]

    def set_plugin(
        self, plugin_id: str, *, version: str, state: str, reason: str = "", strikes: int = 0
    ) -> None:
        """Remember a plugin's state."""
        self._for_the_host("set_plugin")
        self._run(_PUT, (plugin_id, version, state, reason, strikes, self.now_ms))
