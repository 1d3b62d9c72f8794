"""The files for a Raspberry Pi agree with the program: commands that exist, three users, settings that a kiosk would take.

What they do on a Pi is in docs/not-validated.md.
"""

import configparser
import pwd
import re
from pathlib import Path

import pytest

from kiosk.cli.main import COMMANDS
from kiosk.link import settings_checks
from kiosk.link.settings import load
from kiosk.setup.layout import PROVISIONAL

FOLDER = Path(__file__).parents[2] / "deploy" / "raspberry"
ROOMS = ("desk", "shell", "devices")


class Unit:
    """A unit file: every value of a key, in order."""

    def __init__(self, name: str) -> None:
        self.text = (FOLDER / f"kiosk-{name}.service").read_text()

    def all(self, key: str) -> list[str]:
        return re.findall(rf"^{key}=(.*)$", self.text, re.MULTILINE)

    def one(self, key: str) -> str:
        (value,) = self.all(key)
        return value


@pytest.mark.parametrize("room", ROOMS)
def test_a_unit_starts_a_command_that_exists(room):
    unit = Unit(room)
    for line in (*unit.all("ExecStart"), *unit.all("ExecStopPost")):
        words = line.partition("/opt/kiosk/venv/bin/kiosk ")[2].split()
        assert words[0] == room
        assert words[0] in COMMANDS
        assert words[-2:] == ["--settings", "/etc/kiosk/kiosk.toml"]


def test_three_processes_are_three_users_and_none_is_root():
    users = {Unit(room).one("User") for room in ROOMS}
    assert users == {f"kiosk-{room}" for room in ROOMS}
    made = (FOLDER / "sysusers.conf").read_text()
    assert all(re.search(rf"^u {user} ", made, re.MULTILINE) for user in users)


@pytest.mark.parametrize("room", ROOMS)
def test_what_was_typed_is_in_no_core_dump(room):
    assert Unit(room).one("LimitCORE") == "0"


def test_coils_go_low_however_the_device_process_ended():
    assert "--lines-low" in Unit("devices").one("ExecStopPost")
    assert "dtparam=strict_gpiod" in (FOLDER / "config.txt").read_text()


@pytest.mark.parametrize("room", ROOMS)
def test_each_process_is_shut_in(room):
    unit = Unit(room)
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "CapabilityBoundingSet": "",
        "RestrictSUIDSGID": "yes",
        "DevicePolicy": "closed",
        "Type": "notify",
        "Restart": "always",
    }.items():
        assert unit.one(key) == value


def test_the_devices_may_read_which_board_they_are_on():
    """gpiozero does, from /proc/device-tree or /proc/cpuinfo; with ProcSubset=pid neither is there."""
    assert Unit("devices").all("ProcSubset") == []


def test_the_desk_has_no_device_and_the_others_no_database():
    assert Unit("desk").one("PrivateDevices") == "yes"
    assert not Unit("desk").all("DeviceAllow")
    assert "/var/lib/kiosk" in Unit("shell").one("InaccessiblePaths")
    assert Unit("devices").one("BindPaths") == "/var/lib/kiosk-devices:/var/lib/kiosk"


def test_the_settings_are_a_kiosks_and_name_the_three_users(monkeypatch):
    known = {f"kiosk-{room}": 990 + number for number, room in enumerate(ROOMS)}
    monkeypatch.setattr(
        pwd, "getpwnam", lambda name: pwd.struct_passwd((name, "x", known[name], 0, "", "", ""))
    )
    settings = load(FOLDER / "kiosk.toml")
    assert settings_checks.complaints(settings) == []
    for room in ROOMS:
        assert settings.link.uids(room) == {known[f"kiosk-{room}"]}


def test_the_target_wants_all_three():
    parser = configparser.ConfigParser(strict=False)
    parser.read(FOLDER / "kiosk.target")
    assert parser["Unit"]["Wants"].split() == [f"kiosk-{room}.service" for room in ROOMS]


def test_a_box_without_settings_is_set_up_and_one_with_settings_never_again():
    setup, shell = Unit("setup"), Unit("setup-shell")
    for unit in (setup, shell):
        assert unit.one("ConditionPathExists") == "!/etc/kiosk/kiosk.toml"
    for room in ROOMS:
        assert Unit(room).one("ConditionPathExists") == "/etc/kiosk/kiosk.toml"
    assert set(setup.one("OnSuccess").split()) == {f"kiosk-{room}.service" for room in ROOMS}
    assert shell.one("ExecStart").endswith(f"kiosk shell --settings /run/kiosk/{PROVISIONAL}")


def test_setting_up_may_set_the_clock_and_nothing_else_that_the_others_may_not():
    setup = Unit("setup")
    assert setup.one("CapabilityBoundingSet") == setup.one("AmbientCapabilities") == "CAP_SYS_TIME"
    assert not setup.all("ProtectClock")
    for key in ("NoNewPrivileges", "ProtectHome", "RestrictSUIDSGID", "ProtectKernelModules"):
        assert setup.one(key) == "yes"
    assert setup.one("ProtectSystem") == "strict"
    assert setup.one("User") == "kiosk-desk"


def test_nothing_here_claims_to_have_run_on_a_pi():
    for path in FOLDER.glob("*.service"):
        assert path.read_text().startswith("# Not validated")
    assert "**Not validated.**" in (FOLDER / "README.md").read_text()


def test_the_backup_is_shut_in_like_the_desk_and_reads_when_it_is_due_from_the_settings():
    backup, desk = Unit("backup"), Unit("desk")
    assert backup.one("User") == desk.one("User")
    words = backup.one("ExecStart").split()
    assert words[1:3] == ["backup", "--if-due"]
    assert words[1] in COMMANDS
    for key in (
        "ProtectSystem",
        "CapabilityBoundingSet",
        "SystemCallFilter",
        "PrivateNetwork",
        "NoNewPrivileges",
    ):
        assert backup.one(key) == desk.one(key)
    assert "OnCalendar=" in (FOLDER / "kiosk-backup.timer").read_text()
