"""The course of a position's day: attract, a visit, the wipe, and again.

A visit is left at any moment by a button, by the idle clock or by the end of the desk. Whatever the flow was
doing then is cancelled, and what it had reserved is settled from durable rows (`Settler`), never by the flow
itself. Only then is the screen given to the next person.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any, Literal

from kiosk.core.host.plugin import PluginFailed
from kiosk.core.host.steps import Crew
from kiosk.core.ids import new_id
from kiosk.core.outcomes import Scan
from kiosk.core.records import Context
from kiosk.core.service import Claim, Service
from kiosk.core.session import author_page, home, staff_desk
from kiosk.core.session.live_visit import LiveVisit
from kiosk.core.session.position import Leave, PositionDesk
from kiosk.core.session.texts import BROKEN, ONE_MOMENT
from kiosk.core.session.unwritten import unwritten
from kiosk.core.store.errors import IN_TROUBLE, trouble_behind
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import Header
from kiosk.link.prompts import Notice
from kiosk.link.texts import Text

log = logging.getLogger(__name__)

End = Literal["finished", "failed"] | Leave

GRACE_SECONDS = 2.0
"""How long a cancelled flow may take to stop. One that swallows cancellation is abandoned: its visit is closed
to it."""

SETTLE_SECONDS = 8.0
"""How long the customer is asked to wait for the outcome of an operation under way when they leave."""

STUCK = object()

BROKEN_SECONDS = 5.0
"""How long the friendly page stands after a visit that broke in the desk itself; also keeps a fault from spinning."""

PARTING_SECONDS = 15.0
"""How long a notice of what happened stands on the screen when nobody presses anything."""


async def run_position(position: PositionDesk) -> None:
    """Serve one position for ever. Whatever goes wrong in a visit costs that visit, never the position."""
    while True:
        try:
            if position.is_staff:
                await _staff_visit(position)
            else:
                begin = await _attract(position)
                await _visit(position, begin)
        except Exception as problem:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                return  # the desk is stopping, and the last write of the visit could not be made
            log.exception("position %s: a visit broke; the next person is served", position.name)
            staff = position.staff is not None or position.is_staff
            position.forget_visit()
            if (refused := trouble_behind(problem)) is not None:
                await _show_parting(position, unwritten(refused, staff=staff))
            else:
                position.conversation.tell(BROKEN)
                await position.clock.sleep(BROKEN_SECONDS)


async def _attract(position: PositionDesk) -> Literal["start", "staff"] | Scan:
    """Nobody is here, until a touch or a scan; a word for the last customer, after a restart, comes first."""
    while True:
        while position.parting:
            await _show_parting(position, position.parting.pop(0))
        position.conversation.forget()
        position.header = None
        position.begin = asyncio.get_running_loop().create_future()
        position.show()
        position.conversation.listen()
        try:
            begin = await position.begin
        finally:
            position.begin = None
        if begin != "parting":
            return begin


async def _staff_visit(position: PositionDesk) -> None:
    """A staff position has no attract screen: it begins with signing in, and the visit begins when somebody has."""
    while position.parting:
        await _show_parting(position, position.parting.pop(0))
    position.conversation.forget()
    position.header = staff_desk.header(position)
    staff = await staff_desk.at_the_door(position)
    if staff is not None:
        position.staff = staff
        await _visit(position, "staff")


async def _visit(position: PositionDesk, begin: Literal["start", "staff"] | Scan) -> None:
    position.session_id = new_id(position.clock)
    position.begun = position.store.hours.now(position.clock)
    await position.store.write(_begin_session, context=_context(position))
    position.start_idle()
    watch = asyncio.create_task(_watch_idle(position))
    how: End = "finished"
    try:
        how = await _services(position, begin)
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
        await _wipe(position, how)


async def _watch_idle(position: PositionDesk) -> None:
    await position.idle.expired()
    position.leave("timeout")


async def _services(position: PositionDesk, begin: Literal["start", "staff"] | Scan) -> End:
    """From the first touch until the person is done or gone."""
    next_up: Claim | None = None
    error: Text = ""
    if begin == "staff":
        return await _staff(position)
    if isinstance(begin, Scan):
        next_up = await home.claim(position, begin)
        error = home.unserved(position, next_up) if next_up is not None else home.refusal(begin)
        next_up = None if error else next_up
    while True:
        if next_up is None:
            end, chosen = await _home(position, error)
            error = ""
            if end == "staff":
                return await _staff(position)
            if end == "home":
                continue
            if end != "finished":
                return end
            next_up = chosen
            continue
        end = await _serve(position, next_up)
        next_up = None
        if end == "staff":
            return await _staff(position)
        if end not in ("home", "back"):
            return end


async def _home(position: PositionDesk, error: Text) -> tuple[End, Claim | None]:
    position.header, position.service_id = None, ""
    position.at_home = True
    try:
        end, result = await _run(position, home.home(position, error), None)
    finally:
        position.at_home = False
    await _tell_unwritten(position, result)
    return end, result if isinstance(result, Claim) else None


async def _staff(position: PositionDesk) -> End:
    """Staff mode: sign in, then one staff service after the other until locked or idle."""
    await position.bell.staff_arrived()
    while True:
        position.header, position.service_id = staff_desk.header(position), ""
        end, chosen = await _run(position, staff_desk.staff_desk(position), None)
        await _tell_unwritten(position, chosen)
        if end == "finished" and chosen is not None:
            end = await _serve(position, chosen)
            if end in ("finished", "failed", "home"):
                continue
        if end == "home" and position.staff is not None:
            continue
        return end


async def _serve(position: PositionDesk, claim: Claim) -> End:
    """Run one service, settle what it left, and tell the customer what became of their item."""
    offered = position.host.service(claim.service_id)
    if offered is None:
        return "home"
    plugin, service = offered
    header = _header(position, service)
    position.header, position.service_id = header, service.id
    visit = LiveVisit(
        position,
        plugin=plugin,
        header=header,
        settings=position.host.plugins[plugin].settings if plugin else {},
        argument=claim.argument,
    )

    crew = Crew(plugin)

    async def flow() -> None:
        if not plugin:
            await service.flow(visit)
            return
        with position.host.guarded(plugin, service.id):
            await position.host.steps.drive(service.flow(visit), crew, service.id)

    end, result = await _run(position, flow(), visit)
    await position.cancel_cards()  # the next card that is swiped may be somebody else's
    _dismiss(position, crew, service, stuck=result is STUCK)
    end = "failed" if end == "aside" else end
    notices = await _settle(position, quiet=end == "finished")
    refused = trouble_behind(result)
    told = refused is None and position.host.dev and plugin in position.host.faults
    if end == "failed" and not told:
        staff = position.staff is not None
        said = BROKEN if refused is None else unwritten(refused, staff=staff)
        notices = [said] if staff and refused is not None else notices or [said]
    if end != "finished":
        for notice in notices:
            await _part(position, notice)
    return await _show_fault(position, plugin, claim) if end == "failed" and told else end


def _dismiss(position: PositionDesk, crew: Crew, service: Service, *, stuck: bool) -> None:
    """A flow has ended, or was left and does not stop: nothing of it goes on."""
    if crew.dismiss():
        log.warning("plugin %s left tasks behind in %s; they are ended", crew.plugin, service.id)
    if stuck and crew.plugin:
        crew.over = True
        position.host.did_not_stop(crew.plugin, service.id)


async def _show_fault(position: PositionDesk, plugin: str, claim: Claim) -> End:
    """To a plugin's author: the exception; home again, or the same service once more."""
    end, again = await _run(position, author_page.fault(position, plugin), None)
    if end == "finished" and again:
        return await _serve(position, claim)
    return "home" if end == "finished" else end


