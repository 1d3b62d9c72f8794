"""What stands on a card's stripe: its number and a check code, and never a balance or a name (domain.md 3.11).

The check code (ISO 7064, MOD 97-10) finds a number that was read wrongly; it proves nothing, because a stripe can be copied:
where value moves, the PIN proves. It stands after a field separator, where every reader of ours ends the number.
"""

from __future__ import annotations

from kiosk.core.api import Tracks


def check_code(number: str) -> str:
    """Two digits over a number of capitals, digits and dashes."""
    digits = "".join(str(int(one, 36)) for one in number if one.isalnum())  # allow constant: A is 10, Z is 35
    return f"{98 - int(digits + '00') % 97:02d}"  # allow constant: MOD 97-10


def tracks(number: str) -> Tracks:
    """Track 2 for digits, which is what every reader reads; a number with letters needs track 1."""
    if number.isdigit():
        return Tracks(track2=f"{number}={check_code(number)}")
    return Tracks(track1=f"{number}^{check_code(number)}")
