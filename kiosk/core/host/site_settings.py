"""What `kiosk.toml` says of plugins, held against what they declare; nothing of theirs is imported.

The settings' own reader cannot know these tables, and the desk puts a plugin with a wrong one aside; so whoever wrote the
file is told here, with the line.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.host.discovery import Candidate
from kiosk.core.host.manifest import ManifestError, read_manifest
from kiosk.core.store.check import Finding
from kiosk.link.settings import Settings

CODE = "settings.plugin"


def plugin_settings(settings: Settings, installed: Sequence[Candidate]) -> list[Finding]:
    """Every table, key and value under `[plugins]` that is not as it should be."""
    known = {candidate.name: candidate for candidate in installed}
    names = f"installed are: {', '.join(sorted(known)) or 'none'}"
    findings = [
        Finding(CODE, f"{settings.where('plugins', key)}: there is no plugin {name!r}; {names}", "warning")
        for key, listed in (("disabled", settings.plugins.disabled), ("enabled", settings.plugins.enabled))
        for name in listed
        if name not in known
    ]
    for name, table in settings.plugins.tables.items():
        if name not in known:
            where = settings.where("plugins", name)
            findings.append(Finding(CODE, f"{where}: [plugins.{name}]: there is no such plugin; {names}"))
            continue
        findings += [
            Finding(CODE, f"{settings.where('plugins', name, key)}: {words}")
            for key, words in _complaints(known[name], table)
        ]
    return findings


def _complaints(candidate: Candidate, table: dict[str, object]) -> list[tuple[str, str]]:
    if candidate.folder is None:
        return []  # the plugin is put aside, and that is told of
    try:
        return read_manifest(candidate.folder / "plugin.toml").complaints(table)
    except ManifestError:
        return []
