"""The units of `deploy/raspberry`, started as a box would: three users, what each may open, and that each comes back."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.guest import pins, units
from lab.guest.aids import sh, until
from lab.guest.conftest import Saw
from lab.guest.gadgets import Keyboard, PrinterGadget, SerialGadget
from lab.guest.paper import Paper
from lab.guest.pins import COIL, Trace
from lab.guest.units import ROOMS, FalseDesk

DEPLOY = Path("/lab/deploy/raspberry")

SETTINGS = """
[[scanner]]
name = "scanner"
driver = "hid"
port = "{keyboard}"
idle_ms = 500
[[scanner]]
name = "second"
port = "{serial}"
[[printer]]
name = "printer"
driver = "file"
path = "/dev/usb/lp0"
[[bank]]
name = "lab"
pulse_ms = 2000
# The driver's own pull-up is the last word in a simulated line: so a line that is high is a door that is shut.
sensor_open_level = 0
cooldown_ms = 4000
[[bank.compartment]]
number = 1
coil = 17
sensor = 27
row = 0
column = 0
[host]
step_seconds = 30
load_seconds = 120
migration_seconds = 600
"""
"""The host's limits are those of a machine that is twenty times slower."""


@pytest.fixture(scope="module")
def keyboard() -> Iterator[Keyboard]:
    gadget = Keyboard(0, "K1")
    gadget.plug()
    yield gadget
    gadget.remove()


@pytest.fixture(scope="module")
def serial() -> Iterator[SerialGadget]:
    gadget = SerialGadget(2, "S1")
    gadget.plug()
    yield gadget
    gadget.remove()


@pytest.fixture(scope="module")
def printer() -> Iterator[PrinterGadget]:
    gadget = PrinterGadget(1, "P1")
    gadget.plug()
    paper = Paper(gadget, 576)
    paper.start()
    yield gadget
    paper.stop()
    gadget.remove()


@pytest.fixture(scope="module", autouse=True)
def installed(keyboard: Keyboard, serial: SerialGadget, printer: PrinterGadget) -> Iterator[None]:
    """The box, with its devices plugged in."""
    folder = Path("/etc/kiosk")
    folder.mkdir(exist_ok=True)
    own = (DEPLOY / "kiosk.toml").read_text()
    (folder / "kiosk.toml").write_text(own + SETTINGS.format(keyboard=keyboard.by_id, serial=serial.by_id))
    for room in ROOMS:
        units.drop_in(room, "[Service]\nTimeoutStartSec=600\n")
    # This machine is no Raspberry Pi: the one line by which gpiozero knows one.
    units.drop_in(
        "devices", "[Service]\nTimeoutStartSec=600\nBindReadOnlyPaths=/run/lab-cpuinfo:/proc/cpuinfo\n"
    )
    sh("systemctl", "daemon-reload")
    yield
    sh("systemctl", "stop", "kiosk.target", *(f"kiosk-{room}.service" for room in ROOMS), check=False)


def test_systemd_has_nothing_to_say_against_them(saw: Saw) -> None:
    said = sh(
        "systemd-analyze",
        "verify",
        *(f"/etc/systemd/system/kiosk-{room}.service" for room in ROOMS),
        check=False,
    )
    ours = [line for line in said.splitlines() if "kiosk" in line]
    saw(f"systemd-analyze verify: {len(ours)} lines")
    assert ours == []


def test_their_exposure_is_low(saw: Saw) -> None:
    levels = {}
    for room in ROOMS:
        said = sh("systemd-analyze", "security", "--no-pager", f"kiosk-{room}.service", check=False)
        levels[room] = float(re.findall(r"exposure level for [^:]*: ([\d.]+)", said)[0])
    saw(
        "systemd-analyze security, 10 is bare: "
        + ", ".join(f"{room} {level}" for room, level in levels.items())
    )
    assert max(levels.values()) < 4


def test_the_desk_and_the_devices_say_that_they_are_ready(saw: Saw) -> None:
    began = time.monotonic()
    sh("systemctl", "start", "--no-block", "kiosk-desk.service", "kiosk-devices.service")
    units.wait("desk", seconds=600)
    units.wait("devices", seconds=600)
    saw(f"both ready after {time.monotonic() - began:.0f} s in emulation")


