"""The bytes: what we send is what a strict reader draws, and what a reader must refuse, it refuses."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from kiosk.drivers.printer import commands as esc
from kiosk.drivers.printer.bitmap import picture_of, stripes
from kiosk.drivers.printer.fonts import Typeface
from kiosk.drivers.printer.interpreter import KNIFE_DOTS, Interpreter, NotUnderstood
from kiosk.drivers.printer.layout import NotPrintable
from kiosk.drivers.printer.status import Answers, judge
from kiosk.drivers.printer.text import columns, encode, lines_of
from kiosk.link.slips import Code, Frame, Line, Pair, Rule, Slip
from tests.drivers import slips

DANGEROUS = re.compile(rb"\x10[\x04\x05\x14]")


class Paper:
    """A reader with a roll, and what came out of it."""

    def __init__(self, width=576, rows=100_000):
        self.rows = rows
        self.answers = b""
        self.cuts = []
        self.reader = Interpreter(
            width,
            answer=self.hear,
            status=lambda number: 0x12 if number else 0,
            advance=self.advance,
            cut=self.cuts.append,
            typeface=Typeface(),
        )

    def hear(self, data):
        self.answers += data

    def advance(self, rows):
        if rows > self.rows:
            return False
        self.rows -= rows
        return True


@pytest.fixture
def paper():
    return Paper()


# ---------------------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("name", slips.ALL)
def test_the_picture_that_is_sent_is_the_picture_that_is_printed(name, paper):
    picture = picture_of(slips.ALL[name], 576, Typeface())
    paper.reader.feed(esc.INITIALISE + esc.raster(stripes(picture)) + esc.CUT)
    (printed,) = paper.cuts
    assert printed.height == picture.height + KNIFE_DOTS
    difference = ImageChops.logical_xor(
        printed.crop((0, KNIFE_DOTS, picture.width, KNIFE_DOTS + picture.height)), picture
    ).convert("L")
    assert sum(difference.histogram()[1:]) < 20  # a dot here and there, so as not to read as a command


@given(st.binary(max_size=300))
@example(b"\x10\x04\x01")
@example(b"\x10\x10\x14\x01\x00")
def test_no_picture_ever_reads_as_a_real_time_command(bits):
    safe = esc.harmless(bits)
    assert len(safe) == len(bits)
    assert not DANGEROUS.search(safe)
    assert all(
        after & before == before for before, after in zip(bits, safe, strict=True)
    )  # dots are added, none is lost


def test_a_reader_refuses_a_command_that_hides_in_a_picture(paper):
    with pytest.raises(NotUnderstood, match="10 04"):
        paper.reader.feed(b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01")


@given(st.data())
def test_it_does_not_matter_in_which_pieces_the_bytes_arrive(data):
    job = (
        esc.INITIALISE
        + b"\x1dv0\x00\x02\x00\x03\x00abcdef"
        + b"U-0117\n"
        + esc.feed(9)
        + esc.IN_ORDER_STATUS
        + esc.CUT
    )
    whole, pieces = Paper(), Paper()
    whole.reader.feed(job)
    rest = job
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        pieces.reader.feed(rest[:size])
        rest = rest[size:]
    assert whole.cuts[0].tobytes() == pieces.cuts[0].tobytes()
    assert whole.answers == pieces.answers == b"\x00"


@pytest.mark.parametrize(
    "data",
    [
        b"\x1bZ\x00",
        b"\x1dk\x04",
        b"\x07",
        b"\x10\x14\x01",
        b"\x1c!\x00",
        b"\x1b*\x21\x01\x00",
        b"\x1dv0\x00\x49\x00\x01\x00" + bytes(73),  # wider than the paper
        b"\x1dv0\x00\x00\x00\x01\x00",
        b"\x1dv0\x03\x01\x00\x01\x00\xff",
        "雨伞".encode("gb18030"),  # Chinese outside Chinese mode
        esc.CHINESE_ON + b"\xff\xff",
        b"x" * 49,
        esc.CHINESE_ON + "伞".encode("gb18030") * 25,
    ],
)
def test_what_a_printer_would_turn_into_garbage_is_refused(paper, data):
    with pytest.raises(NotUnderstood):
        paper.reader.feed(data)


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(data):
    try:
        Paper().reader.feed(data)
    except NotUnderstood:
        pass


def test_without_paper_everything_waits_and_nothing_is_lost():
    paper = Paper(rows=50)
    paper.reader.feed(b"one\ntwo\n" + esc.IN_ORDER_STATUS)
    assert paper.answers == b""
    paper.rows = 1000
    paper.reader.feed(b"")
    assert paper.answers == b"\x00"
    assert paper.reader.uncut_rows == 60


def test_a_cut_without_feeding_goes_through_what_was_printed_last(paper):
    black = b"\x1dv0\x00\x48\x00\xc8\x00" + b"\xff" * 72 * 200
    paper.reader.feed(black + b"\x1dV\x00" + esc.CUT)
    first, second = paper.cuts
    assert (first.height, second.height) == (200, KNIFE_DOTS)
    assert first.getpixel((0, 199)) == second.getpixel((0, 0)) == 0  # the slip's end begins the next one


def test_text_is_drawn_bold_double_and_aligned(paper):
    paper.reader.feed(
        b"left\n"
        + esc.CENTRE
        + esc.BOLD_ON
        + b"bold\n"
        + esc.DOUBLE_SIZE
        + b"double\n"
        + b"\x1ba\x02right\n"
        + esc.CUT
    )
    slip = paper.cuts[0].crop((0, KNIFE_DOTS, 576, paper.cuts[0].height))

    def middle(top, bottom):
        box = ImageChops.invert(slip.convert("L")).crop((0, top, 576, bottom)).getbbox()
        return (box[0] + box[2]) / 2

    assert middle(0, 30) < 100
    assert abs(middle(30, 60) - 288) < 10
    assert abs(middle(60, 120) - 288) < 20
    assert middle(120, 180) > 450


# ---------------------------------------------------------------------------------------------- text back end


@pytest.mark.parametrize("name", slips.ALL)
@pytest.mark.parametrize(("width", "dots"), [(48, 576), (32, 384)])
def test_every_slip_can_be_printed_as_text(name, width, dots):
    paper = Paper(dots)
    paper.reader.feed(esc.INITIALISE + lines_of(slips.ALL[name], width, dots, Typeface()) + esc.CUT)
    assert len(paper.cuts) == 1


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("￥3.50", b"\xa3\xa43.50"),
        ("：，。", b"\xa3\xba\xa3\xac\xa1\xa3"),
        ("茶叶蛋", bytes.fromhex("b2e8d2b6b5b0")),
        ("℃", b"\xa1\xe6"),
        ("\U00020bb7", b"\xa1\xfe"),  # four bytes in GB18030: firmware that knows GBK would print four others
        ("😀é", b"\xa1\xfe\xa8\xa6"),
    ],
)
def test_characters_go_out_as_one_or_two_bytes_or_as_a_mark(text, data):
    encoded = encode(text)
    assert encoded == data.replace(b"\xa1\xfe", "〓".encode("gb18030"))


def test_a_yen_sign_never_reaches_the_firmware():
    assert b"\x81\x30" not in lines_of(Slip("any", (Line("合计 ¥9"),)), 48, 576, Typeface())
    assert columns("合计 ￥9") == 8


words = st.text(st.sampled_from("雨伞借出，。（）￥：abc XYZ-0123"), max_size=60)


@given(
    st.lists(
        st.one_of(
            st.builds(
                Line, words, st.sampled_from(["left", "centre", "right"]), st.sampled_from(["small", "large"])
            ),
            st.builds(Pair, words, words),
            st.just(Rule()),
            st.builds(Frame, words, words),
        ),
        max_size=6,
    )
)
def test_no_line_of_text_is_wider_than_the_paper(content):
    Paper().reader.feed(lines_of(Slip("any", tuple(content)), 48, 576, Typeface()))


def test_a_code_that_does_not_fit_is_refused_as_text_too():
    with pytest.raises(NotPrintable):
        lines_of(Slip("any", (Code("x" * 1000, ""),)), 32, 384, Typeface())


# ---------------------------------------------------------------------------------------------- status


@pytest.mark.parametrize(
    ("answers", "status", "paper_state"),
    [
        ((0x12, 0x12, 0x12, 0x12), "online", "full"),
        ((0x12, 0x12, 0x12, 0x1E), "online", "low"),
        ((0x1A, 0x32, 0x12, 0x7E), "offline", "out"),
        ((0x1A, 0x32, 0x12, 0x72), "offline", "out"),
        ((0x1A, 0x16, 0x12, 0x12), "hardware_error", "full"),
        ((0x12, 0x12, 0x1A, 0x12), "hardware_error", "full"),
        ((0x12, 0x12, 0x32, 0x12), "hardware_error", "full"),
        ((0x12, 0x12, 0x52, 0x12), "hardware_error", "full"),
        ((0x1A, 0x12, 0x12, 0x12), "offline", "full"),
        ((0x12, None, None, 0x12), "online", "full"),  # a clone that knows only 1 and 4
        ((None, None, None, None), "unknown", "unknown"),
        ((0x12, 0x12, 0x12, None), "unknown", "unknown"),  # silence about paper is not "paper is fine"
        ((None, 0x12, 0x12, 0x12), "unknown", "unknown"),
    ],
)
def test_what_the_four_answers_mean(answers, status, paper_state):
    state = judge(*answers)
    assert (state.status, state.paper) == (status, paper_state)
    assert state.ready is (status == "online")
    assert bool(state.fault) is (status != "online")


def test_only_a_printer_that_is_online_with_paper_is_ready():
    for printer in range(256):
        for paper in range(0, 256, 7):
            if judge(printer, 0x12, 0x12, paper).ready:
                assert not printer & 0x08
                assert not paper & 0x60


def test_unasked_status_is_told_from_answers():
    answers = Answers()
    answers.feed(b"\x10\x00\x00\x00\x12\x14\x00\x00\x0f\x1e\x00")
    assert answers.real_time == [0x12, 0x1E]
    assert answers.in_order == [0x00]
    assert answers.nonsense == 0


@given(st.binary(max_size=50))
def test_every_byte_is_taken_for_what_it_can_be(data):
    answers = Answers()
    answers.feed(data)
    assert all(byte & 0x93 == 0x12 for byte in answers.real_time)
    assert set(answers.in_order) <= {0x00, 0x03, 0x0C, 0x0F}
    answers.clear()
    assert (answers.real_time, answers.in_order, answers.nonsense) == ([], [], 0)


def test_an_image_smaller_than_the_paper_is_placed_by_the_alignment(paper):
    dot = b"\x1dv0\x00\x01\x00\x01\x00\xff"
    paper.reader.feed(dot + esc.CENTRE + dot + b"\x1ba\x02" + dot + esc.CUT)
    picture: Image.Image = paper.cuts[0]
    rows = [[x for x in range(576) if not picture.getpixel((x, KNIFE_DOTS + y))] for y in range(3)]
    assert [row[0] for row in rows] == [0, 284, 568]


def test_an_amount_that_stands_alone_keeps_its_money_sign_on_firmware_that_knows_only_gbk() -> None:
    assert encode("\u00a51,000.00") == "\uffe51,000.00".encode("gbk")
    assert columns("\u00a51,000.00") == 10
