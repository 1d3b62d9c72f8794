"""`--dev`: the exception on the screen of whoever writes the plugin, and a tile for each plugin that could not be loaded."""

from __future__ import annotations

import asyncio

from kiosk.core.host.author import fault_page
from kiosk.core.host.trouble import parts
from kiosk.core.session.position import PositionDesk
from kiosk.link.prompts import Choice, Chosen

PREFIX = "core.fault."
AWAKE_SECONDS = 5.0


def tiles(position: PositionDesk) -> tuple[Choice, ...]:
    """One for each plugin that its author cannot see because it was not loaded."""
    host = position.host
    if not host.dev:
        return ()
    return tuple(
        Choice(PREFIX + state.id, state.id, note=parts(state.reason)[0], icon="bug_report", tone="rose")
        for state in host.states.values()
        if state.state == "quarantined" and state.id in host.faults
    )


async def fault(position: PositionDesk, plugin: str) -> bool:
    """Show the last exception of a plugin until it is put away; whether the author wants to try again. The idle clock
    waits: reading takes longer than a visit may be still.
    """
    reading = asyncio.create_task(_keep_awake(position))
    home, position.refresh = (
        position.refresh,
        lambda: None,
    )  # or the next change of a door would draw home over it
    service, position.service_id = position.service_id, PREFIX + plugin
    try:
        return await _read(position, plugin)
    finally:
        position.refresh, position.service_id = home, service
        reading.cancel()


async def _read(position: PositionDesk, plugin: str) -> bool:
    selected, update = "", False
    while (problem := position.host.faults.get(plugin)) is not None:
        page = fault_page(problem, position.host.folder(plugin), selected)
        outcome = await position.conversation.ask(page, (), None, back=True, update=update)
        match outcome:
            case Chosen("again"):
                return True
            case Chosen(key) if key.isdecimal():
                selected, update = key, True
            case _:
                return False
    return False


async def _keep_awake(position: PositionDesk) -> None:
    while True:
        position.idle.touch()
        await position.clock.sleep(AWAKE_SECONDS)
