"""A stranger's plugin hangs the desk while a customer of another service holds an open door: whose item it is stays known.

The whole box under the real watcher: world, devices, desk. The plugin's own thread holds the interpreter lock, in
nobody's step.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.drivers.world.hands import WorldHands
from kiosk.link.prompts import Board, Notice
from kiosk.link.settings import Settings
from tests.crash.box import until
from tests.crash.house import build_house, cards
from tests.crash.person import screen_says
from tests.hostile.aids import Eyes
from tests.hostile.plugin_house import WATCH, Written, install

HOLDS_THE_LOCK = Written(
    "trial",
    """
    def hold():
        go = Path(__file__).parent / "go"
        while not go.exists():
            time.sleep(0.02)
        go.unlink()
        re.match(r"(a+)+$", "a" * 40 + "b")

    threading.Thread(target=hold, daemon=True).start()
    """,
)


class Running(NamedTuple):
    """The box, and the file that makes the plugin hang."""

    settings: Settings
    go: Path
    log: Path


@pytest.fixture
def running() -> Iterator[Running]:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kiosk-hostile-", dir=memory if memory.is_dir() else None))
    settings = build_house(folder, doors=2, stock={1: ("U-0101",)}, members=2)
    package = install(folder / "site", HOLDS_THE_LOCK)
    path = os.pathsep.join([str(folder / "site"), str(Path.cwd())])
    log = folder / "log"
    with log.open("w") as file:
        watcher = subprocess.Popen(
            [sys.executable, "-c", WATCH, str(settings.path), "world devices desk"],
            env={**os.environ, "PYTHONPATH": path}, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
        try:
            yield Running(settings, package / "go", log)
        finally:
            watcher.terminate()
            try:
                watcher.wait(15)
            finally:
                watcher.kill()
                shutil.rmtree(folder)


def test_the_customer_is_told_that_the_item_is_lent_to_them(running: Running) -> None:
    until(lambda: "connected to the desk" in running.log.read_text(), "the devices")
    with WorldHands(running.settings.world_socket) as hands, Eyes(running.settings) as eyes:
        eyes.umbrella()
        hands.scan("scanner", cards(1)[0])
        eyes.until(lambda screen: isinstance(screen.prompt, Board), "the door")
        hands.take(1)
        running.go.touch()
        until(lambda: "the desk hung" in running.log.read_text(), "the watcher to see it")
        eyes.drop()
        hands.close(1)
        told = eyes.until(
            lambda screen: isinstance(screen.prompt, Notice), "what became of the umbrella"
        ).prompt
        assert screen_says(told) == "Notice: 雨伞已借出 已记在您名下，凭会员卡归还。请关好柜门。 "
        assert "Traceback" not in running.log.read_text()
