"""Journeys of a visitor who is asked, and of one who is not."""

import pytest


@pytest.fixture
def kiosk(make_kiosk):
    return make_kiosk(plugins=["smiles"])


def test_a_visitor_is_thanked(kiosk):
    kiosk.touch()
    kiosk.choose("smiles.vote")
    kiosk.choose("good")
    kiosk.expect("谢谢您的意见")
    kiosk.choose("done")
    kiosk.expect_attract()

    assert "smiles.voted" in kiosk.events()


def test_who_goes_back_has_not_voted(kiosk):
    kiosk.touch()
    kiosk.choose("smiles.vote")
    kiosk.expect("您满意吗")
    kiosk.back()
    kiosk.leave()

    assert "smiles.voted" not in kiosk.events()
