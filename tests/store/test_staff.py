"""Staff accounts: no default PIN, few guesses, one first code."""

from __future__ import annotations

import asyncio

import pytest

from kiosk.core.records import Context
from kiosk.core.staff import (
    FirstCodeRefused,
    NumberRefused,
    NumberTaken,
    PinRefused,
    SignInRefused,
    StaffPolicy,
    Strangers,
    add_staff,
    has_staff,
    hashes,
    issue_first_code,
    pin_problem,
    redeem_first_code,
    sign_in,
    signing_in,
)
from kiosk.core.store import errors
from kiosk.core.store.statements import one, run

CHEAP = StaffPolicy(time_cost=1, memory_kib=8, parallelism=1)
PIN = "482615"


def signed(store, number, pin, policy=CHEAP):
    return asyncio.run(sign_in(store, number, pin, policy=policy, context=Context("system", "front")))


def redeemed(store, code, number="7", pin=PIN):
    return asyncio.run(redeem_first_code(store, code, number, pin, policy=CHEAP))


def events(store):
    return [entry.event for entry in store.read_now(lambda tx: tx.journal_entries())]


@pytest.fixture
def mei(store):
    return add_staff(store, "7", "梅", PIN, policy=CHEAP)


def test_a_fresh_store_has_no_account_and_no_pin_opens_it(store):
    assert not store.read_now(has_staff)
    for pin in ("", "0", "000000", "123456", "admin"):
        assert isinstance(signed(store, "1", pin), SignInRefused)


def test_the_right_pin_signs_in_and_says_so_in_the_journal(store, mei):
    assert signed(store, "7", PIN) == mei
    assert events(store) == ["staff.added", "staff.signed_in"]


def test_the_pin_is_kept_as_an_argon2id_hash_only(store, mei):
    row = store.read_now(lambda tx: one(tx, "SELECT * FROM staff"))
    assert any(str(value).startswith("$argon2id$") for value in row)
    assert PIN not in repr(row)
    assert PIN not in repr(store.read_now(lambda tx: tx.journal_entries()))


def test_wrong_pins_count_down_then_lock_also_for_the_right_one(store, clock, mei):
    left = [signed(store, "7", "999111") for _ in range(4)]
    assert [refused.attempts_left for refused in left] == [4, 3, 2, 1]
    assert signed(store, "7", "999111").locked_minutes == 15
    assert signed(store, "7", PIN).locked_minutes == 15
    clock.move(14 * 60)
    assert signed(store, "7", PIN).locked_minutes == 1
    clock.move(61)
    assert signed(store, "7", PIN) == mei
    assert events(store).count("staff.locked") == 1


def test_a_lock_that_ran_out_gives_the_full_number_of_tries_again(store, clock, mei):
    for _ in range(5):
        signed(store, "7", "999111")
    clock.move(15 * 60)
    assert signed(store, "7", "999111").attempts_left == 4


def test_the_right_pin_forgets_the_wrong_ones(store, mei):
    for _ in range(4):
        signed(store, "7", "999111")
    assert signed(store, "7", PIN) == mei
    assert signed(store, "7", "999111").attempts_left == 4


def test_ten_screens_guessing_at_once_get_five_guesses_together(store, mei):
    async def guess():
        tries = [sign_in(store, "7", f"99911{number}", policy=CHEAP) for number in range(10)]
        return await asyncio.gather(*tries)

    answers = asyncio.run(guess())
    assert all(isinstance(answer, SignInRefused) for answer in answers)
    assert signed(store, "7", PIN).locked_minutes == 15
    assert events(store).count("staff.sign_in_refused") + events(store).count("staff.locked") == 5


def test_an_attempt_counts_even_if_the_power_goes_before_it_was_compared(store, mei):
    for _ in range(5):
        run_out = store.write_now(
            lambda tx: run(tx, "UPDATE staff SET wrong_attempts = wrong_attempts + 1").rowcount
        )
        assert run_out == 1
    assert signed(store, "7", PIN).locked_minutes == 15


def test_a_clock_set_back_locks_nobody_out_for_days(store, clock, mei):
    for _ in range(5):
        signed(store, "7", "999111")
    clock.jump(-86_400)
    assert signed(store, "7", PIN).locked_minutes == 15
    clock.move(15 * 60)
    assert signed(store, "7", PIN) == mei


def test_an_unknown_number_is_refused_in_the_same_words_and_the_same_work(store, mei, monkeypatch):
    compared = []
    verify = hashes.verify
    monkeypatch.setattr(
        signing_in, "verify", lambda made, pin, policy: compared.append(made) or verify(made, pin, policy)
    )
    unknown, wrong = signed(store, "8", "999111"), signed(store, "7", "999111")
    assert unknown == wrong
    assert len(compared) == 2
    parameters = [made.rsplit("$", 2)[0] for made in compared]
    assert parameters[0] == parameters[1], "as hard to compare with"


def test_an_account_that_was_closed_is_as_unknown(store, mei):
    store.write_now(lambda tx: run(tx, "UPDATE staff SET active = 0"))
    assert isinstance(signed(store, "7", PIN), SignInRefused)


def test_a_hash_made_with_yesterdays_parameters_is_renewed_at_the_next_sign_in(store, mei):
    harder = StaffPolicy(time_cost=2, memory_kib=16, parallelism=1)
    assert signed(store, "7", PIN, harder) == mei
    assert "m=16,t=2" in store.read_now(lambda tx: one(tx, "SELECT pin_hash FROM staff"))[0]
    assert signed(store, "7", PIN, harder) == mei


