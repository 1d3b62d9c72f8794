"""Which display each of the kiosk's screens is on: the demo writes it down in the run folder, the bench looks it up; and what a
process is started with that draws on one.
"""

from __future__ import annotations

import json
import os
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


def drawing_on(display: str) -> dict[str, str]:
    """The environment of who draws on this display. Where it is one of ours, what this shell asks SDL for is not meant: with
    a picture off the screen (`SDL_VIDEODRIVER=offscreen`) ours would stay black.
    """
    environment = {**os.environ, "DISPLAY": display}
    if display != os.environ.get("DISPLAY"):
        environment.pop("SDL_VIDEODRIVER", None)
    return environment
