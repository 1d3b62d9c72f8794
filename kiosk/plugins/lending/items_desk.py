"""库存, for staff: an item by its tag or from a list, and what can be done with it; new ones in, old ones out.

What each deed does to the stock, the loan and the customer is said in `stock_writes` and `transfer`. What is behind a door is
taken out through that door (`staff_door`), so that the books never move a thing that nobody touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.core.api import (
    SHUT,
    Choice,
    Chosen,
    ConstraintBroken,
    Entered,
    Item,
    Keypad,
    Menu,
    Notice,
    PlaceFull,
    PlaceRecord,
    PresentCard,
    Row,
    Scan,
    Scans,
    Table,
    Text,
    Transaction,
    Visit,
    place_name,
    several_banks,
)

from .desk_limits import DAY_LENGTH, DeskLimits
from .ending import End
from .history import show_history
from .items import (
    WHERE_WORDS,
    Known,
    Which,
    as_day,
    condition,
    counts,
    known,
    listed,
    where_words,
)
from .kinds import KINDS, kind_of, lends
from .limits import Limits
from .new_tag import IN_USE, why_not
from .screens import DONE
from .staff_door import at_door
from .stock import Whereabouts
from .stock_rows import Stock
from .stock_writes import NotPossible, damage, find_again, lose, mend, retire, take_in
from .transfer import arrive, begin_transfer, missed
from .words import COLOURS, _, item_name
from .words_staff import unlock_reason


async def stock_desk(visit: Visit) -> End:
    """The staff service."""
    while True:
        limits = DeskLimits.of(visit.settings)
        match await visit.ask(menu(await visit.read(counts, limits.soon_days))):
            case Chosen(key="scan"):
                await _scan(visit)
            case Chosen(key="new"):
                await _new(visit)
            case Chosen(key="all" | "expiring" | "aside" | "transit" | "desk" as which):
                await _list(visit, which)
            case _:
                return "home"


def menu(number: dict[Which, int]) -> Menu:
    """What can be done, and how much there is of it."""
    return Menu(
        title=_("Stock"),
        choices=(
            Choice("scan", _("Scan a tag"), icon="qr_code_scanner"),
            Choice("new", _("New item"), icon="add"),
            Choice("all", _("All items"), _("{count} in stock", count=number["all"]), icon="inventory_2"),
            Choice("desk", _("At the desk"), _amount(number["desk"]), icon="concierge"),
            Choice("transit", _("On their way"), _amount(number["transit"]), icon="outbox"),
            Choice("aside", _("Damaged"), _amount(number["aside"]), icon="build"),
            Choice("expiring", _("Expiring"), _amount(number["expiring"]), icon="event"),
        ),
    )


def _amount(number: int) -> Text:
    return _.plural("{count} item", "{count} items", number) if number else _("none")


async def _list(visit: Visit, which: Which) -> None:
    while True:
        found = await visit.read(listed, which, DeskLimits.of(visit.settings).soon_days)
        today = await visit.read(_today)
        outcome = await visit.ask(table(which, found, today))
        picked = [item for item, *_rest in found if outcome == Chosen(item.id)]
        if not picked:
            return
        await item_card(visit, picked[0].id)


TITLES: dict[Which, Text] = {
    "all": _("All items"), "expiring": _("Expiring"), "aside": _("Damaged"), "transit": _("On their way"),
    "desk": _("At the desk"),
}  # fmt: skip


def table(which: Which, found: list[tuple[Item, Whereabouts, Stock]], today: int) -> Table:
    """One of the lists; what must not be lent stands out."""
    return Table(
        title=TITLES[which],
        columns=(_("Which"), _("Where"), _("State")),
        rows=tuple(
            Row(
                key=item.id,
                cells=(item_name(item), WHERE_WORDS[where], condition(stock, today)),
                alert=stock.expired(today) or stock.aside == "damaged",
            )
            for item, where, stock in found
        ),
        widths=(4, 3, 4),
        empty=_("Nothing here"),
    )


def _today(tx: Transaction) -> int:
    return tx.business_day


def _item(tx: Transaction, item_id: str) -> Known | None:
    item = tx.item(item_id)
    return known(tx, item) if item is not None else None


async def _scan(visit: Visit) -> None:
    error: Text = ""
    while True:
        outcome = await visit.ask(
            PresentCard(_("Scan the tag"), subject="tag", error=error), accepts=(Scans(),), update=bool(error)
        )
        if not isinstance(outcome, Scan):
            return
        item = await visit.read(_by_tag, outcome.text.strip()) if not outcome.refused else None
        if item is not None:
            await item_card(visit, item.id)
            return
        error = _("Not a tag that we know. Take it in as new?")


def _by_tag(tx: Transaction, tag: str) -> Item | None:
    item = tx.item_by_tag(tag)
    return item if item is not None and lends(item.kind) else None


# ------------------------------------------------------------------ one item


async def item_card(visit: Visit, item_id: str) -> None:
    """One item until the person is done with it."""
    while True:
        one = await visit.read(_item, item_id)
        if one is None:
            return
        outcome = await visit.ask(card(one))
        staff = visit.staff
        if not isinstance(outcome, Chosen) or outcome.key not in deeds(one) or staff is None:
            return
        try:
            await _do(visit, one, outcome.key, staff.id)
        except (NotPossible, ConstraintBroken, PlaceFull):
            await visit.ask(
                Notice(
                    "information",
                    _("Changed meanwhile"),
                    _("Somebody else was quicker."),
                    actions=(DONE,),
                )
            )


def deeds(one: Known) -> tuple[str, ...]:
    """What can be done with an item where it is now, the likeliest first."""
    mended = ("mend",) if one.stock.aside == "damaged" else ("damage",)
    match one.where:
        case "place":
            found: tuple[str, ...] = ("take", "send", *mended, "lose") if not one.leaving else ("lose",)
        case "desk":
            found = ("put", *mended, "send", "retire", "lose")
        case "lent":
            found = ("damage", "lose")
        case "transit":
            found = ("put", "arrive", "miss")
        case "lost":
            found = ("find", "retire")
        case _:
            found = ()
    return (*found, "log")


DEEDS: dict[str, tuple[Text, str]] = {
    "take": (_("Take it out"), "lock_open"),
    "put": (_("Put it behind a door"), "door_sliding"),
    "send": (_("Send it elsewhere"), "outbox"),
    "arrive": (_("It has arrived here"), "check_circle"),
    "miss": (_("It has not arrived"), "error"),
    "damage": (_("It is damaged"), "build"),
    "mend": (_("It is mended"), "done_all"),
    "lose": (_("It is lost"), "error"),
    "find": (_("It was found"), "check_circle"),
    "retire": (_("Out of stock for good"), "delete"),
    "log": (_("Record"), "assignment"),
}


def card(one: Known) -> Menu:
    """Its name, where it is, what is wrong with it, and what can be done."""
    state = condition(one.stock, one.today)
    where = where_words(one)
    return Menu(
        title=item_name(one.item),
        subtitle=_("{where} · {state}", where=where, state=state) if state else where,
        choices=tuple(Choice(key, DEEDS[key][0], icon=DEEDS[key][1]) for key in deeds(one)),
    )


async def _do(visit: Visit, one: Known, deed: str, staff_id: str) -> None:
    """One deed: a single write, or a conversation of its own."""
    item_id = one.item.id
    if deed in _WRITES:
        await visit.write(_WRITES[deed], item_id, staff_id)
    elif deed == "arrive":
        await visit.write(arrive, item_id, None, staff_id, Limits.of(visit.settings, kind_of(one.item.kind)))
    elif deed in ("damage", "retire"):
        await _with_reason(visit, item_id, deed, staff_id)
    elif deed == "take" and one.place is not None:
        await at_door(visit, "out", one.item, one.place)
    elif deed == "put":
        await put_somewhere(visit, one.item)
    elif deed == "send":
        await _send(visit, one, staff_id, DeskLimits.of(visit.settings))
    elif deed == "log":
        await show_history(visit, "item", item_id, _("{tag}: record", tag=one.item.tag))


_WRITES: dict[str, Callable[[Transaction, str, str], None]] = {
    "mend": mend, "find": find_again, "miss": missed, "lose": lose,
}  # fmt: skip


async def _with_reason(visit: Visit, item_id: str, deed: str, staff_id: str) -> None:
    limits = DeskLimits.of(visit.settings)
    if deed == "damage":
        reason = await ask_reason(visit, _("What is wrong with it?"), limits.damage_reasons)
        if reason:
            await visit.write(damage, item_id, reason, staff_id)
    else:
        reason = await ask_reason(visit, _("Why does it leave?"), limits.retire_reasons)
        if reason:
            await visit.write(retire, item_id, reason, staff_id)


async def what_is_inside(visit: Visit, items: list[Item]) -> None:
    """From the wall: the item behind a door, or which of those in a rack."""
    if len(items) == 1:
        await item_card(visit, items[0].id)
        return
    outcome = await visit.ask(
        Table(_("What is inside"), ("",), tuple(Row(item.id, (item_name(item),)) for item in items))
    )
    for item in items:
        if outcome == Chosen(item.id):
            await item_card(visit, item.id)


async def ask_reason(visit: Visit, title: Text, reasons: tuple[str, ...]) -> str:
    """One of the settings' reasons; "" when they went back."""
    choices = tuple(Choice(str(number), unlock_reason(reason)) for number, reason in enumerate(reasons))
    outcome = await visit.ask(Menu(title, choices))
    if isinstance(outcome, Chosen) and outcome.key.isdigit():
        return reasons[int(outcome.key)]
    return ""


