"""`kiosk demo --tour --out DIR`: the real processes, driven by touches injected into the real window, through
every visit.

Leaves a PNG of each screen and each printed slip, and a contact sheet. The exit status is 0 only if every
visit ended as it should, in Chinese and once in English, and `kiosk check` had nothing to say afterwards.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.cli import tour_bags, tour_desk, tour_house, tour_staff, tour_strollers, tour_umbrellas
from kiosk.cli.contact_sheet import contact_sheet
from kiosk.cli.customer import Customer, TourStuck, look
from kiosk.cli.displays import drawing_on
from kiosk.cli.run import command
from kiosk.cli.tour_steps import Language, Visit, leave
from kiosk.cli.virtual_screen import VirtualScreen
from kiosk.cli.x11 import Display
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.frames import LinkError
from kiosk.link.settings import Settings

START_SECONDS = 60.0


class Album:
    """The pictures of a tour, numbered in the order they were taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures: list[tuple[str, Path]] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.png"):
            old.unlink()  # an earlier tour's; nothing else in the folder is ours to remove

    def place(self, name: str) -> Path:
        """Where the next picture goes."""
        path = self.folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        self.pictures.append((path.stem, path))
        return path


def run_tour(out: Path, *, size: tuple[int, int] = (1080, 1920)) -> int:
    """Play every visit; returns the exit status."""
    album = Album(out)
    failed: list[str] = []
    parts = (tour_umbrellas, tour_strollers, tour_desk, tour_staff, tour_bags)
    visits_at_home = tuple(visit for part in parts for visit in part.VISITS)
    houses: tuple[tuple[Callable[[Path], Settings], Language, tuple[Visit, ...]], ...] = (
        (tour_house.tour_house, "zh", visits_at_home),
        (tour_house.full_house, "zh", (tour_umbrellas.places_full,)),
        (tour_house.empty_house, "zh", (tour_umbrellas.none_left,)),
        (tour_house.tour_house, "en", visits_at_home),
    )
    with VirtualScreen(*size) as screen:
        for make, language, visits in houses:
            with tempfile.TemporaryDirectory(prefix="kiosk-tour-") as folder:
                failed += _house(make(Path(folder)), screen.name, language, visits, album)
    contact_sheet(album.pictures, out / "contact-sheet.png")
    print(f"{len(album.pictures)} pictures in {out}, all on one sheet: {out / 'contact-sheet.png'}")
    for line in failed:
        print(f"FAILED {line}")
    print(
        "every visit ended as it should" if not failed else f"{len(failed)} visits did not end as they should"
    )
    return 1 if failed else 0


def _house(
    settings: Settings, display: str, language: Language, visits: tuple[Visit, ...], album: Album
) -> list[str]:
    stock = tour_house.stock_of(settings)
    failed: list[str] = []
    with _kiosk(settings, display), Display(display) as screen:
        customer = _customer(settings, screen, language, album)
        for door, tags in stock.items():
            customer.hands.stock(door, *tags)
        for visit in visits:
            name = f"{visit.__name__} ({language})"
            try:
                visit(customer, language)
                print(f"  ok  {name}: {(visit.__doc__ or '').splitlines()[0]}", flush=True)
            except (TourStuck, LinkError, OSError, TimeoutError) as problem:
                failed.append(f"{name}: {problem}")
                screen.save(album.place(f"{language}-{visit.__name__}-FAILED"))
                print(f"FAIL  {name}: {problem}", flush=True)
                customer.hands.mend_all()
                with contextlib.suppress(TourStuck):
                    leave(customer)
        customer.leave()
    checked = subprocess.run(command("check", settings), capture_output=True, text=True, check=False)
    if checked.returncode:
        failed.append(f"kiosk check after the {language} tour: {checked.stdout}{checked.stderr}")
    return failed


def _customer(settings: Settings, screen: Display, language: Language, album: Album) -> Customer:
    def keep(name: str, slip: Path) -> None:
        if not name:
            return
        path = album.place(f"{language}-{name}")
        if slip.name:
            shutil.copyfile(slip, path)
        else:
            screen.save(path)

    return Customer(settings, screen, keep)


@contextlib.contextmanager
def _kiosk(settings: Settings, display: str) -> Iterator[None]:
    """The whole kiosk on that display, until the block ends."""
    log = settings.data / "tour.log"
    with log.open("w") as output:
        kiosk = subprocess.Popen(
            command("run", settings),
            env=drawing_on(display),
            stdin=subprocess.DEVNULL,
            stderr=output,
            start_new_session=True,
        )
        try:
            _until_ready(settings, kiosk, log)
            yield
        finally:
            kiosk.send_signal(signal.SIGTERM)
            kiosk.wait()


def _until_ready(settings: Settings, kiosk: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and kiosk.poll() is None:
        with contextlib.suppress(LinkError, OSError, TimeoutError):
            if look(settings).get("connected"):
                WorldHands(settings.world_socket).leave()
                return
        time.sleep(0.1)
    raise TourStuck(f"the kiosk did not start:\n{log.read_text()}")
