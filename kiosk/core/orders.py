"""Sends orders to the remote member system until each is answered, and asks it what flows want to know at once.

Never twice under two names: an order is sent again under its own id, after a while that grows. What it comes to is recorded
in one transaction with its plugin's `kiosk_member_order`; where that fails, nothing is recorded and the other side is asked
again. All waiting is the desk's clock's; nothing here blocks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from kiosk.core.clock import Clock
from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.member_system import MemberOrder, MemberSystem, MemberSystemAway, OrderAnswer, RemoteMember
from kiosk.core.records import Context
from kiosk.core.store.behalf import on_behalf_of
from kiosk.core.store.database import Store
from kiosk.core.store.errors import StoreError
from kiosk.core.store.transaction import Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")

ASK_SECONDS = 3.0
"""How long somebody at the screen waits for an answer to a question."""

SEND_SECONDS = 10.0
"""How long one try of an order waits; the order itself waits for ever."""

AGAIN_SECONDS, LONGEST_SECONDS = 5.0, 300.0
"""After how long an order is sent again, doubled each time up to the second."""

FAMILY = "order"
"""Of the journal's events: whoever waits for an answer is told of these."""


class Orders:
    """One for each desk. `wake` when orders were made; `stop` with the desk."""

    def __init__(self, store: Store, host: Host, clock: Clock) -> None:
        self._store, self._host, self._clock = store, host, clock
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._system: tuple[str, MemberSystem] | None = None

    def system(self) -> MemberSystem | None:
        """The member system of the first plugin that has one; None where the local ledger is the truth."""
        if self._system is not None and self._system[0] in self._host.plugins:
            return self._system[1]
        found = self._host.call("kiosk_member_system")
        self._system = found[0] if found else None
        return self._system[1] if self._system is not None else None

    async def wake(self) -> None:
        """Send what is open and not on its way."""
        for order in in_turn(await self._store.read(lambda tx: tx.open_member_orders())):
            if order.id not in self._sending:
                task = asyncio.create_task(self._until_answered(order), name=order.id)
                self._sending[order.id] = task
                task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._sending.pop(task.get_name(), None)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("an order could not be sent; it stays open", exc_info=problem)

    async def stop(self) -> None:
        """What is open stays so, and is sent by the next desk."""
        tasks = tuple(self._sending.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._system is not None:
            try:
                await self._system[1].close()
            except Exception:
                log.exception("the member system's plugin could not close")

    # ------------------------------------------------------------------ questions

    async def identify(self, card: str) -> RemoteMember | None:
        """See `Members`."""
        return await self._asked(self._required().identify(card))

    async def balances(self, member: str) -> Mapping[str, int]:
        """See `Members`."""
        return await self._asked(self._required().balances(member))

    def _required(self) -> MemberSystem:
        system = self.system()
        if system is None:
            raise MemberSystemAway("no plugin speaks to a member system")
        return system

    async def _asked(self, question: Awaitable[T]) -> T:
        try:
            return await self._within(question, ASK_SECONDS)
        except MemberSystemAway:
            raise
        except Exception as problem:
            log.warning("the member system: %s: %s", type(problem).__name__, problem)
            raise MemberSystemAway(str(problem)) from problem

    async def _within(self, work: Awaitable[T], seconds: float) -> T:
        """The result, or MemberSystemAway after so long on the desk's clock."""
        doing = asyncio.ensure_future(work)
        timer = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait((doing, timer), return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                raise MemberSystemAway(f"no answer within {seconds:g} s")
            return doing.result()
        finally:
            for task in (doing, timer):
                task.cancel()
            await asyncio.gather(doing, timer, return_exceptions=True)

    # ------------------------------------------------------------------ orders

    async def _until_answered(self, order: MemberOrder) -> None:
        wait = AGAIN_SECONDS
        while not await self._sent(order):
            await self._clock.sleep(wait)
            wait = min(wait * 2, LONGEST_SECONDS)

    async def _sent(self, order: MemberOrder) -> bool:
        """One try; whether the order has its answer."""
        try:
            answer = await self._within(self._required().carry_out(order), SEND_SECONDS)
            if not isinstance(answer, OrderAnswer):
                raise TypeError(f"answered {type(answer).__name__}")
        except Exception as problem:  # noqa: BLE001 - a site's own client may raise anything
            # Whatever it was: the change was made, or it was not. Only an answer tells.
            log.warning("order %s has no answer yet: %s: %s", order.id, type(problem).__name__, problem)
            return False
        context = Context(actor="system", position=order.position, session_id=order.session_id)
        try:
            await self._store.write(self.record, order.id, answer, context=context)
        except (PluginFailed, StoreError):
            log.exception("the answer to order %s could not be recorded; it is asked for again", order.id)
            return False
        return True

    def record(self, tx: Transaction, order_id: str, answer: OrderAnswer) -> bool:
        """What an order came to, with all that its plugin does then; False when that was known before. An answer that says
        otherwise than what staff had found out is put before them as a sensitive act."""
        order = tx.answer_member_order(order_id, answer)
        if order is None:
            if tx.member_order(order_id).state != answer.state:
                tx.journal_act("order.contradicted", "contradicted", order=order_id)
            return False
        if not order.plugin:
            if order.state == "refused":
                tx.journal_act("order.card_refused", order.kind, order=order_id)
            return True
        arguments: dict[str, Any] = {"tx": tx, "order": order}
        with on_behalf_of(tx, order.plugin, actor="system"):  # nobody at the counter: it was done there
            self._host.call_one(order.plugin, "kiosk_member_order", **arguments)
        return True


def in_turn(orders: Iterable[MemberOrder]) -> Iterator[MemberOrder]:
    """Those that may be sent now: a card is not thawed there before it was blocked there, whatever the network does."""
    stopping: set[str] = set()
    for order in orders:
        if order.kind == "adjust":
            yield order
        elif order.member not in stopping:
            stopping.add(order.member)
            yield order
