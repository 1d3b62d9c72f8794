"""The staff page about plugins: which serve, which do not and why, since when; and letting one serve again.

What a person reads is the cause in their own words (`trouble.for_people`); the technical words stand below, for whoever is
called about it. A desk in safe mode is told of here too, and left from here.
"""

from __future__ import annotations

from datetime import datetime

from kiosk.core.host.plugin import PluginState
from kiosk.core.host.safe_mode import Why
from kiosk.core.host.trouble import for_people, parts
from kiosk.core.records import Approved, Context
from kiosk.core.session.position import PositionDesk
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.prompts import Action, Chosen, Confirm, Fact, Notice, Progress, Row, Table
from kiosk.link.texts import Text, titled

_ = Texts("core")

KEY = "core.plugins"

STATES: dict[str, Text] = {
    "active": _("Serves"),
    "quarantined": _("Put aside"),
    "disabled": _("Switched off"),
    "held": _("Waits"),
}

SAFE_BECAUSE: dict[Why, Text] = {
    "asked": _("Safe mode, as it was started. Plugins marked Waits are not running."),
    "unfinished": _("Safe mode: the desk could not finish its start. Plugins marked Waits are not running."),
    "short": _("Safe mode: the desk kept ending. Plugins marked Waits are not running."),
}

LONGEST_WORDS = 160
"""Of the technical words, what a screen has room for; `kiosk plugins` has them all."""


def note(position: PositionDesk) -> Text:
    """What stands under the line in the staff menu; empty while all is well."""
    if position.safe_mode:
        return _("Safe mode: the desk is limited")
    aside = sum(state.state == "quarantined" for state in position.host.states.values())
    return _.plural("{count} put aside", "{count} put aside", aside) if aside else ""


async def plugins_page(visit: Visit) -> None:
    """The table, and what is behind each row, until the person goes back. To change anything needs the right
    `plugins.enable`.
    """
    position: PositionDesk = visit.desk  # type: ignore[attr-defined]  # the host's own flows run on the live visit
    may = position.management is not None and visit.may("plugins.enable")
    while True:
        match await visit.ask(table(position, may=may)):
            case Chosen("leave"):
                await _leave_safe_mode(visit, position)
            case Chosen(key) if key in position.host.states:
                if await visit.ask(about(position, key, may=may)) == Chosen("enable"):
                    await _enable(visit, position, key)
            case _:
                return


def table(position: PositionDesk, *, may: bool) -> Table:
    """Every plugin, those that do not serve first."""
    rows = sorted(position.host.states.values(), key=lambda state: (state.state == "active", state.id))
    return Table(
        _("Plugins"),
        columns=(_("Plugin"), _("How it is"), _("Since")),
        widths=(4, 6, 3),
        rows=tuple(
            Row(
                state.id,
                (_title(state), _how(state), _when(position, state.since_ms)),
                alert=state.state == "quarantined",
            )
            for state in rows
        ),
        subtitle=SAFE_BECAUSE[position.safe_mode.why] if position.safe_mode else "",
        empty=_("No plugin is installed"),
        actions=(Action("leave", _("Leave safe mode"), icon="check", primary=True),)
        if position.safe_mode and may
        else (),
    )


def _how(state: PluginState) -> Text:
    if state.state != "active":
        return for_people(state.reason)
    failed = len(state.strikes)
    return (
        _.plural("Serves, failed once today", "Serves, failed {count} times today", failed)
        if failed
        else STATES["active"]
    )


def about(position: PositionDesk, name: str, *, may: bool) -> Confirm:
    """What is known of one plugin; where it was put aside, whether it may serve again."""
    state = position.host.states[name]
    facts = [Fact(_("State"), STATES[state.state], alert=state.state == "quarantined")]
    if state.state != "active":
        facts.append(Fact(_("Why"), for_people(state.reason)))
    facts += [
        Fact(_("Since"), _when(position, state.since_ms)),
        Fact(_("Name and version"), f"{state.id} {state.version}".strip()),
    ]
    if state.strikes:
        facts.append(Fact(_("Failures in a day"), str(len(state.strikes))))
    words = parts(state.reason)[1]
    if words and state.state in ("active", "quarantined"):
        facts.append(Fact(_("For the technician"), words[:LONGEST_WORDS]))
    can = state.state == "quarantined" and may
    return Confirm(
        _title(state),
        _("Let it serve again only when the cause has been dealt with.") if can else "",
        facts=tuple(facts),
        actions=(Action("enable", _("Let it serve again"), icon="check", primary=True),) if can else (),
        icon="build",
        tone="amber",
    )


async def _enable(visit: Visit, position: PositionDesk, name: str) -> None:
    if position.management is None:
        return
    approved = await visit.approval(
        "plugins.approve",
        _("Let it serve again?"),
        about(position, name, may=False).facts[:3],
        reason="plugin",
        subtitle=_title(position.host.states[name]),
    )
    if not isinstance(approved, Approved):
        return
    state = await position.management.enable_plugin(name, _context(position), approved)
    title = _title(state)
    if state.state == "active":
        await visit.ask(Notice("done", _("It serves again"), title, icon="check"))
        return
    await visit.ask(
        Notice(
            "refused",
            _("It still does not work"),
            for_people(state.reason),
            facts=(Fact(_("For the technician"), parts(state.reason)[1][:LONGEST_WORDS]),),
            icon="build",
        )
    )


async def _leave_safe_mode(visit: Visit, position: PositionDesk) -> None:
    if position.management is None or not position.safe_mode:
        return
    question = Confirm(
        _("Leave safe mode?"),
        _("Every plugin is started now. If the desk fails again, it comes back in safe mode by itself."),
        actions=(Action("leave", _("Leave safe mode"), icon="check", primary=True),),
        icon="build",
        tone="amber",
    )
    if await visit.ask(question) != Chosen("leave"):
        return
    position.conversation.tell(Progress(_("One moment"), _("Every plugin is being started.")))
    await position.management.leave_safe_mode(_context(position))


def _title(state: PluginState) -> Text:
    return titled(state.title_zh, state.title) or state.id


def _when(position: PositionDesk, ms: int) -> str:
    if not ms:
        return ""
    then, now = (datetime.fromtimestamp(each / 1000, position.zone) for each in (ms, position.clock.now_ms()))
    return then.strftime("%H:%M" if then.date() == now.date() else "%m-%d %H:%M")


def _context(position: PositionDesk) -> Context:
    actor = f"staff:{position.staff.id}" if position.staff is not None else "system"
    return Context(actor=actor, position=position.name, session_id=position.session_id)
