"""What is wrong with a settings file, said so that the person who wrote it can put it right without a manual.

Imported only when a file was refused. Every fault is found, not only the first: nobody likes to mend a file
by instalments. A sentence has three parts: where (file and line), what stands there, what would be right.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias, get_args, get_origin

import msgspec
from msgspec import NODEFAULT

from kiosk.link.settings import Account, File
from kiosk.link.settings_devices import Name, UsbIds, UsbPort
from kiosk.link.settings_hours import EndOfDay, TimeOfDay
from kiosk.link.settings_lines import Lines

Route: TypeAlias = "tuple[str | int, ...]"

SECTIONS = ("plugins",)
"""Sections that hold other people's tables: only their shape is checked here."""

_EXAMPLES: dict[Any, str] = {
    Name: 'a name of small letters, digits, - and _, like "front"',
    TimeOfDay: 'a time of day like "22:00"',
    EndOfDay: 'a time of day like "22:00", or "24:00" for the midnight that ends the day',
    dt.date: "a date like 2027-02-06",
    UsbIds: 'vendor and product as lsusb has them, like "04b8:0e15"',
    UsbPort: 'a port as the kernel names it, like "1-1.4"',
    Account: 'user numbers or user names, like [990] or ["kiosk-shell"]',
}


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong, and what would be right."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}" if self.line else f"{self.file}: {self.words}"


def explain(source: bytes | str, path: Path, fault: Exception) -> tuple[Fault, ...]:
    """Every fault of a file that could not be read as settings, because of `fault` at least."""
    if isinstance(fault, UnicodeDecodeError):
        line = fault.object[: fault.start].count(b"\n") + 1
        return (Fault(str(path), line, "these bytes are not UTF-8; save the file as UTF-8"),)
    text = source if isinstance(source, str) else source.decode("utf-8-sig")
    if isinstance(fault, tomllib.TOMLDecodeError):
        return (_syntax(text, path, str(fault)),)
    return place(text, path, list(_table(tomllib.loads(text), File, ())) or [((), str(fault))])


def place(text: str, path: Path, complaints: Iterable[tuple[Route, str]]) -> tuple[Fault, ...]:
    """Complaints about keys, with their lines and in the order of the file."""
    lines = Lines(text)
    faults = (Fault(str(path), lines.of(route), words) for route, words in complaints)
    return tuple(sorted(faults, key=lambda fault: fault.line))


def _syntax(text: str, path: Path, words: str) -> Fault:
    found = re.match(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)$", words, re.DOTALL)
    if not found:
        return Fault(str(path), 0, f"not TOML: {words}")
    line = int(found[2] or text.count("\n") + 1)
    hint = 'keys are written name = value, and text stands in "double quotes"'
    return Fault(str(path), line, f"not TOML: {found[1][:1].lower()}{found[1][1:]}; {hint}")


def _table(table: dict[str, Any], struct: type[msgspec.Struct], route: Route) -> Iterator[tuple[Route, str]]:
    fields = {each.encode_name: each for each in msgspec.structs.fields(struct)}
    for key in table:
        if key not in fields:
            yield (*route, key), _unknown(key, list(fields), route)
    for key, each in fields.items():
        if key in table:
            yield from _value(table[key], each.type, (*route, key), each.default)
        elif each.required:
            yield route, f'this {title(route)} has no "{key}"; right would be {expected(each.type)}'


def _value(value: Any, kind: Any, route: Route, default: Any) -> Iterator[tuple[Route, str]]:
    struct = get_args(kind)[0] if get_origin(kind) is tuple else kind
    nested = isinstance(struct, type) and issubclass(struct, msgspec.Struct)
    if nested and struct is kind:
        if isinstance(value, dict):
            yield from _table(value, struct, route)
        else:
            yield route, f"{route[-1]} is a section; write its keys under a line [{route[-1]}]"
    elif nested:
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            for number, each in enumerate(value):
                yield from _table(each, struct, (*route, number))
        else:
            yield (
                route,
                f"each {route[-1]} is a section of its own; write its keys under a line {title((*route, 0))}",
            )
    elif _name(route) in _FREE:
        yield from _FREE[_name(route)](value, kind)
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            usual = "" if default is NODEFAULT or default == "" else f" (usually {written(default)})"
            yield route, f"{route[-1]} is {written(value)}; right would be {expected(kind)}{usual}"


