"""One clock, ids that only grow, and personal data that does not print."""

from __future__ import annotations

import asyncio
import logging
import pickle
import re
from itertools import pairwise

import msgspec
import pytest

from kiosk.core import ids
from kiosk.core.clock import BusinessDay, ManualClock, SystemClock, utc
from kiosk.core.ids import kiosk_identity, new_id
from kiosk.core.personal import Personal, identity_number, mask_phone, tail


def ms(text):
    from datetime import datetime

    return int(datetime.fromisoformat(text).timestamp() * 1000)


# ------------------------------------------------------------------------------------------ clocks


def test_the_system_clock_has_one_boot_and_milliseconds():
    clock = SystemClock()
    assert clock.boot_id == SystemClock().boot_id
    assert isinstance(clock.trusted, bool)
    assert 1_600_000_000_000 < clock.now_ms() < 10_000_000_000_000
    assert clock.monotonic() <= clock.monotonic()


def test_sleepers_wake_in_order_each_at_its_own_time():
    async def scenario():
        clock, seen = ManualClock(0), []

        async def sleeper(name, *naps):
            for nap in naps:
                await clock.sleep(nap)
                seen.append((name, clock.monotonic(), clock.now_ms()))

        tasks = [
            asyncio.ensure_future(sleeper("slow", 5)),
            asyncio.ensure_future(sleeper("ticks", 1, 1, 1)),
            asyncio.ensure_future(sleeper("late", 60)),
        ]
        await clock.advance(5)
        assert seen == [("ticks", 1, 1000), ("ticks", 2, 2000), ("ticks", 3, 3000), ("slow", 5, 5000)]
        assert clock.now_ms() == 5000
        tasks[2].cancel()
        await clock.advance(100)
        assert len(seen) == 4

    asyncio.run(scenario())


def test_equal_sleepers_wake_in_the_order_in_which_they_lay_down():
    async def scenario():
        clock, seen = ManualClock(), []

        async def sleeper(name):
            await clock.sleep(2)
            seen.append(name)

        tasks = [asyncio.ensure_future(sleeper(name)) for name in "abcdef"]
        await clock.advance(2)
        assert "".join(seen) == "abcdef"
        await asyncio.gather(*tasks)

    asyncio.run(scenario())


def test_a_jump_of_the_wall_clock_leaves_durations_alone():
    clock = ManualClock(1_000_000)
    clock.jump(-600)
    assert (clock.now_ms(), clock.monotonic()) == (400_000, 0.0)
    clock.move(10)
    assert (clock.now_ms(), clock.monotonic()) == (410_000, 10.0)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-03-01T03:59:59+08:00", 20260228),
        ("2026-03-01T04:00:00+08:00", 20260301),
        ("2026-03-01T23:59:59+08:00", 20260301),
        ("2026-01-01T00:30:00+08:00", 20251231),
        ("2024-02-29T12:00:00+08:00", 20240229),
        ("1970-01-01T00:00:00+00:00", 19700101),
    ],
)
def test_a_business_day_begins_when_nobody_is_left(at, day):
    assert BusinessDay("Asia/Shanghai", "04:00").of(ms(at)) == day


@pytest.mark.parametrize(
    ("at", "day"), [("2026-03-29T05:59:00+02:00", 20260328), ("2026-03-29T06:01:00+02:00", 20260329)]
)
def test_a_business_day_where_clocks_are_put_forward(at, day):
    assert BusinessDay("Europe/Vienna", "06:00").of(ms(at)) == day


@pytest.mark.parametrize("starts", ["25:00", "4", "04:60", "", "a:b"])
def test_an_impossible_beginning_of_the_day_is_refused(starts):
    with pytest.raises(ValueError, match=r"."):
        BusinessDay("Asia/Shanghai", starts)


def test_stored_times_are_utc():
    assert utc(0).isoformat() == "1970-01-01T00:00:00+00:00"


# ------------------------------------------------------------------------------------------ ids

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def fresh_ids(monkeypatch):
    monkeypatch.setattr(ids, "_last_ms", 0)
    monkeypatch.setattr(ids, "_counter", 0)


def test_ids_are_uuids_of_version_7_with_their_time_in_front(fresh_ids):
    clock = ManualClock(0x0190_0000_0000)
    made = new_id(clock)
    assert UUID7.fullmatch(made)
    assert made.startswith("01900000-0000-7")


def test_ids_only_grow_within_a_millisecond_and_beyond_its_room(fresh_ids):
    clock = ManualClock()
    made = [new_id(clock) for _ in range(10_000)]
    assert all(before < after for before, after in pairwise(made))
    assert all(UUID7.fullmatch(one) for one in made)


def test_ids_only_grow_when_the_clock_is_set_back(fresh_ids):
    clock = ManualClock()
    made = [new_id(clock)]
    for _ in range(100):
        clock.jump(-3600)
        made.append(new_id(clock))
    assert made == sorted(made)
    assert len(set(made)) == 101


def test_a_box_makes_its_identity_once(tmp_path):
    made = kiosk_identity(tmp_path, ManualClock())
    assert UUID7.fullmatch(made)
    assert kiosk_identity(tmp_path, ManualClock()) == made
    assert [path.name for path in tmp_path.iterdir()] == ["kiosk.id"]


# ------------------------------------------------------------------------------------------ personal


def test_personal_data_shows_itself_masked_wherever_text_is_made(caplog):
    name = Personal("张伟明")
    caplog.set_level(logging.INFO)
    logging.getLogger("test").info("member %s %r", name, {"name": name})
    shown = [
        str(name),
        repr(name),
        f"{name}",
        f"{name:>10}",
        f"{name!r}",
        "%s" % name,  # noqa: UP031  people write it
        repr([name]),
        caplog.text,
    ]
    assert all("伟" not in text for text in shown)
    assert str(name) == "张**"
    assert name.reveal() == "张伟明"


def test_a_form_of_address_alone_is_shown_as_it_is():
    assert [str(Personal(one)) for one in ("女士", "先生", "女士甲", "张三")] == [
        "女士",
        "先生",
        "女**",
        "张*",
    ]


def test_personal_data_leaves_by_no_encoder():
    for encode in (msgspec.json.encode, msgspec.msgpack.encode, pickle.dumps):
        with pytest.raises(TypeError):
            encode({"name": Personal("张伟明")})
    with pytest.raises(TypeError):
        "" + Personal("张伟明")
    with pytest.raises(TypeError):
        "".join([Personal("张伟明")])


def test_personal_data_compares_with_its_like_only():
    assert Personal("张伟") == Personal(Personal("张伟"))
    assert Personal("张伟") != "张伟"
    assert len({Personal("张伟"), Personal("张伟")}) == 1
    assert not Personal("")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138****5678"),
        ("01088881234", "010****1234"),
        ("12345", "***45"),
        ("1", "1"),
        ("", ""),
    ],
)
def test_phone_numbers_keep_their_ends(number, shown):
    assert mask_phone(number) == shown


def test_a_card_shows_its_tail():
    assert tail("80010013307") == "3307"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105 19491231 0021", True),
        ("110105-19491231-002X", True),
        ("证件11010519491231002X号", True),
        ("110105194913310021", False),  # no thirteenth month
        ("110105184912310021", False),  # nobody is that old
        ("1101051949123100211", False),  # one digit more
        ("010105194912310021", False),
        ("13812345678", False),
        ("", False),
    ],
)
def test_what_is_shaped_like_an_identity_number(text, found):
    assert identity_number(text) is found
