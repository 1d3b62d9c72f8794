"""What people do again and again at the bag compartments, and what the books say after it."""

from __future__ import annotations

from pathlib import Path

import kiosk.plugins.bags
import kiosk.plugins.lending
from kiosk.core.host.discovery import Candidate
from kiosk.core.staff import add_staff, has_staff
from kiosk.link.prompts import Confirm, Menu
from kiosk.link.settings import Settings
from kiosk.plugins.bags.models import DepositRow
from kiosk.testing.journey import Journey
from kiosk.testing.plugin import settings_for
from tests.journeys.lending.steps import QUICK, STAFF_NUMBER, STAFF_PIN

PLUGINS = [
    Candidate(name, f"kiosk.plugins.{name}", Path(module.__file__ or "").parent)
    for name, module in (("bags", kiosk.plugins.bags), ("lending", kiosk.plugins.lending))
]

BAG = "THEIR-BAG"
"""The bag in the world: it has no tag, but the world tells things apart by one."""

SMALL, LARGE, SHARED = '["bag"]', '["bag", "large_bag"]', '["umbrella", "bag"]'


def bag_settings(
    folder: Path, *, holds: tuple[str, ...] = (SMALL, SMALL), umbrellas: int = 1, settings: str = ""
) -> Settings:
    """Umbrella doors first, then a door for each of `holds`; bag storage is switched on. `settings`: its own lines."""
    return settings_for(folder, doors=umbrellas, extra=bag_lines(holds, umbrellas, settings))


def bag_lines(holds: tuple[str, ...], umbrellas: int = 1, settings: str = "") -> str:
    """The lines of `kiosk.toml` for so many bag doors, after `umbrellas` others."""
    doors = "".join(
        f"\n[[bank.compartment]]\nnumber = {number}\ncoil = {number}\nsensor = {number + 100}\n"
        f"row = 0\ncolumn = {number - 1}\nholds = {kinds}\n"
        for number, kinds in enumerate(holds, umbrellas + 1)
    )
    table = f"\n[plugins.bags]\n{settings}\n" if settings else ""
    return f'{doors}\n[plugins]\nenabled = ["bags"]\n{table}'


# ---------------------------------------------------------------------- a customer's moves


def to_the_code(kiosk: Journey, size: str = "bag") -> str:
    """Tile, store, rules: until the code is on the screen; the nine digits."""
    kiosk.touch()
    kiosk.choose("bags.bag")
    kiosk.expect("在这里存包")
    kiosk.choose(size)
    kiosk.expect("取包码")
    return "".join(sign for sign in kiosk.title if sign.isdigit())


def to_the_open_door(kiosk: Journey, size: str = "bag") -> tuple[str, int]:
    """Until a compartment stands open: the code, and the door's number."""
    code = to_the_code(kiosk, size)
    kiosk.choose("open")
    kiosk.expect("号门已打开")
    return code, kiosk.world.opened()


def put_in(kiosk: Journey, door: int) -> None:
    """The bag goes in, the door is shut."""
    kiosk.world.world.hands.append(BAG)
    kiosk.world.put(door)
    kiosk.world.close(door)


def store(kiosk: Journey, size: str = "bag") -> tuple[str, int]:
    """A whole storing visit: the code, and the door's number."""
    code, door = to_the_open_door(kiosk, size)
    put_in(kiosk, door)
    kiosk.expect("已存好")
    kiosk.choose("done")
    kiosk.expect_attract()
    return code, door


def ticket(kiosk: Journey) -> str:
    """What the newest slip's QR code says."""
    return next(block.data for block in kiosk.world.slips[-1].blocks if hasattr(block, "data"))


def scan_ticket(kiosk: Journey, code: str, deed: str = "take") -> int:
    """A ticket shown at the attract screen, until its door is open; the door's number."""
    kiosk.scan(code)
    kiosk.expect("您的包在这里")
    kiosk.choose(deed)
    kiosk.expect("号门已打开")
    return kiosk.world.opened()


def collect(kiosk: Journey, code: str) -> int:
    """A whole collecting visit by ticket; the door's number."""
    door = scan_ticket(kiosk, code)
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("取好了")
    kiosk.choose("done")
    kiosk.expect_attract()
    return door


def to_the_keypad(kiosk: Journey) -> None:
    """Tile, collect, "type the code"."""
    kiosk.touch()
    kiosk.choose("bags.bag")
    kiosk.choose("collect")
    kiosk.expect("请扫存包凭证")
    kiosk.choose("code")
    kiosk.expect("9 位取包码")


# ---------------------------------------------------------------------- staff


def sign_in(kiosk: Journey, service: str = "bags.doors") -> None:
    """Staff sign in at the attract screen and choose one of their services."""
    if not kiosk.read(has_staff):
        add_staff(kiosk.store, STAFF_NUMBER, "李姐", STAFF_PIN, policy=QUICK)
    kiosk.expect_attract()
    kiosk.press("staff")
    kiosk.expect("工号")
    kiosk.type(STAFF_NUMBER)
    kiosk.until(lambda: "工号" not in kiosk.title, "the PIN")
    kiosk.type(STAFF_PIN)
    kiosk.until(lambda: isinstance(kiosk.prompt, Menu), "the staff menu")
    kiosk.choose(service)


def to_compartment(kiosk: Journey, number: int) -> None:
    """Press one compartment in the staff list."""
    place = kiosk.read(lambda tx: next(each.id for each in tx.places() if each.number == number))
    kiosk.expect("存包柜")
    kiosk.choose(place)
    kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the compartment")


def choices(kiosk: Journey) -> list[str]:
    """The keys of the buttons that the prompt offers."""
    return [action.key for action in getattr(kiosk.prompt, "actions", ())]


# ---------------------------------------------------------------------- what the books say


def states(kiosk: Journey) -> list[str]:
    """Every deposit's state and question, in the order of their beginning."""
    query = DepositRow.select().order_by(DepositRow.id)
    return kiosk.read(lambda tx: [f"{row.state} {row.question}".strip() for row in query])


def level(kiosk: Journey, number: int) -> int:
    """How many things the books have behind a door."""
    return kiosk.read(lambda tx: next(place.level for place in tx.places() if place.number == number))


def service(kiosk: Journey, number: int) -> str:
    """Why a door is out of service; empty when it serves."""
    return kiosk.read(
        lambda tx: next(
            "" if place.in_service else place.service_reason
            for place in tx.places()
            if place.number == number
        )
    )
