"""What an installed plugin or driver declares about itself before any of its code is imported: where it stands, and its
settings.

Shared, because the plugins' host and the device process find strangers' packages in the same way and may not know each other.
`importlib.util.find_spec` imports the parents of a dotted name, and a stranger's package may do anything on import; so a
folder is found by asking the import system's finders for one part of the name after the other.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec

SettingType: TypeAlias = Literal["integer", "boolean", "string", "list"]

_TYPES: dict[str, type | tuple[type, ...]] = {"integer": int, "boolean": bool, "string": str, "list": list}


class SettingError(Exception):
    """A value in `kiosk.toml` that a schema refuses; the text names the key and the range."""


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One setting of a plugin or a driver: its type, default and range, a title for people, and where the default comes
    from."""

    type: SettingType
    default: int | bool | str | list[str]
    title: str
    title_zh: str = ""
    source: str = ""
    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""
    """A regular expression that the whole of a text must match."""

    def accept(self, key: str, value: object) -> Any:
        """The value, if it fits; raises `SettingError` otherwise."""
        kind = _TYPES[self.type]
        if not isinstance(value, kind) or (self.type == "integer" and isinstance(value, bool)):
            raise SettingError(f"{key} must be of type {self.type}, not {type(value).__name__}")
        if self.type == "list" and not all(isinstance(item, str) for item in value):  # type: ignore[attr-defined]  # a list, as just checked
            raise SettingError(f"{key} must be a list of texts")
        if isinstance(value, str) and self.pattern and re.fullmatch(self.pattern, value) is None:
            raise SettingError(f"{key} is {value!r}, but must be like {self.default!r}")
        if isinstance(value, list) and self.minimum is not None and len(value) < self.minimum:
            raise SettingError(f"{key} has {len(value)} texts, but the least is {self.minimum}")
        if isinstance(value, int) and not isinstance(value, bool):
            if self.minimum is not None and value < self.minimum:
                raise SettingError(f"{key} is {value}, but the least is {self.minimum}")
            if self.maximum is not None and value > self.maximum:
                raise SettingError(f"{key} is {value}, but the most is {self.maximum}")
        return value


def complaints(
    schema: Mapping[str, Setting], given: Mapping[str, object], where: str
) -> list[tuple[str, str]]:
    """Every key of a table that is wrong, and what would be right. `where` is the table's header."""
    has = ", ".join(sorted(schema)) or "none"
    found = [
        (key, f"{where} has no setting {key!r}; it has: {has}") for key in sorted(set(given) - set(schema))
    ]
    for key, setting in schema.items():
        if key in given:
            try:
                setting.accept(f"{where} {key}", given[key])
            except SettingError as problem:
                found.append((key, str(problem)))
    return found


def values(schema: Mapping[str, Setting], given: Mapping[str, object], where: str) -> dict[str, Any]:
    """The given settings checked, defaults for the rest. Raises `SettingError`."""
    for _key, words in complaints(schema, given, where):
        raise SettingError(words)
    return {key: given.get(key, setting.default) for key, setting in schema.items()}


def folder_of(module: str) -> Path | None:
    """The folder of a package that may not be imported yet; None when no finder knows it."""
    path: Sequence[str] | None = None
    name = ""
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        spec = _find(name, path)
        if spec is None or spec.submodule_search_locations is None:
            return None
        path = list(spec.submodule_search_locations)
    return Path(path[0]) if path else None


def _find(name: str, path: Sequence[str] | None) -> ModuleSpec | None:
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        spec = find(name, path, None) if find is not None else None
        if isinstance(spec, ModuleSpec):
            return spec
    return None
