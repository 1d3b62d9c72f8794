"""What staff may ask of the desk itself from a position: the doctor, backups, orders, plugins. Its shape alone stands here, so
that a test's position needs no desk around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.core.backup_watch import BackupWatch
    from kiosk.core.desk_doctor import DeskDoctor
    from kiosk.core.host.plugin import PluginState
    from kiosk.core.orders import Orders
    from kiosk.core.records import Approved, Context


class Management(Protocol):
    """The desk's own doings that staff ask for at a position."""

    @property
    def doctor(self) -> DeskDoctor:
        """Who knows how the box is."""
        ...

    @property
    def backups(self) -> BackupWatch:
        """What is known of the backups."""
        ...

    @property
    def orders(self) -> Orders:
        """Who speaks to a remote member system."""
        ...

    async def enable_plugin(
        self, name: str, context: Context, approved: Approved | None = None
    ) -> PluginState:
        """Let a plugin serve again, and load it."""
        ...

    def sign_out(self, staff_id: str) -> None:
        """End the visits of an account that was changed, wherever they are."""
        ...

    async def leave_safe_mode(self, context: Context) -> None:
        """Load what safe mode held back."""
        ...
