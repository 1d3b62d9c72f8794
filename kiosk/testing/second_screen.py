"""Another position of the same desk: the attendant's screen beside the customers', with the verbs of a journey.

    staff = SecondScreen(kiosk, "staff")
    staff.type("1024")
    staff.expect("PIN")

It lives until the desk stops; after `kiosk.restart()` make a new one.
"""

from __future__ import annotations

from kiosk.link.messages import Scanned
from kiosk.testing.journey import Journey


class SecondScreen(Journey):
    """The person at another position. Desk, store, clock and world are those of the journey that it stands beside."""

    def __init__(self, beside: Journey, position: str) -> None:
        self.__dict__.update(beside.__dict__)  # desk, store, clock, world and loop are the same
        self.settings = beside.settings.seen_from(position)
        self._position = position
        self._shell = self.screen = self.countdown = None
        self.shown = []
        beside._tasks.append(self._loop.create_task(self._be_shell()))  # noqa: SLF001
        self.until(lambda: self.screen is not None, f"the first screen of {position}")

    def scan(self, text: str) -> None:
        """Hold a code before this position's own scanner."""
        scanned = Scanned(f"scanner-{self._position}", self._position, text)
        self._run(self.world.world._send(scanned))  # noqa: SLF001
