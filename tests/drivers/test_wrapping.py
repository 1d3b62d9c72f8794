"""Where lines break: no 。at a beginning, no （ at an end, no word torn that would have fitted."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.drivers.printer.wrapping import NEVER_FIRST, NEVER_LAST, balance, columns, pieces, wrap

texts = st.text(st.sampled_from("雨伞借出，。（）ab c-1￥：“”"), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abc", 3),
        ("雨伞", 4),
        ("￥3.50", 6),
        ("，。：", 6),
        ("U-0117（蓝）", 12),
        ("e\u0301", 1),
    ],
)
def test_columns_by_east_asian_width(text, expected):
    assert columns(text) == expected


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("雨伞借出凭条", 8, ["雨伞借出", "凭条"]),
        ("雨伞借出，谢谢", 8, ["雨伞借", "出，谢谢"]),
        ("借出（雨伞）谢", 6, ["借出", "（雨", "伞）谢"]),
        ("return the umbrella", 11, ["return the", "umbrella"]),
        ("押金￥0.00元", 8, ["押金", "￥0.00元"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("one\ntwo", 20, ["one", "two"]),
        ("one\n\ntwo", 20, ["one", "", "two"]),
        ("  two  spaces", 20, ["two  spaces"]),
        ("", 10, [""]),
    ],
)
def test_lines(text, limit, lines):
    assert wrap(text, limit, columns) == lines


@given(texts, st.integers(4, 40))
def test_nothing_is_lost_and_nothing_is_too_wide(text, limit):
    lines = wrap(text, limit, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert columns(line) <= limit
        assert line == line.strip()


@given(texts, st.integers(12, 40))
@example("11111。。。。1。。。“ 伞", 12)
@example("雨伞借出雨“ 伞", 12)
def test_punctuation_stays_where_it_belongs(text, limit):
    lines = wrap(text, limit, columns)
    if any(columns(piece.rstrip()) > limit for piece in pieces(text)):
        return  # a run of punctuation that fills a whole line has to be torn somewhere
    for before, after in itertools.pairwise(lines):
        assert after[:1] not in NEVER_FIRST
        assert before[-1:] not in NEVER_LAST


@given(texts, st.integers(4, 40))
def test_balanced_text_takes_no_more_lines(text, limit):
    assert len(balance(text, limit, columns)) == len(wrap(text, limit, columns))


def test_a_lonely_last_word_gets_company():
    text = "Questions: this kiosk's home screen, or dial 12315"
    assert wrap(text, 48, columns)[-1] == "12315"
    assert balance(text, 48, columns)[-1] != "12315"
