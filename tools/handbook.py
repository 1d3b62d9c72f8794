"""`make handbook`: the pictures of docs/staff-handbook.zh-CN.md, played through real visits and drawn by the shell.

The texts of the handbook are written by hand; what it shows is played here, so that no picture is older than the screens. Each
picture is named in the page by its file, and `tests/docs` holds the two together.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.link.messages import Screen  # noqa: E402 - the folder above must be on the path first
from kiosk.testing.cards import Card  # noqa: E402
from kiosk.testing.journey import Journey  # noqa: E402
from kiosk.testing.kiosks import MakeKiosk  # noqa: E402
from tests.journeys.cards.counter import counter, in_stock, sign_in  # noqa: E402
from tests.journeys.cards.steps import PLUGINS, people, quick  # noqa: E402
from tests.journeys.cards_plugin import ENCODER  # noqa: E402
from tests.journeys.counter.conftest import stocked, with_shops  # noqa: E402
from tests.journeys.counter.steps import register, to_the_kinds, to_the_register  # noqa: E402
from tools.screens import Picture, draw  # noqa: E402

OUT = ROOT / "docs" / "handbook"
PHONE, BLANK, OTHER = "13912345678", "80020000", "80020001"


class Camera:
    """Keeps the screens of a visit, in the order in which they were taken."""

    def __init__(self) -> None:
        self.taken: dict[str, Screen] = {}

    def take(self, kiosk: Journey, name: str) -> None:
        """What is on the screen now."""
        kiosk.wait(1)
        if kiosk.screen is None:
            raise SystemExit(f"{name}: there is nothing on the screen")
        self.taken[name] = kiosk.screen

    def pictures(self) -> list[Picture]:
        """In one language: the handbook is for people who read Chinese."""
        return [
            ("", name, name, {"zh_CN": screen, "en": screen}, "tall-standard")
            for name, screen in self.taken.items()
        ]


def house(make: MakeKiosk, *, shift: bool = True) -> Journey:
    """A counter with everything in stock."""
    kiosk = make(plugins=PLUGINS, prepare=people, store="memory", extra=ENCODER)
    quick(kiosk)
    counter(kiosk, shift=shift)
    in_stock(kiosk, "cards_gold", "80020000", "80020019")
    in_stock(kiosk, "cards_shopping_100", "610000", "610049")
    in_stock(kiosk, "cards_shopping_1000", "620000", "620019")
    kiosk.world.world.wallet |= {BLANK: Card(), OTHER: Card()}
    return kiosk


def the_shift(make: MakeKiosk, camera: Camera) -> None:
    """Sign in, take over, count, compare, leave."""
    kiosk = house(make, shift=False)
    kiosk.press("staff")
    kiosk.wait(1)
    camera.take(kiosk, "sign-in")
    kiosk.leave()
    sign_in(kiosk)
    camera.take(kiosk, "menu")
    kiosk.choose("core.shift")
    camera.take(kiosk, "shift-take-over")
    kiosk.choose("open:early")
    kiosk.type("50000")
    camera.take(kiosk, "shift-float")
    kiosk.choose("float")
    camera.take(kiosk, "shift-holding")
    kiosk.choose("count")
    camera.take(kiosk, "shift-count")
    for digits in ("50000", "20", "49", "20"):
        kiosk.type(digits)
        kiosk.wait(1)
    kiosk.choose("review")
    camera.take(kiosk, "shift-review")
    kiosk.leave()


def the_stock(make: MakeKiosk, camera: Camera) -> None:
    """A carton comes in."""
    kiosk = house(make)
    sign_in(kiosk)
    kiosk.choose("core.stock")
    camera.take(kiosk, "stock")
    kiosk.choose("cards_gold")
    kiosk.choose("received")
    kiosk.scan("80040000")
    kiosk.type("100")
    camera.take(kiosk, "stock-compare")
    kiosk.leave()


def a_card(make: MakeKiosk, camera: Camera) -> None:
    """Made, and replaced."""
    kiosk = house(make)
    sign_in(kiosk)
    kiosk.choose("cards.issue")
    camera.take(kiosk, "issue-phone")
    kiosk.type(PHONE)
    kiosk.choose("ms")
    camera.take(kiosk, "issue-which")
    kiosk.choose("gold:prepaid")
    kiosk.type("100000")
    kiosk.choose("cash")
    kiosk.scan(BLANK)
    camera.take(kiosk, "issue-review")
    kiosk.choose("write")
    camera.take(kiosk, "issue-swipe")
    kiosk.world.encode(BLANK)
    kiosk.world.encode(BLANK)
    camera.take(kiosk, "issue-done")
    kiosk.leave()
    sign_in(kiosk)
    kiosk.choose("cards.renew")
    kiosk.scan(BLANK)
    camera.take(kiosk, "renew-what")
    kiosk.leave()


def money(make: MakeKiosk, camera: Camera) -> None:
    """Topped up, and shopping cards sold."""
    kiosk = house(make)
    kiosk.store.write_now(lambda tx: tx.add_member(OTHER, phone_number=PHONE, name="女士", tier="gold"))
    sign_in(kiosk)
    kiosk.choose("cards.topup")
    kiosk.scan(OTHER)
    camera.take(kiosk, "topup-card")
    kiosk.choose("amount")
    kiosk.type("100000")
    kiosk.choose("wechat")
    camera.take(kiosk, "topup-review")
    kiosk.leave()
    sign_in(kiosk)
    kiosk.choose("cards.sell")
    kiosk.scan("620000")
    kiosk.wait(1)
    kiosk.scan("610003")
    camera.take(kiosk, "sell-basket")
    kiosk.choose("pay")
    kiosk.choose("cash")
    camera.take(kiosk, "sell-review")
    kiosk.leave()
    sign_in(kiosk)
    kiosk.choose("cards.give")
    kiosk.scan(OTHER)
    camera.take(kiosk, "give")
    kiosk.leave()
    sign_in(kiosk)
    kiosk.choose("cards.blocked")
    camera.take(kiosk, "blocked")
    kiosk.leave()


def goods(make: MakeKiosk, camera: Camera) -> None:
    """Wrapped, and brought back."""
    kiosk = stocked(counter(make(plugins=("cards", "counter"), prepare=with_shops, store="memory")))
    to_the_kinds(kiosk)
    camera.take(kiosk, "wrap-kinds")
    kiosk.choose("box")
    kiosk.choose("2")
    kiosk.expect("请告知顾客")
    camera.take(kiosk, "wrap-told")
    kiosk.leave()
    to_the_register(kiosk)
    register(kiosk)
    camera.take(kiosk, "returns")
    kiosk.leave()


def from_paper(make: MakeKiosk, camera: Camera) -> None:
    """What was written while the box was down."""
    kiosk = house(make)
    sign_in(kiosk)
    kiosk.choose("cards.paper")
    camera.take(kiosk, "paper-line")
    kiosk.leave()


def main() -> int:
    """Play and draw."""
    logging.disable(logging.CRITICAL)
    camera = Camera()
    with tempfile.TemporaryDirectory() as folder:
        make = MakeKiosk(Path(folder))
        try:
            for part in (the_shift, the_stock, a_card, money, goods, from_paper):
                part(make, camera)
        finally:
            make.close()
    draw("tall", camera.pictures(), OUT)
    for file in OUT.glob("*-en.webp"):
        file.unlink()
    for file in OUT.glob("*-zh.webp"):
        file.rename(OUT / f"{file.stem.removesuffix('-zh')}.webp")
    sys.stdout.write(f"{len(camera.taken)} pictures in {OUT.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
