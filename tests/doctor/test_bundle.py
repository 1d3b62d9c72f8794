"""The support archive: useful, without anybody in it, and written whole or not at all."""

from __future__ import annotations

import errno
import io
import json
import os
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.core.archive import for_archive
from kiosk.core.clock import SystemClock
from kiosk.core.records import Context
from kiosk.core.staff import add_staff
from kiosk.core.store.database import Store
from kiosk.doctor import bundle
from kiosk.doctor.bundle import Matter, contents
from kiosk.doctor.masks import GONE, Masks
from kiosk.doctor.sticks import sticks
from kiosk.doctor.words import saying
from kiosk.drivers.operations_log import OperationsLog
from kiosk.link.settings import Settings, load
from kiosk.testing.people import QUICK, add_member

PLANTED = (
    "欧阳小明",
    "Wilhelmina",
    "Fitzgerald",
    "Okonkwo",
    "王建国",
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "13912345678",
    "80010013307",
    "A80010077",
    "6222021234567890123",
    "130123456789012345",
    "908172",
    "440301199001011234",
    "wilhelmina@example.com",
    "hunter2",
)
"""Names, telephones, cards, payment codes, PINs, an identity number, an address, a password."""

TOML = """
# In trouble call 王建国, 13912345678
[site]
name = "星河广场"
[paths]
data = "data"
run = "run"
[[bank]]
name = "1F 东门"
driver = "gpio"
[[bank.compartment]]
number = 1
coil = 5
sensor = 6
row = 0
column = 0
[[scanner]]
name = "scanner"
port = "/dev/serial/by-id/usb-Honeywell_Imaging-if00"
[plugins.lending]
pin = 908172
api_token = "hunter2"
contact = "Okonkwo 138 0013 8000"
"""

