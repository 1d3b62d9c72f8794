"""Roles and rights as data: who may do what is a table, and this reads it.

The desk's own rights stand in `rights.toml`, a plugin's in its `plugin.toml`, and the site changes who holds one in
`kiosk.toml`, `[rights]`. A right that nobody declared is held by nobody. A role that only reads (the auditor) holds no
right that does more than show, whatever the site writes: that is what makes it one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

import msgspec

from kiosk.link.settings import Role
from kiosk.link.texts import Text, titled

SERVE = "desk.serve"
"""What a staff service needs that names no right."""


class RoleName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role: what people call it, and whether it may do more than look. `source`: which manual it comes from."""

    title: str
    title_zh: str
    source: str
    reads_only: bool = False


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A right as a manifest declares it: what people call it, who holds it, and whether it only shows."""

    title: str
    title_zh: str = ""
    roles: tuple[Role, ...] = ()
    reads: bool = False
    source: str = ""


class Right(msgspec.Struct, frozen=True):
    """A right with its full id ("lending.correct_stock"), and who holds it at this site."""

    id: str
    declared: Declared
    roles: frozenset[str]

    @property
    def title(self) -> Text:
        """What people call it, in the reader's language."""
        return titled(self.declared.title_zh, self.declared.title)


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    roles: dict[Role, RoleName]
    rights: dict[str, Declared]


@lru_cache(maxsize=1)
def _own() -> _Table:
    text = resources.files("kiosk.core.staff").joinpath("rights.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Table)


ROLES: Mapping[Role, RoleName] = _own().roles
"""Every role, in the order in which people list them."""

OWN: Mapping[str, Declared] = _own().rights
"""The desk's own rights, by their id."""


def role_title(role: str) -> Text:
    """What people call a role; one that is not known any more is said as it stands."""
    known = ROLES.get(role)  # type: ignore[call-overload]  # an account may keep a role of a later release
    return titled(known.title_zh, known.title) if known is not None else role


def is_role(role: str) -> bool:
    """Whether there is such a role."""
    return role in ROLES


class Rights:
    """All rights of one site. `plugins` maps a plugin's id to what its manifest declares, `site` is `[rights]`."""

    def __init__(
        self,
        plugins: Mapping[str, Mapping[str, Declared]] | None = None,
        site: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        declared = dict(OWN)
        for plugin, table in (plugins or {}).items():
            declared |= {f"{plugin}.{name}": right for name, right in table.items()}
        given = site or {}
        self._rights = {
            name: Right(name, right, _holders(right, given.get(name, right.roles)))
            for name, right in declared.items()
        }
        self.own = frozenset(OWN)
        """Ids of the desk's own."""
        self.unknown = tuple(sorted(set(given) - set(declared)))
        """What the site gives away that nobody declares: a plugin that is gone, or a misspelt name."""

    def all(self) -> list[Right]:
        """Every right, the desk's own first."""
        return list(self._rights.values())

    def right(self, right: str) -> Right | None:
        """One right by its id."""
        return self._rights.get(right)

    def may(self, role: str, right: str) -> bool:
        """Whether a role holds a right. A right that nobody declared is held by nobody."""
        found = self._rights.get(right)
        return found is not None and role in found.roles

    def answers(self, role: str, needs: Iterable[str]) -> bool:
        """Whether a role holds any of these rights."""
        return any(self.may(role, right) for right in needs)


def _holders(right: Declared, roles: Iterable[str]) -> frozenset[str]:
    return frozenset(
        role
        for role in roles
        if (known := ROLES.get(role)) is not None and (right.reads or not known.reads_only)  # type: ignore[call-overload]
    )
