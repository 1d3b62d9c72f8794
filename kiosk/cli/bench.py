"""`kiosk bench`: open the bench of a demo that runs. The demo starts its own; a second call finds that one, and opens its
page again.

What the bench may not know by itself is given to it here: which displays the kiosk's screens are on (`screens.json` in the run
folder, which the demo writes), how the journal is read (from a store that it can only read), and what lies on the shelf of this
house.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http
import http.client
import os
import re
import secrets
import signal
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.demo_house import default_folder
from kiosk.cli.displays import known_screens
from kiosk.cli.options import log_to_stderr
from kiosk.cli.x11 import Display, DisplayFault
from kiosk.link.settings import Settings, load

if TYPE_CHECKING:
    from kiosk.bench.screens import Opener

ADDRESS, TOKEN = "bench.url", "bench-token"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk bench`."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--dir", type=Path, metavar="DIR", help=f"the demo's folder (else {default_folder()})")
    where.add_argument("--settings", type=Path, metavar="FILE", help="the settings of another emulated kiosk")
    parser.add_argument("--port", type=int, default=0, help="listen here (else 8717, or any that is free)")
    parser.add_argument("--no-browser", action="store_true", help="print the address, open nothing")


def run(parsed: argparse.Namespace) -> int:
    """Serve until told to stop, or open what is served already."""
    file = parsed.settings or (parsed.dir or default_folder()) / "kiosk.toml"
    if not file.exists():
        print(f"kiosk bench: there is no {file}; start a demo with kiosk demo", file=sys.stderr)
        return 69
    settings = load(file)
    if not settings.has_world:
        print(
            f"kiosk bench: nothing of {file} ends in the emulated world; a bench is for demos",
            file=sys.stderr,
        )
        return 69
    address = _open_already(settings)
    if address:
        tell(address, browser=not parsed.no_browser)
        return 0
    if not settings.run.is_dir():
        print(f"kiosk bench: no demo runs in {file.parent}; start it with kiosk demo", file=sys.stderr)
        return 69
    try:
        import aiohttp  # noqa: F401 - asked for only to say what is missing
    except ImportError:
        print("kiosk bench: its web server is not installed: pip install 'zhanggui[bench]'", file=sys.stderr)
        return 69
    log_to_stderr("bench")
    return asyncio.run(_serve(settings, parsed.port, browser=not parsed.no_browser))


async def _serve(settings: Settings, port: int, *, browser: bool) -> int:
    from kiosk.bench.server import PORT, Bench
    from kiosk.cli.bench_house import house_of
    from kiosk.cli.bench_journal import JournalReader

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    names = known_screens(settings)
    token = kept_token(settings.data / TOKEN)
    with JournalReader(settings) as journal:
        screens = {
            each.name: _opener(settings, each.name) for each in settings.positions if each.name in names
        }
        bench = Bench(house_of(settings, screens), settings.world_socket, screens, journal.read, token=token)
        port = await bench.open(port or PORT)
        address = f"http://127.0.0.1:{port}/?token={token}"
        note = settings.run / ADDRESS
        write_secretly(note, address)
        tell(address, browser=browser)
        try:
            await stop.wait()
        finally:
            note.unlink(missing_ok=True)
            await bench.close()
    return 0


def tell(address: str, *, browser: bool) -> None:
    """Say where it is, and open it where somebody sits before a screen."""
    print(f"The bench, in a browser: {address}", flush=True)
    if browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        # A browser that is started anew keeps its starter waiting.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _open_already(settings: Settings) -> str:
    """The address of a bench that serves this kiosk; empty when none does."""
    try:
        address = (settings.run / ADDRESS).read_text().strip()
    except OSError:
        return ""
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/\?token=[\w-]+)", address)
    if not found:
        return ""
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=2)
    try:
        connection.request("GET", found[2])
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
    return address if status == http.HTTPStatus.SEE_OTHER else ""  # it has taken the token: it is ours


def _opener(settings: Settings, position: str) -> Opener:
    from kiosk.bench.screens import NoDisplay

    def open_it() -> Display:
        """Asked again at each opening: a demo that was started anew is on another display."""
        try:
            return Display(known_screens(settings)[position])
        except KeyError:
            raise NoDisplay(f"nobody says where the screen of {position} is") from None
        except DisplayFault as fault:
            raise NoDisplay(str(fault)) from fault

    return open_it


def kept_token(path: Path) -> str:
    """This kiosk's own token, made once, so that a page that is open finds its bench again."""
    with contextlib.suppress(OSError):
        kept = path.read_text().strip()
        if len(kept) >= 32:  # what is shorter was not made here
            return kept
    fresh = secrets.token_urlsafe(32)
    write_secretly(path, fresh)
    return fresh


def write_secretly(path: Path, text: str) -> None:
    """Write a file that nobody else can read at any moment."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
