"""The desk's care of its plugins while it runs: loads them as far as safe mode allows, keeps what is counted against them,
ends the visit of one that is put aside, lets one serve again, loads what an author has saved, and sees to it that a desk which
grew gives back what it took.

`Host` calls plugins and judges them; this is where that meets the store, the positions and the box.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from kiosk.core.host.discovery import Candidate
from kiosk.core.host.growth import Excess, Growth
from kiosk.core.host.host import DAY_MS, Host
from kiosk.core.host.limits import TooMuch
from kiosk.core.host.plugin import Aside, PluginState
from kiosk.core.host.reenable import lift
from kiosk.core.host.safe_mode import Level, SafeMode, Starts
from kiosk.core.host.trouble import because
from kiosk.core.host.watching import watch
from kiosk.core.owed import Owed
from kiosk.core.records import Approved, Context
from kiosk.core.session import author_page
from kiosk.core.session.position import PositionDesk
from kiosk.core.store.database import Store
from kiosk.core.store.errors import IN_TROUBLE, StoreError
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Settings

log = logging.getLogger(__name__)

EXCESS_SECONDS = 1.0
"""How often the desk looks whether it has grown too much."""

SYSTEM = Context(actor="system")


class PluginCare:
    """One for each desk."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        host: Host,
        found: Sequence[Candidate],
        positions: Mapping[str, PositionDesk],
        starts: Starts | None,
        asked: Level,
        owed: Owed,
    ) -> None:
        """`starts` counts starts, where there are any to count; `asked` is the command line's safe mode."""
        self._settings = settings
        self._store = store
        self._host = host
        self._found = list(found)
        self._positions = positions
        self._starts = starts
        self._asked = asked
        self._owed = owed
        self.safe_mode = SafeMode()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writing: set[asyncio.Task[Any]] = set()

    # ------------------------------------------------------------------ loading

    async def start(self, *, named: bool) -> None:
        """Load what may be loaded. `named`: a plugin has just been put aside for what happened to the desk before this."""
        self._loop = asyncio.get_running_loop()
        self._host.steps.install(self._loop, self.task_failed)
        if self._starts is not None:
            self.safe_mode = self._starts.begin(self._store.clock.now_ms(), asked=self._asked, named=named)
        elif self._asked:
            self.safe_mode = SafeMode(self._asked)
        if self.safe_mode:
            await self._store.write(_began_safe, self.safe_mode, context=SYSTEM)
        strikes, aside = await self._store.read(_kept_of_plugins)
        self._host.load(
            self._found,
            self._settings.plugins.tables,
            disabled=frozenset(self._settings.plugins.disabled),
            enabled=frozenset(self._settings.plugins.enabled),
            quarantined={} if self._host.dev else aside,
            strikes=strikes,
            held=self.safe_mode.holds_back,
        )

    async def enable(self, name: str, context: Context, approved: Approved | None = None) -> PluginState:
        """Let a plugin serve again that was put aside, and load it now. `context` says who wants it, `approved` is a second
        person's yes; whoever calls has asked whether they may.
        """
        await self._store.write(lift, name, self._host.states[name].version, approved, context=context)
        with self._starts.loading() if self._starts is not None else contextlib.nullcontext():
            state = self._host.load_again(name)
        self._home_changed()
        return state

    async def leave_safe_mode(self, context: Context) -> None:
        """Load every plugin that safe mode held back. `context` says who wants it."""
        if not self.safe_mode:
            return
        await self._store.write(_left_safe, context=context)
        if self._starts is not None:
            self._starts.leave()
        self.safe_mode = SafeMode()
        with self._starts.loading() if self._starts is not None else contextlib.nullcontext():
            for state in list(self._host.states.values()):
                if state.state == "held":
                    self._host.load_again(state.id)
        self._home_changed()

    # ------------------------------------------------------------------ an author's desk

    async def follow_sources(self) -> None:
        """Load what is saved, for ever (`--dev`)."""
        await watch(self._folders, self._reload)

    def _folders(self) -> dict[str, Path]:
        return {one.name: one.folder for one in self._found if one.folder is not None}

    def _reload(self, name: str) -> None:
        """A plugin's author has saved a file: whoever is in its flow is led home, and it is loaded as it is now."""
        if self._host.states[name].state not in ("active", "quarantined"):
            return
        began = time.perf_counter()
        for position in self._positions.values():
            if position.service_id in {author_page.PREFIX + name, *self._host.service_ids(name)}:
                position.leave("home")
        state = self._host.load_again(name)
        log.info("plugin %s reloaded in %.0f ms: %s", name, (time.perf_counter() - began) * 1000, state.state)
        self._home_changed()

    def _home_changed(self) -> None:
        for position in self._positions.values():
            position.safe_mode = self.safe_mode
            position.refresh()
            position.show()

    # ------------------------------------------------------------------ what goes wrong

    async def watch_growth(self, growth: Growth, end: Callable[[], None]) -> None:
        """Put a plugin aside in whose steps the desk grew too much. What it took is given back by `end()`, which starts
        the desk anew as soon as nobody is being served, or at once at twice the limit.
        """
        growth.begin()
        told: set[tuple[str, str]] = set()
        while True:
            await asyncio.sleep(EXCESS_SECONDS)
            excess = growth.excess()
            if excess is None:
                continue
            if (excess.kind, excess.plugin) not in told:
                told.add((excess.kind, excess.plugin))
                log.error("%s%s", f"plugin {excess.plugin}: " if excess.plugin else "", excess.words)
                await self._tell_of_growth(excess)
                if excess.plugin:
                    self._host.put_aside(excess.plugin, because(excess.kind, excess.words))
                    continue  # its visit is ended and told of first
            if excess.urgent or all(not position.session_id for position in self._positions.values()):
                log.warning("the desk begins anew, to give back what it grew by")
                end()
                return

    async def _tell_of_growth(self, excess: Excess) -> None:
        try:
            await self._store.write(_grew, excess, context=SYSTEM)
        except StoreError:
            log.exception("that the desk grew could not be written down; it is seen to all the same")

    def excess(self, plugin: str, problem: TooMuch) -> None:
        """From any thread: a plugin went beyond a limit. It is put aside, and its visit ends."""
        if self._loop is not None:
            reason = because(problem.cause, str(problem))
            self._loop.call_soon_threadsafe(self._host.put_aside, plugin, reason)

    def task_failed(self, plugin: str, problem: BaseException) -> None:
        """A task that a plugin made has failed, or was one too many."""
        if isinstance(problem, TooMuch):
            self.excess(plugin, problem)
            return
        self._host.strike(plugin, f"{type(problem).__name__} in a task of its own")

    def changed(self, state: PluginState) -> None:
        """From any thread: an exception was counted, or a plugin put aside. Kept over a restart; its visit ends."""
        kept = msgspec.structs.replace(state, strikes=list(state.strikes))
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._keep, kept)

    def _keep(self, state: PluginState) -> None:
        writing = asyncio.ensure_future(self._write_down(state))
        self._writing.add(writing)
        writing.add_done_callback(self._kept)
        if state.state == "quarantined":
            for position in self._positions.values():
                if position.service_id.startswith(f"{state.id}."):
                    position.leave("aside")
                position.refresh()

    async def _write_down(self, state: PluginState) -> None:
        kept = partial(self._store.write, _keep_plugin, state, context=Context())
        try:
            await kept()
        except IN_TROUBLE:
            self._owed.later(f"the state of plugin {state.id}", kept)

    async def stop(self) -> None:
        """What is counted against a plugin is on record before the store is closed."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    def _kept(self, writing: asyncio.Task[Any]) -> None:
        self._writing.discard(writing)
        if not writing.cancelled() and (problem := writing.exception()) is not None:
            log.error("what a plugin did could not be kept", exc_info=problem)


def _kept_of_plugins(tx: Transaction) -> tuple[dict[str, list[int]], dict[str, Aside]]:
    """The strikes of the last day of those that serve, and who is put aside."""
    strikes, aside = {}, {}
    for kept in tx.plugins():
        if kept.state == "quarantined":
            aside[kept.id] = Aside(kept.reason, kept.changed_ms)
        elif 0 <= tx.now_ms - kept.changed_ms < DAY_MS:
            strikes[kept.id] = [kept.changed_ms] * kept.strikes
    return strikes, aside


def _keep_plugin(tx: Transaction, state: PluginState) -> None:
    tx.set_plugin(
        state.id, version=state.version, state=state.state, reason=state.reason, strikes=len(state.strikes)
    )
    if state.state == "quarantined":
        tx.journal("plugin.quarantined", plugin=state.id)


def _began_safe(tx: Transaction, mode: SafeMode) -> None:
    tx.journal("desk.safe_mode", level=mode.level, why=mode.why)


def _grew(tx: Transaction, excess: Excess) -> None:
    tx.journal("desk.grew", what=excess.kind, **({"plugin": excess.plugin} if excess.plugin else {}))


def _left_safe(tx: Transaction) -> None:
    tx.journal("desk.safe_mode_left")
