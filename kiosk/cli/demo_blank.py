"""`kiosk demo --blank`: a box as it comes out of its carton, for whoever wants to set one up without owning it.

No settings, everything plugged in (in the world), a stick with the site's pack in its port, and a label with its code. What is
written is a kiosk that lends: the umbrellas are behind the doors that are about to be found.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias

import msgspec

from kiosk.cli.bench_beside import bench_beside
from kiosk.cli.child import die_with_parent
from kiosk.cli.demo_house import COLOURS, MEMBERS, MEMBERS_HEADER, run_folder
from kiosk.cli.displays import drawing_on, note_screens
from kiosk.cli.run import command
from kiosk.cli.x11 import Display
from kiosk.drivers.process import world_folder
from kiosk.drivers.world.truth import TruthFile
from kiosk.link.settings import Settings, load
from kiosk.setup import draft as drafts
from kiosk.setup.draft import Draft
from kiosk.setup.gate import Gate
from kiosk.setup.layout import WORLD_SETTINGS

DOORS, COLUMNS = 12, 6
EMPTY = (3, 8)

WORLD = """# What is plugged into a box that has no settings yet. Read by the emulated world alone.
[paths]
data = "data"
run = "{run}"

[shell]
width = {width}
height = {height}

[[scanner]]
name = "scanner"
port = "scanner.tty"

[[printer]]
name = "printer"
driver = "serial"
path = "printer.tty"

[[encoder]]
name = "encoder"
position = ""
port = "encoder.tty"

[[bank]]
name = "储物柜"
driver = "board"
family = "8a"
port = "boards.tty"
"""

SITE = """# The site's pack: any of these sections of kiosk.toml.
[site]
name = "云间广场"
name_en = "Yunjian Plaza"
opens = "00:00"                 # a demo is open whenever somebody looks at it
closes = "24:00"
"""


Attend: TypeAlias = (
    "Callable[[subprocess.Popen[bytes], Settings, threading.Event, Callable[[int, int], None] | None], int]"
)
Pictures: TypeAlias = "Callable[[str, Path], AbstractContextManager[None]]"


def play_blank(
    folder: Path,
    display: str,
    size: tuple[int, int],
    attend: Attend,
    pictures: Pictures,
    *,
    browser: bool = False,
) -> int:
    """Lay the box out and switch it on; `attend` and `pictures` are those of every demo. `browser`: open the bench in one."""
    settings, code = build_blank(folder, *size)
    log = settings.data / "demo.log"
    print(f"A box without settings, in {folder}; what its processes say: {log}")
    print(f"On the label inside it: {code}. At its screen: choose the language, type the code, go on.")
    print(
        "When it asks for a scan: the bench, or here: scan 123. Its doors are shut alike: close 1, close 2, …"
    )
    ended = threading.Event()
    with log.open("w") as output:
        kiosk = subprocess.Popen(
            [*command("run", settings), "--setup", "--world"],
            env=drawing_on(display),
            stdin=subprocess.DEVNULL,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no other thread has begun yet
        )
    try:
        with contextlib.ExitStack() as stack:
            tap = None
            if display != os.environ.get("DISPLAY"):
                picture = settings.data / "screen.png"
                print(f"The screen's picture is {picture}, every second; `touch X Y` touches it.")
                stack.enter_context(pictures(display, picture))
                tap = stack.enter_context(Display(display)).tap
                note_screens(settings, {settings.shell.position: display})
                world = msgspec.structs.replace(settings, path=folder / WORLD_SETTINGS)
                stack.enter_context(bench_beside(world, log, browser=browser))
            return attend(kiosk, settings, ended, tap)
    finally:
        ended.set()
        if kiosk.poll() is None:
            kiosk.send_signal(signal.SIGTERM)
            kiosk.wait()


def build_blank(folder: Path, width: int, height: int) -> tuple[Settings, str]:
    """Forget the demo in this folder, and lay out a blank box. Returns the world's settings under the name of the box's own,
    and the code on its label."""
    for name in ("data", "run"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("kiosk.toml", drafts.NAME, WORLD_SETTINGS):
        (folder / name).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WORLD_SETTINGS).write_text(
        WORLD.format(run=run_folder(folder), width=width, height=height) + "".join(_doors())
    )
    world = load(folder / WORLD_SETTINGS)
    for made in (world.run, world.data):
        made.mkdir(parents=True, exist_ok=True)
    _stock(world)
    _stick(world.run / "usb" / "zhanggui")
    drafts.save(folder, Draft(width=width, height=height))
    shown = msgspec.structs.replace(world.shell, width=width, height=height)
    return msgspec.structs.replace(world, path=folder / "kiosk.toml", shell=shown), Gate(folder).make()


def _doors() -> Iterator[str]:
    for number in range(1, DOORS + 1):
        row, column = divmod(number - 1, COLUMNS)
        yield (
            f"\n[[bank.compartment]]\nnumber = {number}\nboard = 1\nlock = {number}\nrow = {row}\ncolumn = {column}\n"
        )


def _items() -> Iterator[tuple[str, str, str, int]]:
    for number in range(1, DOORS + 1):
        if number not in EMPTY:
            yield (f"U-{number:02d}01", *COLOURS[number % len(COLOURS)], number)


def _stock(world: Settings) -> None:
    file = TruthFile(world_folder(world) / "truth.json")
    truth = file.load(world)
    for tag, _label, _label_zh, door in _items():
        truth.compartment(door).items = [tag]
    file.save(truth)


def _stick(pack: Path) -> None:
    pack.mkdir(parents=True, exist_ok=True)
    (pack / "site.toml").write_text(SITE)
    (pack / "members.csv").write_text("\n".join([MEMBERS_HEADER, *(",".join(each) for each in MEMBERS), ""]))
    rows = [f"{tag},umbrella,{label},{label_zh},{door}" for tag, label, label_zh, door in _items()]
    (pack / "items.csv").write_text("\n".join(["tag,kind,label,label_zh,door", *rows, ""]))
