"""Words that several screens and slips share: days, doors, items. Text ids are the English sentences.

A point in time is a message of messages, so that a person who presses "English" sees the weekday change too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.core.api import Item, Message, PlaceRecord, Text, Texts

_ = Texts("lending")

WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
MONTHS = (
    _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
    _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
)  # fmt: skip
COLOURS = {
    "black": _("black"), "blue": _("blue"), "brown": _("brown"), "green": _("green"), "grey": _("grey"),
    "orange": _("orange"), "pink": _("pink"), "purple": _("purple"), "red": _("red"), "transparent": _("transparent"),
    "white": _("white"), "yellow": _("yellow"),
}  # fmt: skip
"""An item's label is the owner's own word; these, the usual ones, are said in the visitor's language."""

UNLOCK_REASONS = (
    _("Customer needs help"), _("Something left behind"), _("Cleaning"), _("Repair"), _("Stock count"),
)  # fmt: skip
"""The reasons that `plugin.toml` comes with; an owner's own are said as they are written."""


_KEYED = re.compile(r"([a-z][a-z0-9_]{0,39})=(.+)", re.DOTALL)


def split_reason(reason: str) -> tuple[str, str]:
    """A reason as the settings write it, `key=text` or the text alone: its key (or nothing), and its text."""
    keyed = _KEYED.fullmatch(reason)
    return (keyed[1], keyed[2].strip()) if keyed else ("", reason)


def local(at_ms: int, zone: ZoneInfo) -> datetime:
    """The site's clock at a moment."""
    return datetime.fromtimestamp(at_ms / 1000, zone)


def clock(at_ms: int, zone: ZoneInfo) -> str:
    """The time of day, the same in every language: 22:00."""
    return local(at_ms, zone).strftime("%H:%M")


def stamp(at_ms: int, zone: ZoneInfo) -> str:
    """Date and time as on a slip: 2026-11-22 14:08."""
    return local(at_ms, zone).strftime("%Y-%m-%d %H:%M")


def when(at_ms: int, now_ms: int, zone: ZoneInfo) -> str:
    """Short, for tables: the time of a thing of today, else the day too: 11-24 22:34."""
    at = local(at_ms, zone)
    return at.strftime("%H:%M" if at.date() == local(now_ms, zone).date() else "%m-%d %H:%M")


def moment(at_ms: int, zone: ZoneInfo) -> Message:
    """Wed, 25 Nov, 22:00 · 11月25日（周三）22:00."""
    at = local(at_ms, zone)
    return _(
        "{weekday}, {day} {month}, {time}",
        weekday=WEEKDAYS[at.weekday()],
        day=at.day,
        month=MONTHS[at.month - 1],
        time=at.strftime("%H:%M"),
    )


def day(at_ms: int, zone: ZoneInfo) -> Message:
    """21 Nov · 11月21日."""
    at = local(at_ms, zone)
    return _("{day} {month}", day=at.day, month=MONTHS[at.month - 1])


def item_name(item: Item) -> Text:
    """U-0117 · 蓝色: the tag on the handle, and what it looks like."""
    look = COLOURS.get(item.label.lower()) or item.label_zh or item.label
    return _("{tag} · {look}", tag=item.tag, look=look) if look else item.tag


def door_name(place: PlaceRecord) -> Message:
    """Door 17 · 17 号门."""
    return _("Door {number}", number=place.number)


def place_name(place: PlaceRecord, *, several: bool) -> Message:
    """A door as staff name it: with its bank where there are several, because each bank has a door 1."""
    if several:
        return _("{bank} door {number}", bank=place.bank_name, number=place.number)
    return door_name(place)


def several_banks(places: Iterable[PlaceRecord]) -> bool:
    """Whether a door's number alone is not enough."""
    return len({place.bank for place in places}) > 1


def yuan(fen: int) -> str:
    """Money as a slip writes it: ￥0.00."""
    return f"￥{fen // 100}.{fen % 100:02d}"


def member_tail(tail: str) -> Message:
    """The only part of a card number that is ever shown."""
    return _("ends in {tail}", tail=tail)
