"""Staff mode at a position: sign in with number and PIN, then the staff services as a menu.

While the box has no staff account at all, the first one is made here with a one-time code that the kiosk prints
(or that `kiosk staff first-code` shows): there is no default PIN anywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from kiosk.core.calls import words
from kiosk.core.outcomes import BACK, Changes, Outcome, Scan, Scans
from kiosk.core.records import StaffIdentity
from kiosk.core.service import Availability, Claim, Service
from kiosk.core.session import first_account, plugins_page
from kiosk.core.session.home import availabilities
from kiosk.core.session.position import PositionDesk
from kiosk.core.session.proving import prove, refusal
from kiosk.core.staff import NUMBER_DIGITS, PIN_FLOOR, POLICY, SignInRefused, has_staff
from kiosk.core.texts import Texts
from kiosk.link.messages import Header
from kiosk.link.prompts import Action, Choice, Chosen, Entered, Fact, Keypad, Menu, Notice, Prompt
from kiosk.link.texts import Text

_ = Texts("core")

GROUP = "group:"
"""How the key of a line begins under which a plugin's services stand together."""

TITLES = 3
"""Of a group's services that its line names."""


def status(position: PositionDesk) -> Text:
    """Who has signed in, and when the screen locks itself; empty while nobody has."""
    if position.staff is None:
        return ""
    minutes, seconds = divmod(round(position.site.staff_lock_seconds), 60)
    number = position.staff.number
    if seconds:
        seconds += 60 * minutes
        return _("Number {number} · locks after {seconds} s idle", number=number, seconds=seconds)
    return _("Number {number} · locks after {minutes} min idle", number=number, minutes=minutes)


def header(position: PositionDesk) -> Header:
    """The line at the top of the staff's own screens."""
    return Header(_("Staff"), icon="badge", tone="primary", status=status(position))


async def staff_desk(position: PositionDesk) -> Claim | None:
    """Sign in where nobody has; returns the staff service that was chosen, None when the person went back."""
    if position.staff is None:
        position.staff = await _sign_in(position)
        if position.staff is None:
            return None
        await position.bell.staff_arrived()
        position.start_idle()
    position.header = header(position)
    group = ""
    while True:
        chosen = await _choose(position, group)
        if chosen.startswith(words.PREFIX):
            await about_the_call(position, chosen.removeprefix(words.PREFIX))
        elif chosen.startswith(GROUP) or (group and not chosen):
            group = chosen
        else:
            return Claim(chosen, "") if chosen else None


async def at_the_door(position: PositionDesk) -> StaffIdentity | None:
    """Sign in at a staff position, where nobody is. None once nobody has for a while: half a number that was left there is
    forgotten, as half a visit is."""
    position.idle.start(position.site.idle_seconds, 0)
    left = asyncio.ensure_future(position.idle.expired())
    door = asyncio.ensure_future(_door(position))
    try:
        await asyncio.wait({left, door}, return_when=asyncio.FIRST_COMPLETED)
        return door.result() if door.done() else None
    finally:
        for task in (left, door):
            task.cancel()
        await asyncio.gather(left, door, return_exceptions=True)


async def _door(position: PositionDesk) -> StaffIdentity | None:
    if await position.store.read(has_staff):
        return await _sign_in(position)
    await position.conversation.ask(
        Notice(
            "waiting",
            _("No staff account yet"),
            _("Make the first one at the customers' screen: a long touch on the clock."),
            (Fact(_("Or at the terminal"), "kiosk staff first-code"),),
            (Action("again", _("It is made"), icon="refresh"),),
            icon="key",
        ),
        (Changes("staff"),),
        None,
        back=False,
        update=False,
    )
    return None


async def _choose(position: PositionDesk, group: str) -> str:
    """The staff menu, or one group of it; returns what was chosen, "" for back. Greyed lines say why, and come back by
    themselves."""
    redrawing: asyncio.Task[None] | None = None

    async def redraw() -> None:
        position.conversation.redraw(await _menu(position, group))

    def refresh() -> None:
        nonlocal redrawing
        if redrawing is None or redrawing.done():
            redrawing = asyncio.ensure_future(redraw())

    menu = await _menu(position, group)
    position.refresh = refresh
    try:
        outcome = await _ask(position, menu)
    finally:
        position.refresh = lambda: None
        if redrawing is not None:
            redrawing.cancel()
    return outcome.key if isinstance(outcome, Chosen) and outcome != BACK else ""