async def _send(visit: Visit, one: Known, staff_id: str, limits: DeskLimits) -> None:
    """Where to? Then out through its door, and it is on its way."""
    where = await ask_reason(visit, _("Where to?"), limits.destinations)
    if not where:
        return
    await visit.write(begin_transfer, one.item.id, where, staff_id)
    if one.place is not None:
        await at_door(visit, "out", one.item, one.place)


async def put_somewhere(visit: Visit, item: Item) -> None:
    """Behind which door? Those with room, shut and free."""
    places = await visit.read(_room, item.kind)
    offered = [place for place in places if not place.lock or visit.door(place.id) == SHUT]
    outcome = await visit.ask(doors_with_room(offered))
    picked = [place for place in offered if outcome == Chosen(place.id)]
    if picked:
        await at_door(visit, "in", item, picked[0])


def doors_with_room(offered: list[PlaceRecord]) -> Table:
    """The doors that take it."""
    return Table(
        title=_("Behind which door?"),
        columns=(_("Door"), _("Room for")),
        rows=tuple(
            Row(
                place.id,
                (
                    place_name(place, several=several_banks(offered)),
                    _.plural("{count} item", "{count} items", place.free),
                ),
            )
            for place in offered
        ),
        widths=(3, 2),
        empty=_("No door is free now"),
    )


