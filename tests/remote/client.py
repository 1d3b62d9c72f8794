"""A plugin that speaks to the reference server, and one service on it: whose card, what is on it, a top-up, a block.

The balance is the other side's; what this desk enters when the answer has come is the money in its own drawer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from kiosk.core.api import (
    Account,
    Action,
    Changes,
    Chosen,
    Confirm,
    Fact,
    LedgerLine,
    MemberOrder,
    MemberSystemAway,
    Notice,
    OrderAnswer,
    OrderOpen,
    Progress,
    RemoteMember,
    Scans,
    Service,
    Transaction,
    Visit,
    drawer,
    hookimpl,
)

URL = ""
"""Where the server is; the test says it."""

PAID = 5_000
PATIENCE = 30


class Client:
    """HTTP, with the order's id as the key of a PUT. `flying` is how many requests are on their way."""

    flying = 0

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    @asynccontextmanager
    async def _ask(self, verb: str, place: str, body: object = None) -> AsyncIterator[aiohttp.ClientResponse]:
        Client.flying += 1
        try:
            async with self._http().request(verb, f"{URL}{place}", json=body) as answer:
                yield answer
        finally:
            Client.flying -= 1

    async def identify(self, card: str) -> RemoteMember | None:
        async with self._ask("GET", f"/cards/{card}") as answer:
            if answer.status == 404:
                return None
            answer.raise_for_status()
            return RemoteMember(**await answer.json())

    async def balances(self, member: str) -> Mapping[str, int]:
        async with self._ask("GET", f"/members/{member}/balances") as answer:
            answer.raise_for_status()
            found: dict[str, int] = await answer.json()
            return found

    async def carry_out(self, order: MemberOrder) -> OrderAnswer:
        body = {"kind": order.kind, "member": order.member, "changes": order.changes}
        async with self._ask("PUT", f"/orders/{order.id}", body) as answer:
            answer.raise_for_status()
            return OrderAnswer(**await answer.json())

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@hookimpl
def kiosk_member_system() -> Client:
    return Client()


@hookimpl
def kiosk_services() -> list[Service]:
    return [Service("remote.card", "远程会员", card)]


@hookimpl
def kiosk_member_order(tx: Transaction, order: MemberOrder) -> None:
    if order.state == "done" and order.kind == "adjust":
        line = LedgerLine(drawer("desk", "cash"), Account("remote"), order.changes["principal"])
        tx.enter(
            "remote.topped_up",
            [line],
            subject=order.member,
            once=f"order:{order.id}",
            happened_ms=order.made_ms,
        )


async def card(visit: Visit) -> None:
    scan: Any = await visit.ask(Progress("请刷卡"), accepts=(Scans(),))
    asked = visit.member_system
    assert asked is not None
    try:
        member = await asked.identify(scan.text)
        if member is None:
            await visit.ask(Notice("refused", "没有这张卡"))
            return
        held = await asked.balances(member.id)
    except MemberSystemAway:
        await visit.ask(Notice("refused", "会员系统没有应答"))
        return
    actions = (Action("topup", "充值 50"), Action("block", "挂失"))
    chosen = await visit.ask(
        Confirm(member.name, facts=(Fact("本金", str(held["principal"])),), actions=actions)
    )
    if not isinstance(chosen, Chosen):
        return
    try:
        order = await visit.write(ordered, member.id, chosen.key)
    except OrderOpen:
        await visit.ask(Notice("refused", "上一笔还没有结果"))
        return
    await visit.ask(outcome(await answered(visit, order)))


async def answered(visit: Visit, order: MemberOrder) -> MemberOrder:
    """The order with its answer; without one after a while."""
    until = visit.now_ms + PATIENCE * 1000
    while order.state == "intended" and visit.now_ms < until:
        left = (until - visit.now_ms) / 1000
        await visit.ask(
            Progress("正在办理"), accepts=(Changes("order"),), within=left, back=False, update=True
        )
        order = await visit.read(_as_it_stands, order.id)
    return order


def _as_it_stands(tx: Transaction, order_id: str) -> MemberOrder:
    return tx.member_order(order_id)


def ordered(tx: Transaction, member: str, what: str) -> MemberOrder:
    if what == "block":
        return tx.order_members("block", member)
    return tx.order_members("adjust", member, {"principal": PAID}, data={"tender": "cash"})


def outcome(order: MemberOrder) -> Notice:
    """What is known, and nothing else."""
    if order.state == "done":
        return Notice("done", "办好了")
    if order.state == "refused":
        return Notice("refused", "没有办成", order.words)
    return Notice("waiting", "还不知道结果", "请不要再付款，工作人员会告诉您。")
