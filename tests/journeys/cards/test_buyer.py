"""实名登记: whoever tops up a card shows a document; its number is typed once, kept sealed, and stands nowhere else."""

from __future__ import annotations

import gc
import logging

import pytest

from kiosk.core import identity
from kiosk.core.personal import Personal
from kiosk.link.identity_key import written
from kiosk.testing.crash import CrashPoints, PowerCut, crash_walk
from kiosk.testing.journey import Journey
from tests.journeys.cards.steps import OTHER_CARD, OTHER_PHONE, member_id
from tests.journeys.cards.test_issue import BLANK, PHONE, holder, swipe_twice, to_the_tier
from tests.journeys.cards.test_issue import desk as issuing_desk
from tests.journeys.cards.test_sell import desk as selling_desk
from tests.journeys.cards.test_sell import to_the_basket
from tests.journeys.cards.test_topup import furnish, held, to_the_card

PUBLIC, PRIVATE = identity.new_pair()
NUMBER = "11010519491231002X"
PASSPORT = "52900417"
KEY = f'[identity]\npublic_key = "{written("public", PUBLIC)}"\n'


@pytest.fixture
def desk(make_kiosk):
    return furnish(make_kiosk(extra=KEY))


def to_the_document(kiosk: Journey, fen: str = "100000") -> None:
    kiosk.expect("给这张卡充值吗")
    kiosk.choose("amount")
    kiosk.expect("充值多少")
    kiosk.type(fen)
    kiosk.expect("怎么付款")
    kiosk.choose("cash")


def type_the_card(kiosk: Journey, digits: str = NUMBER[:17]) -> None:
    kiosk.expect("购卡人证件")
    kiosk.choose("id_card")
    kiosk.expect("身份证号前14位")
    kiosk.type(digits[:14])
    kiosk.expect("再输3位")
    kiosk.type(digits[14:])


def take(kiosk: Journey) -> None:
    kiosk.expect("收款")
    kiosk.choose("take")
    kiosk.expect("已充值")


def topped_up(kiosk: Journey) -> None:
    to_the_document(kiosk)
    type_the_card(kiosk)
    kiosk.expect("末四位是 002X 吗")
    kiosk.choose("yes")
    take(kiosk)
    kiosk.choose("done")
    kiosk.expect("顾客的会员卡")


def newest(kiosk: Journey):
    owner = member_id(kiosk, OTHER_CARD)
    return kiosk.read(lambda tx: tx.entries_of(owner))[0]


def opened(kiosk: Journey, record: str) -> identity.IdentityRecord:
    return identity.unseal(PRIVATE, kiosk.read(lambda tx: tx.sealed_identity(record)), record)


def test_the_number_is_typed_compared_and_kept_with_the_members_name_and_phone(desk):
    to_the_card(desk)
    topped_up(desk)

    record = newest(desk).data["identity"]
    told = opened(desk, record)
    assert (told.kind, told.number, told.name, told.contact) == ("id_card", NUMBER, "王芳", OTHER_PHONE)
    kept = desk.read(lambda tx: tx.identity(record))
    assert (kept.subject, kept.purge_day - kept.made_day) == (member_id(desk, OTHER_CARD), 50_000)


def test_a_regular_customer_is_not_typed_again(desk):
    to_the_card(desk)
    topped_up(desk)
    first = newest(desk).data["identity"]
    desk.scan(OTHER_CARD)
    to_the_document(desk, "20000")
    shown = desk.expect("还是同一证件吗")
    assert "2026-11-22" in [str(fact.value) for fact in shown.facts]
    desk.choose("same")
    take(desk)

    assert newest(desk).data["identity"] == first
    assert desk.read(lambda tx: len(tx.identities())) == 1


