"""Card numbers as they come off a stripe, a barcode, a keypad or a spreadsheet, brought to the one form that
is stored.
"""

from __future__ import annotations

import re
import unicodedata

from kiosk.core.personal import identity_number

_CARD = re.compile(r"[0-9A-Z][0-9A-Z-]{2,30}[0-9A-Z]")


def normal_card(text: str) -> str:
    """The stored form of a card number: ASCII capitals and digits, 4 to 32 of them, dashes allowed within; ""
    when it is none.

    Full-width characters become ASCII and spaces go. What is shaped like an identity number is no card
    number.
    """
    if len(text) > 64:
        return ""
    card = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return card if _CARD.fullmatch(card) and not identity_number(card) else ""
