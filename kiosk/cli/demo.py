"""`kiosk demo`: a whole kiosk on this computer, real processes and real drivers, whose wires end in an
emulated world.

Its screen is one that is not there (Xvfb), and the bench shows it: a page in the browser, on which the person is the customer's
hands (kiosk/cli/bench.py). So it is the same on a laptop, on a machine without a display, and at the far end of ssh. `--window`
opens a window on this display instead. The terminal is a pair of hands too. `--tour` plays the visits of the tour by
itself (kiosk/cli/tour.py).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.cli.bench_beside import bench_beside
from kiosk.cli.child import die_with_parent
from kiosk.cli.demo_house import build, default_folder, ppi_of, second_pin, staff_pin
from kiosk.cli.demo_staff import NAME, staff_screen, with_staff
from kiosk.cli.displays import drawing_on, note_screens
from kiosk.cli.options import desk_options, for_the_desk
from kiosk.cli.run import command
from kiosk.cli.virtual_screen import NoVirtualScreen, VirtualScreen
from kiosk.cli.watcher import runs_in
from kiosk.cli.x11 import Display, DisplayFault
from kiosk.link.settings import Settings, load

PICTURE_SECONDS = 1.0
SPARE = 0.88
"""How much of the display's height a window may take: the desktop's own bars need the rest."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk demo`."""
    parser.add_argument("--dir", type=Path, metavar="DIR", help=f"where the demo lives ({default_folder()})")
    parser.add_argument(
        "--size", type=_size, metavar="WxH", help="the screen: 1080x1920, 1920x1080, 800x480, …"
    )
    desk_options(parser)
    parser.add_argument(
        "--hands",
        action="store_true",
        help="be the customer's hands of a demo that runs (with --dev, elsewhere)",
    )
    parser.add_argument("--fresh", action="store_true", help="forget what happened in this demo before")
    parser.add_argument(
        "--blank", action="store_true", help="a box without settings, to be set up at its screen"
    )
    parser.add_argument("--staff", action="store_true", help="the staff's own screen too, in a second window")
    parser.add_argument(
        "--window",
        action="store_true",
        help="the screen in a window of this display, not on the bench's page",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the bench's address, open no browser"
    )
    parser.add_argument(
        "--printer",
        choices=("network", "usb"),
        help="how the printer is connected in a demo that begins (network); another than a demo has begins it anew",
    )
    parser.add_argument("--tour", action="store_true", help="play all visits by itself, and leave pictures")
    parser.add_argument("--out", type=Path, metavar="DIR", help="with --tour: where the pictures go")


def run(parsed: argparse.Namespace) -> int:
    """The demo, or its tour."""
    if parsed.tour:
        from kiosk.cli.tour import run_tour

        return int(run_tour(parsed.out or Path("build/tour")))
    if parsed.hands:
        return _only_hands(parsed.dir or default_folder())
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))  # through every `finally`, so that nothing stays behind
    folder = parsed.dir or default_folder()
    size = parsed.size or _known_size(folder, fresh=parsed.fresh)
    if runs_in(_run_of(folder, fresh=parsed.fresh)):
        print(
            f"kiosk demo: the demo in {folder} is running already; end it there, or use --dir",
            file=sys.stderr,
        )
        return 75
    try:
        with screen(size, window=parsed.window) as (name, scale):
            if parsed.blank:
                from kiosk.cli.demo_blank import play_blank

                panel = round(size[0] * scale), round(size[1] * scale)
                return play_blank(folder, name, panel, _attend, _pictures, browser=not parsed.no_browser)
            settings = build(
                folder,
                width=round(size[0] * scale),
                height=round(size[1] * scale),
                ppi=round(ppi_of(*size) * scale, 1),
                fresh=parsed.fresh
                or _other_size(folder, parsed.size, scale)
                or _other_printer(folder, parsed.printer),
                usb=parsed.printer == "usb",
            )
            if parsed.staff:
                settings = with_staff(settings)
            return _play(settings, name, parsed)
    except (NoVirtualScreen, DisplayFault) as fault:
        print(f"kiosk demo: {fault}", file=sys.stderr)
        return 69


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if not found:
        raise argparse.ArgumentTypeError("a size is width x height in pixels, like 1080x1920")
    return int(found[1]), int(found[2])


def _run_of(folder: Path, *, fresh: bool) -> Path:
    """Where the sockets of the demo in this folder are; its settings need not be whole when it is begun anew."""
    file = folder / "kiosk.toml"
    return folder / "run" if fresh or not file.exists() else load(file).run


def _known_size(folder: Path, *, fresh: bool) -> tuple[int, int]:
    """The size of the demo in this folder, else that of a large upright panel."""
    file = folder / "kiosk.toml"
    if fresh or not file.exists():
        return 1080, 1920
    shell = load(file).shell
    return shell.width, shell.height


def _other_size(folder: Path, size: tuple[int, int] | None, scale: float) -> bool:
    """Whether a size was asked for that an existing demo does not have."""
    file = folder / "kiosk.toml"
    return bool(size and file.exists() and f"width = {round(size[0] * scale)}\n" not in file.read_text())


