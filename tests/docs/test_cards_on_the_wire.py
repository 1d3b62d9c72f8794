"""The guide's service with the real devices behind it: a reader of stripes and an encoder that speak their own protocols, over
the real sockets. What the kit's encoder promises in journeys is held against the driver's own word here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli.demo_house import MEMBERS
from kiosk.testing.journey import Journey
from tests.docs.test_cards_example import matters
from tests.docs.wired import Do, renewal_on_the_wire

pytestmark = pytest.mark.slow

CARD = MEMBERS[0][0]


@pytest.fixture
def box(tmp_path: Path) -> Iterator[tuple[Journey, Do]]:
    with renewal_on_the_wire(tmp_path, "kiosk_renewal_on_the_wire") as (kiosk, do):
        yield kiosk, do


def begin(kiosk: Journey, do: Do) -> None:
    kiosk.touch()
    kiosk.choose("renewal.renew")
    kiosk.expect("Show your member card")
    do("scan", "scanner", CARD)
    kiosk.expect("第 1 次")


def test_a_card_is_made_by_the_real_driver_and_by_nothing_less(box):
    kiosk, do = box
    kiosk.touch()
    kiosk.choose("renewal.renew")
    kiosk.expect("Show your member card")
    for times in (1, 2):
        do("swipe_reader", "worn", "stripes")
        kiosk.until(lambda times=times: kiosk.desk.positions["front"].bad_swipes == times, "the bad swipe")
        kiosk.expect("Not read")
    do("scan", "scanner", CARD)
    kiosk.expect("第 1 次")
    assert matters(kiosk) == ["reencode"]
    do("swipe", "blank", backwards=True)
    kiosk.expect("这次没刷好")
    do("swipe", "blank")
    kiosk.expect("第 2 次")
    do("swipe", "blank")
    kiosk.expect("Your card is good again")
    assert kiosk.events().count("renewal.made") == 1
    assert matters(kiosk) == []
    kiosk.leave()

    begin(kiosk, do)
    kiosk.press("end")
    kiosk.until(lambda: kiosk.read(lambda tx: tx.open_operations()) == [], "the end of what was wanted")
    kiosk.leave()

    begin(kiosk, do)
    do("swipe", "blank")
    kiosk.expect("第 2 次")
    kiosk.choose("core.cancel")
    kiosk.expect("The card was not made")
    states = kiosk.read(lambda tx: [row[0] for row in tx._all("SELECT state FROM operations ORDER BY id")])
    assert states == ["done", "failed", "uncertain"]
    assert matters(kiosk) == ["unknown"]
    assert kiosk.events().count("renewal.made") == 1
    assert CARD not in (kiosk.settings.data / "devices.log").read_text()
