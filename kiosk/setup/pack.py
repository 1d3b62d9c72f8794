"""A site's pack, from a USB stick: the mall's name, hours, services and texts, and what the box begins with.

A pack is a folder `zhanggui`, or a file `zhanggui*.zip`, with these files and no others that count:

    site.toml     sections of `kiosk.toml`: those in `SECTIONS`. Not who may do what, and not which wire is where
    members.csv   members, as `kiosk members import` reads them (optional)
    items.csv     what lies behind which door: tag,kind,label,label_zh,door (optional)

A stick is a stranger's. Nothing on it is run or linked to; no name on it becomes a path here; nothing larger than `LARGEST` is
read, whatever it says of itself; and what is in it goes through the settings' own checks before anything is kept.
"""

from __future__ import annotations

import csv
import io
import os
import stat
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

SECTIONS = ("site", "closing", "calls", "session", "row", "plugins")

LARGEST: Mapping[str, int] = {
    "site.toml": 256 * 1024,
    "members.csv": 8 * 1024 * 1024,
    "items.csv": 1024 * 1024,
}
"""The files of a pack, and their most bytes."""

ENTRIES = 64
"""A pack has three files; an archive with more than so many is none."""

LARGEST_ARCHIVE = 16 * 1024 * 1024
MOST_ITEMS = 5000
FOLDER, ARCHIVE = "zhanggui", "zhanggui*.zip"
DEPTH = 2
"""A stick is mounted at, or one or two folders below, the places that are looked at."""

_SYMLINK = 0o120000


class PackRefused(Exception):
    """It cannot be used; the text says why, for a technician."""


class Item(msgspec.Struct, frozen=True):
    """One thing that lies behind a door."""

    tag: str
    kind: str
    label: str = ""
    label_zh: str = ""
    door: int = 0


class Pack(msgspec.Struct, frozen=True):
    """What was read."""

    path: Path
    sections: dict[str, Any]
    members: bytes = b""
    items: tuple[Item, ...] = ()

    @property
    def name(self) -> str:
        """The site's name."""
        site = self.sections.get("site", {})
        return str(site.get("name", "")) if isinstance(site, dict) else ""


def find(places: Sequence[Path]) -> Path | None:
    """The first pack on any stick; None where there is none."""
    return next((found for place in places for found in _packs(place, DEPTH)), None)


def _packs(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries[:256]:
        path = Path(entry.path)
        is_pack = entry.name == FOLDER and entry.is_dir(follow_symlinks=False)
        if is_pack or (path.match(ARCHIVE) and entry.is_file(follow_symlinks=False)):
            yield path
    for entry in entries[:256]:
        if depth and entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from _packs(Path(entry.path), depth - 1)


def read(path: Path) -> Pack:
    """Read a pack. Raises `PackRefused`."""
    try:
        contents = _archive(path) if path.suffix == ".zip" else _folder(path)
    except OSError as fault:
        raise PackRefused(f"{path.name}: {fault.strerror or fault}") from fault
    if "site.toml" not in contents:
        raise PackRefused(f"{path.name} has no site.toml")
    return Pack(
        path, _sections(contents["site.toml"]), contents.get("members.csv", b""), _items(contents.get("items.csv", b""))
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- files


def _folder(path: Path) -> dict[str, bytes]:
    contents = {}
    for name, most in LARGEST.items():
        try:
            file = os.open(path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        with os.fdopen(file, "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise PackRefused(f"{name} is no plain file")
            contents[name] = _at_most(opened, name, most)
    return contents


def _archive(path: Path) -> dict[str, bytes]:
    if path.stat().st_size > LARGEST_ARCHIVE:
        raise PackRefused(f"{path.name} is larger than {LARGEST_ARCHIVE >> 20} MB")
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        with os.fdopen(file, "rb") as opened, zipfile.ZipFile(opened) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES:
                raise PackRefused(f"{path.name} has {len(entries)} files; a pack has three")
            return dict(_entry(archive, entry) for entry in entries if _wanted(entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise PackRefused(f"{path.name} cannot be read: {fault}") from fault


def _wanted(entry: zipfile.ZipInfo) -> bool:
    """Whether it is one of a pack's files, at the top or in a folder `zhanggui`. Raises `PackRefused` for what none has."""
    name = PurePosixPath(entry.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or "\0" in entry.filename:
        raise PackRefused(f"a file in it wants to be outside: {entry.filename!r}")
    if entry.external_attr >> 16 & 0o170000 == _SYMLINK:
        raise PackRefused(f"{entry.filename!r} is a link")
    if entry.flag_bits & 1:
        raise PackRefused(f"{entry.filename!r} is encrypted")
    return name.name in LARGEST and str(name.parent) in (".", FOLDER) and not entry.is_dir()


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[str, bytes]:
    name = PurePosixPath(entry.filename).name
    with archive.open(entry) as opened:
        return name, _at_most(opened, name, LARGEST[name])


def _at_most(file: Any, name: str, most: int) -> bytes:
    """All of it; what it says of its own size is not believed."""
    data: bytes = file.read(most + 1)
    if len(data) > most:
        raise PackRefused(f"{name} is larger than {most >> 10} KB")
    return data


# ---------------------------------------------------------------------------------------------- contents


def _sections(data: bytes) -> dict[str, Any]:
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise PackRefused(f"site.toml: {fault}") from None
    for name in table:
        if name not in SECTIONS:
            raise PackRefused(f"site.toml has a section [{name}]; a pack has {', '.join(SECTIONS)}")
    return table


def _items(data: bytes) -> tuple[Item, ...]:
    if not data:
        return ()
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True))
        items = tuple(
            msgspec.convert({**row, "door": row.get("door") or 0}, Item, strict=False) for row in rows
        )
    except (UnicodeDecodeError, csv.Error, msgspec.ValidationError, TypeError) as fault:
        raise PackRefused(f"items.csv: {fault}") from None
    if len(items) > MOST_ITEMS:
        raise PackRefused(f"items.csv has more than {MOST_ITEMS} rows")
    tags = [item.tag for item in items]
    if len(set(tags)) < len(tags) or not all(0 < len(tag) <= 128 and tag.isprintable() for tag in tags):
        raise PackRefused("items.csv: each row has a tag of its own, of at most 128 characters")
    return items
