"""Phrases that no printed or shown text may contain, because the law calls them void.

Each with where that is said. The list is short and exact on purpose: it stops what is copied from old notices, it does not
judge sentences. Spaces and punctuation between the characters do not hide a phrase.

Left out: what is merely impolite, and what only a court can weigh.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec


class Phrase(msgspec.Struct, frozen=True):
    """One phrase, and the text that forbids it."""

    words: str
    source: str


_FINAL = "侵害消费者权益行为处罚办法 第十二条（六）"
_PREPAID = "法释〔2025〕4号 第九条"
_DEPOSIT = "居民身份证法 第十五条"

PHRASES = (
    Phrase("最终解释权", _FINAL),
    Phrase("解释权归", _FINAL),
    Phrase("概不退款", _PREPAID),
    Phrase("一律不退", _PREPAID),
    Phrase("不予退款", _PREPAID),
    Phrase("概不退换", "消费者权益保护法 第二十六条"),
    Phrase("概不补办", _PREPAID),
    Phrase("遗失不补", _PREPAID),
    Phrase("余额作废", _PREPAID),
    Phrase("过期作废", _PREPAID),
    Phrase("押身份证", _DEPOSIT),
    Phrase("身份证抵押", _DEPOSIT),
)
"""Domain.md section 7, item 28, and the law of 3.1 and 3.5."""

_BETWEEN = re.compile(r"[\s\W_]+")


def unlawful(text: str) -> list[Phrase]:
    """The phrases that a text contains."""
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return [phrase for phrase in PHRASES if phrase.words in bare]
