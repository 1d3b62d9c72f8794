"""A desk under its real watcher, with lending and one hostile plugin, and somebody who presses the buttons.

Real processes: the watcher, the desk, a stranger's package found by its entry point. No screen and no
devices: what is tried here is whether the desk comes back, who is named, and that the others go on serving.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import sqlite3
import subprocess
import sys
import termios
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from kiosk.cli.house import open_kiosk_store
from kiosk.core.host.host import CATALOGUES
from kiosk.core.staff import StaffPolicy, add_staff
from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import LinkError
from kiosk.link.messages import Answered, DeskToShell, Pressed, Screen
from kiosk.link.prompts import Chosen, Entered, Keypad, Menu
from kiosk.link.settings import Settings, load
from kiosk.link.texts import Message, Translator

PATIENCE_SECONDS = 30.0

WATCH = """
import sys
from kiosk.cli.run import command
from kiosk.cli.options import log_to_stderr
from kiosk.cli.watcher import Watcher
from kiosk.link.settings import load
settings, rooms, words = load(sys.argv[1]), sys.argv[2].split(), sys.argv[3:]
log_to_stderr("watcher")
settings.run.mkdir(parents=True, exist_ok=True)
watcher = Watcher(settings.run, dev="--dev" in words)
for room in rooms:
    watcher.add(room, command(room, settings, *words))
sys.exit(watcher.run())
"""
"""The watcher of `kiosk run`, with some of its processes."""

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
from pathlib import Path
from kiosk.core.api import *

@hookimpl
def kiosk_services():
    return [Service("{id}.main", "试一试", main)]

async def main(visit):
    await visit.ask(Notice("information", "试验"))
"""

MANIFEST = 'id = "{id}"\nversion = "1"\nhost = ">=1,<2"\ntitle = "Trial"\ntitle_zh = "试验"\nservices = ["{id}.main"]\n'


class Written(NamedTuple):
    """A plugin as a test writes it: `{id}` in its texts is its id."""

    id: str
    code: str = ""
    manifest: str = MANIFEST
    migration: str = ""


def install(site: Path, plugin: Written) -> Path:
    """A package with its entry point, as pip leaves it; returns where its code is."""
    name = f"kiosk_{plugin.id}"
    package = site / name
    package.mkdir(parents=True)
    (package / "plugin.toml").write_text(plugin.manifest.replace("{id}", plugin.id))
    (package / "__init__.py").write_text(HEAD.replace("{id}", plugin.id) + textwrap.dedent(plugin.code))
    if plugin.migration:
        (package / "migrations").mkdir()
        (package / "migrations" / "0001_trial.py").write_text(textwrap.dedent(plugin.migration))
    info = site / f"{name}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[kiosk.plugins]\n{plugin.id} = {name}\n")
    return package