def _plugins(value: Any, _kind: Any) -> Iterator[tuple[Route, str]]:
    if not isinstance(value, dict):
        yield ("plugins",), "plugins is a section; write its keys under a line [plugins]"
        return
    for key, inner in value.items():
        if key in ("disabled", "enabled"):
            yield from _value(inner, tuple[str, ...], ("plugins", key), ())
        elif not isinstance(inner, dict):
            near = _near(key, ["disabled", "enabled"])
            help_ = near or f"a plugin's settings stand under a line [plugins.{key}]"
            yield ("plugins", key), f'there is no key "{key}" in [plugins]; {help_}'


def _rights(value: Any, kind: Any) -> Iterator[tuple[Route, str]]:
    if not isinstance(value, dict):
        yield ("rights",), "rights is a section; write its keys under a line [rights]"
        return
    for key, roles in value.items():
        yield from _value(roles, get_args(kind)[1], ("rights", key), NODEFAULT)


def _device_settings(value: Any, _kind: Any) -> Iterator[tuple[Route, str]]:
    if not isinstance(value, dict):
        yield ("device", "settings"), "settings is a section; write its keys under a line [device.settings]"


_FREE = {"plugins": _plugins, "rights": _rights, "device.settings": _device_settings}
"""Sections whose keys are somebody else's."""


def _unknown(key: str, known: Sequence[str], route: Route) -> str:
    kind = "section" if not route else "key"
    place_ = f" in {title(route)}" if route else ""
    plural = "the sections" if not route else "its keys"
    return f'there is no {kind} "{key}"{place_}; ' + (_near(key, known) or f"{plural} are {', '.join(known)}")


def _near(key: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(key.lower().replace("-", "_"), known, 1, 0.6)
    return f'did you mean "{near[0]}"?' if near else ""


def title(route: Route) -> str:
    """A section as its header is written: `[shell]`, `[[bank.compartment]]`."""
    name = _name(route)
    return f"[[{name}]]" if route and isinstance(route[-1], int) else f"[{name}]"


def _name(route: Route) -> str:
    return ".".join(part for part in route if isinstance(part, str))


def written(value: Any) -> str:
    """A value as TOML writes it, cut to a readable length."""
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, (list, tuple)):
        text = "[" + ", ".join(written(each) for each in value) + "]"
    elif isinstance(value, (str, bool, int, float)):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)  # a date or a time
    return text if len(text) <= 60 else text[:57] + "…"


def expected(kind: Any) -> str:
    """A type in words: "a whole number from 320 to 7680"."""
    if kind in _EXAMPLES:
        return _EXAMPLES[kind]
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            return "at least one section of its own"
        return _EXAMPLES[inner] if inner is Account else f"a list in square brackets, each {expected(inner)}"
    info = msgspec.inspect.type_info(kind)
    return str(_EXPECTED[type(info)](info))


def _number(info: Any) -> str:
    words = "a whole number" if isinstance(info, msgspec.inspect.IntType) else "a number"
    if info.ge is not None and info.le is not None:
        words += f" from {info.ge:g} to {info.le:g}"
    if info.multiple_of is not None:
        words += f" that is a multiple of {info.multiple_of}"
    return words


def _text(info: Any) -> str:
    if info.pattern and "postgresql" in info.pattern:
        return '"" for SQLite in the data folder, or "postgresql://host/database"'
    if info.pattern:
        return _EXAMPLES[Name]
    longest = f" of at most {info.max_length} characters" if info.max_length else ""
    return f'text in "double quotes"{longest}'


_EXPECTED: dict[type, Any] = {
    msgspec.inspect.IntType: _number,
    msgspec.inspect.FloatType: _number,
    msgspec.inspect.StrType: _text,
    msgspec.inspect.BoolType: lambda _: "true or false",
    msgspec.inspect.LiteralType: lambda info: " or ".join(written(each) for each in info.values),
}
