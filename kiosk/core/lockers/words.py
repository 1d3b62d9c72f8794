"""A door in words and on the picture of its wall, and the two screens that are the same at every door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.core.records import PlaceRecord
from kiosk.core.texts import Texts
from kiosk.link.prompts import Board, Place, Progress, Steps
from kiosk.link.texts import NAMES, Message, Text

_ = Texts("core")


def door_name(place: PlaceRecord) -> Message:
    """Door 17 · 17 号门; a row without doors goes by its name."""
    if not place.lock:
        return Message(NAMES, place.bank)
    return _("Door {number}", number=place.number)


def place_name(place: PlaceRecord, *, several: bool) -> Message:
    """A door as staff name it: with its bank where there are several, because each bank has a door 1."""
    if several and place.lock:
        return _("{bank} door {number}", bank=place.bank_name, number=place.number)
    return door_name(place)


def several_banks(places: Iterable[PlaceRecord]) -> bool:
    """Whether a door's number alone is not enough."""
    return len({place.bank for place in places}) > 1


def door_map(places: Iterable[PlaceRecord], lit: PlaceRecord) -> tuple[Place, ...]:
    """The bank of the lit door, as a picture."""
    return tuple(
        Place(
            key=place.id,
            label=str(place.number),
            row=place.row,
            column=place.column,
            lit=place.id == lit.id,
        )
        for place in places
        if place.bank == lit.bank
    )


def where_is(place: PlaceRecord) -> Text:
    """Where the door is, for whoever stands before the wall; rows from the top, columns from the left."""
    return _(
        "{door}: row {row}, column {column} from the left",
        door=door_name(place),
        row=place.row + 1,
        column=place.column + 1,
    )


def opening_door(
    place: PlaceRecord, *, instead_of: PlaceRecord | None = None, steps: Steps | None = None
) -> Progress:
    """The pulse is on its way; `instead_of`: the door that did not open before."""
    return Progress(
        title=_("Opening door {number}", number=place.number),
        subtitle=_("Please wait a moment")
        if instead_of is None
        else _("Door {number} did not open. Here is another one.", number=instead_of.number),
        steps=steps,
    )


def close_the_door(
    places: Sequence[PlaceRecord], place: PlaceRecord, *, why: Text = "", steps: Steps | None = None
) -> Board:
    """A door that stands open: the one thing that is asked now."""
    return Board(
        title=_("Please close the door"),
        subtitle=why or _("Door {number} is still open", number=place.number),
        places=door_map(places, place),
        here=where_is(place),
        steps=steps,
    )
