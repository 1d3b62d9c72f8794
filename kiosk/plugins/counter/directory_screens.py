"""The page of one shop: floor and unit large, how to get there, and its hours."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Brand,
    Calendar,
    Chosen,
    Confirm,
    Fact,
    Notice,
    Text,
    clock,
    local,
    said,
    storeys,
)

from .words import _

FOUND = Chosen("found")


def place(brand: Brand, here: str, calendar: Calendar, now_ms: int, zone: ZoneInfo) -> Confirm:
    """Where it is, from where they stand."""
    facts = [Fact(_("Floor"), said(brand.floor, brand.floor))]
    if brand.unit:
        facts.append(Fact(_("Unit"), said(brand.unit, brand.unit)))
    way = how_to_get_there(here, brand.floor) if here else ""
    if way:
        facts.append(Fact(_("From here"), way))
    if brand.way or brand.way_en:
        facts.append(Fact(_("The way"), said(brand.way, brand.way_en)))
    facts.append(Fact(_("Open today"), hours(brand, calendar, now_ms, zone)))
    if brand.phone:
        facts.append(Fact(_("Telephone"), said(brand.phone, brand.phone)))
    return Confirm(
        title=brand.title,
        subtitle=said(brand.category, brand.category_en),
        facts=tuple(facts),
        actions=(Action("found", _("Thank you"), icon="check", primary=True),),
        icon="storefront",
        tone="sky",
    )


def how_to_get_there(here: str, floor: str) -> Text:
    """Two floors up; "" where the names of the floors tell nothing."""
    up = storeys(here, floor)
    if up is None:
        return ""
    if not up:
        return _("on this floor")
    if up > 0:
        return _.plural("{count} floor up", "{count} floors up", up)
    return _.plural("{count} floor down", "{count} floors down", -up)


def hours(brand: Brand, calendar: Calendar, now_ms: int, zone: ZoneInfo) -> Text:
    """Its own hours where the directory has them, else those of the house today."""
    if brand.hours:
        return said(brand.hours, brand.hours)
    return house_hours(calendar, now_ms, zone)


def house_hours(calendar: Calendar, now_ms: int, zone: ZoneInfo) -> Text:
    """10:00–22:00, as the house is open today."""
    today = local(now_ms, zone).date()
    opening = calendar.opening_on(today)
    if opening is None:
        return (
            _("closed today")
            if calendar.hours is not None and calendar.known
            else _("ask at the service desk")
        )
    if opening.closes_ms - opening.opens_ms >= timedelta(days=1) / timedelta(milliseconds=1):
        return _("around the clock")
    return _(
        "{opens} to {closes}", opens=clock(opening.opens_ms, zone), closes=clock(opening.closes_ms, zone)
    )


def nothing_there() -> Notice:
    """No directory yet."""
    return Notice(
        "information",
        _("No shops are listed yet"),
        _("The service desk tells you the way."),
        icon="storefront",
    )
