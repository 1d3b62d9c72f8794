"""The plugin host: loads plugins under guard, calls their hooks one by one, and puts aside the one that fails.

pluggy collects the hooks and checks their signatures; it isolates nothing (one raising hook discards every
plugin's result), so each plugin has a manager of its own and calls go through `Host.call`, which asks one plugin at a time.
Every step into a plugin's code is wrapped by `guarded`, which turns whatever is raised (`SystemExit` too) into
`PluginFailed`, and written into the watcher's slot by `Steps`, so that one that hangs is named (`kiosk.link.slot`). What a
hook answers is held against its promise inside the same guard (`answers`).

A store in trouble (the disk is full) is nobody's fault: what a plugin could not do then is no strike.

States: `active`; `quarantined` (it failed to load, or raised too often; with the reason, until staff re-enable
it); `disabled` (by `kiosk.toml`); `held` (not at fault, but the desk is in safe mode).
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pluggy

from kiosk.core import hookspecs
from kiosk.core.host.answers import Sayable, checked, words_of
from kiosk.core.host.catalogues import compile_stale
from kiosk.core.host.discovery import RESIDENTS, Candidate
from kiosk.core.host.limits import TooMuch
from kiosk.core.host.manifest import Manifest, ManifestError, NameTaken, SettingError, read_manifest
from kiosk.core.host.modules import forget_modules
from kiosk.core.host.offers import Offers
from kiosk.core.host.plugin import Aside, Plugin, PluginFailed, PluginState, reasons_of
from kiosk.core.host.steps import Steps
from kiosk.core.host.trouble import because, parts
from kiosk.core.service import Service
from kiosk.core.store.errors import StoreError, trouble_behind
from kiosk.link.texts import LANGUAGES, Text, Translator

log = logging.getLogger(__name__)

STRIKES = 3
"""Exceptions in one day that put a plugin aside (design, wall 1)."""

DAY_MS = 24 * 60 * 60 * 1000

OPTIONAL = "optional: kiosk.toml does not enable it"

CATALOGUES = Path(__file__).parents[1] / "locale"
"""The core's own."""


def _nobody(_state: PluginState) -> None:
    """For whom it is of no interest."""


