"""Slips on paper: everything inside the margins, nothing over anything else, and the code can be read by a phone."""

import itertools

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.drivers.printer.bitmap import STRIPE_ROWS, draw, picture_of, stripes
from kiosk.drivers.printer.fonts import FILES, GETA, NoFont, Typeface, fonts_folder
from kiosk.drivers.printer.layout import (
    CODE_MODULE_LEAST,
    LEAST_SIZE,
    Box,
    NotPrintable,
    Square,
    Words,
    lay_out,
    plain,
)
from kiosk.link.slips import Code, Frame, Line, Pair, Rule, Slip
from kiosk.link.texts import Message
from tests.drivers import slips

WIDTHS = (576, 512, 384)


@pytest.fixture(scope="module")
def face():
    return Typeface()


def boxes(sheet, face):
    """What each text covers with ink: left, top, right, bottom."""
    for mark in sheet.marks:
        if isinstance(mark, Words):
            left, top, right, bottom = face.font(mark.weight, mark.size).getbbox(mark.text, anchor="ls")
            yield mark, (mark.x + left, mark.baseline + top, mark.x + right, mark.baseline + bottom)


def check_sheet(sheet, face):
    covered = list(boxes(sheet, face))
    for mark, (left, top, right, bottom) in covered:
        assert mark.size >= LEAST_SIZE
        # The empty half of a full-width bracket may hang over the edge, ink may not.
        assert -0.5 * mark.size <= left, mark
        assert right <= sheet.width + 0.5 * mark.size, mark
        first, last = face.ink(mark.text, mark.weight, mark.size)
        assert mark.x + first >= 0, mark
        assert mark.x + last <= sheet.width, mark
        assert top >= 0
        assert bottom <= sheet.height
    for (one, a), (other, b) in itertools.combinations(covered, 2):
        apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
        assert apart, (one, other)
    for mark in sheet.marks:
        if isinstance(mark, Box):
            assert 0 <= mark.left < mark.right <= sheet.width
            assert 0 <= mark.top < mark.bottom <= sheet.height
        if isinstance(mark, Square):
            side = mark.dots * len(mark.rows)
            assert mark.dots >= CODE_MODULE_LEAST
            assert mark.left >= 4 * mark.dots
            assert mark.left + side <= sheet.width - 4 * mark.dots


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", slips.ALL)
def test_every_slip_fits_on_every_paper(name, width, face):
    check_sheet(lay_out(slips.ALL[name], width, face), face)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_phone_reads_the_code(width, face):
    picture = picture_of(slips.BORROWED, width, face)
    assert [each.text for each in zxingcpp.read_barcodes(picture.convert("L"))] == [slips.LOAN]


words = st.text(st.sampled_from("雨伞借出，。（）￥：·abc XYZ-0123456789"), min_size=0, max_size=40)
blocks = st.one_of(
    st.builds(
        Line,
        words,
        st.sampled_from(["left", "centre", "right"]),
        st.sampled_from(["small", "normal", "large"]),
        st.booleans(),
    ),
    st.builds(Pair, words, words),
    st.just(Rule()),
    st.builds(Frame, words, words),
    st.builds(Code, st.text("0123456789abcdef-", min_size=1, max_size=60), words),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks, max_size=8), st.booleans(), st.sampled_from(WIDTHS))
def test_whatever_a_plugin_writes_nothing_overlaps_and_nothing_is_cut_off(content, copy, width):
    face = Typeface()
    check_sheet(lay_out(Slip("any", tuple(content), copy=copy), width, face), face)


def texts(sheet):
    return [mark.text for mark in sheet.marks if isinstance(mark, Words)]


def test_a_copy_says_so_first(face):
    sheet = lay_out(slips.RETURNED, 576, face)
    assert texts(sheet)[0] == "副本  COPY"
    assert [mark.white for mark in sheet.marks if isinstance(mark, Words)][:2] == [True, False]


def test_yen_signs_become_full_width_yuan_in_chinese(face):
    assert "押金：￥0.00。" in "".join(texts(lay_out(slips.BORROWED, 576, face)))
    assert plain("Deposit ¥5") == "Deposit ¥5"


def test_what_the_font_lacks_is_shown_as_a_mark(face):
    sheet = lay_out(Slip("any", (Line("伞\U00020bb7😀\ue000!"),)), 576, face)
    assert texts(sheet) == [f"伞{GETA * 3}!"]


def test_a_slip_that_was_not_put_into_words_is_refused(face):
    with pytest.raises(NotPrintable, match="Take the umbrella"):
        lay_out(Slip("any", (Line(Message("lending", "Take the umbrella")),)), 576, face)


def test_a_code_that_would_be_too_fine_to_read_is_refused(face):
    with pytest.raises(NotPrintable, match="does not fit"):
        lay_out(Slip("any", (Code("x" * 1000, "too much"),)), 384, face)
    with pytest.raises(NotPrintable, match="do not fit"):
        lay_out(Slip("any", (Code("x" * 5000, "far too much"),)), 576, face)


def test_an_empty_slip_is_a_slip(face):
    assert lay_out(Slip("any", ()), 576, face).height > 0
    picture_of(Slip("any", (Line(""), Pair("", ""), Frame("", ""))), 576, face)


def test_stripes_are_the_whole_picture(face):
    picture = picture_of(slips.BORROWED, 576, face)
    parts = list(stripes(picture))
    assert all(row == 72 and rows <= STRIPE_ROWS and len(bits) == row * rows for row, rows, bits in parts)
    assert b"".join(bits for _, _, bits in parts) == bytes(255 - each for each in picture.tobytes())


def test_a_picture_is_black_and_white_and_mostly_white(face):
    picture = draw(lay_out(slips.BORROWED, 576, face), face)
    assert picture.mode == "1"
    black = sum((255 - each).bit_count() for each in picture.tobytes()) / (picture.width * picture.height)
    assert 0.03 < black < 0.3  # ink there is, and no printer is asked for a black page


def test_a_picture_of_half_bytes_is_a_mistake(face):
    with pytest.raises(ValueError, match="whole bytes"):
        list(stripes(picture_of(Slip("any", (Rule(),)), 572, face)))


def test_a_damaged_package_is_said_to_be_one(tmp_path):
    with pytest.raises(NoFont):
        Typeface(tmp_path).font("regular", 20)


def test_the_fonts_are_the_products_own():
    assert all((fonts_folder() / name).is_file() for name in FILES.values())
