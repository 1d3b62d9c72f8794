"""The support archive: what a box knows of itself, in one file that holds nobody's data.

    doctor.json     the findings           journal.jsonl   the journal's newest rows: ids, keys and times
    settings.json   kiosk.toml, without comments and secrets          devices.jsonl   the devices' record of operations
    versions.json   the build, Python, the system and its packages    logs/, stacks/  what the processes said, where they hung

Everything passes the masks. Where the store cannot say whom to look for, what people's names could stand in is left out, and
the archive says so. It is made in memory and written whole or not at all.
"""

from __future__ import annotations

import errno
import io
import json
import os
import platform
import sys
import tarfile
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding
from kiosk.doctor.masks import Masks
from kiosk.doctor.telling import as_data
from kiosk.doctor.words import _, saying
from kiosk.link.build import build_id
from kiosk.link.texts import Message, Text

MOST_BYTES = 2_000_000
"""Of one file, its newest end."""

STACKS = 20

LEFT_OUT = (
    "The store could not be read, and nobody knows whose names to take out. "
    "Missing: logs, stacks, the plugins' settings, the reasons in devices.jsonl.\n"
)

SUFFIXES = (".tar.gz", ".tgz")


WITHOUT_LOGS = _("The store could not be read: logs were left out, for names might stand in them.")


def written_at(place: Path) -> Text:
    """Where it is."""
    return _("The support archive is {place}. Nobody's data is in it.", place=str(place))


class BundleRefused(Exception):
    """The archive was not written, and nothing of it was left. A subclass is the cause."""

    words: ClassVar[Message]

    def __init__(self, place: Path, why: str = "") -> None:
        super().__init__(f"{place}: {why or type(self).__name__}")
        self.place = place
        self.why = why

    def told(self) -> Text:
        """The cause, and what to do."""
        return msgspec.structs.replace(self.words, arguments={"place": str(self.place), "why": self.why})


class StickFull(BundleRefused):
    """No room."""

    words = _("{place} is full. Make room on it, or take another stick. Nothing was left on it.")


class StickReadOnly(BundleRefused):
    """It cannot be written."""

    words = _("{place} is read-only. Move its little switch, or take another stick. Nothing was left on it.")


class StickRefused(BundleRefused):
    """This user may not."""

    words = _("This user may not write to {place}. Run the doctor as root, or mount it for everybody.")


class NoSuchFolder(BundleRefused):
    """There is no such folder."""

    words = _("There is no folder {place}. Is the stick mounted?")


class StickFailed(BundleRefused):
    """Something else."""

    words = _("{place} could not be written ({why}). Try another stick. Nothing was left on it.")


CAUSES: dict[int, type[BundleRefused]] = {
    errno.ENOSPC: StickFull,
    errno.EDQUOT: StickFull,
    errno.EFBIG: StickFull,
    errno.EROFS: StickReadOnly,
    errno.EACCES: StickRefused,
    errno.EPERM: StickRefused,
    errno.ENOENT: NoSuchFolder,
    errno.ENOTDIR: NoSuchFolder,
}


@dataclass(frozen=True)
class Matter:
    """What goes into an archive. `people` is None where nobody could say whom to look for."""

    case: Case
    findings: Sequence[Finding]
    people: Collection[str] | None
    journal: Sequence[Mapping[str, Any]] = ()
    logs: Mapping[str, str] = field(default_factory=dict)


def contents(matter: Matter) -> dict[str, bytes]:
    """The archive's files."""
    settings = matter.case.settings
    written = _toml(settings.path)
    # Its words are the site's own; a comment, or a plugin's table, may name whom to call.
    ours = {key: value for key, value in written.items() if key != "plugins"}
    masks = Masks(matter.people or (), json.dumps(ours, ensure_ascii=False, default=str))
    operations = _operations(settings.data / "devices.log")
    if matter.people is None:
        written = ours
        operations = [{**row, "reason": ""} for row in operations]
    files: dict[str, bytes] = {
        "doctor.json": _json(masks.data(as_data(matter.case, matter.findings, saying("en")))),
        "doctor-zh.json": _json(masks.data(as_data(matter.case, matter.findings, saying("zh_CN")))),
        "settings.json": _json(masks.data(written)),
        "versions.json": _json(_versions()),
        "journal.jsonl": _lines(masks.data(row) for row in matter.journal),
        "devices.jsonl": _lines(masks.data(row) for row in operations),
    }
    if matter.people is None:
        files["LEFT-OUT.txt"] = LEFT_OUT.encode()
        return files
    for name, text in matter.logs.items():
        files[f"logs/{name}"] = _end(masks.text(text))
    for path in sorted((settings.data / "stacks").glob("*.txt"))[-STACKS:]:
        files[f"stacks/{path.name}"] = _end(masks.text(_read(path)))
    return files


def write(files: Mapping[str, bytes], place: Path, case: Case) -> Path:
    """Put the archive at `place`, a file's name or a folder; returns where it is. Raises `BundleRefused`."""
    packed = _packed(files, case.now_ms)
    kiosk = case.desk.kiosk[-6:] if case.desk is not None and case.desk.kiosk else "kiosk"
    at = datetime.fromtimestamp(case.now_ms / 1000, UTC)
    if not place.name.endswith(SUFFIXES):
        place = place / f"zhanggui-{kiosk}-{at:%Y%m%d-%H%M%S}.tar.gz"
    half = place.with_name(f".{place.name}.half")
    try:
        if not place.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no such folder", str(place.parent))
        with half.open("wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
    except OSError as fault:
        try:
            half.unlink(missing_ok=True)
        except OSError:
            pass  # what could not be made cannot be removed either
        cause = CAUSES.get(fault.errno or 0, StickFailed)
        raise cause(place.parent, fault.strerror or str(fault)) from fault
    return place


def _packed(files: Mapping[str, bytes], now_ms: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"zhanggui/{name}")
            entry.size, entry.mtime, entry.mode = len(data), now_ms // 1000, 0o644
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def _versions() -> dict[str, Any]:
    return {
        "build": build_id(),
        "python": sys.version,
        "system": " ".join(platform.uname()[0:1] + platform.uname()[2:5]),  # not the host's name
        "packages": sorted(f"{each.name} {each.version}" for each in metadata.distributions()),
    }


def _toml(path: Path) -> dict[str, Any]:
    """The settings as data: comments, where people write down whom to call, are not part of it."""
    try:
        return tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as fault:
        return {"unreadable": str(fault)}


def _operations(path: Path) -> list[dict[str, Any]]:
    """The devices' record, with times that people read."""
    rows = []
    for line in _read(path).splitlines()[-5000:]:
        try:
            row = msgspec.json.decode(line)
        except msgspec.DecodeError:
            continue
        if isinstance(row, dict):
            at = row.get("at")
            rows.append({**row, "at": iso(at) if isinstance(at, int) else ""})
    return rows


def iso(at_ms: int) -> str:
    """A moment as a text that the masks leave alone."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")[-MOST_BYTES:]
    except OSError:
        return ""


def _json(thing: Any) -> bytes:
    return json.dumps(thing, ensure_ascii=False, indent=1, default=str).encode()


def _lines(rows: Any) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n" for row in rows)


def _end(text: str) -> bytes:
    return text.encode()[-MOST_BYTES:]
