"""Which display each of the kiosk's screens is on: the demo writes it down in the run folder, the bench looks it up."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kiosk.link.settings import Settings

SCREENS = "screens.json"


def note_screens(settings: Settings, displays: Mapping[str, str]) -> None:
    """Say which display each position's screen is on, for the bench."""
    settings.run.mkdir(mode=0o750, parents=True, exist_ok=True)
    fresh = settings.run / f"{SCREENS}.new"
    fresh.write_text(json.dumps(dict(displays)))
    fresh.replace(settings.run / SCREENS)


def known_screens(settings: Settings) -> dict[str, str]:
    """What was noted; nothing where nobody noted anything."""
    try:
        noted = json.loads((settings.run / SCREENS).read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): str(display) for name, display in noted.items()} if isinstance(noted, dict) else {}
