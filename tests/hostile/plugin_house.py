"""A desk under its real watcher, with lending and one hostile plugin, and somebody who presses the buttons.

Real processes: the watcher, the desk, a stranger's package found by its entry point. No screen and no
devices: what is tried here is whether the desk comes back, who is named, and that the others go on serving.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import LinkError
from kiosk.link.messages import Answered, DeskToShell, Pressed, Screen
from kiosk.link.prompts import Chosen
from kiosk.link.settings import Settings, load

PATIENCE_SECONDS = 30.0

WATCH = """
import sys
from pathlib import Path
from kiosk.cli.run import command
from kiosk.cli.options import log_to_stderr
from kiosk.cli.watcher import Watcher
from kiosk.link.settings import load
settings = load(sys.argv[1])
log_to_stderr("watcher")
settings.run.mkdir(parents=True, exist_ok=True)
watcher = Watcher(settings.run)
watcher.add("desk", command("desk", settings))
sys.exit(watcher.run())
"""

SETTINGS = """
[site]
name = "星河广场"
[paths]
data = "data"
run = "run"
[[bank]]
name = "wall"
factory = "world"
[[bank.compartment]]
number = 1
coil = 1
sensor = 2
row = 0
column = 0
"""

HEAD = """
import asyncio, os, re, sys, threading, time
from kiosk.core.api import *

@hookimpl
def kiosk_services():
    return [Service("trial.main", "试一试", main)]

async def main(visit):
    await visit.ask(Notice("information", "试验"))
"""

MANIFEST = 'id = "trial"\nversion = "1"\nhost = ">=1,<2"\ntitle = "Trial"\nservices = ["trial.main"]\n'


class PluginHouse:
    """The processes, and a person at the shell's socket. A context manager."""

    def __init__(self, folder: Path, code: str, *, manifest: str = MANIFEST, migration: str = "") -> None:
        self.folder = folder
        (folder / "kiosk.toml").write_text(SETTINGS)
        self.settings: Settings = load(folder / "kiosk.toml")
        package = folder / "site" / "kiosk_trial"
        package.mkdir(parents=True)
        (package / "plugin.toml").write_text(manifest)
        (package / "__init__.py").write_text(HEAD + textwrap.dedent(code))
        if migration:
            (package / "migrations").mkdir()
            (package / "migrations" / "0001_trial.py").write_text(textwrap.dedent(migration))
        info = folder / "site" / "kiosk_trial-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kiosk-trial\nVersion: 1\n")
        (info / "entry_points.txt").write_text("[kiosk.plugins]\ntrial = kiosk_trial\n")
        self.environment = {**os.environ, "PYTHONPATH": f"{folder / 'site'}{os.pathsep}{Path.cwd()}"}
        self.screen: Screen | None = None
        self._peer: BlockingPeer | None = None

    def __enter__(self) -> Self:
        self._log = (self.folder / "log").open("w")
        self._watcher = subprocess.Popen(
            [sys.executable, "-c", WATCH, str(self.settings.path)],
            env=self.environment, stdout=self._log, stderr=self._log, start_new_session=True,
        )  # fmt: skip
        return self

    def __exit__(self, *exception: object) -> None:
        self._hang_up()
        self._watcher.terminate()
        try:
            self._watcher.wait(15)
        finally:
            self._watcher.kill()
            self._log.close()

    # ------------------------------------------------------------------ a person

    def until(self, true: Callable[[Screen], object], what: str, seconds: float = PATIENCE_SECONDS) -> Screen:
        """Look at the newest screen, connecting again whenever the desk is gone, until a condition holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self._peer is None:
                    self._peer = self._connect()
                if self.screen is not None and true(self.screen):
                    return self.screen
                heard = self._peer.receive(0.2)
                if isinstance(heard, Screen):
                    self.screen = heard
            except TimeoutError:
                continue
            except (LinkError, OSError):
                self._hang_up()
                time.sleep(0.05)
        raise AssertionError(f"waited for {what}; last: {self.screen}\n{self.log}")

    def home(self) -> Screen:
        """From wherever they are to the home screen."""
        begun = 0.0
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(AssertionError):
                return self.until(_is_home, "home", 0.6)
            if time.monotonic() - begun > 0.5 and self.screen is not None:
                begun = time.monotonic()
                if self.screen.prompt is None:
                    self.send(Pressed("start"))
                else:
                    self.send(Answered(self.screen.prompt_id, Chosen("done")))
                    self.send(Pressed("home"))
        raise AssertionError(f"no home screen; last: {self.screen}\n{self.log}")

    def choose(self, key: str) -> None:
        """Press something of the prompt that is open."""
        assert self.screen is not None
        self.send(Answered(self.screen.prompt_id, Chosen(key)))

    def send(self, message: Any) -> None:
        """Say something to the desk, if it is there."""
        with contextlib.suppress(LinkError, OSError):
            if self._peer is not None:
                self._peer.send(message)

    def tiles(self) -> dict[str, bool]:
        """The home screen's tiles, and whether each can be pressed."""
        return {choice.key: choice.enabled for choice in getattr(self.home().prompt, "choices", ())}

    # ------------------------------------------------------------------ what is told of it

    @property
    def log(self) -> str:
        """What the watcher and the desk said."""
        return (self.folder / "log").read_text()

    def plugins(self) -> dict[str, dict[str, Any]]:
        """`kiosk plugins --json`, by id."""
        told = subprocess.run(
            [sys.executable, "-m", "kiosk.cli", "plugins", "--json", "--settings", str(self.settings.path)],
            env=self.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return {one["id"]: one for one in json.loads(told.stdout)}

    def _connect(self) -> BlockingPeer:
        return BlockingPeer.connect(
            self.settings.shell_socket,
            role="shell",
            incoming=DeskToShell,
            uids=self.settings.link.uids("desk"),
            build=build_id(),
            position="front",
        )

    def _hang_up(self) -> None:
        if self._peer is not None:
            self._peer.__exit__()
            self._peer = None
        self.screen = None


def _is_home(screen: Screen) -> bool:
    return any(choice.key == "lending.umbrella" for choice in getattr(screen.prompt, "choices", ()))


@contextlib.contextmanager
def house(folder: Path, code: str, **options: str) -> Iterator[PluginHouse]:
    """A running house."""
    with PluginHouse(folder, code, **options) as running:
        yield running
