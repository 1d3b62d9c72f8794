"""The plugin host: loads plugins under guard, calls their hooks one by one, and puts aside the one that fails.

pluggy collects the hooks and checks their signatures; it isolates nothing (one raising hook discards every
plugin's result), so calls go through `Host.call`, which asks one plugin at a time. Every step into a plugin's
code is wrapped by `guarded`, which turns whatever is raised (`SystemExit` too) into `PluginFailed`, and written into
the watcher's slot by `Steps`, so that one that hangs is named (`kiosk.link.slot`).

States: `active`; `quarantined` (it failed to load, or raised too often; with the reason, until staff re-enable
it); `disabled` (by `kiosk.toml`).
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import pluggy

from kiosk.core import hookspecs
from kiosk.core.host.discovery import Candidate
from kiosk.core.host.manifest import Manifest, ManifestError, SettingError, read_manifest
from kiosk.core.host.steps import LOAD_SECONDS, MIGRATION_SECONDS, STEP_SECONDS, Steps
from kiosk.core.service import Service

log = logging.getLogger(__name__)

STRIKES = 3
"""Exceptions in one day that put a plugin aside (design, wall 1)."""

DAY_MS = 24 * 60 * 60 * 1000


class PluginFailed(Exception):
    """A plugin's code raised where the host called it; the cause is chained. Never shown to a customer."""

    def __init__(self, plugin: str, during: str) -> None:
        super().__init__(f"plugin {plugin!r} failed in {during}")
        self.plugin = plugin


class PluginState(msgspec.Struct):
    """One plugin as `kiosk plugins` tells of it."""

    id: str
    version: str = ""
    state: Literal["active", "quarantined", "disabled"] = "active"
    reason: str = ""
    strikes: list[int] = []
    """UTC milliseconds of the exceptions of the last day."""


class Plugin(msgspec.Struct):
    """A plugin whose manifest could be read."""

    manifest: Manifest
    module: Any
    folder: Path
    settings: Mapping[str, Any]
    services: dict[str, Service] = {}


def _nobody(_state: PluginState) -> None:
    """For whom it is of no interest."""


