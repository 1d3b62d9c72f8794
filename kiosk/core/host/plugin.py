"""What the host knows of one plugin: loaded, put aside, or failing just now. Data only; what is done with it is `host`'s."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import pluggy

from kiosk.core.host.manifest import Manifest, Named
from kiosk.core.reasons import reason_key, split_reason
from kiosk.core.service import Service
from kiosk.link.texts import Text, catalogue, titled


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
    why: Mapping[str, Text] = {}
    """Reasons of its acts in people's words, by their keys: the manifest's, and the site's own."""


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


def reasons_of(manifest: Manifest, given: Mapping[str, object], locale: Path) -> dict[str, Text]:
    """What the reasons of a plugin's sensitive acts are called: those that the site writes itself (`…_reasons`), as it writes
    them or as the plugin's catalogue in `locale` has them, and those that the manifest names.

    Both languages are fetched now: what somebody did is read on when the plugin has been put aside, and its catalogue with it.
    """
    found: dict[str, Text] = {}
    for key, setting in manifest.settings.items():
        written = given.get(key, setting.default)
        if key.endswith("_reasons") and isinstance(written, (list, tuple)):
            texts = [each for each in written if isinstance(each, str)]
            found |= {
                reason_key(each): _in_both(manifest.id, locale, split_reason(each)[1]) for each in texts
            }
    return found | {key: titled(named.title_zh, named.title) for key, named in manifest.why.items()}


def _in_both(domain: str, locale: Path, english: str) -> Text:
    try:
        chinese = catalogue(domain, str(locale), "zh_CN").gettext(english)
    except Exception:  # noqa: BLE001 - a catalogue that cannot be read is told of where the plugin is loaded
        return english
    return titled(chinese, english)