@pytest.mark.parametrize(
    ("pin", "problem"),
    [
        ("48261", "short"),
        ("4826154826154", "long"),
        ("48261a", "digits"),
        ("４８２６１５", "digits"),
        ("", "digits"),
        ("000000", "guessable"),
        ("777777", "guessable"),
        ("123456", "guessable"),
        ("890123", "guessable"),
        ("654321", "guessable"),
        ("121212", "guessable"),
        ("482482", "guessable"),
        ("000007", "guessable"),
        ("112233", "guessable"),
        ("332211", "guessable"),
        ("111222", "guessable"),
        ("123321", "guessable"),
        ("482284", "guessable"),
        ("4824824", "guessable"),
        ("112358", ""),
        ("123798", ""),
        ("482615", ""),
        ("101385", ""),
    ],
)
def test_which_pins_can_be_used(sqlite_store, pin, problem):
    assert pin_problem(pin, "7") == problem
    if problem:
        with pytest.raises(PinRefused) as refused:
            add_staff(sqlite_store, "7", "梅", pin, policy=CHEAP)
        assert refused.value.reason == problem
        assert not sqlite_store.read_now(has_staff)


def test_two_accounts_cannot_share_a_number(store, mei):
    with pytest.raises(NumberTaken):
        add_staff(store, "7", "兰", "592746", policy=CHEAP)


@pytest.mark.parametrize("number", ["", "abc", "12a", "1" * 9, "１２", "-1", "1\n"])
def test_a_number_that_no_keypad_can_type_is_refused(sqlite_store, number):
    with pytest.raises(NumberRefused):
        add_staff(sqlite_store, number, "梅", PIN, policy=CHEAP)
    code = sqlite_store.write_now(issue_first_code, CHEAP)
    with pytest.raises(NumberRefused):
        redeemed(sqlite_store, code, number)
    assert not sqlite_store.read_now(has_staff)


@pytest.mark.parametrize("name", ["", "110101199003071234", "梅" * 65])
def test_impossible_names_are_refused(sqlite_store, name):
    with pytest.raises(errors.ConstraintBroken):
        add_staff(sqlite_store, "8", name, PIN, policy=CHEAP)


def test_the_tries_at_a_number_that_nobody_has_are_counted_as_those_at_a_real_one_are(store, clock, mei):
    """Else the words of the refusal would tell which numbers exist."""
    strangers = Strangers()

    def tried(number):
        return asyncio.run(sign_in(store, number, "999111", policy=CHEAP, strangers=strangers))

    for pause in (0, 0, 0, 0, 0, 60, 14 * 60 - 1, 1, 0, 0, 0, 0, 3600):
        clock.move(pause)
        real, unknown = tried("7"), tried("8")
        assert (real.attempts_left, real.locked_minutes) == (unknown.attempts_left, unknown.locked_minutes)
    assert tried("9").attempts_left == 4, "each number has tries of its own"


def test_so_many_strangers_are_remembered_and_no_more(store, monkeypatch):
    monkeypatch.setattr("kiosk.core.staff.signing_in.STRANGERS", 2)
    strangers = Strangers()
    assert [strangers.refuse(number, 0, CHEAP).attempts_left for number in "1123"] == [4, 3, 4, 4]
    assert strangers.refuse("1", 0, CHEAP).attempts_left == 4


def test_the_first_code_makes_the_first_account_once(store):
    code = store.write_now(issue_first_code, CHEAP)
    assert len(code) == 8
    assert code.isdigit()
    identity = redeemed(store, code)
    assert signed(store, "7", PIN) == identity
    with pytest.raises(FirstCodeRefused):
        redeemed(store, code, "8")
    with pytest.raises(FirstCodeRefused):
        store.write_now(issue_first_code, CHEAP)
    assert code not in repr(
        store.read_now(lambda tx: [tx._all("SELECT * FROM first_codes"), tx.journal_entries()])
    )


def test_a_first_code_is_no_longer_valid_after_half_an_hour(store, clock):
    code = store.write_now(issue_first_code, CHEAP)
    clock.move(30 * 60)
    with pytest.raises(FirstCodeRefused):
        redeemed(store, code)


def test_a_clock_set_back_does_not_make_a_first_code_valid_for_longer(store, clock):
    code = store.write_now(issue_first_code, CHEAP)
    clock.jump(-3600)
    with pytest.raises(FirstCodeRefused):
        redeemed(store, code)


def test_a_new_first_code_voids_the_one_before(store):
    old = store.write_now(issue_first_code, CHEAP)
    new = store.write_now(issue_first_code, CHEAP)
    with pytest.raises(FirstCodeRefused):
        redeemed(store, old)
    redeemed(store, new)


def test_a_first_code_cannot_be_guessed_more_than_five_times(store):
    code = store.write_now(issue_first_code, CHEAP)
    wrong = "00000000" if code != "00000000" else "00000001"
    for _ in range(5):
        with pytest.raises(FirstCodeRefused):
            redeemed(store, wrong)
    with pytest.raises(FirstCodeRefused):
        redeemed(store, code)


def test_a_bad_pin_does_not_use_the_first_code_up(store):
    code = store.write_now(issue_first_code, CHEAP)
    for _ in range(6):
        with pytest.raises(PinRefused):
            redeemed(store, code, pin="123456")
    redeemed(store, code)


def test_two_people_with_one_code_make_one_account(store):
    code = store.write_now(issue_first_code, CHEAP)

    async def both():
        tries = [redeem_first_code(store, code, number, PIN, policy=CHEAP) for number in ("7", "8")]
        return await asyncio.gather(*tries, return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in asyncio.run(both())) == [
        "FirstCodeRefused",
        "StaffIdentity",
    ]
