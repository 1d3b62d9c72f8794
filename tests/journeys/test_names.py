"""Names that the settings give in two languages reach slips and screens in the reader's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.records import Context
from kiosk.core.store.transaction import Transaction
from kiosk.link.slips import Line, Slip
from kiosk.testing.box import NOON_MS, settings_for
from kiosk.testing.journey import Journey


def slip_of(language: str) -> Callable[[Transaction], None]:
    def write(tx: Transaction) -> None:
        slip = Slip("trial.place", (Line(tx.places()[0].bank_name),), language=language)
        tx.intend_print(slip, purpose="trial")

    return write


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "1F 东门"), ("en", "1F East Gate")])
def test_a_slip_names_the_wall_in_its_own_language(tmp_path: Path, language: str, words: str) -> None:
    settings = settings_for(tmp_path)
    bank = msgspec.structs.replace(settings.banks[0], name="1F 东门", name_en="1F East Gate")
    kiosk = Journey(msgspec.structs.replace(settings, banks=(bank,)), ManualClock(NOON_MS))
    kiosk.start()
    try:
        kiosk.touch()
        kiosk.expect("您好")
        session = kiosk.desk.positions["front"].session_id
        context = Context(position="front", session_id=session)
        kiosk._run(kiosk.store.write(slip_of(language), context=context))
        kiosk.until(lambda: kiosk.world.slips, "the slip")
        assert kiosk.world.slips[0].blocks[0].text == words
    finally:
        kiosk.stop()
        kiosk.close()
