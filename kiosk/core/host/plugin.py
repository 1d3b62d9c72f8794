"""What the host knows of one plugin: loaded, put aside, or failing just now. Data only; what is done with it is `host`'s."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import pluggy

from kiosk.core.host.manifest import Manifest, Named
from kiosk.core.service import Service


class PluginFailed(Exception):
    """A plugin's code raised where the host called it; the cause is chained. Never shown to a customer."""

    def __init__(self, plugin: str, during: str) -> None:
        super().__init__(f"plugin {plugin!r} failed in {during}")
        self.plugin = plugin
        self.during = during


class PluginState(msgspec.Struct):
    """One plugin as `kiosk plugins` tells of it."""

    id: str
    version: str = ""
    state: Literal["active", "quarantined", "disabled", "held"] = "active"
    reason: str = ""
    """Why it does not serve, as `trouble.because` writes it; of an active one the last exception that was counted."""
    strikes: list[int] = []
    """UTC milliseconds of the exceptions of the last day."""
    since_ms: int = 0
    """Since when it is in this state, UTC milliseconds."""
    title: str = ""
    title_zh: str = ""
    acts: Mapping[str, Named] = {}


class Aside(msgspec.Struct, frozen=True):
    """What the store keeps of a plugin that is put aside: why, and since when (UTC milliseconds)."""

    reason: str
    since_ms: int = 0


class Plugin(msgspec.Struct):
    """A plugin whose manifest could be read."""

    manifest: Manifest
    hooks: pluggy.PluginManager
    folder: Path
    locale: Path
    settings: Mapping[str, Any]
    services: dict[str, Service] = {}