def _room(tx: Transaction, kind: str) -> list[PlaceRecord]:
    return [place for place in tx.places(holds=kind) if place.in_service and place.free and not place.held]


# ------------------------------------------------------------------ a new one


async def _new(visit: Visit) -> None:
    """Kind, look, day where it has one, tag; then it is at the desk, and can be put behind a door."""
    limits = DeskLimits.of(visit.settings)
    kind = await _which(visit, _("What is it?"), {kind.id: kind.words.one for kind in KINDS})
    if not kind:
        return
    label = await _which(visit, _("What colour?"), COLOURS)
    if not label:
        return
    expires = 0
    if kind in limits.expiring_kinds:
        asked = await _day(visit)
        if asked is None:
            return
        expires = asked
    item = await _tag(visit, kind, label, expires)
    if item is not None:
        await put_somewhere(visit, item)
        await item_card(visit, item.id)


async def _which(visit: Visit, title: Text, offered: Mapping[str, Text]) -> str:
    outcome = await visit.ask(Menu(title, tuple(Choice(key, words) for key, words in offered.items())))
    return outcome.key if isinstance(outcome, Chosen) and outcome.key in offered else ""


async def _day(visit: Visit) -> int | None:
    """Its last good day, typed; a day that is over is refused."""
    today = await visit.read(_today)
    error: Text = ""
    while True:
        outcome = await visit.ask(
            Keypad(
                _("Good until"), _("Year, month, day: {example}", example=today),
                minimum=DAY_LENGTH, maximum=DAY_LENGTH, error=error,
            ),
            update=bool(error),
        )  # fmt: skip
        if not isinstance(outcome, Entered):
            return None
        day = as_day(outcome.text)
        if day is not None and day >= today:
            return day
        error = _("That is no day to come")


async def _tag(visit: Visit, kind: str, label: str, expires: int) -> Item | None:
    error: Text = ""
    while True:
        outcome = await visit.ask(
            PresentCard(_("Scan the new tag"), subject="tag", error=error),
            accepts=(Scans(),),
            update=bool(error),
        )
        staff = visit.staff
        if not isinstance(outcome, Scan) or staff is None:
            return None
        error = await why_not(visit, outcome)
        if error:
            continue
        try:
            return await visit.write(
                take_in, outcome.text.strip(), kind, staff.id, label=label, expires_day=expires
            )
        except (NotPossible, ConstraintBroken):
            error = IN_USE
