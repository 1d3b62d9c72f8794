"""A till's receipt (小票) as the desk keeps it: what the code on it says, or what staff type, in the till's own words.

Merchant, till, number and day are what a receipt is known by, here as in the tills' daily file: a return that is registered is
found again when the till tells of the refund. How a till writes them into a code is its own; the site says it
(`receipt_code`), and a code that does not fit is taken for the receipt's number alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_FIELDS = {
    "merchant": r"[A-Za-z0-9._/-]{1,20}?",
    "terminal": r"[A-Za-z0-9._/-]{1,20}?",
    "receipt": r"[A-Za-z0-9._/-]{1,40}?",
    "day": r"20[0-9]{6}",
    "fen": r"[0-9]{1,9}",
}
_FIELD = re.compile(r"\{([a-z]+)\}")
_NUMBER = re.compile(r"[A-Za-z0-9._/-]{1,40}")

OLDEST_DAYS = 730  # allow constant: two years; what is older is a slip of the finger


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a receipt; "" and 0 is not known. `none`: the customer has no receipt."""

    merchant: str = ""
    terminal: str = ""
    receipt: str = ""
    day: int = 0
    amount: int = 0
    none: bool = False


def from_code(template: str, text: str) -> Receipt | None:
    """The receipt of a code; None for what can be none."""
    plain = text.strip()
    match = _pattern(template).fullmatch(plain) if template else None
    if match is None:
        return Receipt(receipt=plain) if _NUMBER.fullmatch(plain) else None
    read = match.groupdict()
    day = int(read.get("day") or 0)
    if day and not is_day(day):
        return None
    return Receipt(
        read.get("merchant") or "",
        read.get("terminal") or "",
        read.get("receipt") or "",
        day,
        int(read.get("fen") or 0),
    )


@lru_cache(maxsize=8)
def _pattern(template: str) -> re.Pattern[str]:
    parts, seen, end = [], set(), 0
    for field in _FIELD.finditer(template):
        parts.append(re.escape(template[end : field.start()]))
        name = field[1]
        parts.append(_FIELDS[name] if name in seen else f"(?P<{name}>{_FIELDS[name]})")
        seen.add(name)
        end = field.end()
    return re.compile("".join((*parts, re.escape(template[end:]))))


def is_day(day: int) -> bool:
    """Whether there is such a day (yyyymmdd)."""
    return _date(day) is not None


def may_be_of(day: int, today: int) -> bool:
    """Whether goods of this day may be brought back today: it is no day to come, and none long ago."""
    sold, now = _date(day), _date(today)
    return sold is not None and now is not None and now - timedelta(days=OLDEST_DAYS) <= sold <= now


def days_before(today: int, count: int) -> list[int]:
    """Today and the days before it."""
    now = _date(today)
    if now is None:
        return []
    return [int(f"{now - timedelta(days=number):%Y%m%d}") for number in range(count)]


def _date(day: int) -> date | None:
    try:
        return date(day // 10_000, day // 100 % 100, day % 100)
    except ValueError:
        return None
