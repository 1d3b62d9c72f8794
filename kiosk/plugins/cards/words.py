"""Words that several screens and slips share. Text ids are the English sentences; money and days are said as every service
says them (`kiosk.core.api`)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kiosk.core.api import Message, Personal, Text, Texts, date_of, day, tail, with_sign, yuan

__all__ = ["_", "card_tail", "date_of", "day_in_year", "joined", "phone_tail", "with_sign", "yuan"]

_ = Texts("cards")

ZONE = ZoneInfo("UTC")


def day_in_year(birthday: tuple[int, int]) -> Text:
    """A birthday, of which month and day are known: 3 May, 5月3日."""
    # allow constant: noon of a leap year; only month and day are shown
    at = datetime(2000, *birthday, 12, tzinfo=UTC)
    return day(int(at.timestamp() * 1000), ZONE)


def joined(texts: list[Text]) -> Text:
    """Several in one line."""
    line = texts[0] if texts else "–"
    for text in texts[1:]:
        line = _("{first} · {second}", first=line, second=text)
    return line


def card_tail(tail: str) -> Message:
    """The only part of a card number that is ever shown."""
    return _("ends in {tail}", tail=tail)


def phone_tail(phone: Personal) -> Message:
    """All of a phone number that a slip tells, and a screen that strangers may see."""
    return _("ends in {tail}", tail=tail(phone.reveal()))
