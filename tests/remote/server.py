"""A reference member system over HTTP, as small as one can be: it enters each key once, and misbehaves on request.

It runs on a thread and an event loop of its own, so that what it does not do for a while holds nobody else up.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import Any

from aiohttp import web

CARD, MEMBER, NAME, PHONE = "80010013307", "M-1", "张伟", "13800001111"


class MemberServer:
    """`faults` is what becomes of the next questions, `order_faults` of the next orders, one after the other: `late` (it
    waits for `let_go`), `lost` (done, and the answer is not sent), `down` (503), `garbage`. `entered` is what it has
    made, by key. `refuses`: every order from now on; `spared`: a kind of orders that no fault concerns."""

    def __init__(self) -> None:
        self.balances: Counter[str] = Counter(principal=10_000, points=50)
        self.blocked = False
        self.card, self.name = CARD, NAME
        self.refuses, self.spared = False, ""
        self.looked_up: list[str] = []
        self.entered: dict[str, dict[str, Any]] = {}
        self.asked: Counter[str] = Counter()
        self.faults: list[str] = []
        self.order_faults: list[str] = []
        self.held = 0
        self._answers: dict[str, Any] = {}
        self._loop = asyncio.new_event_loop()
        self._go = asyncio.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)

    def let_go(self) -> None:
        """What is late is answered now."""
        self._loop.call_soon_threadsafe(self._go.set)

    def close(self) -> None:
        """End."""
        self.let_go()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/cards/{card}", self._card),
                web.get("/members/{member}/balances", self._told),
                web.put("/orders/{key}", self._order),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def _card(self, request: web.Request) -> web.Response:
        await self._misbehave(self.faults)
        self.looked_up.append(request.match_info["card"])
        if request.match_info["card"] != self.card:
            return web.json_response({}, status=404)
        status = "blocked" if self.blocked else "active"
        known = {"id": MEMBER, "name": self.name, "tier": "金卡", "phone": PHONE, "status": status}
        return web.json_response(known)

    async def _told(self, request: web.Request) -> web.Response:
        await self._misbehave(self.faults)
        return web.json_response(dict(self.balances))

    async def _order(self, request: web.Request) -> web.Response:
        key, body = request.match_info["key"], await request.json()
        self.asked[key] += 1
        fault = await self._misbehave(self.order_faults) if body["kind"] != self.spared else ""
        if key not in self._answers:
            self._answers[key] = self._enter(key, body)
        if fault == "lost":
            transport = request.transport
            assert transport is not None
            transport.abort()
        if fault == "garbage":
            return web.Response(text="<html>gateway</html>")
        return web.json_response(self._answers[key])

    def _enter(self, key: str, body: dict[str, Any]) -> dict[str, str]:
        if any(self.balances[unit] + amount < 0 for unit, amount in body["changes"].items()):
            return {"state": "refused", "words": "not enough"}
        if self.refuses:
            return {"state": "refused", "words": "not today"}
        self.entered[key] = body
        self.balances.update(body["changes"])
        if body["kind"] != "adjust":
            self.blocked = body["kind"] == "block"
        return {"state": "done"}

    async def _misbehave(self, faults: list[str]) -> str:
        fault = faults.pop(0) if faults else ""
        if fault == "late":
            self.held += 1
            await self._go.wait()
            self.held -= 1
        if fault == "down":
            raise web.HTTPServiceUnavailable
        return fault
