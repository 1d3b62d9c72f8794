"""What the bench's page is told of this house at first: its walls, its readers, its screens, and what lies on the shelf.

Members and umbrellas are the demo's made-up ones; another emulated kiosk has an empty shelf, and the free field.
"""

from __future__ import annotations

from collections.abc import Container

from kiosk.bench.fault_words import families
from kiosk.bench.page_words import page_words
from kiosk.bench.protocol import DoorPlace, House, ReaderPlace, ScreenPlace, ShelfCode, Wall
from kiosk.bench.server import icons
from kiosk.cli.demo_house import MEMBERS, PIN_FILES, kind_at, second_pin, staff_pin, stock
from kiosk.link.build import build_id
from kiosk.link.settings import Settings
from kiosk.link.texts import LANGUAGES


def house_of(settings: Settings, seen: Container[str]) -> House:
    """Everything that does not change while the page is open. `seen`: screens whose pictures can be had."""
    demo = all((settings.data / name).exists() for name in PIN_FILES)
    return House(
        site=settings.site.name,
        site_en=settings.site.name_en,
        zone=settings.site.zone,
        screens=[
            ScreenPlace(each.name, each.width, each.height, each.name in seen) for each in settings.positions
        ],
        walls=[
            Wall(
                bank.name,
                bank.name_en or bank.name,
                [
                    DoorPlace(each.number, each.row, each.column, each.capacity, each.holds)
                    for each in bank.compartments
                ],
                {"board": "boards", "expander": "expanders"}.get(bank.driver, ""),
            )
            for bank in settings.banks
            if bank.emulated
        ],
        readers=[ReaderPlace(each.name, each.position, each.reads) for each in settings.scanners],
        usb=[each.name for each in settings.printers if each.at_the_worlds_usb],
        shelf=_shelf() if demo else [],
        notes=_notes(settings) if demo else {},
        words={language: page_words(language) for language in LANGUAGES},
        faults=families(),
        icons=icons(),
        languages=list(LANGUAGES),
        build=build_id(),
    )


def _shelf() -> list[ShelfCode]:
    members = [ShelfCode("member", card, name) for card, name, *_rest in MEMBERS]
    items = [
        ShelfCode(kind_at(number), tag, label_zh, label)
        for number, there in stock().items()
        for tag, label, label_zh in there
    ]
    return members + items


def _notes(settings: Settings) -> dict[str, str]:
    """Whom one may sign in as: numbers that were made for this demo alone."""
    second = second_pin(settings)
    return {
        "staff": " ".join(staff_pin(settings)),
        **({"second": " ".join(second)} if second else {}),
    }