class Host(Offers):
    """All plugins of one desk.

    `migrate(plugin id, folder)` brings a plugin's own tables up to date and raises when it cannot.
    `on_change(state)` is told when an exception is counted or a plugin put aside while running, to keep it over a restart.
    `store_cause(exception)` says what a database driver's own error means.
    """

    def __init__(
        self,
        now_ms: Callable[[], int],
        *,
        migrate: Callable[[str, Path], None],
        steps: Steps | None = None,
        dev: bool = False,
        on_change: Callable[[PluginState], None] = _nobody,
        site_rights: Mapping[str, tuple[str, ...]] | None = None,
        store_cause: Callable[[BaseException], StoreError | None] = lambda _problem: None,
    ) -> None:
        super().__init__(site_rights or {})
        self._now_ms = now_ms
        self._migrate = migrate
        self.steps = steps or Steps()
        self.dev = dev
        """A developer's desk: nothing is counted, nobody is put aside."""
        self._on_change = on_change
        self._store_cause = store_cause
        self.faults: dict[str, BaseException] = {}
        """The last exception of each plugin, for its author's eyes (`dev` only: a traceback keeps what it passed alive)."""
        self.states: dict[str, PluginState] = {}
        self.sayable = Sayable(self._translators)
        self.disabled: frozenset[str] = frozenset()
        """Whom the site has switched off, installed or not, and who is optional and was not asked for."""
        self._known: dict[str, tuple[Candidate, Mapping[str, object]]] = {}

    # ------------------------------------------------------------------ loading

    def load(
        self,
        found: list[Candidate],
        settings: Mapping[str, Mapping[str, object]],
        *,
        disabled: frozenset[str] = frozenset(),
        enabled: frozenset[str] = frozenset(),
        quarantined: Mapping[str, Aside] = {},
        strikes: Mapping[str, list[int]] = {},
        held: Callable[[Candidate], str] = lambda _candidate: "",
    ) -> None:
        """Load every candidate; one that fails is quarantined with the reason and costs the others nothing.

        `enabled`: the optional plugins that the site wants; it has no say over the others. `strikes` are those of the last
        day before a restart (UTC milliseconds). `held(candidate)` tells why one is not to be loaded although it is not at
        fault (safe mode).
        """
        optional = {each.name for each in found if each.name not in enabled and _optional(each)}
        self.disabled = disabled | optional
        for candidate in found:
            name = candidate.name
            self._known[name] = candidate, settings.get(name, {})
            if name in self.disabled:
                self._not_loaded(candidate, "disabled", OPTIONAL if name not in disabled else "kiosk.toml")
            elif name in quarantined:
                self._not_loaded(
                    candidate, "quarantined", quarantined[name].reason, quarantined[name].since_ms
                )
                log.error("plugin %s stays put aside: %s", name, quarantined[name].reason)
            elif why := held(candidate):
                self._not_loaded(candidate, "held", why)
            else:
                self._load_one(*self._known[name])
                self.states[name].strikes = [*strikes.get(name, ()), *self.states[name].strikes]

    def load_again(self, name: str) -> PluginState:
        """Load one plugin anew, its code, manifest and words as they are on the disk now; its strikes begin at nothing."""
        candidate, given = self._known[name]
        self.plugins.pop(name, None)
        self.steps.gone(name)
        forget_modules(candidate.module)
        self._load_one(candidate, given)
        self.sayable = Sayable(self._translators)
        return self.states[name]

    def folder(self, name: str) -> Path | None:
        """Where a plugin's code is, whether it could be loaded or not."""
        known = self._known.get(name)
        return known[0].folder if known is not None else None

    def _not_loaded(
        self,
        candidate: Candidate,
        state: Literal["quarantined", "disabled", "held"],
        reason: str,
        since_ms: int = 0,
    ) -> None:
        manifest = _manifest(candidate)
        self.states[candidate.name] = PluginState(
            candidate.name,
            manifest.version if manifest else "",
            state=state,
            reason=reason,
            since_ms=since_ms or self._now_ms(),
            title=manifest.title if manifest else "",
            title_zh=manifest.title_zh if manifest else "",
            acts=manifest.acts if manifest else {},
            why=reasons_of(manifest, self._known[candidate.name][1], candidate.folder / "locale")
            if manifest and candidate.folder
            else {},
        )

    def _load_one(self, candidate: Candidate, given: Mapping[str, object]) -> None:
        name = candidate.name
        self.states[name] = PluginState(name, since_ms=self._now_ms())
        self.faults.pop(name, None)
        try:
            with self.steps.loading(name):
                self._try_to_load(candidate, given)
        except NameTaken as problem:
            self._remove(name, because("name", words_of(problem)))
        except ManifestError as problem:
            self._remove(name, because("manifest", words_of(problem)))
        except SettingError as problem:
            self._remove(name, because("settings", words_of(problem)))
        except pluggy.PluginValidationError as problem:
            self._remove(name, because("hooks", words_of(problem)))
        except PluginFailed as problem:
            cause = problem.during if problem.during in ("import", "migration") else "hooks"
            self._remove(name, because(cause, f"{problem}: {_cause(problem)}"))
        except KeyboardInterrupt:
            raise  # not from the plugin's code, which is guarded: somebody wants the process to end
        except BaseException as problem:
            log.exception("plugin %s could not be loaded", name)
            words = f"{type(problem).__name__} while it was loaded: {words_of(problem)}"
            self._remove(name, because("import", words))

    def _try_to_load(self, candidate: Candidate, given: Mapping[str, object]) -> None:
        name = candidate.name
        if candidate.fault:
            raise NameTaken(candidate.fault)
        if candidate.folder is None:
            raise ManifestError(f"its package {candidate.module!r} cannot be found")
        manifest = read_manifest(candidate.folder / "plugin.toml")
        state = self.states[name]
        state.version, state.title, state.title_zh = manifest.version, manifest.title, manifest.title_zh
        state.acts = manifest.acts
        if manifest.id != name:
            raise NameTaken(f"plugin.toml says id {manifest.id!r}, the entry point {name!r}")
        values = manifest.values(given)
        compile_stale(locale := candidate.folder / "locale")
        state.why = reasons_of(manifest, given, locale)
        with self._called(name, "import", self.steps.limits.load_seconds):
            module = importlib.import_module(candidate.module)
        with self._called(name, "migration", self.steps.limits.migration_seconds):
            self._migrate(name, candidate.folder)
        hooks = pluggy.PluginManager("kiosk")
        hooks.add_hookspecs(hookspecs)
        try:  # a module may answer `dir` and `getattr` itself
            with self._step(name, "its hooks", self.steps.limits.load_seconds):
                hooks.register(module, name)
                hooks.check_pending()
        except pluggy.PluginValidationError:
            raise
        except BaseException as problem:
            raise PluginFailed(name, "its hooks") from problem
        plugin = self.plugins[name] = Plugin(manifest, hooks, candidate.folder, locale, values)
        plugin.services = self._services(name, plugin)

    def _services(self, name: str, plugin: Plugin) -> dict[str, Service]:
        offered = {service.id: service for service in self.call_one(name, "kiosk_services") or ()}
        if set(offered) != set(plugin.manifest.services):
            raise ManifestError(
                f"offers the services {sorted(offered)}, but plugin.toml declares {sorted(plugin.manifest.services)}"
            )
        for service in offered.values():
            if service.right and self.rights.right(service.right) is None:
                raise ManifestError(
                    f"the service {service.id} needs the right {service.right!r}, which nobody declares"
                )
        return offered

    # ------------------------------------------------------------------ calling

    def call_one(self, name: str, hook: str, **arguments: Any) -> Any:
        """Call one plugin's hook with those arguments that it names (`settings` is always on offer); None
        without the hook.

        Raises `PluginFailed`, after counting the strike; also when the answer is not what the hook promises.
        """
        plugin = self.plugins.get(name)
        if plugin is None:
            return None
        for implementation in getattr(plugin.hooks.hook, hook).get_hookimpls():
            on_offer = {"settings": plugin.settings, **arguments}
            with self._called(name, hook):
                answer = implementation.function(*(on_offer[key] for key in implementation.argnames))
                return checked(hook, answer, self.sayable)
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
            raise self._failed(name, during, problem) from problem

    @contextlib.contextmanager
    def _called(self, name: str, during: str, seconds: float = 0.0) -> Iterator[None]:
        """A step that does not wait: nobody else can cancel it, so here cancellation is the plugin's own too."""
        try:
            with self._step(name, during, seconds):
                yield
        except PluginFailed:
            raise
        except BaseException as problem:
            raise self._failed(name, during, problem) from problem

    def _failed(self, name: str, during: str, problem: BaseException) -> PluginFailed:
        if trouble_behind(problem) is not None or trouble_behind(self._store_cause(problem)) is not None:
            log.error("plugin %s: the store refused it in %s", name, during, exc_info=problem)
            return PluginFailed(name, during)
        log.error("plugin %s raised in %s", name, during, exc_info=problem)
        if self.dev:
            self.faults[name] = problem
        if isinstance(problem, TooMuch):
            self.put_aside(name, because(problem.cause, words_of(problem)))
        else:
            self.strike(name, f"{type(problem).__name__} in {during}: {words_of(problem)}")
        return PluginFailed(name, during)

    def strike(self, name: str, reason: str, cause: str = "raised") -> None:
        """Count one exception (or another failing, by its cause); the third in a day puts the plugin aside."""
        if self.dev:
            return
        state = self.states.setdefault(name, PluginState(name))
        now = self._now_ms()
        state.strikes = [when for when in state.strikes if now - when < DAY_MS] + [now]
        if state.state != "active":
            return
        state.reason = because(cause, reason)
        if len(state.strikes) >= STRIKES:
            self._remove(
                name, because("raised", f"{len(state.strikes)} exceptions in a day, the last: {reason}")
            )
        self._on_change(state)

    def _step(self, name: str, during: str, seconds: float = 0.0) -> contextlib.AbstractContextManager[None]:
        return self.steps.within(name, during, seconds)

    def _remove(self, name: str, reason: str) -> None:
        self.plugins.pop(name, None)
        self.steps.gone(name)
        problem = sys.exception()
        if self.dev and problem is not None:
            self.faults.setdefault(name, problem)
        self._put_aside(name, reason)

    def did_not_stop(self, name: str, during: str) -> None:
        """A flow swallowed its cancellation: a hang that happens to wait."""
        self.put_aside(name, because("cancel", f"{during} did not stop when its visit was left"))

    def put_aside(self, name: str, reason: str) -> None:
        """Put a plugin aside that serves, for more than an exception; `reason` as `trouble.because` writes it.

        One of ours, reviewed and needed, is tried once more in the same day, as after a hang.
        """
        if self.dev or name not in self.plugins:
            return  # not yet loaded, or not any more: whatever it did is told of there
        if self._known[name][0].module.startswith(RESIDENTS) and not self.states[name].strikes:
            cause, words = parts(reason)
            self.strike(name, words, cause)
            return
        self._remove(name, reason)
        self._on_change(self.states[name])

    def _put_aside(self, name: str, reason: str) -> None:
        state = self.states.setdefault(name, PluginState(name))
        state.state, state.reason, state.since_ms = "quarantined", reason, self._now_ms()
        log.error("plugin %s is put aside: %s", name, reason)

    def saying(self, translator: Translator) -> Callable[[Text], str]:
        """The translator's words. Of a text that has none after all (its numbers do not fit its own format) the English
        id is said, and its plugin, whose the text's domain is, gets the strike: a screen is never left black for one word.
        """

        def say(text: Text) -> str:
            if isinstance(text, str):
                return text
            try:
                return translator.say(text)
            except Exception as problem:
                log.exception("a text could not be said")
                if text.domain in self.plugins:
                    self.strike(text.domain, f"{type(problem).__name__} in a text: {words_of(problem)}")
                return text.id

        return say

    def _translators(self) -> list[Translator]:
        folders = {"core": CATALOGUES, **self.locale_folders()}
        return [Translator(language, folders) for language in LANGUAGES]


def _cause(problem: PluginFailed) -> str:
    cause = problem.__cause__
    return f"{type(cause).__name__}: {words_of(cause)}" if cause is not None else ""


def _optional(candidate: Candidate) -> bool:
    """Whether a plugin is off unless the site asks for it. One whose manifest cannot be read is loaded, to be told of."""
    manifest = _manifest(candidate)
    return manifest is not None and manifest.optional


def _manifest(candidate: Candidate) -> Manifest | None:
    """The manifest of a plugin that is not to be loaded; None when it cannot be read."""
    if candidate.folder is None:
        return None
    try:
        return read_manifest(candidate.folder / "plugin.toml")
    except ManifestError:
        return None