async def _menu(position: PositionDesk, group: str) -> Menu:
    offered = position.host.staff_services(position.staff.role) if position.staff is not None else []
    found = await availabilities(position, offered)
    reception, now_ms = position.reception, position.clock.now_ms()
    rang = tuple(
        words.row(call, position.host, reception.customer_screens, position.zone, now_ms)
        for call in reception.calls.ranked()
    )
    lines = [
        (plugin, service, _line(position, service, available))
        for (plugin, service), available in zip(offered, found, strict=True)
        if available.offered
    ]
    if group:
        within = [line for line in lines if _group_of(line[0], line[1]) == group]
        return Menu(
            title=within[0][1].group if within else _("What needs doing?"),
            choices=tuple(choice for _plugin, _service, choice in within),
        )
    return Menu(title=_("What needs doing?"), choices=rang + tuple(_gathered(lines)))


def _line(position: PositionDesk, service: Service, available: Availability) -> Choice:
    return Choice(
        service.id,
        service.title,
        note=plugins_page.note(position) if service.id == plugins_page.KEY else available.note,
        icon=service.icon,
        tone=service.tone,
        enabled=available.enabled,
    )


def _group_of(plugin: str, service: Service) -> str:
    """The key of the line that a service stands under, "" for one that stands by itself."""
    return f"{GROUP}{plugin}" if service.group else ""


def _gathered(lines: Sequence[tuple[str, Service, Choice]]) -> Iterator[Choice]:
    """The lines as they stand in the menu: those of a group as one, where the first of them would be."""
    keys = [_group_of(plugin, service) for plugin, service, _choice in lines]
    for index, (_plugin, service, choice) in enumerate(lines):
        key = keys[index]
        if not key or keys.count(key) == 1:
            yield choice
        elif key not in keys[:index]:
            within = [each for each, other in zip(lines, keys, strict=True) if other == key]
            yield Choice(key, service.group, note=_titles(within), icon=choice.icon, tone=choice.tone)


def _titles(lines: Sequence[tuple[str, Service, Choice]]) -> Text:
    """What is under a group's line: its first few by name."""
    first, *others = (service.title for _plugin, service, _choice in lines[:TITLES])
    told: Text = first
    for title in others:
        told = _("{first}, {second}", first=told, second=title)
    return told


async def about_the_call(position: PositionDesk, call_id: str) -> None:
    """One call: what is known of it, and what staff say about it."""
    reception = position.reception
    call = reception.calls.one(call_id)
    if call is None:
        return
    now_ms = position.clock.now_ms()
    asked = words.question(call, position.host, reception.customer_screens, position.zone, now_ms)
    match await _ask(position, asked):
        case Chosen("coming"):
            await position.bell.come_to(call)
        case Chosen("over"):
            await position.bell.end(call)
        case _:
            pass


async def _sign_in(position: PositionDesk) -> StaffIdentity | None:
    if not await position.store.read(has_staff):
        return await first_account.first_account(position)
    error: Text = ""
    while True:
        position.refresh = lambda error=error: position.conversation.redraw(_number(position, error))  # type: ignore[misc]
        try:
            number = await position.conversation.ask(
                _number(position, error),
                (Scans(),),
                None,
                back=not position.is_staff,  # there, nothing is behind it
                update=False,
            )
        finally:
            position.refresh = lambda: None
        if not isinstance(number, Entered | Scan):
            return None
        result = await prove(position, number, lambda: _pin(position))
        if isinstance(result, StaffIdentity):
            return result
        error = refusal(result) if isinstance(result, SignInRefused) else result


def _number(position: PositionDesk, error: Text) -> Keypad:
    """The first question; a badge is spoken of while there is something to read it."""
    subtitle = _("For staff only")
    if position.equipment.ready(position.name, ("scanner",)):
        subtitle = _("For staff only. Or hold your badge before the scanner.")
    return Keypad(_("Staff number"), minimum=1, maximum=NUMBER_DIGITS, error=error, subtitle=subtitle)


async def _pin(position: PositionDesk) -> str:
    """The PIN; "" when the person went back. Not `pin_minimum`: that is for new PINs, and raising it locks nobody out."""
    pin = await _ask(
        position, Keypad(_("Your PIN"), secret=True, minimum=PIN_FLOOR, maximum=POLICY.pin_maximum)
    )
    return pin.text if isinstance(pin, Entered) else ""


async def _ask(position: PositionDesk, prompt: Prompt) -> Outcome:
    return await position.conversation.ask(prompt, (), None, back=True, update=False)
