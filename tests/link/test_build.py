"""Which build this is, and the words that say that a process is ready."""

import re
import socket
import tomllib
from pathlib import Path

import pytest

from kiosk.link import build
from kiosk.link.notify import notify, ready

ROOT = Path(__file__).parents[2]


def test_the_version_is_the_projects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == build.VERSION
    assert re.fullmatch(rf"{re.escape(build.VERSION)}\+[0-9a-f]{{8}}", build.build_id())


def test_the_build_covers_every_file_that_defines_what_is_on_the_wire():
    structs = {
        path.name
        for path in (ROOT / "kiosk/link").glob("*.py")
        if "msgspec.Struct" in path.read_text() and not path.name.startswith("settings")
    }
    transport = {"socket.py", "blocking.py", "memory.py"}  # speak only through frames.py
    on_disk = {"backups.py"}  # a note in the data folder, read again by its own program
    assert structs - transport - on_disk <= set(build.PROTOCOL_FILES)


def test_another_protocol_is_another_build(tmp_path, monkeypatch):
    for name in build.PROTOCOL_FILES:
        (tmp_path / name).write_bytes((ROOT / "kiosk/link" / name).read_bytes())
    monkeypatch.setattr(build, "__file__", str(tmp_path / "build.py"))
    build.build_id.cache_clear()
    same = build.build_id()
    (tmp_path / "messages.py").write_text("# one message more\n")
    build.build_id.cache_clear()
    other = build.build_id()
    monkeypatch.undo()
    build.build_id.cache_clear()
    assert same == build.build_id() != other


@pytest.mark.parametrize("abstract", [False, True])
def test_ready_is_said_in_systemds_words(tmp_path, monkeypatch, abstract):
    name = f"kiosk-test-{tmp_path.name}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0" + name if abstract else name)
        systemd.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + name if abstract else name)
        ready()
        assert systemd.recv(100) == b"READY=1"
        ready("30 doors")
        assert systemd.recv(100) == b"READY=1\nSTATUS=30 doors"


def test_saying_it_to_nobody_does_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    notify("READY=1")