def test_with_another_document_it_is_typed_anew(desk):
    to_the_card(desk)
    topped_up(desk)
    first = newest(desk).data["identity"]
    desk.scan(OTHER_CARD)
    to_the_document(desk, "20000")
    desk.expect("还是同一证件吗")
    desk.choose("anew")
    desk.expect("购卡人证件")
    desk.choose("passport")
    desk.expect("证件号码")
    desk.type(PASSPORT)
    desk.expect("末四位是 0417 吗")
    desk.choose("yes")
    take(desk)

    second = newest(desk).data["identity"]
    assert second != first
    assert opened(desk, second).number == PASSPORT
    desk.until(lambda: len(desk.world.world.slips) >= 3, "the slip for the letters")
    slips = [str(slip) for slip in desk.world.world.slips]
    signed = next(text for text in slips if "购卡人登记" in text)
    assert "证件号字母" in signed
    assert "购卡人姓名" not in signed
    assert PASSPORT[-4:] not in signed


def test_somebody_else_than_the_member_writes_their_name_and_gives_their_phone(desk):
    to_the_card(desk)
    to_the_document(desk)
    type_the_card(desk)
    shown = desk.expect("末四位是 002X 吗")
    assert "王*" in [str(fact.value) for fact in shown.facts]
    desk.choose("unnamed")
    desk.expect("购卡人联系电话")
    desk.type("13511112222")
    take(desk)

    told = opened(desk, newest(desk).data["identity"])
    assert (told.name, told.contact) == ("", "13511112222")
    desk.until(lambda: len(desk.world.world.slips) >= 2, "the slip to be signed")
    signed = next(text for text in map(str, desk.world.world.slips) if "购卡人登记" in text)
    assert "购卡人姓名" in signed
    assert "13511112222" not in signed


def test_whoever_becomes_a_member_by_paying_in_is_found_again_at_the_next_top_up(make_kiosk):
    kiosk = issuing_desk(make_kiosk, also=KEY)
    to_the_tier(kiosk)
    kiosk.choose("gold:prepaid")
    kiosk.type("100000")
    kiosk.expect("怎么付款")
    kiosk.choose("cash")
    type_the_card(kiosk)
    shown = kiosk.expect("末四位是 002X 吗")
    assert "unnamed" not in [action.key for action in shown.actions]
    kiosk.choose("yes")
    kiosk.expect("请取一张空白卡")
    kiosk.scan(BLANK)
    kiosk.expect("制作这张卡吗")
    kiosk.choose("write")
    swipe_twice(kiosk)
    kiosk.expect("卡已办好")

    member = holder(kiosk)
    again = kiosk.read(lambda tx: tx.identity_again(member.id))
    told = opened(kiosk, again.id)
    assert (told.number, told.name, told.contact) == (NUMBER, "", PHONE)
    entries = kiosk.read(lambda tx: tx.entries_of(member.id))
    assert {entry.data["identity"] for entry in entries} == {again.id}
    kiosk.until(
        lambda: any("购卡人姓名" in str(slip) for slip in kiosk.world.world.slips), "the slip to be signed"
    )


@pytest.mark.parametrize(("cards", "asked"), [("9", False), ("10", True)])
def test_cards_without_a_name_ask_from_ten_thousand_yuan_on(make_kiosk, cards, asked):
    kiosk = selling_desk(make_kiosk, also=KEY)
    to_the_basket(kiosk)
    kiosk.scan("620000")
    kiosk.wait(1)
    kiosk.choose("run")
    kiosk.expect("连号多少张")
    kiosk.type(cards)
    kiosk.expect("请逐张扫购物卡")
    kiosk.choose("pay")
    kiosk.choose("person")
    kiosk.expect("怎么付款")
    kiosk.choose("cash")
    if asked:
        type_the_card(kiosk)
        kiosk.expect("末四位是 002X 吗")
        kiosk.choose("yes")
        kiosk.expect("购卡人联系电话")
        kiosk.type("13511112222")
    kiosk.expect("收款")
    kiosk.choose("sell")
    kiosk.expect("已生效")

    records = kiosk.read(lambda tx: tx.identities())
    assert [(one.purpose, one.subject) for one in records] == [("cards.sell", "")] * asked
    for one in records:
        told = opened(kiosk, one.id)
        assert (told.number, told.name, told.contact) == (NUMBER, "", "13511112222")


def test_leaving_forgets_what_was_typed(desk):
    to_the_card(desk)
    to_the_document(desk)
    type_the_card(desk)
    desk.expect("末四位是 002X 吗")
    desk.choose("yes")
    desk.expect("收款")
    assert held_by_somebody() == 1
    desk.walk_away()
    desk.until(lambda: held_by_somebody() == 0, "the number to be forgotten")

    assert desk.read(lambda tx: tx.identities()) == []
    assert held(desk) == (0, 0, 0)


