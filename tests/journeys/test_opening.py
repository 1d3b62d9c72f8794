"""Opening balances at the cut-over: brought by one, compared and approved by another, entered once whatever is cut."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kiosk.core.ledger import Account, points, principal
from kiosk.core.members import opening
from kiosk.core.members.importer import import_members
from kiosk.core.staff import add_staff
from kiosk.core.store.transaction import Transaction
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK

BRINGS, SECOND, ATTENDANT = ("2001", "908172"), ("3002", "417295"), ("4003", "563918")
ROWS = (
    "会员卡号,姓名,积分,积分有效期,储值本金",
    "80010013307,张伟,320,2027-12-31,1234.56",
    "80010021024,王芳,1280,,",
    "80010034416,李雷,,,500",
    "80010049981,韩梅梅,75,2027-06-30,0.44",
    "80010057720,赵敏,,,",
)
CARDS = [row.split(",")[0] for row in ROWS[1:]]
WHOLE = {
    "80010013307": (123_456, 320),
    "80010021024": (0, 1_280),
    "80010034416": (50_000, 0),
    "80010049981": (44, 75),
}


def bring(kiosk: Journey, *rows: str) -> None:
    """Staff, and a file that one of them has brought."""
    add_staff(kiosk.store, *_two(SECOND, "王班长"), role="supervisor", policy=QUICK)
    add_staff(kiosk.store, *_two(ATTENDANT, "小周"), role="attendant", policy=QUICK)
    first = add_staff(kiosk.store, *_two(BRINGS, "李姐"), role="manager", policy=QUICK)
    file = Path(kiosk.settings.data) / "books-2026-11.csv"
    file.write_text("\n".join(rows or ROWS))
    import_members(kiosk.store, file, actor=f"staff:{first.id}")


def _two(who: tuple[str, str], name: str) -> tuple[str, str, str]:
    return who[0], name, who[1]


def to_the_draft(kiosk: Journey, who: tuple[str, str] = SECOND) -> None:
    kiosk.sign_in(*who)
    kiosk.choose("core.opening")
    kiosk.expect("期初余额")
    kiosk.choose(kiosk.read(opening.drafts)[0].import_id)
    kiosk.until(lambda: hasattr(kiosk.prompt, "facts"), "the draft")


def held(kiosk: Journey) -> dict[str, tuple[int, int]]:
    """Principal and points by card, of those who have any."""

    def look(tx: Transaction) -> dict[str, tuple[int, int]]:
        found = {}
        for card in CARDS:
            member = tx.member_by_card(card)
            if member is not None:
                found[card] = (tx.balance(principal(member.id)), tx.balance(points(member.id)))
        return {card: sums for card, sums in found.items() if any(sums)}

    return kiosk.read(look)


@pytest.fixture
def kiosk(make_kiosk):
    journey = make_kiosk(plugins=[], store="memory")
    yield journey
    assert [finding for finding in journey.check() if finding.severity == "wrong"] == []


def test_the_draft_stands_beside_the_books_and_is_entered_once_another_person_says_yes(kiosk):
    bring(kiosk)
    to_the_draft(kiosk)
    facts = {str(fact.label): str(fact.value) for fact in kiosk.prompt.facts}
    assert facts["导入文件"] == "books-2026-11.csv"
    assert (facts["会员数"], facts["储值本金"], facts["积分"]) == ("4", "¥1,735.00", "1,675")
    kiosk.choose("approve")
    kiosk.expect("已批准")
    kiosk.choose("done")
    kiosk.wait(61)

    assert held(kiosk) == WHOLE
    house = kiosk.read(lambda tx: [tx.balance(Account("opening", unit=unit)) for unit in ("fen", "point")])
    assert house == [173_500, 1_675], "what members have, the house has brought"
    first = kiosk.read(lambda tx: tx.member_by_card(CARDS[0]))
    lots = kiosk.read(lambda tx: tx.lots(points(first.id)))
    assert [(lot.last_day, lot.left) for lot in lots] == [(20271231, 320)]
    entry = kiosk.read(lambda tx: tx.entries_of(first.id)[0])
    assert (entry.kind, len(kiosk.read(lambda tx: tx.transfers_of(entry)))) == ("members.opened", 2)
    assert "opening" not in str(kiosk.read(opening.drafts))


def test_whoever_brought_it_only_looks(kiosk):
    bring(kiosk)
    to_the_draft(kiosk, BRINGS)
    assert {action.key for action in kiosk.prompt.actions} == {"withdraw"}
    kiosk.leave()
    assert held(kiosk) == {}


def test_an_attendant_is_not_offered_it(kiosk):
    bring(kiosk)
    kiosk.sign_in(*ATTENDANT)
    assert "core.opening" not in {choice.key for choice in kiosk.prompt.choices}


def test_what_was_refused_is_brought_again_from_a_better_file(kiosk):
    bring(kiosk)
    to_the_draft(kiosk)
    kiosk.choose("refuse")
    kiosk.until(lambda: kiosk.read(opening.drafts) == [], "no draft")
    kiosk.leave()
    kiosk.wait(61)
    assert held(kiosk) == {}
    assert not any(event.startswith("ledger.") for event in kiosk.events())

    staff = kiosk.read(lambda tx: tx._one("SELECT id FROM staff WHERE number = '2001'"))[0]
    file = Path(kiosk.settings.data) / "better.csv"
    file.write_text(f"{ROWS[0]}\n80010013307,张伟,320,2027-12-31,1200\n")
    report = import_members(kiosk.store, file, actor=f"staff:{staff}")
    assert (report.opening_entries, report.fault_count) == (2, 0)
    to_the_draft(kiosk)
    kiosk.choose("approve")
    kiosk.expect("已批准")
    kiosk.wait(61)
    assert held(kiosk) == {"80010013307": (120_000, 320)}


def test_without_a_draft_there_is_no_line(kiosk):
    bring(kiosk, "会员卡号,姓名", "80010013307,张伟")
    kiosk.sign_in(*SECOND)
    assert "core.opening" not in {choice.key for choice in kiosk.prompt.choices}


def test_a_last_day_that_is_over_or_no_day_is_told_by_its_row(kiosk):
    bring(kiosk)
    file = Path(kiosk.settings.data) / "late.csv"
    file.write_text(f"{ROWS[0]}\n80020013307,甲,5,2020-12-31,\n80020013308,乙,5,下个月,\n")
    report = import_members(kiosk.store, file, actor="staff:x")
    assert [fault.code for fault in report.faults] == ["last_day_over", "last_day_form"]


# ---------------------------------------------------------------------- whatever is cut short


def ready(kiosk: Journey) -> None:
    bring(kiosk)
    to_the_draft(kiosk)


def script(kiosk: Journey) -> None:
    kiosk.choose("approve")
    kiosk.expect("已批准")
    kiosk.wait(61)
    kiosk.until(lambda: held(kiosk) == WHOLE, "the balances")


def all_or_none(kiosk: Journey) -> None:
    """Approved: every balance is entered once, by the next desk if not by this. Not approved: none is."""
    kiosk.wait(61)
    states = kiosk.read(lambda tx: {row[0] for row in tx._all("SELECT DISTINCT state FROM opening_entries")})
    assert len(states) == 1, "a whole import is approved, or none of it"
    assert held(kiosk) == (WHOLE if states == {"approved"} else {})
    entries = kiosk.read(lambda tx: tx._all("SELECT once FROM ledger_entries"))
    assert len(entries) == len(held(kiosk))


def test_whenever_the_power_goes_each_is_entered_once_or_nothing_is(crash_walk, monkeypatch):
    monkeypatch.setattr(opening, "BATCH", 2)
    points_passed = crash_walk(script, setup=ready, check=all_or_none, plugins=[], leaving=False, every=2)

    assert points_passed > 10


@pytest.mark.slow
def test_ten_thousand_members_are_entered_in_seconds(kiosk):
    bring(
        kiosk,
        ROWS[0],
        *(f"9001{number:07d},会员甲,{number + 1},,{number + 1}.50" for number in range(10_000)),
    )
    to_the_draft(kiosk)
    kiosk.choose("approve")
    kiosk.expect("已批准")
    begun = time.monotonic()
    kiosk._run(kiosk.desk.openings.look())
    seconds = time.monotonic() - begun
    print(f"10,000 members entered in {seconds:.1f} s")

    assert seconds < 60
    assert kiosk.read(opening.still_to_enter) == 0
