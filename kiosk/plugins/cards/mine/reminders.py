"""What a member is reminded of once they have identified themselves, here and at other services: points that end soon, a tier
that they may have now, their birthday month.

Few and short: a reminder that nobody asked for is a line and no question. Nothing of it is told before somebody is known, and
none of it asks for a consent again (网络数据安全管理条例: no repeated asking).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.core.api import NO_END, Text, Transaction, date_of, points
from kiosk.plugins.cards.issue.models import GivenRow
from kiosk.plugins.cards.limits import Limits
from kiosk.plugins.cards.rules.tiers import TIERS
from kiosk.plugins.cards.till.booking import spending_of
from kiosk.plugins.cards.words import _

LINES = 3  # allow constant: what a screen has room for, of all services together


@dataclass(frozen=True, slots=True)
class Reminders:
    """Each "" where there is nothing to say."""

    ending: Text = ""
    upgrade: Text = ""
    birthday: Text = ""

    @property
    def lines(self) -> list[Text]:
        """For other services' screens."""
        return [line for line in (self.ending, self.upgrade, self.birthday) if line]

    def on_the_page(self, notes: Sequence[Text]) -> tuple[Text, ...]:
        """For the member's own page, which says of their points itself: what other services tell comes first, because it is
        mostly due."""
        own = self.lines
        others = [note for note in notes if note not in own]
        return (*others, *(line for line in own if line != self.ending))[:LINES]


def reminders(tx: Transaction, member_id: str, limits: Limits) -> Reminders:
    """Of a member, today."""
    return Reminders(
        ending_soon(tx, member_id, limits.ending_days),
        upgrade(tx, member_id),
        birthday_month(tx, member_id, limits.birthday_words),
    )


def ending_soon(tx: Transaction, member_id: str, days: int) -> Text:
    """How many points end within so many days, and the last day of the first of them."""
    today = tx.business_day
    left, until = tx.left_by_day(points(member_id), on_day=today), later(today, days)
    soon = {day: left_then for day, left_then in left.items() if day != NO_END and day <= until}
    if not soon:
        return ""
    return _.plural(
        "{count} point ends, from {day} on",
        "{count} points end, from {day} on",
        sum(soon.values()),
        day=date_of(min(soon)),
    )


def upgrade(tx: Transaction, member_id: str) -> Text:
    """The highest tier that what was spent as the holder of this one has reached, by the rules of today."""
    member, rule = tx.member(member_id), tx.rule(TIERS)
    held = rule[0].of(member.tier) if member is not None and rule is not None else None
    if held is None or rule is None:
        return ""
    above = [one for one in rule[0].tiers if one.upgraded_from == held.key]
    spent = spending_of(member_id, _holder_since(member_id)) if above else 0
    reached = [one for one in above if spent >= one.upgraded_spent]
    return _("You may have the {tier} now", tier=reached[-1].title) if reached else ""


def _holder_since(member_id: str) -> int:
    """The business day on which the tier was given; 0 for a member who was imported."""
    given = GivenRow.select(GivenRow.business_day).where(
        GivenRow.member_id == member_id, GivenRow.how.in_(("issued", "upgraded"))
    )
    return max((row.business_day for row in given), default=0)


def birthday_month(tx: Transaction, member_id: str, words: str) -> Text:
    """A wish in the month of their birthday, with what the site says beside it."""
    born = tx.member_birthday(member_id)
    if born is None or born[0] != tx.business_day // 100 % 100:
        return ""
    return _("Happy birthday month! {words}", words=words) if words else _("Happy birthday month!")


def later(business_day: int, days: int) -> int:
    """A business day so many days on."""
    first = datetime(business_day // 10_000, business_day // 100 % 100, business_day % 100, tzinfo=UTC)
    return int((first + timedelta(days=days)).strftime("%Y%m%d"))
