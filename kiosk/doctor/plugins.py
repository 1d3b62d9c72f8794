"""The plugins, as the running desk tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text


class PluginFinding(Finding, frozen=True, kw_only=True):
    """About one plugin."""

    part: ClassVar[Part] = "plugins"
    plugin: str


class PluginServes(PluginFinding, frozen=True, kw_only=True):
    """It is loaded."""

    id: ClassVar[str] = "plugin.serves"
    severity: ClassVar[Severity] = "well"
    version: str

    def words(self) -> Text:
        return _("{plugin} {version}: serves.", **self.facts)


class PluginAside(PluginFinding, frozen=True, kw_only=True):
    """It was put aside."""

    id: ClassVar[str] = "plugin.aside"
    severity: ClassVar[Severity] = "warning"
    why: str

    def words(self) -> Text:
        return _("{plugin}: was put aside ({why}).", **self.facts)

    def advice(self) -> Text:
        return _(
            "Update it or write to its author; then, at the screen: staff, Plugins, Let it serve again. "
            "Its stacks are in the data folder, under stacks."
        )


class PluginOff(PluginFinding, frozen=True, kw_only=True):
    """Switched off by the site, or held back by safe mode."""

    id: ClassVar[str] = "plugin.off"
    severity: ClassVar[Severity] = "note"
    why: str

    def words(self) -> Text:
        return _("{plugin}: is not loaded ({why}).", **self.facts)


class PluginsUnknown(Finding, frozen=True, kw_only=True):
    """No desk tells."""

    id: ClassVar[str] = "plugins.unknown"
    part: ClassVar[Part] = "plugins"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("Only a running kiosk tells of its plugins; kiosk plugins lists what is installed.")


def look(case: Case) -> Iterator[Finding]:
    """Every plugin."""
    if case.desk is None:
        yield PluginsUnknown()
        return
    for each in case.desk.plugins:
        match each.state:
            case "active":
                yield PluginServes(plugin=each.id, version=each.version)
            case "quarantined":
                yield PluginAside(plugin=each.id, why=each.reason)
            case _:
                yield PluginOff(plugin=each.id, why=each.reason or each.state)
