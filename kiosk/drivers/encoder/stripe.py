"""The physics of a stripe, for the world: a track is a row of bits, zeros first, then whatever was written.

Written from the standard apart from `tracks.py`, so that a mistake there is not repeated here; the same golden bytes hold both
(tests/drivers/encoder). Bits are text of 0 and 1, in the order in which they pass the head.
"""

from __future__ import annotations

from collections.abc import Iterator

WIDTH = {1: 6, 2: 4, 3: 4}
"""Data bits of a character; one of parity follows them."""

BASE = {1: 0x20, 2: 0x30, 3: 0x30}
OPENS = {1: "%", 2: ";", 3: ";"}
LEADING_ZEROS = {1: 61, 2: 22, 3: 61}


def written(number: int, text: str, zeros: int | None = None) -> str:
    """A track that holds a text, as the device writes it."""
    rows = [_bits(ord(each) - BASE[number], WIDTH[number]) for each in f"{OPENS[number]}{text}?"]
    columns = ("".join(column) for column in zip(*rows, strict=True))
    check = "".join("1" if column.count("1") % 2 else "0" for column in columns)
    body = "".join(row + ("0" if row.count("1") % 2 else "1") for row in (*rows, check))
    return "0" * (LEADING_ZEROS[number] if zeros is None else zeros) + body


def text_on(number: int, stripe: str) -> str | None:
    """What a reader makes of a track: its text, "" for one without any flux, None where it can make nothing of it."""
    start = stripe.find("1")
    if start < 0:
        return ""
    rows: list[str] = []
    size = WIDTH[number] + 1
    for at in range(start, len(stripe) - size + 1, size):
        row = stripe[at : at + size]
        if row.count("1") % 2 == 0:
            return None
        rows.append(row[:-1])
        if len(rows) > 1 and _character(number, rows[-2]) == "?":
            break
    said = "".join(_character(number, row) for row in rows[:-1])
    even = all(column.count("1") % 2 == 0 for column in zip(*rows, strict=True))
    whole = len(rows) > 2 and said.startswith(OPENS[number]) and said.endswith("?")
    return said[1:-1] if whole and even else None


def raw_written(data: bytes, bits: int, zeros: int) -> str:
    """A track of raw characters: of each byte so many bits, the lowest first."""
    return "0" * zeros + "".join(_bits(each, 8)[:bits] for each in data)


def raw_read(stripe: str) -> bytes:
    """A track's bits from the first 1 on, in bytes whose highest bit came first."""
    body = stripe[stripe.find("1") :] if "1" in stripe else ""
    return bytes(_bytes(body))


def _bytes(body: str) -> Iterator[int]:
    for at in range(0, len(body), 8):
        yield int(body[at : at + 8].ljust(8, "0"), 2)


def _bits(value: int, count: int) -> str:
    return f"{value:0{count}b}"[::-1]


def _character(number: int, row: str) -> str:
    return chr(BASE[number] + int(row[::-1], 2))
