"""Who may do what: every right and who holds it, on one screen, as the site has it now."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.host.host import Host
from kiosk.core.outcomes import BACK
from kiosk.core.staff.rights import ROLES, Right, role_title
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Chosen, Detail, Row, Table
from kiosk.link.texts import Text, titled

_ = Texts("core")

WIDTHS = (4, 5)


async def who_may(visit: Visit) -> None:
    """Read only. A right that is pressed says what it is part of, and whether it only shows."""
    selected, update = "", False
    while True:
        host: Host = visit.desk.host  # type: ignore[attr-defined]  # the host's own flows run on the live visit
        rights = host.rights.all()
        outcome = await visit.ask(table(rights, host, selected), update=update)
        if outcome == BACK or not isinstance(outcome, Chosen):
            return
        selected, update = ("" if outcome.key == selected else outcome.key), True


def table(rights: Sequence[Right], host: Host, selected: str = "") -> Table:
    """All rights, a row each: what, and the roles that hold it."""
    found = next((right for right in rights if right.id == selected), None)
    return Table(
        _("Who may do what"),
        (_("Right"), _("Roles")),
        tuple(Row(right.id, (right.title, holders(right))) for right in rights),
        subtitle=_("The site changes this in kiosk.toml, [rights]."),
        widths=WIDTHS,
        detail=_story(found, host) if found is not None else None,
    )


def holders(right: Right) -> Text:
    """The roles that hold a right, in one line."""
    roles = [role for role in ROLES if role in right.roles]
    if len(roles) == len(ROLES):
        return _("Everybody")
    if not roles:
        return _("Nobody")
    said: Text = role_title(roles[-1])
    for role in reversed(roles[:-1]):
        said = _("{one}, {others}", one=role_title(role), others=said)
    return said


def _story(right: Right, host: Host) -> Detail:
    plugin = host.plugins.get(right.id.split(".", 1)[0])
    manifest = plugin.manifest if plugin is not None and right.id not in host.rights.own else None
    part: Text = _("The desk itself")
    if manifest is not None:
        part = titled(manifest.title_zh, manifest.title)
    shows = _("Only shows") if right.declared.reads else _("Changes something")
    return Detail(right.title, right.id, (holders(right), _("Part of: {part}", part=part), shows))
