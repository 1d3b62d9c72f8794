"""`kiosk.toml`: every section and key of the sample, with its comments, and this box's own values.

Written whole or not at all, checked by the ordinary loader before it takes its place, and never over an older one without
a copy of that.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import tomlkit

from kiosk.link.settings import Settings, parse
from kiosk.setup.draft import Draft, replace_file
from kiosk.setup.layout import USERS, Layout

HEAD = """\
# kiosk.toml: the settings of this box, made at its own screen ({when}).
#
# The kiosk reads it at its start only; a wrong key or value is refused with its line and what would be right
# (try it without starting anything: `kiosk check --settings kiosk.toml`). `kiosk run --setup` makes it anew, and keeps a copy.
# Secrets never stand here.
"""

_HEADER = re.compile(r"^(\[\[?)([a-z_.]+)\]\]?.*$")
_KEY = re.compile(r"^([a-z_0-9]+) = ")


def text_of(draft: Draft, layout: Layout, *, now_ms: int | None = None) -> str:
    """The whole file."""
    values = _values(draft, layout)
    when = time.strftime("%Y-%m-%d", time.gmtime((now_ms or time.time_ns() // 1_000_000) / 1000))
    parts = [HEAD.format(when=when)]
    lists: set[str] = set()
    for title, several, lines in _sections(_sample()):
        if several:
            lists.add(title)
            parts += [_block(title, lines, block) for block in _several(title, draft, values)]
        elif (
            title != "plugins" and title.rpartition(".")[0] not in lists
        ):  # a part of one that may be there several times
            parts.append("\n".join([lines[0], *_lines(lines[1:], values.get(title, {}))]).rstrip() + "\n")
    parts.append(tomlkit.dumps({"plugins": values.get("plugins", {})}) or "[plugins]\n")
    return "\n".join(parts)


def write(draft: Draft, layout: Layout) -> Settings:
    """Check the file, keep a copy of the one before it, and put it in its place. Raises `SettingsRefused`, `OSError`."""
    text = text_of(draft, layout)
    settings = parse(text, layout.path)
    keep_copy(layout.path)
    replace_file(layout.path, text.encode(), mode=0o644)
    return settings


def keep_copy(path: Path) -> Path | None:
    """A copy of the settings that are there, under a name that nothing has; None where there are none. Raises `OSError`."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    number = 1
    while (copy := path.with_name(f"{path.name}.before-{number}")).exists():
        if copy.read_bytes() == data:
            return copy  # the power went between the copy and the new file
        number += 1
    replace_file(copy, data, mode=0o644)
    return copy


# ---------------------------------------------------------------------------------------------- this box's values


def _values(draft: Draft, layout: Layout) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {
        name: dict(table) for name, table in draft.pack.items() if isinstance(table, Mapping)
    }
    site = found.setdefault("site", {})
    site.setdefault("language", draft.language)
    if draft.battery_clock:
        site["battery_clock"] = True
    found["paths"] = {"data": layout.data, "run": layout.run}
    found["shell"] = {
        "width": draft.width, "height": draft.height, "rotation": draft.rotation, "fullscreen": layout.fullscreen,
    }  # fmt: skip
    if draft.ppi:
        found["shell"]["ppi"] = round(draft.ppi, 1)
    if layout.users:
        found["link"] = {f"{room}_uids": [user] for room, user in USERS.items()}
    return found


def _several(title: str, draft: Draft, values: Mapping[str, dict[str, Any]]) -> Sequence[Mapping[str, Any]]:
    match title:
        case "scanner":
            return [_changed(each) for each in draft.scanners]
        case "printer":
            return [_changed(each) for each in draft.printers]
        case "encoder":
            return [_changed(each) for each in draft.encoders]
        case "bank":
            return [_changed(each) for each in draft.banks]
        case "site.hours" | "site.special_day":
            found = values.get("site", {}).get(title.partition(".")[2], ())
            return list(found)
        case "row" | "position":
            return list(draft.pack.get(title, ()))
    return []


def _changed(section: msgspec.Struct) -> dict[str, Any]:
    """The keys of a section that say more than the sample does, and those that every section of its kind must have."""
    found = {}
    for field in msgspec.structs.fields(section):
        value = getattr(section, field.name)
        if field.required or value != field.default:
            found[field.encode_name] = value
    return found


# ---------------------------------------------------------------------------------------------- the sample's words


def _sample() -> str:
    return files("kiosk").joinpath("kiosk.sample.toml").read_text("utf-8")


def _sections(sample: str) -> Iterator[tuple[str, bool, list[str]]]:
    """Title, whether there may be several, and lines of each section of the sample."""
    lines: list[str] = []
    title, several = "", False
    for line in sample.splitlines():
        header = _HEADER.match(line)
        if header:
            if title:
                yield title, several, lines
            title, several, lines = header[2], header[1] == "[[", [line]
        else:
            lines.append(line)
    yield title, several, lines


def _lines(sample: Sequence[str], values: Mapping[str, Any]) -> Iterator[str]:
    """A section's lines with this box's values; a comment stays with its key."""
    for line in sample:
        key = _KEY.match(line)
        if key and key[1] in values:
            yield _line(key[1], values[key[1]], line)
        else:
            yield line


def _block(title: str, sample: Sequence[str], values: Mapping[str, Any]) -> str:
    """One of several sections: the keys that it has, in the sample's order and with its comments."""
    header = f"[[{title}]]"
    written = [header]
    for line in sample[1:]:
        key = _KEY.match(line)
        if key and key[1] in values:
            written.append(_line(key[1], values[key[1]], line))
    text = "\n".join(written) + "\n"
    for compartment in values.get("compartment", ()):
        door = "\n".join(f"{key} = {_toml(value)}" for key, value in _changed(compartment).items())
        text += f"\n[[{title}.compartment]]\n{door}\n"
    return text


def _line(key: str, value: Any, sample: str) -> str:
    comment = _comment_of(sample)
    said = f"{key} = {_toml(value)}"
    return f"{said:<31} {comment}" if comment else said


def _comment_of(line: str) -> str:
    """The comment at the end of a line; its value may have a # in it only within quotation marks."""
    quoted = False
    for at, sign in enumerate(line):
        if sign == '"' and line[at - 1] != "\\":
            quoted = not quoted
        elif sign == "#" and not quoted:
            return line[at:]
    return ""


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        value = list(value)
    return str(tomlkit.item(value).as_string())
