"""Words that several screens and slips share. Text ids are the English sentences; money and days are said as every service
says them (`kiosk.core.api`)."""

from __future__ import annotations

from kiosk.core.api import Text, Texts, date_of, reason_key, split_reason, yuan

__all__ = ["_", "counted", "date_of", "named", "yuan"]

_ = Texts("counter")


def counted(number: int) -> Text:
    """3 pieces."""
    return _.plural("{count} piece", "{count} pieces", number)


def named(key: str, listed: list[str]) -> Text:
    """What a key is called by the site's list of kinds or reasons; one that is in it no more says its key."""
    found = next((one for one in listed if reason_key(one) == key), "")
    return _(split_reason(found)[1]) if found else key