class Host:
    """All plugins of one desk.

    `migrate(plugin id, folder)` brings a plugin's own tables up to date and raises when it cannot.
    `on_quarantine(state)` is told when a plugin is put aside while running, to keep it so over a restart.
    """

    def __init__(
        self,
        now_ms: Callable[[], int],
        *,
        migrate: Callable[[str, Path], None],
        steps: Steps | None = None,
        dev: bool = False,
        on_quarantine: Callable[[PluginState], None] = _nobody,
    ) -> None:
        self._manager = pluggy.PluginManager("kiosk")
        self._manager.add_hookspecs(hookspecs)
        self._now_ms = now_ms
        self._migrate = migrate
        self.steps = steps or Steps()
        self.dev = dev
        """A developer's desk: nothing is counted, nobody is put aside."""
        self._on_quarantine = on_quarantine
        self.states: dict[str, PluginState] = {}
        self.plugins: dict[str, Plugin] = {}

    # ------------------------------------------------------------------ loading

    def load(
        self,
        found: list[Candidate],
        settings: Mapping[str, Mapping[str, object]],
        *,
        disabled: frozenset[str] = frozenset(),
        quarantined: Mapping[str, str] = {},
    ) -> None:
        """Load every candidate; one that fails is quarantined with the reason and costs the others nothing."""
        for candidate in found:
            if candidate.name in disabled:
                self.states[candidate.name] = PluginState(
                    candidate.name, state="disabled", reason="kiosk.toml"
                )
            elif candidate.name in quarantined:
                self._put_aside(candidate.name, quarantined[candidate.name])
            else:
                self._load_one(candidate, settings.get(candidate.name, {}))

    def _load_one(self, candidate: Candidate, given: Mapping[str, object]) -> None:
        state = self.states[candidate.name] = PluginState(candidate.name)
        try:
            if candidate.folder is None:
                raise ManifestError(f"its package {candidate.module!r} cannot be found")
            manifest = read_manifest(candidate.folder / "plugin.toml")
            state.version = manifest.version
            if manifest.id != candidate.name:
                raise ManifestError(
                    f"plugin.toml says id {manifest.id!r}, the entry point {candidate.name!r}"
                )
            values = manifest.values(given)
        except (ManifestError, SettingError) as problem:
            self._put_aside(candidate.name, str(problem))
            return
        try:
            with self.guarded(candidate.name, "import"), self._step(candidate.name, "import", LOAD_SECONDS):
                module = importlib.import_module(candidate.module)
            with (
                self.guarded(candidate.name, "migration"),
                self._step(candidate.name, "migration", MIGRATION_SECONDS),
            ):
                self._migrate(candidate.name, candidate.folder)
            self._manager.register(module, candidate.name)
            self._manager.check_pending()
            plugin = Plugin(manifest, module, candidate.folder, values)
            self.plugins[candidate.name] = plugin
            plugin.services = self._services(candidate.name, plugin)
        except PluginFailed as problem:
            cause = problem.__cause__
            self._remove(candidate.name, f"{problem}: {type(cause).__name__}: {cause}")
        except (pluggy.PluginValidationError, ValueError) as problem:
            self._remove(candidate.name, str(problem))

    def _services(self, name: str, plugin: Plugin) -> dict[str, Service]:
        offered = {service.id: service for service in self.call_one(name, "kiosk_services") or ()}
        if set(offered) != set(plugin.manifest.services):
            raise ValueError(
                f"offers the services {sorted(offered)}, but plugin.toml declares {sorted(plugin.manifest.services)}"
            )
        return offered

    # ------------------------------------------------------------------ calling

    def call_one(self, name: str, hook: str, **arguments: Any) -> Any:
        """Call one plugin's hook with those arguments that it names (`settings` is always on offer); None
        without the hook.

        Raises `PluginFailed`, after counting the strike.
        """
        plugin = self.plugins.get(name)
        if plugin is None:
            return None
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name == name:
                on_offer = {"settings": plugin.settings, **arguments}
                with self.guarded(name, hook), self._step(name, hook):
                    return implementation.function(*(on_offer[key] for key in implementation.argnames))
        return None

    def call(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """Call a hook on every active plugin: (plugin, result) of those that answered; failures are counted and
        left out."""
        results = []
        for name in list(self.plugins):
            try:
                result = self.call_one(name, hook, **arguments)
            except PluginFailed:
                continue
            if result is not None:
                results.append((name, result))
        return results

    @contextlib.contextmanager
    def guarded(self, name: str, during: str) -> Iterator[None]:
        """Around every way into a plugin's code: what it raises becomes `PluginFailed`, and counts as a strike.

        Cancellation passes: it is the host's own. `SystemExit` and `KeyboardInterrupt` do not: the event loop
        takes the signals, so here they are only ever raised by the plugin.
        """
        try:
            yield
        except (asyncio.CancelledError, GeneratorExit, PluginFailed):
            raise
        except BaseException as problem:
            log.exception("plugin %s raised in %s", name, during)
            self.strike(name, f"{type(problem).__name__} in {during}: {problem}")
            raise PluginFailed(name, during) from problem

    def strike(self, name: str, reason: str) -> None:
        """Count one exception; the third in a day puts the plugin aside."""
        if self.dev:
            return
        state = self.states.setdefault(name, PluginState(name))
        now = self._now_ms()
        state.strikes = [when for when in state.strikes if now - when < DAY_MS] + [now]
        if len(state.strikes) >= STRIKES and state.state == "active":
            self._remove(name, f"{len(state.strikes)} exceptions in a day, the last: {reason}")
            self._on_quarantine(state)

    def _step(
        self, name: str, during: str, seconds: float = STEP_SECONDS
    ) -> contextlib.AbstractContextManager[None]:
        return self.steps.within(name, during, seconds)

    def _remove(self, name: str, reason: str) -> None:
        self.plugins.pop(name, None)
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)
        self._put_aside(name, reason)

    def _put_aside(self, name: str, reason: str) -> None:
        state = self.states.setdefault(name, PluginState(name))
        state.state, state.reason = "quarantined", reason
        log.error("plugin %s is put aside: %s", name, reason)

    # ------------------------------------------------------------------ what they offer

    def services(self, audience: str) -> list[tuple[str, Service]]:
        """(plugin, service) of one audience, in the order of the tiles."""
        offered = [
            (name, service)
            for name, plugin in self.plugins.items()
            for service in plugin.services.values()
            if service.audience == audience
        ]
        return sorted(offered, key=lambda pair: (pair[1].order, pair[1].id))

    def service(self, service_id: str) -> tuple[str, Service] | None:
        """The plugin and service of an id; None when it is not on offer (any more)."""
        for name, plugin in self.plugins.items():
            if service_id in plugin.services:
                return name, plugin.services[service_id]
        return None

    def locale_folders(self) -> dict[str, Path]:
        """Where each plugin's catalogues are."""
        return {name: plugin.folder / "locale" for name, plugin in self.plugins.items()}