def _other_printer(folder: Path, wanted: str | None) -> bool:
    """Whether a connection was asked for that an existing demo's printer does not have."""
    file = folder / "kiosk.toml"
    return bool(wanted and file.exists() and load(file).printers[0].driver != wanted)


@contextlib.contextmanager
def screen(size: tuple[int, int], *, window: bool = True) -> Iterator[tuple[str, float]]:
    """A display's name, and how much smaller the window must be to fit on it; a virtual one where no window is wanted, where
    there is no display, or none that this machine can use (one of another machine, one that has gone)."""
    if window and os.environ.get("DISPLAY"):
        fits = _fits(size)
        if fits:
            yield os.environ["DISPLAY"], fits
            return
    with VirtualScreen(*size) as virtual:
        yield virtual.name, 1.0


def _fits(size: tuple[int, int]) -> float:
    """How much smaller a window of this size must be on `$DISPLAY`; 0 where it cannot be used, which is said."""
    try:
        with Display() as display:
            return min(1.0, display.height * SPARE / size[1], display.width / size[0])
    except DisplayFault as fault:
        print(f"kiosk demo: {fault}; going on with a virtual screen", file=sys.stderr)
        return 0.0


def _only_hands(folder: Path) -> int:
    """The customer's hands alone, for a demo whose own terminal is its desk's."""
    from kiosk.cli.hands import play

    file = folder / "kiosk.toml"
    if not file.exists() or not runs_in(load(file).run):
        print(f"kiosk demo: no demo runs in {folder}; start one with kiosk demo --dev", file=sys.stderr)
        return 69
    with contextlib.suppress(KeyboardInterrupt):
        play(load(file), threading.Event())
    return 0


def _play(settings: Settings, display: str, parsed: argparse.Namespace) -> int:
    """Run the kiosk on a display until it ends or is told to. With `--dev` in this terminal, which becomes the desk's."""
    dev = parsed.dev
    log = settings.data / "demo.log"
    ended = threading.Event()
    with contextlib.nullcontext() if dev else log.open("w") as output:
        kiosk = subprocess.Popen(
            [*command("run", settings), *for_the_desk(parsed)],
            env=drawing_on(display),
            stdin=None if dev else subprocess.DEVNULL,
            stderr=output,
            start_new_session=not dev,  # Ctrl-C comes to us, and we stop it in order
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no other thread has begun yet
        )
    try:
        virtual = display != os.environ.get("DISPLAY")
        _tell(settings, log, virtual=virtual)
        if dev:
            print("This terminal is the desk's: breakpoint() stops here, Ctrl-C ends the demo.")
            print(f"The customer's hands, in another one: kiosk demo --hands --dir {settings.path.parent}")
        with contextlib.ExitStack() as stack:
            tap = None
            screens = {settings.shell.position: display} if virtual else {}
            if parsed.staff:
                staff = stack.enter_context(staff_screen(settings, display, log, _pictures, virtual=virtual))
                screens |= {NAME: staff} if virtual else {}
            note_screens(settings, screens)
            stack.enter_context(bench_beside(settings, log, browser=not parsed.no_browser))
            if virtual:
                stack.enter_context(_pictures(display, settings.data / "screen.png"))
                tap = stack.enter_context(Display(display)).tap
            return kiosk.wait() if dev else _attend(kiosk, settings, ended, tap)
    finally:
        ended.set()
        if kiosk.poll() is None:
            kiosk.send_signal(signal.SIGTERM)
            kiosk.wait()


def _tell(settings: Settings, log: Path, *, virtual: bool) -> None:
    number, pin = staff_pin(settings)
    print(f"The demo lives in {settings.path.parent}; what its processes say: {log}")
    print(
        f"Staff sign in with a long touch on the clock: number {number}, PIN {pin} (made for this demo alone)."
    )
    if second := second_pin(settings):
        print(f"Whoever approves what they ask for: number {second[0]}, PIN {second[1]}.")
    if virtual:
        print(f"The screen's picture is {settings.data / 'screen.png'}, every second;")
        print(
            f"slips are in {settings.data / 'world' / 'slips'}. To see every visit by itself: kiosk demo --tour"
        )


def _attend(
    kiosk: subprocess.Popen[bytes],
    settings: Settings,
    ended: threading.Event,
    tap: Callable[[int, int], None] | None,
) -> int:
    if not sys.stdin.isatty():
        return kiosk.wait()
    from kiosk.cli.hands import play

    def watch() -> None:
        kiosk.wait()
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    if not _until_world(settings, ended):
        print(f"The kiosk did not start; see {settings.data / 'demo.log'}", file=sys.stderr)
        return 1
    try:
        play(settings, ended, tap=tap)
    except KeyboardInterrupt:
        print()
    return 0


def _until_world(settings: Settings, ended: threading.Event) -> bool:
    """Wait for the world's socket."""
    for _ in range(300):
        if settings.world_socket.exists():
            return True
        if ended.wait(0.1):
            return False
    return False


@contextlib.contextmanager
def _pictures(name: str, path: Path) -> Iterator[None]:
    """Keep a picture of the virtual screen up to date in the background."""
    over = threading.Event()

    def keep() -> None:
        with Display(name) as display:
            while not over.wait(PICTURE_SECONDS):
                fresh = path.with_suffix(".new.png")
                display.save(fresh)
                fresh.replace(path)

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)
