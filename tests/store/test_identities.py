"""Buyers' identity records: sealed when written, kept as long as they must be and no longer, read with a key from elsewhere."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kiosk.core import identity
from kiosk.core.clock import ManualClock
from kiosk.core.identity import IdentityRules, NotSealedTo, last_character
from kiosk.core.personal import Personal
from kiosk.core.records import Context
from kiosk.core.store import errors
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from kiosk.core.store.statements import run

NUMBER = "11010519491231002X"
NAME = "王小明明"
PHONE = "13812345678"
PUBLIC, PRIVATE = identity.new_pair()
YEARS = 5


@pytest.fixture
def sealing(store: Store) -> Store:
    """A store that has a key to seal to."""
    store.identity = IdentityRules(PUBLIC)
    return store


def seal(
    store: Store, subject: str = "", kind: str = "id_card", number: str = NUMBER, phone: str = PHONE
) -> str:
    def written(tx):
        return tx.seal_identity(
            "cards.topup", subject, kind, Personal(number), Personal(NAME), Personal(phone), YEARS
        )

    return store.write_now(written)


def opened(store: Store, record: str, private: bytes = PRIVATE) -> identity.IdentityRecord:
    return identity.unseal(private, store.read_now(lambda tx: tx.sealed_identity(record)), record)


def purge(store: Store) -> int:
    return store.write_now(lambda tx: tx.purge_identities(200))


def later(store: Store, days: float) -> None:
    clock = store.clock
    assert isinstance(clock, ManualClock)
    clock.jump(days * 86_400)


def test_what_was_sealed_is_read_with_the_private_key_alone(sealing):
    record = seal(sealing, "member-1")
    told = opened(sealing, record)

    assert (told.kind, told.number, told.name, told.contact) == ("id_card", NUMBER, NAME, PHONE)
    with pytest.raises(NotSealedTo):
        opened(sealing, record, identity.new_pair()[1])
    assert check(sealing) == []


def test_two_of_one_person_look_nothing_alike_and_tell_no_lengths(sealing):
    first, second = (
        sealing.read_now(lambda tx, which=which: tx.sealed_identity(which))
        for which in (seal(sealing), seal(sealing, kind="other", number="123456", phone="51234"))
    )

    assert first != second
    assert len(first) == len(second)


def test_without_a_key_nothing_is_kept_and_the_error_says_what_to_do(store):
    with pytest.raises(errors.NoIdentityKey, match="kiosk identity keygen"):
        seal(store)

    assert store.read_now(lambda tx: tx.identities()) == []


def test_a_plugin_seals_with_the_permission_only_and_reads_never(sealing):
    stranger = Context(plugin="stranger")
    with pytest.raises(errors.NotAllowed, match=r"identity\.seal"):
        sealing.write_now(
            lambda tx: tx.seal_identity("stranger.x", "", "other", "1234", "", PHONE, 5), context=stranger
        )
    record = seal(sealing)
    for verb in (
        lambda tx: tx.sealed_identity(record),
        lambda tx: tx.identities(),
        lambda tx: tx.identity_was_read(record, "audit", "somebody"),
        lambda tx: tx.purge_identities(200),
    ):
        with pytest.raises(errors.NotAllowed):
            sealing.write_now(verb, context=stranger)


@pytest.mark.parametrize(
    ("kind", "number", "name", "contact"),
    [
        ("id_card", "110105194912310021", NAME, PHONE),  # its last character is X
        ("id_card", "11010519491331002X", NAME, PHONE),  # no thirteenth month
        ("id_card", "11010519491231002x", NAME, PHONE),
        ("id_card", "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", NAME, PHONE),  # digits, and none of ours
        ("id_card", "1" * 4000, NAME, PHONE),
        ("passport", "E12", NAME, PHONE),
        ("passport", "E1234567\x00", NAME, PHONE),
        ("other", "", NAME, PHONE),
        ("badge", "123456", NAME, PHONE),
        ("other", "123456", "王\x07", PHONE),
        ("other", "123456", "王" * 65, PHONE),
        ("other", "123456", NAME, "'); DROP TABLE identities; --"),
        ("other", "123456", NAME, ""),
    ],
)
def test_what_is_no_document_is_refused_in_words_that_repeat_nothing_of_it(
    sealing, kind, number, name, contact
):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  its words are what is looked at
        sealing.write_now(lambda tx: tx.seal_identity("x.y", "", kind, number, name, contact, YEARS))

    for secret in filter(None, (number, contact)):
        assert secret not in str(refused.value)
    assert sealing.read_now(lambda tx: tx.identities()) == []


def test_nothing_of_it_stands_in_the_journal_or_in_any_other_row(sealing):
    seal(sealing, "member-1")
    rows = sealing.read_now(
        lambda tx: [
            str(row) + repr(bytes(row[-1]))
            for row in run(tx, "SELECT j.data, i.*, i.sealed FROM journal j, identities i").fetchall()
        ]
    )

    assert rows
    for secret in (NUMBER, NUMBER[:17], NUMBER[-6:], NAME, PHONE):
        assert not any(secret in row for row in rows)


def test_a_record_is_emptied_a_week_after_its_years_and_the_journal_says_so(sealing):
    record = seal(sealing)
    later(sealing, 5 * 366)
    assert sealing.read_now(lambda tx: tx.identities_due())
    assert purge(sealing) == 0  # marked as due
    later(sealing, 6)
    assert purge(sealing) == 0
    later(sealing, 2)
    assert purge(sealing) == 1
    assert purge(sealing) == 0

    assert not sealing.read_now(lambda tx: tx.identities_due())
    assert sealing.read_now(lambda tx: tx.sealed_identity(record)) == b""
    assert sealing.read_now(lambda tx: tx.identity(record)).purged_ms
    assert [e.event for e in sealing.read_now(lambda tx: tx.journal_entries())][-1] == "identity.purged"
    assert check(sealing) == []


def test_not_a_day_before_its_years_are_over(sealing):
    seal(sealing)
    today = sealing.read_now(lambda tx: tx.business_day)
    later(sealing, 5 * 365)
    while sealing.read_now(lambda tx: tx.business_day) <= today + 5 * 10_000:
        assert purge(sealing) == 0
        assert sealing.read_now(lambda tx: run(tx, "SELECT count(due_ms) FROM identities").fetchone())[0] == 0
        later(sealing, 1)


def test_a_clock_that_jumps_ahead_and_comes_back_destroys_nothing(sealing):
    record = seal(sealing)
    later(sealing, 20 * 365)
    assert purge(sealing) == 0
    later(sealing, -20 * 365)
    assert sealing.read_now(lambda tx: tx.identities_due()), "its mark is to be taken off"
    assert purge(sealing) == 0
    later(sealing, 10)
    assert purge(sealing) == 0

    assert opened(sealing, record).number == NUMBER


def test_a_member_who_comes_again_is_found_and_kept_from_that_day(sealing):
    record = seal(sealing, "member-1")
    later(sealing, 200)
    found = sealing.read_now(lambda tx: tx.identity_again("member-1"))
    assert found.id == record
    assert sealing.write_now(lambda tx: tx.use_identity_again(record, "cards.topup", YEARS)) == record

    kept = sealing.read_now(lambda tx: tx.identity(record)).purge_day
    assert kept == sealing.read_now(lambda tx: tx.business_day) + YEARS * 10_000
    later(sealing, 5 * 365)  # its own years are over, those of the second sale are not
    purge(sealing)
    later(sealing, 8)
    assert purge(sealing) == 0
    assert opened(sealing, record).number == NUMBER


def test_nobody_is_found_again_after_the_months_or_with_another_key_or_nameless(sealing):
    seal(sealing, "member-1")
    seal(sealing, "")
    again = lambda subject: sealing.read_now(lambda tx: tx.identity_again(subject))  # noqa: E731
    assert again("") is None
    assert again("member-2") is None
    sealing.identity = IdentityRules(identity.new_pair()[0])
    assert again("member-1") is None
    sealing.identity = IdentityRules(PUBLIC, 0)
    assert again("member-1") is None
    sealing.identity = IdentityRules(PUBLIC)
    assert again("member-1") is not None
    later(sealing, 367)
    assert again("member-1") is None


def test_an_emptied_record_is_not_used_again(sealing):
    record = seal(sealing, "member-1")
    for days in (5 * 366, 8):
        later(sealing, days)
        purge(sealing)
    with pytest.raises(errors.Unknown):
        sealing.write_now(lambda tx: tx.use_identity_again(record, "cards.topup", YEARS))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE identities SET sealed = ?, purged_ms = 1",  # before it is due
        "UPDATE identities SET sealed_to = 'ffffffffffffffff', subject = coalesce(?, '')",
        "UPDATE identities SET purge_day = made_day + 1 WHERE sealed <> ?",
        "DELETE FROM identities WHERE sealed <> ?",
        "UPDATE identity_reads SET reason = coalesce(?, 'x')",
        "DELETE FROM identity_reads WHERE coalesce(?, 'x') <> ''",
    ],
)
def test_a_record_stays_as_it_was_made(sealing, statement):
    record = seal(sealing)
    sealing.write_now(lambda tx: tx.identity_was_read(record, "audit", "somebody"))
    value = b"" if "sealed = ?" in statement or "sealed <> ?" in statement else "x"
    with pytest.raises((errors.AppendOnly, errors.StoreError)):
        sealing.write_now(lambda tx: run(tx, statement, (value,)))

    assert opened(sealing, record).number == NUMBER


def test_another_record_in_its_place_is_found_out(sqlite_store, tmp_path):
    sqlite_store.identity = IdentityRules(PUBLIC)
    first, second = seal(sqlite_store), seal(sqlite_store, kind="other", number="999999")
    with closing(
        sqlite3.connect(tmp_path / "kiosk.db", isolation_level=None)
    ) as owner:  # whoever owns the file
        owner.execute("DROP TRIGGER identities_stay")
        sql = "UPDATE identities SET sealed = (SELECT sealed FROM identities WHERE id = ?) WHERE id = ?"
        owner.execute(sql, (second, first))

    with pytest.raises(errors.StoreBroken, match="journal"):
        sqlite_store.read_now(lambda tx: tx.sealed_identity(first))
    assert "identity.record" in [finding.code for finding in check(sqlite_store)]
    theirs = sqlite_store.read_now(lambda tx: tx.sealed_identity(second))
    with pytest.raises(NotSealedTo, match="another sale"):
        identity.unseal(PRIVATE, theirs, first)


def test_each_reading_is_an_act_and_is_counted(sealing):
    record = seal(sealing)
    for _time in range(2):
        sealing.write_now(lambda tx: tx.identity_was_read(record, "police_request", "somebody"))

    count, last = sealing.read_now(lambda tx: tx.identity_reads(record))
    acts = sealing.read_now(lambda tx: tx.sensitive_acts())
    assert (count, last > 0) == (2, True)
    assert [act.event for act in acts] == ["identity.read", "identity.read"]


def test_the_number_on_paper_finds_the_record(sealing):
    record = seal(sealing)
    found = sealing.read_now(lambda tx: tx.identity(record))

    assert sealing.read_now(lambda tx: tx.identity(found.number)) == found
    assert sealing.read_now(lambda tx: tx.identity("20261122-9999")) is None


def test_the_last_character_is_that_of_the_standard():
    assert last_character("11010519491231002") == "X"  # GB 11643, the example in its text
    assert last_character("44052418800101001") == "4"
    for wrong in ("", "1" * 16, "1" * 18, "1101051949123100X", "１１０１０５１９４９１２３１００２"):
        with pytest.raises(ValueError, match="17 digits"):
            last_character(wrong)


@pytest.mark.parametrize(
    ("day", "years", "then"), [(20240229, 5, 20290301), (20240229, 4, 20280229), (20261122, 5, 20311122)]
)
def test_years_later(day, years, then):
    assert identity.years_later(day, years) == then


def test_months_before():
    assert identity.months_before(20260131, 1) == 20251231
    assert identity.months_before(20261122, 12) == 20251122
