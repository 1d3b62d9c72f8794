"""What a scan says: whatever bytes come, there is an answer and never a crash, and payment codes go no further."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drivers.scanner import codes
from kiosk.drivers.scanner.codes import GS, Code

CORPUS = Path(__file__).parents[1] / "corpus" / "drivers" / "scans.txt"


def corpus():
    """Scans that were worth keeping, one a line: bytes in hex, a space, why."""
    for line in CORPUS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            data, _, why = line.partition(" ")
            yield pytest.param(bytes.fromhex("" if data == "-" else data), id=why or data[:20])


def check(raw):
    outcome = codes.read(raw)
    if isinstance(outcome, Code):
        assert 1 <= len(outcome.text) <= codes.MAXIMUM_CHARACTERS
        assert all(
            each == GS or unicodedata.category(each) not in ("Cc", "Cf", "Zl", "Zp") for each in outcome.text
        )
        assert not codes.is_payment_code(outcome.text)
        outcome.text.encode("utf-8")  # no half surrogates
    else:
        assert outcome in (None, "too_long", "unreadable", "payment_code")
    return outcome


@pytest.mark.parametrize("raw", list(corpus()))
def test_every_scan_of_the_corpus_has_an_answer(raw):
    check(raw)


@given(st.binary(max_size=3000))
def test_any_bytes_have_an_answer(raw):
    check(raw)


@given(st.text(max_size=700))
def test_any_text_has_an_answer_in_both_encodings(text):
    for encoding in ("utf-8", "gb18030"):
        check(text.encode(encoding, "ignore"))


@pytest.mark.parametrize(
    ("raw", "text", "symbology"),
    [
        (b"6901234567892", "6901234567892", ""),
        (b"]E06901234567892", "6901234567892", "ean"),
        (b"]Q3U-0117", "U-0117", "qr"),
        (b"]C1010690123456789210ABC\x1d21XYZ", "010690123456789210ABC\x1d21XYZ", "code128"),
        (b"]Z9KEEP", "]Z9KEEP", ""),  # no such symbology: the bracket is the code's own
        ("雨伞一号".encode(), "雨伞一号", ""),
        ("雨伞一号".encode("gb18030"), "雨伞一号", ""),
        (b"  U-0117 \r\n", "U-0117", ""),
        (b"\x02U-\x000117\x03", "U-0117", ""),
        (b"'; DROP TABLE loans; --", "'; DROP TABLE loans; --", ""),
        ("☂️👩\u200d🚒".encode(), "☂️👩🚒", ""),
        ("admin\u202ecod".encode(), "admincod", ""),
        ("\ufeffU-1".encode(), "U-1", ""),
        (b"\x1b[2J\x1b[31mU-1", "[2J[31mU-1", ""),
    ],
)
def test_cleaning(raw, text, symbology):
    assert codes.read(raw) == Code(text, symbology)


@pytest.mark.parametrize(
    "raw", [b"", b"\r", b"   ", b"\x00\x01\x02", b"\x1d\x1d", "\u200b\ufeff".encode(), b"]Q3"]
)
def test_nothing_is_no_scan(raw):
    assert codes.read(raw) is None


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (b"x" * 512, Code("x" * 512)),
        (b"x" * 513, "too_long"),
        (b"x" * 10_000, "too_long"),
        ("伞".encode() * 512, Code("伞" * 512)),
        ("伞".encode() * 513, "too_long"),
        (b"\x00" * 5000 + b"U-1", Code("U-1")),
    ],
)
def test_length_is_counted_in_characters_after_cleaning(raw, outcome):
    assert codes.read(raw) == outcome


@pytest.mark.parametrize("raw", [b"\xff\xfe\xfd", b"\x81", b"abc\xff"])
def test_what_no_encoding_knows_is_unreadable(raw):
    assert codes.read(raw) == "unreadable"


@pytest.mark.parametrize(
    ("code", "payment"),
    [
        ("130000000000000000", True),
        ("100000000000000000", True),
        ("150000000000000000", True),
        ("160000000000000000", False),
        ("090000000000000000", False),
        ("13000000000000000", False),  # 17 digits
        ("1300000000000000000", False),  # 19
        ("2500000000000000", True),  # 16 digits, Alipay's shortest
        ("301234567890123456789012", True),  # 24, its longest
        ("3012345678901234567890123", False),
        ("250000000000000", False),
        ("2400000000000000", False),
        ("3100000000000000", False),
        ("00106901234567890123", False),  # a GS1 shipping number with its identifier
        ("6901234567892", False),
        ("13000000000000000A", False),
        ("１３００００００００００００００００", False),  # full-width digits are no payment code anywhere
    ],
)
def test_payment_shapes(code, payment):
    assert (codes.read(code.encode()) == "payment_code") is payment


@pytest.mark.parametrize("wrapped", [b"]Q1%s", b" %s\r", b"\x02%s\x03"])
def test_a_payment_code_is_one_in_any_wrapping(wrapped):
    assert codes.read(wrapped % b"130000000000000000") == "payment_code"


def test_a_code_does_not_show_itself_in_a_log():
    assert "6901234567892" not in repr(Code("6901234567892"))
