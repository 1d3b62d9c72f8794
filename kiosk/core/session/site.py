"""What a position needs to know of its site: a plain value out of `kiosk.toml`."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kiosk.core.staff import POLICY, StaffPolicy
from kiosk.link.prompts import SwipeWay
from kiosk.link.settings import Settings


class Site(msgspec.Struct, frozen=True):
    """What a position needs to know of its site, from `kiosk.toml`."""

    name: str
    name_en: str
    zone: str
    language: str = "zh_CN"
    idle_seconds: float = 60
    warning_seconds: float = 30
    comfort_factor: float = 3
    staff_lock_seconds: float = 180
    pin_minimum: int = 6
    english_names: Mapping[str, str] = {}
    """What the settings call things in English, by their own name."""
    staff_policy: StaffPolicy = POLICY
    badge_alone: tuple[str, ...] = ()
    """Roles for which a badge is enough; everybody else gives the PIN too."""
    approval_seconds: float = 120
    """How long a second person is waited for at the screen."""
    swipe_ways: Mapping[str, SwipeWay] = {}
    """How a card goes through each reader of stripes, by its name."""


def site_of(settings: Settings) -> Site:
    """What the settings say of the site, and of staff at its positions."""
    site, session, staff = settings.site, settings.session, settings.staff
    return Site(
        name=site.name,
        name_en=site.name_en,
        zone=site.zone,
        language=site.language,
        idle_seconds=session.idle_seconds,
        warning_seconds=session.warning_seconds,
        comfort_factor=session.comfort_factor,
        staff_lock_seconds=staff.auto_lock_seconds,
        pin_minimum=staff.pin_minimum,
        english_names=english_names(settings),
        staff_policy=StaffPolicy.of(staff),
        badge_alone=staff.badge_alone,
        approval_seconds=staff.approval_seconds,
        swipe_ways={each.name: each.way for each in settings.scanners if each.reads == "stripes"},
    )


def english_names(settings: Settings) -> dict[str, str]:
    """What the settings call things in English, by their own name."""
    pairs = [(bank.name, bank.name_en) for bank in settings.banks]
    pairs += [(row.name, row.name_en) for row in settings.rows]
    pairs += [(day.name, day.name_en) for day in settings.site.special_day]
    calls = settings.calls
    pairs += [
        (calls.fire, calls.fire_en),
        (calls.injury, calls.injury_en),
        (calls.lost_child, calls.lost_child_en),
    ]
    return {name: english for name, english in pairs if name and english}