async def _run(
    position: PositionDesk, work: Coroutine[Any, Any, Any], visit: LiveVisit | None
) -> tuple[End, Any]:
    """Run a flow until it ends or is left. Returns how, and its result; `STUCK` when it did not stop when it was left, and
    what was raised when it failed."""
    position.leaving = None
    position.left.clear()
    flow = asyncio.create_task(work)
    left = asyncio.create_task(position.left.wait())
    try:
        await asyncio.wait({flow, left}, return_when=asyncio.FIRST_COMPLETED)
        if not flow.done():
            flow.cancel()
            await asyncio.wait({flow}, timeout=GRACE_SECONDS)
        stuck = not flow.done()
        if stuck:
            log.error("position %s: a flow does not stop; it is abandoned", position.name)
    finally:
        left.cancel()
        if visit is not None:
            visit.closed = True
        if not flow.done():
            flow.cancel()
    if position.leaving is not None:
        if flow.done() and not flow.cancelled():
            flow.exception()  # told of already, where it was raised
        return position.leaving, STUCK if stuck else None
    if flow.cancelled():
        return "home", None
    problem = flow.exception()
    if problem is None:
        return "finished", flow.result()
    if not isinstance(problem, PluginFailed):
        log.error("position %s: a flow failed", position.name, exc_info=problem)
    return "failed", problem


