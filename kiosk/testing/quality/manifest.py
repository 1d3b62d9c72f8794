"""plugin.toml is whole, and the code keeps to it: what it reads is declared, what is declared is read."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.core.host.manifest import Manifest, Setting
from kiosk.link.settings_lines import Lines
from kiosk.testing.quality.complaint import Complaint
from kiosk.testing.quality.home import Home, entry_points
from kiosk.testing.screens import TITLE_LENGTH, width


def complaints(home: Home) -> Iterator[Complaint]:
    """Of the manifest, and of settings in the code."""
    file = home.package / "plugin.toml"
    manifest = home.manifest
    if manifest is None:
        yield Complaint(file, 0, "manifest", home.manifest_fault)
        return
    lines = Lines(file.read_text(encoding="utf-8"))

    def complain(words: str, *path: str) -> Complaint:
        return Complaint(file, lines.of(path), "manifest", words)

    if not manifest.title_zh:
        yield complain('say the plugin\'s name in Chinese too: title_zh = "…"', "title")
    if width(manifest.title_zh) > TITLE_LENGTH:
        yield complain(f"title_zh is longer than {TITLE_LENGTH} Chinese characters", "title_zh")
    for key, setting in manifest.settings.items():
        for words in _of_setting(setting):
            yield complain(f"setting {key!r} {words}", "settings", key)
    for table in ("acts", "why"):
        for name, named in getattr(manifest, table).items():
            if not named.title_zh:
                yield complain(f'[{table}.{name}] has no Chinese title: title_zh = "…"', table, name)
    yield from _of_acts(home, manifest)
    yield from _of_reading(home, manifest, complain)
    yield from _of_project(home, manifest)


def _of_acts(home: Home, manifest: Manifest) -> Iterator[Complaint]:
    """Auditors read what a sensitive act is called, not its event."""
    for source in home.sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "journal_act" and node.args:
                event = getattr(node.args[0], "value", None)
                name = event.removeprefix(f"{manifest.id}.") if isinstance(event, str) else ""
                if name and name not in manifest.acts:
                    words = f"the sensitive act {event!r} has no name for auditors: declare it in plugin.toml as [acts.{name}]"
                    yield Complaint(source.path, node.lineno, "manifest", words)


def _of_reading(home: Home, manifest: Manifest, complain: Callable[..., Complaint]) -> Iterator[Complaint]:
    """What the code reads is declared, what is declared is read."""
    read = dict(_read(home))
    for key in manifest.settings:
        if key not in read and not _said(home, key):
            yield complain(
                f"setting {key!r} is read nowhere in the code: use it, or take it out", "settings", key
            )
    for key, (path, line) in read.items():
        if key not in manifest.settings:
            words = f"setting {key!r} is not in plugin.toml; declare it there as [settings.{key}]"
            yield Complaint(path, line, "manifest", words)


def _of_setting(setting: Setting) -> Iterator[str]:
    if not setting.title_zh:
        yield 'has no Chinese title: title_zh = "…"'
    if setting.type == "integer" and (setting.minimum is None or setting.maximum is None):
        yield "is a number without limits: give it a minimum and a maximum"


def _read(home: Home) -> Iterator[tuple[str, tuple[Path, int]]]:
    """`settings["key"]` and `visit.settings["key"]` wherever they stand."""
    for source in home.sources:
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Subscript)
                and isinstance(node.slice, ast.Constant)
                and isinstance(node.slice.value, str)
                and (
                    getattr(node.value, "attr", "") == "settings"
                    or getattr(node.value, "id", "") == "settings"
                )
            ):
                yield node.slice.value, (source.path, node.lineno)


def _said(home: Home, key: str) -> bool:
    """Whether a setting's name, or the end of it that a kind of thing shares with others, stands in the code at all."""
    parts = key.split("_")
    names = {"_".join(parts[start:]) for start in range(len(parts))}
    for source in home.sources:
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.strip("_") in names
            ):
                return True
    return False


def _of_project(home: Home, manifest: Manifest) -> Iterator[Complaint]:
    """The distribution and the manifest tell the same."""
    points = entry_points(home.root)
    if not points:
        return
    file = home.root / "pyproject.toml"
    text = file.read_text(encoding="utf-8")
    lines = Lines(text)
    project = tomllib.loads(text).get("project", {})
    if manifest.id not in points:
        where = lines.of(("project", "entry-points", "kiosk.plugins"))
        words = f"the entry point's name must be the plugin's id, {manifest.id!r}, and is {', '.join(points)}"
        yield Complaint(file, where, "manifest", words)
    version = project.get("version")
    if version is not None and version != manifest.version:
        words = f"version {version} here, {manifest.version} in plugin.toml: they must be the same"
        yield Complaint(file, lines.of(("project", "version")), "manifest", words)
