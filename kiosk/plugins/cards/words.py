"""Words that several screens and slips share. Text ids are the English sentences; money and days are said as every service
says them (`kiosk.core.api`)."""

from __future__ import annotations

from kiosk.core.api import Message, Text, Texts, date_of, with_sign, yuan

__all__ = ["_", "card_tail", "date_of", "joined", "with_sign", "yuan"]

_ = Texts("cards")


def joined(texts: list[Text]) -> Text:
    """Several in one line."""
    line = texts[0] if texts else "–"
    for text in texts[1:]:
        line = _("{first} · {second}", first=line, second=text)
    return line


def card_tail(tail: str) -> Message:
    """The only part of a card number that is ever shown."""
    return _("ends in {tail}", tail=tail)
