"""Words that several screens and slips share: money, days, points. Text ids are the English sentences."""

from __future__ import annotations

from kiosk.core.api import Message, Text, Texts

__all__ = ["_", "amount", "card_tail", "day_of", "joined", "yuan"]

_ = Texts("cards")

FEN_A_YUAN = 100


def yuan(fen: int) -> str:
    """Money as screens and slips write it: ¥1,234.56."""
    whole, rest = divmod(abs(fen), FEN_A_YUAN)
    return f"{'-' if fen < 0 else ''}¥{whole:,}.{rest:02d}"


def amount(fen: int) -> str:
    """What came in or went out: +¥100.00, -¥20.00."""
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


def day_of(business_day: int) -> str:
    """A business day as on a slip: 2026-12-31."""
    text = str(business_day)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def joined(texts: list[Text]) -> Text:
    """Several in one line."""
    line = texts[0] if texts else "–"
    for text in texts[1:]:
        line = _("{first} · {second}", first=line, second=text)
    return line


def card_tail(tail: str) -> Message:
    """The only part of a card number that is ever shown."""
    return _("ends in {tail}", tail=tail)