def held_by_somebody() -> int:
    """How many objects hold the number in this process."""
    gc.collect()
    return sum(isinstance(one, Personal) and one.reveal() == NUMBER for one in gc.get_objects())


def test_a_digit_that_is_wrong_shows_in_the_last_character_and_is_typed_again(desk):
    to_the_card(desk)
    to_the_document(desk)
    desk.expect("购卡人证件")
    desk.choose("id_card")
    desk.expect("身份证号前14位")
    desk.type("11010519491331")
    desk.expect("身份证号有误")
    desk.type("11010519491231")
    desk.expect("再输3位")
    desk.type("003")
    desk.expect("末四位是 0038 吗")
    desk.choose("again")
    desk.expect("身份证号前14位")
    desk.type(NUMBER[:14])
    desk.expect("再输3位")
    desk.back()
    desk.expect("身份证号前14位")
    desk.type(NUMBER[:14])
    desk.expect("再输3位")
    desk.type(NUMBER[14:17])
    desk.expect("末四位是 002X 吗")
    desk.choose("yes")
    take(desk)

    assert opened(desk, newest(desk).data["identity"]).number == NUMBER


def test_going_back_takes_no_money_and_keeps_nothing(desk):
    to_the_card(desk)
    to_the_document(desk)
    type_the_card(desk)
    desk.expect("末四位是")
    desk.back()
    desk.expect("身份证号前14位")
    desk.back()
    desk.expect("购卡人证件")
    desk.back()
    desk.expect("顾客的会员卡")

    assert held(desk) == (0, 0, 0)
    assert desk.read(lambda tx: tx.identities()) == []


def test_without_a_key_nothing_is_asked_and_the_entry_says_seen(make_kiosk):
    kiosk = furnish(make_kiosk())
    to_the_card(kiosk)
    to_the_document(kiosk)
    take(kiosk)

    assert newest(kiosk).data["identity"] == "seen"


def test_the_number_stands_nowhere_afterwards(make_kiosk, caplog):
    caplog.set_level(logging.DEBUG)
    kiosk = furnish(make_kiosk(extra=KEY, store="disk"))
    to_the_card(kiosk)
    topped_up(kiosk)
    kiosk.scan(OTHER_CARD)
    to_the_document(kiosk)
    kiosk.expect("还是同一证件吗")
    kiosk.walk_away()
    backup = kiosk.settings.data / "copy"
    backup.write_bytes((kiosk.settings.data / "kiosk.db").read_bytes())

    said = "".join(map(str, kiosk.shown)) + caplog.text + "".join(map(str, kiosk.world.world.slips))
    files = [path for path in kiosk.settings.data.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"kiosk.db", "copy"}
    for secret in (NUMBER, NUMBER[:17], NUMBER[6:14], NUMBER[-6:]):
        assert secret not in said
        assert [path.name for path in files if secret.encode() in path.read_bytes()] == []
    assert "19491231" not in str(kiosk.read(lambda tx: [e.data for e in tx.journal_entries()]))


def test_wherever_the_power_goes_a_record_is_kept_with_its_money_or_neither_is(make_kiosk):
    def play(points: CrashPoints) -> None:
        kiosk = furnish(make_kiosk(extra=KEY))
        kiosk.cut_at(points)
        try:
            to_the_card(kiosk)
            topped_up(kiosk)
        except PowerCut:
            kiosk.restart()
        records = kiosk.read(lambda tx: [one.id for one in tx.identities()])
        assert held(kiosk)[0] == 100_000 * len(records)
        owner = member_id(kiosk, OTHER_CARD)
        assert [entry.data["identity"] for entry in kiosk.read(lambda tx: tx.entries_of(owner))] == records
        kiosk.until(lambda: not kiosk.read(lambda tx: tx.open_operations()), "the slip to end")
        assert not [finding for finding in kiosk.check() if finding.severity == "wrong"]

    points, failures = crash_walk(play, every=19, first=6)
    assert points > 40
    assert not failures, "\n".join(map(str, failures))
