"""`kiosk run` with the real rooms on a virtual screen: any of them may be killed, and nothing is left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli.demo_house import build
from kiosk.cli.run import command
from kiosk.cli.virtual_screen import VirtualScreen

pytestmark = pytest.mark.display

ROOMS = ("shell", "desk", "world", "devices")


class House:
    """A running kiosk."""

    def __init__(self, settings, screen):
        self.settings = settings
        self.log = settings.data / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command("run", settings),
                stderr=log,
                env={**os.environ, "DISPLAY": screen.name},
                cwd=Path.cwd(),
            )

    def state(self, name):
        """pid and state."""
        try:
            lines = (self.settings.run / "processes").read_text().splitlines()
        except FileNotFoundError:
            return 0, ""
        words = next((line.split() for line in lines if line.startswith(name + " ")), None)
        return (int(words[1]), words[3]) if words else (0, "")

    def pid(self, name):
        pid, state = self.state(name)
        return pid if state == "ready" else 0


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    settings = build(tmp_path_factory.mktemp("demo"), width=540, height=960, ppi=51.2)
    with VirtualScreen(540, 960) as screen:
        house = House(settings, screen)
        yield house
        house.process.kill()
        house.process.wait()


def test_all_rooms_come_up(house, eventually):
    eventually(lambda: house.state("watcher")[1] == "ready", seconds=60, what=house.log.read_text)


@pytest.mark.parametrize("victim", ROOMS)
def test_a_room_that_is_killed_is_back_and_the_others_did_not_notice(house, eventually, victim):
    before = {name: eventually(lambda name=name: house.pid(name), seconds=60, what=name) for name in ROOMS}
    os.kill(before[victim], signal.SIGKILL)
    eventually(lambda: house.pid(victim) not in (0, before[victim]), seconds=60, what=f"{victim} back")
    assert {name: house.state(name)[0] for name in ROOMS if name != victim} == {
        name: pid for name, pid in before.items() if name != victim
    }


def test_a_killed_watcher_leaves_nothing_behind(house, eventually, alive):
    pids = [eventually(lambda name=name: house.pid(name), seconds=60, what=name) for name in ROOMS]
    house.process.kill()
    house.process.wait()
    eventually(lambda: not any(alive(pid) for pid in pids), what="all gone")


def test_after_all_that_the_store_is_whole(house):
    words = [sys.executable, "-m", "kiosk.cli", "check", "--settings", str(house.settings.path)]
    told = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 0, told.stdout + told.stderr
