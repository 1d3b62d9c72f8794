"""The site's hours as a visit meets them."""

from __future__ import annotations

from pathlib import Path

from kiosk.core.clock import ManualClock
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import NOON_MS, settings_for

NIGHT_MS = NOON_MS + 12 * 3_600_000


def test_a_desk_that_starts_again_without_the_network_still_knows_the_time(tmp_path: Path) -> None:
    kiosk = Journey(settings_for(tmp_path), ManualClock(NIGHT_MS))
    kiosk.start()
    assert not kiosk.read(lambda tx: tx.calendar).open_now
    kiosk.clock.trusted = False
    kiosk.restart()
    assert kiosk.read(lambda tx: tx.calendar).known
    kiosk.stop()
    kiosk.clock.boot_id = "boot-2"  # the power was off, and nobody has set the clock since
    kiosk.start()
    calendar = kiosk.read(lambda tx: tx.calendar)
    assert not calendar.known
    assert calendar.open_now
    kiosk.stop()
    kiosk.close()