async def _tell_unwritten(position: PositionDesk, problem: object) -> None:
    """To whom one of the desk's own questions ended because the store refused what they did there."""
    if (refused := trouble_behind(problem)) is not None:
        await _part(position, unwritten(refused, staff=position.staff is not None))


async def _settle(position: PositionDesk, *, quiet: bool) -> list[Notice]:
    deadline = position.clock.monotonic() + SETTLE_SECONDS
    told: list[Notice] = []
    while True:
        position.operation_ended.clear()
        complete, notices = await position.settler.settle_session(position.session_id)
        told += notices
        left = deadline - position.clock.monotonic()
        if not complete and left <= 0:
            await position.settler.leave_for_later(position.session_id)
        if complete or left <= 0:
            return told
        if not quiet:
            position.conversation.tell(ONE_MOMENT)
        waiting = asyncio.create_task(position.operation_ended.wait())
        timer = asyncio.create_task(position.clock.sleep(min(left, 0.5)))
        await asyncio.wait({waiting, timer}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        timer.cancel()


async def _part(position: PositionDesk, notice: Notice) -> None:
    """A last word to the customer; it goes away by itself."""
    position.idle.touch()
    await position.conversation.ask(
        notice,
        (),
        lambda: asyncio.ensure_future(position.clock.sleep(PARTING_SECONDS)),
        back=False,
        update=False,
    )


async def _show_parting(position: PositionDesk, notice: Notice) -> None:
    """After a restart of the desk: tell whoever stands there what became of their item, then go on."""
    position.session_id = new_id(position.clock)
    try:
        await _part(position, notice)
    finally:
        position.session_id = ""


async def _wipe(position: PositionDesk, how: End) -> None:
    """Nothing personal stays: language, comfort, who had identified, what was on the screen."""
    over = partial(
        position.store.write, _end_session, how, position.refused_scans, context=_context(position)
    )
    try:
        await position.bell.staff_left()
        await over()
    except IN_TROUBLE:  # whoever has left is not told of it
        position.owed.later(f"the end of visit {position.session_id}", over)
    finally:
        position.forget_visit()


def _context(position: PositionDesk) -> Context:
    return Context(actor="system", position=position.name, session_id=position.session_id)


def _begin_session(tx: Transaction) -> None:
    tx.begin_session(tx.context.session_id, tx.context.position)
    tx.journal("session.begun")


def _end_session(tx: Transaction, how: str, refused_scans: int) -> None:
    tx.end_session(tx.context.session_id, how)
    tx.journal("session.ended", how=how, **({"refused_scans": refused_scans} if refused_scans else {}))


def _header(position: PositionDesk, service: Service) -> Header:
    status = staff_desk.status(position) if service.audience == "staff" else ""
    return Header(title=service.title, icon=service.icon, tone=service.tone, status=status)