def test_each_is_its_own_user_without_a_capability_behind_a_filter(saw: Saw) -> None:
    for room in ("desk", "devices"):
        who = units.identity(room)
        user = sh("id", "--name", "--user", who["Uid"].split()[0]).strip()
        groups = sorted(sh("getent", "group", each).split(":")[0] for each in who["Groups"].split())
        saw(
            f"{room}: user {user}, groups {' '.join(groups)}, capabilities {int(who['CapEff'], 16)}, "
            f"filter {who['Seccomp']}"
        )
        assert user == f"kiosk-{room}"
        assert int(who["CapBnd"], 16) == 0
        assert who["NoNewPrivs"] == "1"
        assert who["Seccomp"] == "2"


def nodes(keyboard: Keyboard, serial: SerialGadget) -> dict[str, str]:
    """What a box has, by its real name."""
    return {
        "gpiochip": "/dev/gpiochip0",
        "scanner (input)": str(keyboard.by_id.resolve()),
        "scanner (serial)": str(serial.by_id.resolve()),
        "printer": "/dev/usb/lp0",
        "GPU": "/dev/dri/card0",
        "screen's terminal": "/dev/tty1",
        "disk": "/dev/vda",
        "memory": "/dev/mem",
        "watchdog": "/dev/watchdog0",
    }


def by_answer(found: dict[str, str]) -> str:
    """Shorter: each answer once, with what gave it."""
    answers: dict[str, list[str]] = {}
    for name, answer in found.items():
        answers.setdefault(answer, []).append(name)
    return "; ".join(f"{answer}: {', '.join(names)}" for answer, names in answers.items())


def opens(room: str, keyboard: Keyboard, serial: SerialGadget) -> dict[str, str]:
    there = nodes(keyboard, serial)
    found = units.inside(room, list(there.values()))
    return {name: found[path] for name, path in there.items()}


def test_the_desk_can_open_no_device_at_all(keyboard: Keyboard, serial: SerialGadget, saw: Saw) -> None:
    found = opens("desk", keyboard, serial)
    saw(by_answer(found))
    assert not [name for name, word in found.items() if word in {"yes", "read only"}]


def test_the_devices_can_open_theirs_and_no_other(keyboard: Keyboard, serial: SerialGadget, saw: Saw) -> None:
    sh("systemctl", "stop", "kiosk-desk.service")  # nothing is to print or to be asked meanwhile
    found = opens("devices", keyboard, serial)
    sh("systemctl", "start", "--no-block", "kiosk-desk.service")
    saw(by_answer(found))
    # The printer's file belongs to one process at a time, and that one has it.
    assert found["printer"] in {"yes", "Device or resource busy"}
    assert found["gpiochip"] == found["scanner (serial)"] == "yes"
    assert found["scanner (input)"] in {"yes", "read only"}
    assert not [
        name
        for name in ("GPU", "screen's terminal", "disk", "memory", "watchdog")
        if found[name] in {"yes", "read only"}
    ]


def test_nobody_but_the_desk_reads_its_folder(saw: Saw) -> None:
    units.wait("desk", seconds=600)
    own = sorted(Path("/var/lib/kiosk").iterdir())
    seen = sh("nsenter", f"--target={units.pid('devices')}", "--mount", "ls", "/var/lib/kiosk").split()
    said = {
        user: sh(
            "setpriv",
            f"--reuid={user}",
            f"--regid={user}",
            "--init-groups",
            "ls",
            "/var/lib/kiosk",
            check=False,
        ).strip()
        for user in ("kiosk-devices", "kiosk-shell")
    }
    saw(
        f"the desk's: {' '.join(each.name for each in own)}; the devices see at that path: {' '.join(seen)}; "
        f"both other users, outside their sandbox: {said['kiosk-shell'].rpartition(': ')[2]}"
    )
    assert not {each.name for each in own} & set(seen)
    assert all("Permission denied" in words for words in said.values())


def test_each_socket_takes_its_own_user_and_refuses_everybody_else(saw: Saw) -> None:
    words = []
    for name, friend in (("devices", "kiosk-devices"), ("shell", "kiosk-shell")):
        for user in ("kiosk-devices", "kiosk-shell", "nobody"):
            said = knock(f"/run/kiosk/{name}.sock", user)
            words.append(f"{name}.sock, {user}: {said}")
            assert (said == "accepted") == (user == friend), said
    saw("; ".join(words))


