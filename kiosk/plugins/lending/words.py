"""Words that several screens and slips share: items, money, cards. Text ids are the English sentences.

Money, days and doors are said as every service says them (`kiosk.core.api`).
"""

from __future__ import annotations

from kiosk.core.api import (
    Item,
    Message,
    Text,
    Texts,
    clock,
    day,
    door_name,
    moment,
    place_name,
    several_banks,
    split_reason,
    stamp,
    when,
    yuan,
)

__all__ = [
    "COLOURS", "UNLOCK_REASONS", "_", "clock", "day", "door_name", "item_name", "member_tail", "moment", "place_name",
    "several_banks", "split_reason", "stamp", "when", "yuan",
]  # fmt: skip

_ = Texts("lending")

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


def item_name(item: Item) -> Text:
    """U-0117 · 蓝色: the tag on the handle, and what it looks like."""
    look = COLOURS.get(item.label.lower()) or item.label_zh or item.label
    return _("{tag} · {look}", tag=item.tag, look=look) if look else item.tag


def member_tail(tail: str) -> Message:
    """The only part of a card number that is ever shown."""
    return _("ends in {tail}", tail=tail)
