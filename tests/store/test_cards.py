"""Operations on cards, and the list of what staff have to see to about cards."""

from __future__ import annotations

import pytest

from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.link.cards import Tracks
from kiosk.testing.people import add_member

TEXT = "80010013307"
VISIT = Context(actor="customer", position="front", session_id="v", plugin="")


def made(tx):
    return tx.intend_card(Tracks(track2=TEXT), purpose="member card", coercivity="low")


def test_what_is_to_be_written_goes_to_the_encoder_and_into_no_row(store):
    told = []
    store.on_commit(told.extend)
    operation = store.write_now(made, context=VISIT)

    assert [one.card.tracks.track2 for one in told] == [TEXT]
    assert store.read_now(lambda tx: tx.operation(operation.id)).card is None
    rows = store.read_now(lambda tx: tx._all("SELECT * FROM operations"))
    assert TEXT not in str([tuple(row) for row in rows])
    assert TEXT not in repr(operation)


def test_nothing_to_write_and_nothing_to_erase_cannot_be_intended(store):
    with pytest.raises(ValueError, match="nothing on it"):
        store.write_now(lambda tx: tx.intend_card(Tracks(), purpose="x"))
    for tracks in ((), (4,)):
        with pytest.raises(ValueError, match="no track"):
            store.write_now(lambda tx, tracks=tracks: tx.intend_erase("x", tracks=tracks))


@pytest.mark.parametrize(
    ("intend", "outcome", "asked"),
    [
        (made, "uncertain", 1),
        (made, "failed", 0),
        (made, "done", 0),
        (lambda tx: tx.intend_erase("returned card"), "uncertain", 1),
        (lambda tx: tx.intend_read("whose is it"), "uncertain", 0),
    ],
)
def test_a_card_of_which_nobody_knows_is_put_before_staff_once(store, intend, outcome, asked):
    operation = store.write_now(intend, context=VISIT)
    for _time in range(2):
        store.write_now(lambda tx: tx.end_operation(operation.id, outcome, "the process stopped"))

    matters = store.read_now(lambda tx: tx.card_matters())
    assert [(one.kind, one.operation_id, one.position) for one in matters] == [
        ("unknown", operation.id, "front")
    ] * asked
    assert [entry.event for entry in store.read_now(lambda tx: tx.journal_entries())] == [
        "stripe.unknown"
    ] * asked


def test_a_card_that_failed_with_half_of_it_written_is_put_before_staff(store):
    operation, clean = store.write_now(made, context=VISIT), store.write_now(made, context=VISIT)
    for _time in range(2):
        store.write_now(lambda tx: tx.end_operation(operation.id, "failed", "three bad swipes", spoiled=True))
    store.write_now(lambda tx: tx.end_operation(clean.id, "failed", "no card was swiped"))

    (matter,) = store.read_now(lambda tx: tx.card_matters())
    assert (matter.kind, matter.operation_id) == ("spoiled", operation.id)
    assert store.write_now(lambda tx: tx.close_card_matter(matter.id, "destroyed"))
    assert store.read_now(lambda tx: tx.card_matters()) == []
    events = [entry.event for entry in store.read_now(lambda tx: tx.journal_entries())]
    assert events == ["stripe.spoiled", "stripe.seen_to"]
    assert check(store) == []


def test_a_stripe_is_asked_to_be_written_anew_once_until_it_has_been(store):
    member = store.write_now(lambda tx: add_member(tx, "6901234563307"))
    assert store.write_now(lambda tx: tx.request_reencode(member), context=VISIT)
    assert not store.write_now(lambda tx: tx.request_reencode(member), context=VISIT)
    (matter,) = store.read_now(lambda tx: tx.card_matters())
    assert (matter.kind, matter.member_id) == ("reencode", member)

    assert store.write_now(lambda tx: tx.close_card_matter(matter.id, "done"))
    assert not store.write_now(lambda tx: tx.close_card_matter(matter.id, "done"))
    assert not store.write_now(lambda tx: tx.reencoded(member))
    assert store.read_now(lambda tx: tx.card_matters()) == []
    assert store.write_now(lambda tx: tx.request_reencode(member)), "a year later it is worn again"
    assert store.write_now(lambda tx: tx.reencoded(member))
    events = [entry.event for entry in store.read_now(lambda tx: tx.journal_entries())]
    assert events == ["stripe.requested", "stripe.seen_to"] * 2


def test_only_a_members_card_is_asked_for(store):
    with pytest.raises(errors.Unknown):
        store.write_now(lambda tx: tx.request_reencode("nobody"))


def test_a_plugin_says_that_a_stripe_is_good_and_closes_nothing_else(store):
    member = store.write_now(lambda tx: add_member(tx, "6901234563307"))
    store.write_now(lambda tx: tx.request_reencode(member))
    (matter,) = store.read_now(lambda tx: tx.card_matters())
    plugin = Context(actor="staff:x", position="front", session_id="v", plugin="cards")
    with pytest.raises(errors.NotAllowed):
        store.write_now(lambda tx: tx.close_card_matter(matter.id, "done"), context=plugin)

    assert store.write_now(lambda tx: tx.reencoded(member), context=plugin)


def test_the_books_are_in_order_with_cards_in_them(store):
    operation = store.write_now(made)
    store.write_now(lambda tx: tx.end_operation(operation.id, "uncertain"))

    assert check(store) == []