LOG = """
2026-11-29T16:30:01+08:00 kiosk-desk[771]: kiosk.core: member 欧阳小明 (138 0013 8000) at 1F 东门, 80010013307
2026-11-29T16:30:02+08:00 kiosk-desk[771]: Wilhelmina Fitzgerald 王建国 wilhelmina@example.com card A80010077 138-0013-8000
2026-11-29T16:30:03+08:00 kiosk-devices[772]: scanner: ;6222021234567890123=4912? %B6222021234567890123^OKONKWO/P?
2026-11-29T16:30:04+08:00 kiosk-desk[771]: PIN 908172, paid 130123456789012345, id 440301199001011234
2026-11-29T16:30:05+08:00 kiosk-devices[772]: operation 0190a1b2-0000-7000-8000-0123456789ab ended: failed (stuck)
"""


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A kiosk that people have used, with what they are in everywhere it could be."""
    path = tmp_path / "kiosk.toml"
    path.write_text(TOML)
    settings = load(path)
    for folder in (settings.data, settings.run, settings.data / "stacks"):
        folder.mkdir(mode=0o750)
    with closing(Store.open(settings.data / "kiosk.db", SystemClock())) as store:
        for card, name, phone in (
            ("80010013307", "欧阳小明", "13800138000"),
            ("A80010077", "Wilhelmina Fitzgerald", ""),
        ):
            store.write_now(add_member, card, name=name, phone=phone, context=Context())
        add_staff(store, "1024", "Prudence Okonkwo", "908172", policy=QUICK)
        store.write_now(
            lambda tx: tx.journal("session.trial", card="A80010077", place="80010013307"), context=Context()
        )
    record = OperationsLog(settings.data / "devices.log")
    record.begin("0190a1b2-0000-7000-8000-0123456789ab", "card:encoder")
    record.end(
        "0190a1b2-0000-7000-8000-0123456789ab", "failed", "card 80010013307 of Wilhelmina, 13800138000"
    )
    record.close()
    (settings.data / "stacks" / "1.txt").write_text("Wilhelmina 欧阳小明 line 7 in main 13800138000")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "journalctl").write_text(f"#!/bin/sh\ncat <<'END'\n{LOG}\nEND\n")
    (tools / "journalctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    return settings


def opened(archive: Path) -> dict[str, str]:
    with tarfile.open(archive) as packed:
        return {each.name: packed.extractfile(each).read().decode() for each in packed.getmembers()}  # type: ignore[union-attr]


def bundled(settings: Settings, place: Path, *words: str) -> int:
    return main(["doctor", "--settings", str(settings.path), "--quick", "--bundle", str(place), *words])


def test_nobody_is_in_it_and_what_helps_is(box: Settings, tmp_path: Path) -> None:
    assert bundled(box, tmp_path / "support.tar.gz") == 0
    files = opened(tmp_path / "support.tar.gz")
    whole = "\n".join([*files, *files.values()])
    assert [each for each in PLANTED if each.lower() in whole.lower()] == []
    assert set(files) == {
        f"zhanggui/{name}"
        for name in (
            "doctor.json",
            "doctor-zh.json",
            "settings.json",
            "versions.json",
            "journal.jsonl",
            "devices.jsonl",
            "logs/kiosk.log",
            "stacks/1.txt",
        )
    }
    assert "ended: failed (stuck)" in files["zhanggui/logs/kiosk.log"]
    assert "0190a1b2-0000-7000-8000-0123456789ab" in files["zhanggui/devices.jsonl"]
    assert "1F 东门" in files["zhanggui/logs/kiosk.log"]  # the site's own word
    assert "session.trial" in files["zhanggui/journal.jsonl"]
    settings = json.loads(files["zhanggui/settings.json"])
    assert settings["scanner"][0]["port"] == "/dev/serial/by-id/usb-Honeywell_Imaging-if00"
    assert settings["plugins"]["lending"]["pin"] == GONE
    assert json.loads(files["zhanggui/doctor.json"])["findings"]


def test_into_a_folder_it_has_a_name_of_its_own_and_the_plant_is_really_there(
    box: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert bundled(box, stick, "--language", "zh") == 0
    (archive,) = stick.iterdir()
    assert archive.name.startswith("zhanggui-")
    assert str(archive) in capsys.readouterr().out
    with closing(Store.open_to_read(box.data / "kiosk.db", SystemClock())) as store:
        people, rows = store.read_now(for_archive)
    assert {"欧阳小明", "13800138000", "Wilhelmina Fitzgerald", "A80010077", "Prudence Okonkwo"} <= people
    assert any("80010013307" in json.dumps(row) for row in rows)


def test_where_nobody_knows_whom_to_look_for_logs_are_left_out(
    box: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (box.data / "kiosk.db").write_bytes(b"no database" * 500)
    assert bundled(box, tmp_path / "support.tar.gz") == 0
    files = opened(tmp_path / "support.tar.gz")
    assert not any("logs" in name or "stacks" in name for name in files)
    assert "zhanggui/LEFT-OUT.txt" in files
    assert "logs were left out" in capsys.readouterr().out
    assert [each for each in PLANTED if each.lower() in "\n".join(files.values()).lower()] == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "may not write"),
        (errno.EIO, "could not be written"),
    ],
)
def test_a_stick_that_takes_it_not_says_why_and_holds_no_half(
    box: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    words: str,
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def refuse(_file: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(bundle.os, "fsync", refuse)
    case = contents_of(box)
    with pytest.raises(bundle.BundleRefused) as refused:
        bundle.write({"x": b"x"}, stick, case)
    assert words in saying("en")(refused.value.told())
    assert list(stick.iterdir()) == []
    assert capsys.readouterr().out == ""


def contents_of(box: Settings):
    from kiosk.doctor.case import Case

    return Case(settings=box, now_ms=1_795_000_000_000, clock_trusted=True)


def test_a_disk_that_really_is_full_is_said_to_be_so(box: Settings, tmp_path: Path) -> None:
    """The kernel's own refusal: a file may not grow beyond a few bytes."""
    import subprocess
    import sys

    stick = tmp_path / "stick"
    stick.mkdir()
    script = (
        "import resource, signal, sys\n"
        "from kiosk.cli.main import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from kiosk.cli import doctor_bundle\n"
        "gather = doctor_bundle.contents\n"
        "def then_full(matter):\n"
        "    files = gather(matter)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "    return files\n"
        "doctor_bundle.contents = then_full\n"
        f"sys.exit(main(['doctor', '--quick', '--settings', {str(box.path)!r}, '--bundle', {str(stick)!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 69
    assert "is full" in done.stderr
    assert list(stick.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_to_be_so(
    box: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bundled(box, tmp_path / "no stick" / "support.tgz", "--language", "zh") == 69
    assert "no stick" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("at 2026-11-29T16:30:01+08:00 pid 771", "at 2026-11-29T16:30:01+08:00 pid 771"),
        ("tel 1380013 8000", "tel [11 digits]"),
        ("row 123", "row 123"),
        ("postgresql://kiosk:secret@db/x", f"postgresql://{GONE}@db/x"),
        ("由 李四 借出 星河", f"{GONE} {GONE} {GONE} 星河"),
        ("Ann said: An Announcement", f"{GONE} said: An Announcement"),
    ],
)
def test_what_is_masked(text: str, masked: str) -> None:
    assert Masks(["Ann Li"], 'name = "星河"').text(text) == masked


def test_a_name_is_taken_out_even_where_the_settings_say_it_too() -> None:
    assert Masks(["王建国"], "# 王建国").text("王建国") == GONE


def test_sticks_are_what_is_mounted_where_people_plug_in(put, machine, tmp_path: Path, monkeypatch) -> None:
    from kiosk.doctor import sticks as module

    stick = tmp_path / "MY STICK"
    stick.mkdir()
    monkeypatch.setattr(module, "PLACES", (f"{tmp_path}/",))
    put(
        "proc/self/mounts",
        f"/dev/root / ext4 rw 0 0\n/dev/sda1 {str(stick).replace(' ', chr(92) + '040')} vfat rw 0 0\n"
        f"tmpfs {tmp_path} tmpfs rw 0 0\n/dev/sdb1 {tmp_path}/gone vfat rw 0 0\n",
    )
    assert sticks(machine) == [stick]


def test_the_archive_is_one_that_every_tar_opens(box: Settings) -> None:
    files = contents(Matter(contents_of(box), [], set(), [], {}))
    packed = bundle._packed(files, 0)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert len(archive.getnames()) == len(files)
