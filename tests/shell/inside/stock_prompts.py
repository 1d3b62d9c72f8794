"""The prompts of stock, count and reminders, made by lending's own functions, to be measured as they are."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from kiosk.core.api import Item, Personal, PlaceRecord, place_name
from kiosk.plugins.lending import items_desk, staff_door
from kiosk.plugins.lending.count import Count
from kiosk.plugins.lending.desk_limits import DeskLimits
from kiosk.plugins.lending.items import Known
from kiosk.plugins.lending.overdue import Late, Reminded, Story
from kiosk.plugins.lending.records import Loan
from kiosk.plugins.lending.stock_rows import Stock
from kiosk.plugins.lending.words import _

# The package gives functions the names of these modules.
count_desk, overdue_desk = (
    importlib.import_module(f"kiosk.plugins.lending.{name}") for name in ("count_desk", "overdue_desk")
)

DAY_MS = 86_400_000


def asked_of_staff(
    loan: Loan, item: Item, places: list[PlaceRecord], settings: dict[str, Any], now_ms: int, zone: Any
) -> Iterator[tuple[str, Any]]:
    phone = Personal("13800001234")
    late = [
        Late(
            loan,
            item,
            _("card {tail}", tail="3307"),
            phone,
            Reminded(number % 3, now_ms, now_ms + (number % 2) * DAY_MS),
        )
        for number in range(8)
    ]
    limits = DeskLimits.of(settings)
    yield "overdue-list", overdue_desk.table(late, now_ms, zone)
    story = Story("called", now_ms - DAY_MS, "1024", 2)
    yield "overdue-card", overdue_desk.card(late[1], story, now_ms + 3 * 3_600_000, zone, limits)
    quiet = DeskLimits(quiet=(("00:00", "23:59"),))
    yield "overdue-quiet", overdue_desk.card(late[0], Story(), now_ms, zone, quiet, number=phone.reveal())
    yield "stock-menu", items_desk.menu({"all": 58, "desk": 2, "transit": 1, "aside": 3, "expiring": 0})
    damaged = Known(item, "place", Stock(aside="damaged"), places[16], None, 20261122)
    lent = Known(item, "lent", Stock(), None, loan, 20261122)
    expired = Known(item, "desk", Stock(expires_day=20261101), None, None, 20261122)
    yield "item-damaged", items_desk.card(damaged)
    yield "item-lent", items_desk.card(lent)
    yield "item-expired", items_desk.card(expired)
    listed = [
        (item, "place", Stock(aside="damaged")), (item, "desk", Stock(expires_day=20261101)),
        (item, "transit", Stock()), (item, "lent", Stock(expires_day=20270101)),
    ]  # fmt: skip
    yield "items", items_desk.table("all", listed * 2, 20261122)  # type: ignore[arg-type]  # as the store hands it out
    yield "items-none", items_desk.table("transit", [], 20261122)
    yield "doors-with-room", items_desk.doors_with_room(places[:9])
    counted = Count("c", places[3].id, 5, 3, "open", "not_found", (), (), "s", now_ms, "")
    yield "count-list", count_desk.table(places, {places[3].id: counted})
    yield (
        "count-number",
        count_desk.how_many(
            place_name(places[8], several=False),
            _.plural("More than {count} does not fit", "More than {count} do not fit", 5),
        ),
    )
    yield "count-differs", count_desk.difference(place_name(places[3], several=False), counted)
    yield "count-missing", count_desk.which_missing([item] * 5, 2)
    yield "staff-door", staff_door.screen_at(staff_door.AtDoor("o", "r", places[16], item, "out"), places)
