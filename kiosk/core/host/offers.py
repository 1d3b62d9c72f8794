"""What the plugins that are loaded offer, and the desk itself beside them: services, and the rights that these need.

Only looks; who is loaded at all is `host`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kiosk.core.host.plugin import Plugin
from kiosk.core.service import Availability, Service
from kiosk.core.staff.rights import SERVE, Declared, Rights


class Offers:
    """`plugins` are the loaded ones, by name, in the order of their loading."""

    def __init__(self, site_rights: Mapping[str, tuple[str, ...]]) -> None:
        """`site_rights`: what `kiosk.toml` says of who may do what."""
        self._site_rights = site_rights
        self.plugins: dict[str, Plugin] = {}
        self.house: tuple[Service, ...] = ()
        """The desk's own staff services; they stand beside the plugins' and belong to no plugin."""
        self.notes: Mapping[str, Callable[..., Availability]] = {}
        """What stands under one of them, by its id: called with a read transaction and the position."""
        self._known_rights: tuple[dict[str, dict[str, Declared]], Rights]
        self._known_rights = ({}, Rights({}, self._site_rights))

    @property
    def rights(self) -> Rights:
        """Who may do what here and now: the desk's own rights and those of the plugins that are loaded. Read anew only
        when a plugin has come or gone: every screen asks.
        """
        declared = {name: plugin.manifest.rights for name, plugin in self.plugins.items()}
        known, rights = self._known_rights
        if known != declared:
            rights = Rights(declared, self._site_rights)
            self._known_rights = (declared, rights)
        return rights

    def services(self, audience: str) -> list[tuple[str, Service]]:
        """(plugin, service) of one audience, in the order of the tiles."""
        offered = [
            (name, service)
            for name, plugin in self.plugins.items()
            for service in plugin.services.values()
            if service.audience == audience
        ]
        if audience == "staff":
            offered += [("", service) for service in self.house]
        return sorted(offered, key=lambda pair: (pair[1].order, pair[1].id))

    def service_ids(self, name: str) -> frozenset[str]:
        """The ids of one plugin's services."""
        plugin = self.plugins.get(name)
        return frozenset(plugin.services) if plugin is not None else frozenset()

    def service(self, service_id: str) -> tuple[str, Service] | None:
        """The plugin and service of an id; None when it is not on offer (any more)."""
        for name, plugin in self.plugins.items():
            if service_id in plugin.services:
                return name, plugin.services[service_id]
        own = next((service for service in self.house if service.id == service_id), None)
        return ("", own) if own is not None else None

    def staff_services(self, role: str) -> list[tuple[str, Service]]:
        """What staff of a role are offered."""
        rights = self.rights
        return [pair for pair in self.services("staff") if rights.may(role, pair[1].right or SERVE)]

    def permits(self, name: str, permission: str) -> bool:
        """Whether a loaded plugin has asked for a permission in its `plugin.toml`."""
        plugin = self.plugins.get(name)
        return plugin is not None and permission in plugin.manifest.permissions

    def locale_folders(self) -> dict[str, Path]:
        """Where each plugin's catalogues are."""
        return {name: plugin.locale for name, plugin in self.plugins.items()}
