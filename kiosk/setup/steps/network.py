"""A receipt printer on the network: looked for when somebody asks for it, or given by its address.

Nothing is sent anywhere before a button is pressed, and nobody but the chosen address is asked anything.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from kiosk.core.texts import Texts
from kiosk.drivers.printer.lan import SEARCH_SECONDS, at_address, listening, neighbours
from kiosk.link.prompts import Action, Confirm, Fact, Keypad, Notice, Row, Table
from kiosk.link.texts import Text
from kiosk.setup.box import Box
from kiosk.setup.desk import WentBack

_ = Texts("setup")

PARTS = 4
SHOWN = 40


async def find_printer(box: Box) -> None:
    """Until one is chosen, or somebody goes back."""
    with contextlib.suppress(WentBack):
        while True:
            chosen = await box.desk.choose(_how())
            host = await (_searched(box) if chosen == "search" else _typed(box))
            if host and await _use(box, host):
                return


async def _searched(box: Box) -> str:
    """The address that is chosen of those at which somebody listens; "" for none."""
    places = box.layout.places
    box.desk.tell(
        _("Looking on the network"), _("It takes {count} seconds at most.", count=round(SEARCH_SECONDS))
    )
    hosts = list(places.lan) or await asyncio.to_thread(neighbours)
    found = await asyncio.to_thread(listening, hosts, places.raw_port)
    if not found:
        await box.desk.ask(_nobody(networked=bool(hosts)))
        return ""
    return await box.desk.choose(_which(found))


async def _typed(box: Box) -> str:
    """An address, a part at a time; "" where a part is none."""
    parts: list[str] = []
    while len(parts) < PARTS:
        part = await box.desk.digits(_part(parts))
        if not part.isdigit() or int(part) > 255:
            return ""
        parts.append(str(int(part)))
    return ".".join(parts)


async def _use(box: Box, host: str) -> bool:
    """Ask who is there, and take it when somebody says so."""
    box.desk.tell(_("One moment"), _("{address} is being asked.", address=host))
    found = await asyncio.to_thread(
        at_address, host, box.layout.places.raw_port, patience=2 * box.pace.answer
    )
    if found is None:
        await box.desk.ask(_silent(host))
        return False
    if found.state == "mute" and await box.desk.choose(_mute(host)) != "use":
        return False
    box.network = (found,)
    return True


# ---------------------------------------------------------------------------------------------- what is said


def _how() -> Confirm:
    return Confirm(
        _("Printer on the network"),
        _("Its address stands on its self-test page: hold the feed key while it is switched on."),
        actions=(
            Action("search", _("Look for it"), icon="search", primary=True),
            Action("address", _("Type its address"), icon="dialpad"),
        ),
        icon="print",
    )


def _which(hosts: Sequence[str]) -> Table:
    return Table(
        _("Which one is it?"),
        (_("Address"),),
        tuple(Row(each, (each,)) for each in hosts[:SHOWN]),
    )


def _part(parts: Sequence[str]) -> Keypad:
    so_far: Text = ".".join([*parts, "…"])
    return Keypad(
        _("Address, part {number} of {count}", number=len(parts) + 1, count=PARTS),
        so_far,
        minimum=1,
        maximum=3,
    )


def _nobody(*, networked: bool) -> Notice:
    return Notice(
        "refused",
        _("No printer found"),
        _("Nobody listens on port 9100 here. Is it switched on, and on the same network?")
        if networked
        else _("This box has no network address. Is the network cable plugged in?"),
        actions=(Action("on", _("Go on"), primary=True),),
        icon="print",
    )


def _silent(host: str) -> Notice:
    return Notice(
        "refused",
        _("Nobody answers there"),
        _("No printer listens at this address."),
        (Fact(_("Address"), host),),
        (Action("on", _("Go on"), primary=True),),
        icon="print",
    )


def _mute(host: str) -> Confirm:
    return Confirm(
        _("It does not say how it is"),
        _("Somebody listens there, and answers no receipt printer's question. It may be an office printer."),
        (Fact(_("Address"), host),),
        (Action("other", _("Another one"), primary=True), Action("use", _("Use it all the same"))),
        icon="print",
        tone="amber",
    )
