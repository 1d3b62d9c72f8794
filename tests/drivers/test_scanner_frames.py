"""Where a scan begins and ends. Half a card number taken for a whole one would be the worst that can happen here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.scanner.frames import LONG_PAUSE_SECONDS, MAXIMUM_BYTES, REMNANT_SECONDS, Framer

IDLE = 0.06


@pytest.fixture
def framer():
    return Framer(prefix=b"", suffix=b"\r", idle_seconds=IDLE)


def test_a_suffix_ends_a_scan(framer):
    assert framer.feed(b"U-0117\r", 0.0) == [b"U-0117"]


def test_pieces_make_a_scan_as_long_as_they_come_soon(framer):
    assert framer.feed(b"U-", 0.0) == []
    assert framer.feed(b"01", 0.05) == []
    assert framer.feed(b"17\r", 0.1) == [b"U-0117"]


def test_two_scans_in_one_piece(framer):
    assert framer.feed(b"A\rB\rC", 0.0) == [b"A", b"B"]
    assert framer.feed(b"\r", 0.01) == [b"C"]


def test_a_scanner_without_suffix_ends_by_a_pause():
    framer = Framer(prefix=b"", suffix=b"", idle_seconds=IDLE)
    framer.feed(b"U-0117", 0.0)
    assert framer.deadline() == pytest.approx(IDLE)
    assert framer.idle(0.05) == []
    assert framer.idle(IDLE) == [b"U-0117"]


def test_a_suffix_that_was_never_seen_is_not_waited_for(framer):
    framer.feed(b"U-0117", 0.0)
    assert framer.idle(1.0) == [b"U-0117"]


def test_a_scan_cut_off_by_a_pause_is_lost_as_a_whole(framer):
    framer.feed(b"first\r", 0.0)
    framer.feed(b"12345", 1.0)
    assert framer.idle(1.2) == ["lost"]
    assert framer.feed(b"67890\r", 1.3) == []  # its other half
    assert framer.feed(b"next\r", 3.0) == [b"next"]


def test_a_scan_soon_after_a_lost_ones_remnant_counts(framer):
    framer.feed(b"first\r", 0.0)
    framer.feed(b"123", 1.0)
    framer.idle(1.2)
    assert framer.feed(b"456\rnext\r", 1.3) == [b"next"]


def test_the_whole_code_scanned_again_at_once_counts(framer):
    framer.feed(b"first\r", 0.0)
    framer.feed(b"1234", 1.0)
    assert framer.idle(1.2) == ["lost"]
    assert framer.feed(b"12345678\r", 1.7) == [b"12345678"]


def test_another_half_that_comes_late_is_still_no_scan_of_its_own(framer):
    framer.feed(b"first\r", 0.0)
    framer.feed(b"1234", 1.0)
    assert framer.idle(1.2) == ["lost"]
    assert framer.feed(b"5678\r", 2.5) == ["lost"]
    assert framer.feed(b"12345678\r", 3.0) == [b"12345678"]


def test_a_scan_in_three_pieces_is_one_complaint(framer):
    framer.feed(b"first\r", 0.0)
    framer.feed(b"12", 1.0)
    assert framer.idle(1.1) == ["lost"]
    framer.feed(b"34", 1.2)
    assert framer.idle(1.3) == []
    assert framer.feed(b"56\r", 1.4) == []


def test_a_lost_scan_that_nothing_follows_takes_no_other_with_it(framer):
    framer.feed(b"first\r", 0.0)
    framer.feed(b"123", 1.0)
    assert framer.idle(1.2) == ["lost"]
    assert framer.feed(b"whole\r", 1.2 + REMNANT_SECONDS) == [b"whole"]


def test_a_line_feed_behind_the_suffix_is_no_lost_scan(framer):
    assert framer.feed(b"A\r\n", 0.0) == [b"A"]
    assert framer.idle(1.0) in ([], [b"\n"])  # which cleaning then makes nothing of


def test_the_prefix_is_taken_off_and_noise_before_it_too():
    framer = Framer(prefix=b"\x02", suffix=b"\x03", idle_seconds=IDLE)
    assert framer.feed(b"noise\x02U-0117\x03", 0.0) == [b"U-0117"]
    assert framer.feed(b"U-0117\x03", 1.0) == ["lost"]


@pytest.mark.parametrize("piece", [1, 64, 4096, 10_000])
def test_a_scan_that_is_too_long_is_said_once_and_not_kept(framer, piece):
    data, frames = b"x" * 10_000 + b"\r", []
    for start in range(0, len(data), piece):
        frames += framer.feed(data[start : start + piece], start * 1e-6)
        assert len(framer._buffer) <= MAXIMUM_BYTES + piece
    assert frames == ["too_long"] if piece < 10_000 else frames in (["too_long"], [b"x" * 10_000])
    assert framer.feed(b"next\r", 2.0) == [b"next"]


def test_a_scan_that_is_too_long_and_has_no_end_is_ended_by_a_pause(framer):
    framer.feed(b"first\r", 0.0)
    framer.feed(b"x" * 5000, 1.0)
    assert framer.idle(1.2) == []  # a slow writer: the rest still belongs to it
    assert framer.idle(1.0 + LONG_PAUSE_SECONDS) == ["too_long"]


@given(
    st.lists(st.tuples(st.binary(max_size=40), st.floats(0, 0.2)), max_size=40),
    st.sampled_from([b"", b"\r", b"\r\n"]),
)
def test_whatever_comes_in_whatever_pieces_nothing_is_invented(pieces, suffix):
    framer = Framer(prefix=b"", suffix=suffix, idle_seconds=IDLE)
    now, frames, sent = 0.0, [], b""
    for data, pause in pieces:
        now += pause
        frames += framer.feed(data, now)
        sent += data
    frames += framer.idle(now + 10)
    for frame in frames:
        if isinstance(frame, bytes):
            assert frame in sent
        else:
            assert frame == "lost"


@given(
    st.lists(st.binary(min_size=1, max_size=20).filter(lambda code: b"\r" not in code), max_size=10),
    st.data(),
)
def test_scans_without_pauses_come_out_as_they_went_in(scans, data):
    framer = Framer(prefix=b"", suffix=b"\r", idle_seconds=IDLE)
    stream, frames, now = b"".join(code + b"\r" for code in scans), [], 0.0
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        frames += framer.feed(stream[:size], now)
        stream, now = stream[size:], now + IDLE / 2
    assert frames == scans
