"""What is said about a call: to staff who are rung, and in the lists."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.core.calls.records import TOP_LEVEL, Call, CallKind
from kiosk.core.host.host import Host
from kiosk.core.moments import when
from kiosk.core.texts import Texts
from kiosk.link.messages import Banner
from kiosk.link.prompts import Action, Choice, Confirm, Fact, Tone
from kiosk.link.texts import Text

_ = Texts("core")

TITLES: dict[CallKind, Text] = {
    "help": _("A customer called"),
    "other": _("A customer called"),
    "returns_full": _("No room for returns"),
    "lost_child": _("A child is lost"),
    "injury": _("Somebody is hurt"),
    "fire": _("Fire or danger"),
}
ICONS: dict[CallKind, str] = {
    "help": "notifications_active",
    "other": "notifications_active",
    "returns_full": "notifications_active",
    "lost_child": "child_care",
    "injury": "medical_services",
    "fire": "local_fire_department",
}

PREFIX = "call."
"""How the key of a call's row in the staff menu begins; no service's id does (`call` is the host's own word)."""


def tone(call: Call) -> Tone:
    """Urgent ones in the warning colour."""
    return "rose" if call.urgent else "amber"


def where(call: Call, host: Host) -> Text:
    """From which service it rang."""
    offered = host.service(call.service_id)
    return offered[1].title if offered is not None else _("Home screen")


def place(call: Call, host: Host, positions: int) -> Text:
    """Where somebody waits: the service, and which screen where there are several for customers."""
    service = where(call, host)
    return service if positions < 2 else _("{position}, {service}", position=call.position, service=service)


def waited(ms: int) -> Text:
    """A length of time as people say it: seconds under two minutes, then minutes."""
    seconds = ms // 1000
    if seconds < 120:
        return _.plural("{count} second", "{count} seconds", seconds)
    return _.plural("{count} minute", "{count} minutes", seconds // 60)


def row(call: Call, host: Host, positions: int, zone: ZoneInfo, now_ms: int) -> Choice:
    """The call as a line of the staff menu."""
    at, from_ = when(call.raised_ms, now_ms, zone), place(call, host, positions)
    note = _("{when} · {where}", when=at, where=from_)
    if call.state == "coming":
        note = _("{when} · {where} · on the way", when=at, where=from_)
    return Choice(PREFIX + call.id, TITLES[call.kind], note=note, icon=ICONS[call.kind], tone=tone(call))


def question(call: Call, host: Host, positions: int, zone: ZoneInfo, now_ms: int) -> Confirm:
    """What is known of the call, and what staff can say about it."""
    return Confirm(
        TITLES[call.kind],
        _('"Right back" shows "On the way" to the customer.'),
        facts=(
            Fact(_("When"), when(call.raised_ms, now_ms, zone)),
            Fact(_("Where in the kiosk"), place(call, host, positions)),
            Fact(_("Waited"), waited(call.waited_ms(now_ms)), alert=call.urgent or call.level > 0),
        ),
        actions=(
            Action("coming", _("Right back"), icon="directions_walk"),
            Action("over", _("Dealt with"), icon="check", primary=True),
        ),
        icon=ICONS[call.kind],
        tone=tone(call),
    )


def banner(
    calls: list[Call],
    host: Host,
    positions: int,
    zone: ZoneInfo,
    now_ms: int,
    *,
    signed_in: bool,
    called: bool,
) -> Banner | None:
    """The first of the calls that ring at a position, over whatever is done there. `called`: somebody has said there that
    they are coming, and has yet to sign in."""
    if not calls:
        return None
    call = calls[0]
    text = _("{when} · {where}", when=when(call.raised_ms, now_ms, zone), where=place(call, host, positions))
    if call.level >= TOP_LEVEL and not call.urgent:
        text = _("{told} · shift lead, please", told=text)
    elif call.level > 0 and not call.urgent:
        text = _("{told} · nobody has answered", told=text)
    if len(calls) > 1:
        text = _.plural("{told} · {count} more", "{told} · {count} more", len(calls) - 1, told=text)
    button: Text = _("I'm coming")
    if not signed_in and called:
        button = _("Sign in, please")
    return Banner(
        call.id, TITLES[call.kind], text, button, icon=ICONS[call.kind], tone=tone(call), level=call.level
    )
