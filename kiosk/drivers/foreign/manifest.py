"""`driver.toml`, and where it stands: entry points of the group `kiosk.drivers`, found without importing them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from kiosk.drivers.port import DeviceMisconfigured
from kiosk.link.settings_declared import Setting, SettingError, folder_of, values

GROUP = "kiosk.drivers"

DRIVER_API = "1.0"
"""The version of `kiosk.drivers.api`. Raised in its first number only when a name goes or changes its meaning."""

_Class = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*:[A-Za-z_][A-Za-z0-9_]*\Z")
]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of a `driver.toml`. `device` is the class of devices that it drives, and `driver` the Python class that does,
    as `module:Class`; `emulator` the one that plays the device in demos and tests."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{1,30}\Z")]
    version: str
    host: str
    title: str
    device: Literal["lights"]
    driver: _Class
    title_zh: str = ""
    emulator: _Class | Literal[""] = ""
    settings: dict[str, Setting] = {}

    def values(self, given: Mapping[str, object]) -> dict[str, Any]:
        """The settings of one device: the given ones checked, defaults for the rest. Raises `DeviceMisconfigured`."""
        try:
            return values(self.settings, given, "[device.settings]")
        except SettingError as problem:
            raise DeviceMisconfigured(f"driver {self.id}: {problem}") from problem


def find(name: str, entries: Iterable[EntryPoint] | None = None) -> Manifest:
    """The manifest of the installed driver of a name. Raises `DeviceMisconfigured`; nothing of the driver is imported."""
    offers = (
        {each.value: each for each in entries if each.name == name}
        if entries is not None
        else {each.value: each for each in entry_points(group=GROUP, name=name)}
    )
    if not offers:
        raise DeviceMisconfigured(f"no driver {name!r} is installed")
    if len(offers) > 1:
        raise DeviceMisconfigured(
            f"more than one package brings a driver {name!r} ({', '.join(sorted(offers))}); remove all but one"
        )
    (module,) = offers
    folder = folder_of(module)
    if folder is None:
        raise DeviceMisconfigured(f"driver {name!r}: its entry point {module!r} names no package")
    manifest = read(folder / "driver.toml")
    if manifest.id != name:
        raise DeviceMisconfigured(f"driver {name!r}: its driver.toml says that it is {manifest.id!r}")
    return manifest


def read(path: Path) -> Manifest:
    """Read and check a `driver.toml`. Raises `DeviceMisconfigured`, in words."""
    try:
        manifest = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Manifest)
        versions = SpecifierSet(manifest.host)
        for key, setting in manifest.settings.items():
            setting.accept(key, setting.default)
    except FileNotFoundError:
        raise DeviceMisconfigured(f"there is no {path}") from None
    except InvalidSpecifier:
        raise DeviceMisconfigured(
            f"{path}: host is not a version range; write for example '>=1,<2'"
        ) from None
    except (
        ValueError,
        RecursionError,
        OSError,
        SettingError,
    ) as problem:  # msgspec's and tomllib's are of the first
        raise DeviceMisconfigured(f"{path}: {problem}") from problem
    if not versions.contains(DRIVER_API):
        raise DeviceMisconfigured(
            f"driver {manifest.id!r} is made for host {manifest.host}; this one is {DRIVER_API}"
        )
    return manifest
