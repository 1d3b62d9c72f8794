"""A bag's ticket is a bag's ticket: no other service takes it for something of its own."""

from __future__ import annotations

import pytest

from tests.journeys.bags.steps import sign_in, store, ticket


@pytest.mark.parametrize("known", [True, False], ids=["ours", "nobody's"])
def test_a_ticket_does_not_become_an_umbrellas_tag(kiosk, known):
    store(kiosk)
    code = ticket(kiosk) if known else "ZGB1:AAAAAAAAAAAAAAAA"
    sign_in(kiosk, "lending.stock")
    kiosk.choose("new")
    kiosk.choose("umbrella")
    kiosk.choose("blue")
    kiosk.expect("请扫新标签")
    kiosk.scan(code)
    kiosk.expect("这是凭条")

    assert kiosk.read(lambda tx: tx.item_by_tag(code)) is None
