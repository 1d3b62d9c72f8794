"""Staff saw an umbrella where the book already has another one: nothing is written, nothing breaks, and the question stays."""

from __future__ import annotations

from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Table
from tests.journeys.lending.steps import cases, sign_in, to_open_door


def test_what_was_seen_does_not_fit_into_the_book(make_kiosk):
    kiosk = make_kiosk()
    door = to_open_door(kiosk)
    kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("nothing_there")
    kiosk.until(lambda: cases(kiosk), "a question for staff")
    kiosk.press("end")

    def another(tx: Transaction) -> None:
        tag = tx.item_by_tag("U-0001")
        assert tag is not None
        tx.move(tag.id, None, reason="demo")
        place = next(place for place in tx.places() if place.number == door)
        tx.add_item("U-9999", "umbrella", label="grey", place_id=place.id)

    kiosk.write(another)
    before = cases(kiosk)
    sign_in(kiosk)
    kiosk.choose("lending.waiting")
    kiosk.until(lambda: isinstance(kiosk.prompt, Table), "the list")
    kiosk.choose(kiosk.prompt.rows[0].key)
    kiosk.choose("inside")
    kiosk.expect("账面上已放满")
    kiosk.choose("done")

    assert cases(kiosk) == before
    assert kiosk.desk.host.states["lending"].strikes == []