class PluginHouse:
    """The processes, and a person at the shell's socket. A context manager.

    `words` are further ones on the desk's command line, `settings` further lines of kiosk.toml. With `terminal` the watcher
    has a terminal of its own, and `typed` writes on it.
    """

    def __init__(
        self,
        folder: Path,
        *plugins: Written,
        words: Sequence[str] = (),
        settings: str = "",
        terminal: bool = False,
    ) -> None:
        self.folder = folder
        (folder / "kiosk.toml").write_text(SETTINGS + settings)
        self.settings: Settings = load(folder / "kiosk.toml")
        self.words = list(words)
        self.packages = {plugin.id: install(folder / "site", plugin) for plugin in plugins}
        self.environment = {**os.environ, "PYTHONPATH": f"{folder / 'site'}{os.pathsep}{Path.cwd()}"}
        self.screen: Screen | None = None
        self.terminal: Terminal | None = Terminal() if terminal else None
        self._peer: BlockingPeer | None = None
        self._heard: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._log = (self.folder / "log").open("w")
        source, session = subprocess.DEVNULL, None
        if self.terminal is not None:
            source, session = self.terminal.theirs, self.terminal.become_theirs
        self._watcher = subprocess.Popen(
            [sys.executable, "-c", WATCH, str(self.settings.path), "desk", *self.words],
            env=self.environment,
            stdin=source,
            stdout=source if self.terminal is not None else self._log,
            stderr=self._log,
            start_new_session=True,
            preexec_fn=session,  # noqa: PLW1509 - no other thread has begun yet
        )
        return self

    def __exit__(self, *exception: object) -> None:
        self._hang_up()
        self._watcher.terminate()
        try:
            self._watcher.wait(15)
        finally:
            self._watcher.kill()
            self._log.close()
            if self.terminal is not None:
                self.terminal.close()

    def ended(self, seconds: float = 15) -> int:
        """Wait for the watcher to end by itself; its exit status."""
        return self._watcher.wait(seconds)

    # ------------------------------------------------------------------ a person

    def until(self, true: Callable[[Screen], object], what: str, seconds: float = PATIENCE_SECONDS) -> Screen:
        """Look at the newest screen, connecting again whenever the desk is gone, until a condition holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self._peer is None:
                    self._peer = self._connect()
                self._catch_up()
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

    def _catch_up(self) -> None:
        """Read what has come in already: what is on the screen now, and not what was."""
        with contextlib.suppress(TimeoutError):
            while self._peer is not None:
                heard = self._peer.receive(0.01)
                if isinstance(heard, Screen):
                    self.screen = heard

    def home(self) -> Screen:
        """From wherever they are to the home screen."""
        begun = 0.0
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(AssertionError):
                return self.until(is_home, "home", 0.2)
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

    def leave(self) -> None:
        """End the visit, from wherever it is, so that nobody is being served."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(AssertionError):
                self.until(lambda screen: screen.prompt is None, "the attract screen", 0.5)
                return
            self.send(Answered(self.screen.prompt_id if self.screen else "", Chosen("done")))
            self.send(Pressed("end"))
        raise AssertionError(f"the visit does not end; last: {self.screen}\n{self.log}")

    def until_said(self, words: str) -> None:
        """Wait until the watcher or the desk has said this once more than before, and the desk that was there is gone."""
        before = self._heard.get(words, 0)
        self.until(lambda _screen: self.log.count(words) > before, f"{words!r} in the log")
        self._heard[words] = self.log.count(words)
        self._hang_up()

    def sign_in(self, number: str, pin: str) -> None:
        """Type a staff number and its PIN."""
        for digits in (number, pin):
            screen = self.until(lambda screen: isinstance(screen.prompt, Keypad), "a keypad")
            asked = screen.prompt_id
            self.send(Answered(asked, Entered(digits)))
            self.until(lambda screen, asked=asked: screen.prompt_id != asked, "the next question")  # type: ignore[misc]  # bound now
        self.until(lambda screen: isinstance(screen.prompt, Menu), "the staff menu")

    def add_staff(self, number: str, pin: str, *, role: str) -> None:
        """Make an account beside the running desk."""
        with open_kiosk_store(self.settings, make=True) as store:
            policy = StaffPolicy(time_cost=1, memory_kib=64, parallelism=1)
            add_staff(store, number, "李姐", pin, role=role, policy=policy)

    # ------------------------------------------------------------------ what is told of it

    def processes(self) -> dict[str, str]:
        """Who runs under which number."""
        lines = (self.settings.run / "processes").read_text().splitlines()
        return {line.split()[0]: line.split()[1] for line in lines}

    def kept(self) -> dict[str, tuple[str, str, int]]:
        """State, reason and strikes of each plugin that the store keeps something of."""
        with contextlib.closing(sqlite3.connect(self.settings.data / "kiosk.db", timeout=10)) as book:
            return {row[0]: row[1:] for row in book.execute("SELECT id, state, reason, strikes FROM plugins")}

    def until_kept(self, plugin: str) -> tuple[str, str, int]:
        """What the store keeps of a plugin, as soon as it keeps anything."""
        self.until(lambda _screen: plugin in self.kept(), f"{plugin} to be kept")
        return self.kept()[plugin]

    @staticmethod
    def say(words: Message) -> str:
        """In Chinese, as the screen does."""
        return Translator("zh_CN", {"core": CATALOGUES}).say(words)

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


class Terminal:
    """A terminal that nobody looks at: `theirs` is the end that a process reads and writes."""

    def __init__(self) -> None:
        self._ours, self.theirs = os.openpty()
        self.said = ""

    def become_theirs(self) -> None:
        """In the new session, before the exec: this terminal is the one that it has."""
        fcntl.ioctl(self.theirs, termios.TIOCSCTTY, 0)

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._ours, line.encode() + b"\n")

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        os.write(self._ours, b"\x03")

    def until(self, words: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Read until these words have been written since the last time."""
        deadline = time.monotonic() + seconds
        while words not in self.said:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"waited for {words!r} in the terminal, which says: {self.said}"
            self.said += os.read(self._ours, 4096).decode("utf-8", "replace")
        self.said = self.said.partition(words)[2]

    def close(self) -> None:
        """Let go of both ends."""
        os.close(self._ours)
        os.close(self.theirs)


def is_home(screen: Screen) -> bool:
    """Whether the tiles are on the screen."""
    return any(choice.key == "lending.umbrella" for choice in getattr(screen.prompt, "choices", ()))


@contextlib.contextmanager
def house(folder: Path, code: str, **options: Any) -> Iterator[PluginHouse]:
    """A running house with one plugin, `trial`, of this code."""
    with PluginHouse(folder, Written("trial", code), **options) as running:
        yield running
