"""`plugin.toml`: what a plugin declares about itself, read before any of its code is imported.

A manifest that is wrong is refused with the key and what would be right, and costs only its own plugin. The
settings schema lives here too, so that `kiosk.toml` can be checked, and shown to a technician, without running
a stranger's code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from kiosk.core.staff.rights import Declared
from kiosk.core.store.migrate import RESERVED
from kiosk.link.messages import DeviceClass
from kiosk.link.settings_declared import Setting, SettingError, complaints, values

__all__ = [
    "HOST_API", "Manifest", "ManifestError", "NameTaken", "Named", "Permission", "Setting", "SettingError", "read_manifest",
]  # fmt: skip

HOST_API = "1.0"
"""The version of the hooks and of `kiosk.core.api`. Raised in its first number only when a name goes or changes
meaning."""

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{1,30}")
_ACT = re.compile(r"(?=.{1,60}$)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
Permission = Literal[
    "members.read",
    "members.block",
    "members.write",
    "members.close",
    "stock.move",
    "doors.open",
    "slips.print",
    "ledger.enter",
    "identity.seal",
    "members.order",
]
"""What a plugin asks to be allowed. The store holds it to `ledger.enter` (money, points, stock), `members.block` (a card
that no service takes any more), `members.write` (who is a member, with which card), `members.close` (a card that has
ended), `identity.seal` (who bought a card) and `members.order` (a change at a remote member system); the others tell a
site what the plugin is about, and are not looked at yet."""


class ManifestError(Exception):
    """A `plugin.toml` that cannot be used; the text says which key, and what would be right."""


class NameTaken(ManifestError):
    """It would go by a name that is somebody else's."""


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people call something, in English and in Chinese."""

    title: str
    title_zh: str = ""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of a `plugin.toml`."""

    id: str
    version: str
    host: str
    title: str
    title_zh: str = ""
    services: tuple[str, ...] = ()
    devices: tuple[DeviceClass, ...] = ()
    permissions: tuple[Permission, ...] = ()
    rights: dict[str, Declared] = {}
    """What its staff services need, by a name without the plugin's id; who holds each is the site's to change."""
    acts: dict[str, Named] = {}
    """What its sensitive acts (`tx.journal_act`) are called in the list that auditors read, by the event without the
    plugin's id. One that is not named here stands there as its event."""
    why: dict[str, Named] = {}
    """What the reasons of its sensitive acts are called there, by their keys. Reasons that the site writes itself (settings
    that end in `_reasons`) need no word here."""
    settings: dict[str, Setting] = {}
    optional: bool = False
    """Off until the site names it in `[plugins] enabled`: a service that not every desk offers."""

    def values(self, given: Mapping[str, object]) -> dict[str, Any]:
        """The plugin's settings: the given ones checked, defaults for the rest. Raises `SettingError`."""
        return values(self.settings, given, f"[plugins.{self.id}]")

    def complaints(self, given: Mapping[str, object]) -> list[tuple[str, str]]:
        """Every key of `[plugins.<id>]` that is wrong, and what would be right."""
        return complaints(self.settings, given, f"[plugins.{self.id}]")


def read_manifest(path: Path) -> Manifest:
    """Read and check a `plugin.toml`. Raises `ManifestError` in words; nothing of the plugin is imported."""
    try:
        return _read(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError("the package has no plugin.toml beside its __init__.py") from None
    except (ValueError, OSError) as problem:  # not UTF-8, a folder
        raise ManifestError(f"plugin.toml cannot be read: {problem}") from problem


@lru_cache(maxsize=64)
def _read(text: str) -> Manifest:
    """By its text, which is asked for several times in a start and takes longer to read than to compare."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # not TOML, or nested without end
        raise ManifestError(f"plugin.toml cannot be read: {problem}") from problem
    try:
        manifest = msgspec.convert(data, Manifest)
    except msgspec.ValidationError as problem:
        raise ManifestError(f"plugin.toml: {problem}") from problem
    _check(manifest)
    return manifest


def _check(manifest: Manifest) -> None:
    if not _IDENTIFIER.fullmatch(manifest.id):
        raise ManifestError(f"id {manifest.id!r} must be 2 to 31 small letters, digits or _, a letter first")
    if manifest.id in RESERVED:
        raise NameTaken(f"id {manifest.id!r} is taken: tables of the kiosk's own begin with it")
    for service in manifest.services:
        if not service.startswith(f"{manifest.id}."):
            raise ManifestError(f"service {service!r} must start with {manifest.id + '.'!r}")
    _check_names(manifest)
    _check_defaults(manifest)
    try:
        versions = SpecifierSet(manifest.host)
        if not len(versions):  # it would fit whatever comes
            raise InvalidSpecifier(manifest.host)
    except InvalidSpecifier:
        raise ManifestError(
            f"host {manifest.host!r} is not a version range; write for example '>=1,<2'"
        ) from None
    if not versions.contains(HOST_API):
        raise ManifestError(f"made for host API {manifest.host}; this one is {HOST_API}")


def _check_names(manifest: Manifest) -> None:
    for name in manifest.rights:
        if not _IDENTIFIER.fullmatch(name):
            raise ManifestError(f"right {name!r} must be 2 to 31 small letters, digits or _, a letter first")
    for name in manifest.acts:
        if not _ACT.fullmatch(name):
            raise ManifestError(f"act {name!r} must be the event without {manifest.id + '.'!r}")


def _check_defaults(manifest: Manifest) -> None:
    for key, setting in manifest.settings.items():
        try:
            setting.accept(key, setting.default)
        except (SettingError, re.error) as problem:
            raise ManifestError(f"the default of setting {problem}") from problem
