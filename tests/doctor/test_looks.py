"""Each cause has its own finding: devices, storage, power, clock, database, plugins, screen, permissions."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.doctor import (
    backups,
    clock,
    database,
    devices,
    examine,
    identities,
    kiosk_runs,
    plugins,
    power,
    rights,
    screen,
    storage,
)
from kiosk.doctor.case import StoreSaid
from kiosk.doctor.words import saying
from kiosk.link.backups import BackupTold, write_told
from kiosk.link.health import PluginTold
from kiosk.link.identity_key import fingerprint, written
from kiosk.link.settings import parse
from tests.doctor.conftest import NOW_MS, SETTINGS, device


def ids(findings):
    return [(each.id, each.severity) for each in findings]


def of(findings, subject):
    return [each.id for each in findings if each.subject == subject]


# ---------------------------------------------------------------------------------------------- devices

PRINTER = device("printer")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ["device.well"]),
        ({"status": "busy"}, ["device.well"]),
        ({"status": "busy", "fault": "/dev/x: Device or resource busy"}, ["device.taken"]),
        ({"status": "busy", "fault": f"/dev/x: {os.strerror(errno.EACCES)}"}, ["device.not_allowed"]),
        ({"status": "starting"}, ["device.starting"]),
        ({"status": "no_device", "found": "no"}, ["device.nothing_there"]),
        ({"status": "offline", "found": "no"}, ["device.nothing_there"]),
        ({"status": "no_device", "found": "unknown"}, ["device.not_found"]),
        ({"status": "offline"}, ["device.lost"]),
        ({"status": "power_off"}, ["device.lost"]),
        ({"status": "unknown"}, ["device.mute"]),
        ({"status": "user_error"}, ["device.misset"]),
        ({"status": "hardware_error", "fault": "cutter"}, ["device.broken"]),
        ({"status": "hardware_error", "paper": "out"}, ["printer.no_paper"]),
        ({"paper": "low"}, ["device.well", "printer.low_paper"]),
        ({"reconnects": 3}, ["device.well", "device.restless"]),
        ({"reconnects": 2}, ["device.well"]),
        ({"status": "offline", "reconnects": 9}, ["device.lost"]),
    ],
)
def test_what_the_device_process_tells_is_a_cause(running, changes, found):
    assert of(devices.look(running(device(**changes), PRINTER)), "scanner") == found


def test_without_the_device_process_that_is_the_finding_and_places_are_looked_at(running):
    case = running(devices=None)
    assert ids(devices.look(case))[0] == ("devices.away", "wrong")
    assert of(devices.look(case), "scanner") == ["device.nothing_there"]
    (case.settings.run / "scanner.tty").touch()
    assert of(devices.look(case), "scanner") == ["device.port_there"]
    assert of(devices.look(case), "printer") == ["device.not_looked_at"]


def test_inside_the_desks_sandbox_nothing_is_said_of_places_that_it_cannot_see(running):
    case = replace(running(devices=None), inside=True)
    assert ids(devices.look(case)) == [("devices.away", "wrong")]


def test_a_port_that_the_device_processs_user_may_not_open_names_user_and_group(case):
    node = case.settings.run / "scanner.tty"
    node.touch()
    node.chmod(0o600)
    other = 64_000
    text = SETTINGS + f"[link]\ndevices_uids = [{other}]\n"
    case = replace(case, settings=parse(text, case.settings.path))
    found = next(iter(devices.look(case)))
    assert (found.id, found.user, found.path) == ("device.not_allowed", str(other), str(node))
    node.chmod(0o606)
    assert of(devices.look(case), "scanner") == ["device.port_there"]


def test_a_name_that_moves_is_doubted_and_a_port_on_the_board_is_not(case):
    for port, doubted in (("/dev/ttyACM0", True), ("/dev/ttyAMA0", False), ("/dev/serial/by-id/x", False)):
        text = SETTINGS.replace("scanner.tty", port)
        found = devices.look(replace(case, settings=parse(text, case.settings.path)))
        assert ("device.name_moves" in of(found, "scanner")) == doubted


def test_what_is_plugged_in_and_in_no_settings_is_named(case, put, machine):
    put("dev/serial/by-id/usb-Honeywell", "")
    text = SETTINGS.replace("scanner.tty", str(machine.path("dev/serial/by-id/usb-Ours")))
    put("dev/serial/by-id/usb-Ours", "")
    found = [
        each
        for each in devices.look(replace(case, settings=parse(text, case.settings.path)))
        if each.id == "device.unnamed"
    ]
    assert [Path(each.path).name for each in found] == ["usb-Honeywell"]


# ---------------------------------------------------------------------------------------------- storage


def test_a_good_disk_has_room_and_gives_back_what_it_is_given(case):
    assert ("storage.well", "well") in ids(storage.look(case))
    assert list(case.settings.data.iterdir()) == []  # no canary stays


@pytest.mark.parametrize(
    ("free", "found"), [(10, "storage.out"), (100, "storage.low"), (5000, "storage.well")]
)
def test_room(case, monkeypatch, free, found):
    whole = os.statvfs(case.settings.data)

    class State:
        f_bavail, f_frsize = free * 1_000_000 // whole.f_frsize + 1, whole.f_frsize

    monkeypatch.setattr(os, "statvfs", lambda path: State)
    assert ids(storage.look(case))[0][0] == found


def test_a_disk_that_gives_back_something_else_or_takes_nothing(case, monkeypatch):
    monkeypatch.setattr(storage.secrets, "token_bytes", lambda count: bytearray(b"x" * count))
    real = os.fsync

    def spoil(file):
        os.pwrite(file, b"y", 100)
        real(file)

    monkeypatch.setattr(os, "fsync", spoil)
    found = next(iter(storage.look(case)))
    assert (found.id, found.why) == ("storage.canary", "other bytes")

    def full(file):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", full)
    assert next(iter(storage.look(case))).why == "Input/output error"
    assert list(case.settings.data.iterdir()) == []


def test_a_folder_that_is_not_there(case):
    case.settings.data.rmdir()
    assert ids(storage.look(case)) == [("storage.missing", "wrong")]


@pytest.mark.parametrize(
    ("said", "found"), [("0", None), ("3", "storage.errors"), ("", "storage.errors_unknown")]
)
def test_what_the_file_system_has_counted(case, put, said, found):
    number = case.settings.data.stat().st_dev
    put(
        "proc/self/mountinfo",
        f"36 35 {os.major(number)}:{os.minor(number)} / / rw shared:1 - ext4 /dev/mmcblk0p2 rw\n",
    )
    if said:
        put("sys/fs/ext4/mmcblk0p2/errors_count", said + "\n")
    ours = [each for each in storage.look(case) if each.id.startswith("storage.")]
    rest = [each for each in ours if each.id != "storage.well"]
    assert [each.id for each in rest] == ([found] if found else [])
    if said == "3":
        assert (rest[0].disk, rest[0].errors) == ("mmcblk0p2", 3)


# ---------------------------------------------------------------------------------------------- backups


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (None, [("backup.overdue", "warning")]),
        (BackupTold(tried_ms=NOW_MS, outcome="done", good_ms=NOW_MS), [("backup.well", "well")]),
        (BackupTold(tried_ms=NOW_MS, outcome="full", words="1 MB"), [("backup.full", "warning")]),
        (BackupTold(tried_ms=NOW_MS, outcome="damaged", words="x"), [("backup.damaged", "wrong")]),
    ],
)
def test_backups(case, told, found):
    assert ids(backups.look(case)) == [("backup.none", "note")]
    asked = replace(case, settings=parse(SETTINGS + '[backup]\nfolder = "/mnt/b"\n', case.settings.path))
    if told is not None:
        write_told(case.settings.data, told)
    told_of = list(backups.look(asked))
    assert ids(told_of) == found
    for each in told_of:
        assert saying("zh_CN")(each.words())
        assert each.severity == "well" or saying("zh_CN")(each.advice())


def test_the_key_of_identity_records_is_told_by_its_fingerprint(case):
    assert ids(identities.look(case)) == [("identity.no_key", "note")]
    public = bytes(range(32))
    table = f'[identity]\npublic_key = "{written("public", public)}"\n'
    sealing = replace(case, settings=parse(SETTINGS + table, case.settings.path))
    found = list(identities.look(sealing))
    assert ids(found) == [("identity.well", "well")]
    assert fingerprint(public) in saying("en")(found[0].words())


# ---------------------------------------------------------------------------------------------- power, clock


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        (None, "power.unknown"),
        ("0", "power.well"),
        ("50000", "power.was_weak"),
        ("50005", "power.weak"),
        ("80008", "power.well"),  # slowed down by heat, which has a line of its own
    ],
)
def test_power(case, put, flags, found):
    if flags is not None:
        put(power.GET_THROTTLED, flags + "\n")
    assert ids(power.look(case))[0][0] == found


@pytest.mark.parametrize(
    ("degrees", "found"),
    [
        ((), "temperature.unknown"),
        ((-274_000,), "temperature.unknown"),
        ((48_312,), "temperature.well"),
        ((40_000, 79_000), "temperature.warm"),
        ((85_000,), "temperature.hot"),
    ],
)
def test_temperature(case, put, degrees, found):
    for number, each in enumerate(degrees):
        put(f"sys/class/thermal/thermal_zone{number}/temp", f"{each}\n")
    assert ids(power.look(case))[1][0] == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, "clock.well"),
        ({"clock_trusted": False}, "clock.untrusted"),
        ({"now_ms": 3_600_000}, "clock.never_set"),
    ],
)
def test_clock(case, changes, found):
    assert ids(clock.look(replace(case, **changes)))[0][0] == found


def test_a_battery_clock_is_believed(case):
    settings = parse("[site]\nbattery_clock = true\n" + SETTINGS, case.settings.path)
    assert ids(clock.look(replace(case, settings=settings, clock_trusted=False)))[0][0] == "clock.well"


# ---------------------------------------------------------------------------------------------- the rest


def test_the_database_is_what_kiosk_check_says(case):
    assert ids(database.look(case)) == [("database.not_looked_at", "note")]
    case = replace(case, database=list)
    assert ids(database.look(case)) == [("database.not_yet", "note")]
    (case.settings.data / "kiosk.db").touch()
    assert ids(database.look(case)) == [("database.well", "well")]
    said = [StoreSaid("journal.broken", "row 7"), StoreSaid("plugin.quarantined", "x", "warning")]
    assert ids(database.look(replace(case, database=lambda: said))) == [
        ("database.wrong", "wrong"),
        ("database.doubt", "warning"),
    ]

    def refuse():
        raise OSError("no")

    assert ids(database.look(replace(case, database=refuse))) == [("database.unread", "warning")]


def test_plugins(case, running):
    assert ids(plugins.look(case)) == [("plugins.unknown", "note")]
    states = ("active", "quarantined", "disabled", "held")
    case = running(plugins=tuple(PluginTold(state, "1", state) for state in states))
    assert ids(plugins.look(case)) == [
        ("plugin.serves", "well"),
        ("plugin.aside", "warning"),
        ("plugin.off", "note"),
        ("plugin.off", "note"),
    ]


def test_screens_and_panels(case, running, put):
    assert "screen.well" in dict(ids(screen.look(running())))
    assert dict(ids(screen.look(running(screens=()))))["screen.away"] == "wrong"
    assert dict(ids(screen.look(case)))["panel.unknown"] == "note"
    put("sys/class/drm/card1-HDMI-A-1/status", "disconnected\n")
    assert dict(ids(screen.look(case)))["panel.none"] == "warning"
    put("sys/class/drm/card1-HDMI-A-2/status", "connected\n")
    assert [each.connector for each in screen.look(case) if each.id == "panel.found"] == ["HDMI-A-2"]


def test_a_font_that_is_missing_or_damaged_is_named(case, tmp_path, monkeypatch):
    assert "fonts.well" in dict(ids(screen.look(case)))
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for name in screen.FONTS[1:]:
        (fonts / name).write_bytes(b"OTTO" + bytes(2000))
    (fonts / screen.FONTS[2]).write_bytes(b"")
    monkeypatch.setattr(screen, "fonts_folder", lambda: fonts)
    assert [each.file for each in screen.look(case) if each.id == "fonts.missing"] == [
        screen.FONTS[0],
        screen.FONTS[2],
    ]


def test_permissions(case):
    assert ids(rights.look(case)) == [("rights.well", "well")]
    case.settings.data.chmod(0o755)
    (case.settings.data / "badge.key").write_text("x")
    (case.settings.data / "badge.key").chmod(0o640)
    assert [each.path for each in rights.look(case)] == [
        str(case.settings.data),
        str(case.settings.data / "badge.key"),
    ]
    case.settings.data.chmod(0o750)
    (case.settings.data / "badge.key").chmod(0o600)
    case.settings.run.rmdir()
    assert ids(rights.look(case)) == [("rights.no_run_folder", "warning")]


def test_whether_the_kiosk_runs(case, running):
    assert ids(kiosk_runs.look(case)) == [("kiosk.stopped", "warning")]
    assert ids(kiosk_runs.look(replace(case, desk_runs=True, desk_away="x"))) == [("kiosk.silent", "warning")]
    assert ids(kiosk_runs.look(running(safe_mode="none"))) == [
        ("kiosk.runs", "well"),
        ("kiosk.safe_mode", "warning"),
    ]


def test_a_look_that_fails_is_a_finding_and_keeps_no_other_from_being_told(case, monkeypatch, caplog):
    monkeypatch.setitem(examine.LOOKS, "storage", lambda case: 1 / 0)
    found = examine.examine(case)
    assert [each.about for each in found if each.id == "doctor.failed"] == ["storage"]
    assert {each.part for each in found} >= {"devices", "power", "clock", "rights"}
    assert "storage" in caplog.text
    assert case.now_ms == NOW_MS