KNOCK = """
import socket, sys
sys.path.insert(0, "/")
with socket.socket(socket.AF_UNIX) as line:
    try:
        line.connect(sys.argv[1])
    except OSError as fault:
        print(fault.strerror)
        sys.exit()
    line.settimeout(20)
    data = line.recv(4096)
    print("accepted" if b"hello" in data else "refused by its user id" if b"is not accepted here" in data else repr(data))
"""


def knock(path: str, user: str) -> str:
    """What a process of another user gets to hear."""
    return sh("setpriv", f"--reuid={user}", "--regid=nogroup" if user == "nobody" else f"--regid={user}",
              "--clear-groups" if user == "nobody" else "--init-groups", "/opt/kiosk/venv/bin/python", "-c", KNOCK, path,
              check=False).strip()  # fmt: skip


def test_the_drivers_work_in_their_sandbox(keyboard: Keyboard, saw: Saw) -> None:
    sh("systemctl", "stop", "kiosk-desk.service")
    desk = FalseDesk()
    try:
        for name in ("scanner", "second", "printer", "lab"):
            desk.hear("device_changed", device=name, status="online")
        keyboard.type("M-80010021024\n")
        desk.hear("scanned", text="M-80010021024")
    finally:
        desk.end()
    saw("scanner on input, scanner on serial, printer and lockers online; a scan arrived")


def test_a_killed_device_process_leaves_no_line_high_and_comes_back(saw: Saw) -> None:
    sh("systemctl", "stop", "kiosk-desk.service")
    units.wait("devices", seconds=600)
    before = units.pid("devices")
    with Trace() as trace:
        desk = FalseDesk("open", "lab", "1", f"killed-{before}")
        try:
            until(lambda: pins.level(COIL) == 1, 120, "no pulse came")
            os.kill(before, signal.SIGKILL)
            killed = time.monotonic()
            until(lambda: pins.level(COIL) == 0, 30, "the line stayed high")
            low = time.monotonic() - killed
            back = units.wait("devices", other_than=before, seconds=600)
            ended = desk.hear("operation_ended")
        finally:
            desk.end()
        changes = [change.level for change in trace.of(COIL)]
    said = units.journal("devices", 60)
    result = sh("systemctl", "show", "kiosk-devices.service", "--property=ExecStopPost")
    saw(
        f"low {low * 1000:.0f} ms after the kill, ready again after {back:.0f} s in emulation; levels set: {changes}; "
        f"the opening: {ended['outcome']} ({ended['reason']})"
    )
    assert "status=0" in result or "code=exited" in result, result + said
    assert changes.count(1) == 1
    assert ended["outcome"] == "uncertain"


def test_lines_low_of_execstoppost_can_do_its_work_in_the_sandbox(saw: Saw) -> None:
    said = units.journal("devices", 200)
    faults = [line for line in said.splitlines() if "not lowered" in line or "Traceback" in line]
    saw(f"complaints of ExecStopPost in the journal: {len(faults)}")
    assert faults == []


def test_a_killed_desk_comes_back(saw: Saw) -> None:
    sh("systemctl", "start", "kiosk-desk.service")
    before = units.pid("desk")
    os.kill(before, signal.SIGKILL)
    took = units.wait("desk", other_than=before, seconds=600)
    saw(f"ready again after {took:.0f} s in emulation")


def test_a_desk_that_stands_still_is_aborted_by_systemds_watchdog_and_comes_back(saw: Saw) -> None:
    units.wait("desk", seconds=600)
    before = units.pid("desk")
    began = time.monotonic()
    os.kill(before, signal.SIGSTOP)
    until(lambda: units.pid("desk") != before, 300, "nobody noticed")
    noticed = time.monotonic() - began
    units.wait("desk", other_than=before, seconds=600)
    said = units.journal("desk", 60)
    saw(f"gone {noticed:.0f} s after it stood still")
    assert "Watchdog timeout" in said


def test_a_serial_device_that_is_plugged_in_for_the_first_time_after_the_start_may_be_opened(
    serial: SerialGadget, saw: Saw
) -> None:
    serial.unplug()
    sh("modprobe", "--remove", "cdc-acm")
    sh("systemctl", "restart", "systemd-modules-load.service")  # as each boot does
    sh("systemctl", "restart", "kiosk-devices.service")
    serial.plug()
    node = str(serial.by_id.resolve())
    sh("systemctl", "stop", "kiosk-desk.service")
    found = units.inside("devices", [node])[node]
    saw(f"{node}: {found}")
    assert found == "yes"
