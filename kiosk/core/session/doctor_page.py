"""The technician's page: the doctor's findings at the screen, each device with what to try and a test, all of it as a QR code.

The list is examined anew each time it is shown. What a finding says is the doctor's own (`kiosk.doctor`); this lays it out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.core.moments import when
from kiosk.core.session.position import PositionDesk
from kiosk.core.session.self_tests import KINDS, Result, possible_here, self_test
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.doctor.bundle import BundleRefused
from kiosk.doctor.case import Case
from kiosk.doctor.device_findings import DeviceFinding
from kiosk.doctor.findings import PARTS, SEVERITIES, Finding, worst
from kiosk.doctor.sticks import sticks
from kiosk.doctor.telling import as_code
from kiosk.link.health import DeviceStatistics, Tested
from kiosk.link.messages import DeviceClass
from kiosk.link.prompts import Action, Chosen, Confirm, Fact, Notice, Progress, Row, Table
from kiosk.link.texts import NAMES, Message, Text

_ = Texts("core")

KEY = "core.doctor"

SOON_SECONDS = 0.3
"""An examination that takes longer says that it is under way."""

MANY = 12
"""Findings of one part that are laid out; the archive and the command line have them all."""

CLASSES: dict[DeviceClass, Text] = {
    "scanner": _("Scanner"),
    "stripe_reader": _("Stripe reader"),
    "printer": _("Printer"),
    "lockers": _("Lockers"),
    "encoder": _("Card encoder"),
    "lights": _("Signal light"),
}

OUTCOMES: dict[str, Text] = {
    "passed": _("Passed"),
    "failed": _("Failed"),
    "stopped": _("Not finished"),
}


async def doctor_page(visit: Visit) -> None:
    """The list, and what is behind each line, until the person goes back."""
    position: PositionDesk = visit.desk  # type: ignore[attr-defined]  # the host's own flows run on the live visit
    if position.management is None:
        return
    doctor = position.management.doctor
    while True:
        case, findings = await _examined(position)
        devices = _devices(case)
        stick = next(iter(sticks()), None) if visit.may("desk.repair") else None
        match await visit.ask(summary(findings, devices, stick=stick is not None)):
            case Chosen("bundle") if stick is not None:
                await visit.ask(await _archive(position, case, findings, stick))
            case Chosen("code"):
                await visit.ask(code(case, findings))
            case Chosen(key) if key in PARTS:
                await visit.ask(about_part(key, findings))
            case Chosen(key) if (device := devices.get(key)) is not None:
                await _device(visit, position, device, findings, (await doctor.tests()).get(device.device))
            case _:
                return


async def _examined(position: PositionDesk) -> tuple[Case, list[Finding]]:
    assert position.management is not None  # noqa: S101 - asked by the caller
    looking = asyncio.ensure_future(position.management.doctor.examine())
    done, _waiting = await asyncio.wait((looking,), timeout=SOON_SECONDS)
    if not done:
        position.conversation.tell(Progress(_("One moment"), _("The box is being looked at.")))
    return await looking


def _devices(case: Case) -> dict[str, DeviceStatistics]:
    """The devices by their row's key."""
    known = case.desk.devices if case.desk is not None else None
    return {f"device-{number}": device for number, device in enumerate(known or ())}


# ---------------------------------------------------------------------------------------------- the list


def summary(
    findings: Sequence[Finding], devices: Mapping[str, DeviceStatistics], *, stick: bool = False
) -> Table:
    """Devices first, then every part; what is wrong is marked, and nothing moves from its place. `stick`: one is mounted."""
    several = [device.device_class for device in devices.values()]
    rows = [
        _row(key, device_title(device, several=several.count(device.device_class) > 1), _of(findings, device))
        for key, device in devices.items()
    ]
    for part, title in PARTS.items():
        ours = [each for each in findings if each.part == part and not _is_shown(each, devices)]
        if ours:
            rows.append(_row(part, title, ours))
    bad = sum(each.severity in ("warning", "wrong") for each in findings)
    return Table(
        _("Doctor"),
        columns=(_("What"), _("How it is")),
        widths=(5, 6),
        rows=tuple(rows),
        subtitle=_.plural("{count} finding to look at", "{count} findings to look at", bad)
        if bad
        else _("All is well"),
        actions=(
            Action("code", _("As a QR code"), icon="qr_code"),
            *((Action("bundle", _("Save to the stick"), icon="usb"),) if stick else ()),
        ),
    )


def _row(key: str, title: Text, ours: Sequence[Finding]) -> Row:
    severity = worst(ours)
    first = next((each for each in ours if each.severity == severity), None)
    count = sum(each.severity == severity for each in ours)
    said: Text = first.short if first is not None and first.short and count == 1 else SEVERITIES[severity]
    if severity == "note":
        said = SEVERITIES["well"] if any(each.severity == "well" for each in ours) else said
    elif severity != "well" and count > 1:
        said = _("{what}: {count}", what=SEVERITIES[severity], count=count)
    return Row(key, (title, said), alert=severity in ("warning", "wrong"))


def _of(findings: Sequence[Finding], device: DeviceStatistics) -> list[Finding]:
    return [each for each in findings if isinstance(each, DeviceFinding) and each.device == device.device]


def _is_shown(finding: Finding, devices: Mapping[str, DeviceStatistics]) -> bool:
    return isinstance(finding, DeviceFinding) and any(
        device.device == finding.device for device in devices.values()
    )


def device_title(device: DeviceStatistics, *, several: bool = False) -> Text:
    """What it is; with its name where there are several of its kind."""
    title = CLASSES.get(device.device_class, device.device)
    if not several or device.device_class not in CLASSES:
        return title
    return _("{kind} {name}", kind=_plain(title), name=Message(NAMES, device.device))


def _plain(text: Text) -> str | Message:
    return text


# ---------------------------------------------------------------------------------------------- a part


def about_part(part: str, findings: Sequence[Finding]) -> Notice:
    """Every finding of a part, what is wrong first, each with what to try."""
    order = list(SEVERITIES)
    ours = sorted(
        (each for each in findings if each.part == part), key=lambda each: order.index(each.severity)
    )
    facts: list[Fact] = []
    for each in ours[:MANY]:
        facts.append(
            Fact(SEVERITIES[each.severity], each.words(), alert=each.severity in ("warning", "wrong"))
        )
        if each.advice():
            facts.append(Fact(_("To try"), each.advice()))
    title = next(title for key, title in PARTS.items() if key == part)
    return Notice("information", title, facts=tuple(facts), icon=_ICONS[part])


_ICONS: dict[str, str] = {
    "kiosk": "storefront",
    "devices": "usb",
    "storage": "save",
    "power": "power",
    "clock": "schedule",
    "database": "list",
    "plugins": "extension",
    "screen": "image",
    "rights": "lock",
}


def code(case: Case, findings: Sequence[Finding]) -> Notice:
    """All of it for a photograph."""
    return Notice(
        "information",
        _("Photograph this"),
        _("For support: the findings, without anybody's data."),
        icon="qr_code",
        code=as_code(case, findings),
    )


async def _archive(position: PositionDesk, case: Case, findings: Sequence[Finding], stick: Path) -> Notice:
    assert position.management is not None  # noqa: S101 - asked by the caller
    position.conversation.tell(Progress(_("One moment"), _("The support archive is being written.")))
    try:
        place = await position.management.doctor.bundle(case, list(findings), stick)
    except BundleRefused as refusal:
        return Notice("refused", _("Not written"), refusal.told(), icon="usb")
    return Notice(
        "done",
        _("It is on the stick"),
        _("Nobody's data is in it. The stick can be pulled out when its lamp is still."),
        facts=(Fact(_("File"), place.name),),
        icon="usb",
    )


# ---------------------------------------------------------------------------------------------- a device


async def _device(
    visit: Visit,
    position: PositionDesk,
    device: DeviceStatistics,
    findings: Sequence[Finding],
    tested: Tested | None,
) -> None:
    assert position.management is not None  # noqa: S101 - asked by the caller
    has_test = device.device_class in KINDS
    here = possible_here(device, position) or not has_test
    may = visit.may("desk.repair") and here and has_test
    match await visit.ask(about_device(position, device, _of(findings, device), tested, may=may, here=here)):
        case Chosen("test"):
            await visit.ask(result_of(device, await self_test(visit, device, position)))
        case Chosen("ask"):
            position.conversation.tell(Progress(_("One moment"), _("The device is being asked.")))
            health = await position.management.doctor.check(device.device, "external", 10)
            well = health is not None and health.ok
            words = health.words if health is not None else _("The devices did not answer.")
            await visit.ask(
                Notice(
                    "done" if well else "refused",
                    _("It answers") if well else _("It does not answer"),
                    words,
                    icon="check" if well else "build",
                )
            )


def about_device(
    position: PositionDesk,
    device: DeviceStatistics,
    ours: Sequence[Finding],
    tested: Tested | None,
    *,
    may: bool,
    here: bool,
) -> Confirm:
    """What is known of one device, what to try, and its test."""
    now_ms = position.clock.now_ms()
    facts: list[Fact] = []
    bad = [each for each in ours if each.severity in ("warning", "wrong")]
    for each in bad:
        facts += [
            Fact(_("State"), each.short or each.words(), alert=True),
            Fact(_("To try"), each.advice()),
        ]
    if not bad:
        known = ours[0].short or SEVERITIES[ours[0].severity] if ours else SEVERITIES["note"]
        facts.append(Fact(_("State"), known))
    if tested is not None:
        words = _(
            "{how}, {time}",
            how=_plain(OUTCOMES[tested.outcome]),
            time=when(tested.at_ms, now_ms, position.zone),
        )
        facts.append(Fact(_("Last test"), words, alert=tested.outcome == "failed"))
    facts.append(Fact(_("Name in kiosk.toml"), device.device))
    facts.append(Fact(_("Wire"), device.path))
    if device.model:
        facts.append(Fact(_("Model"), device.model))
    facts.append(
        Fact(
            _("Counted"),
            _(
                "opened {opens} of {attempts} times, {errors} faults, back {reconnects} times",
                opens=device.opens,
                attempts=device.attempts,
                errors=device.errors,
                reconnects=device.reconnects,
            ),
        )
    )
    if device.last_fault:
        at = when(device.last_fault_ms, now_ms, position.zone)
        facts.append(Fact(_("Last fault"), f"{at} {device.last_fault}"))
    return Confirm(
        device_title(device),
        ""
        if here
        else _("It is tested at the screen that it stands at: {position}", position=device.position),
        facts=tuple(facts),
        actions=_actions(device, may=may),
        icon="build",
        tone="sky",
    )


def _actions(device: DeviceStatistics, *, may: bool) -> tuple[Action, ...]:
    actions = []
    if may:
        test: dict[str, Text] = {
            "read": _("Try a swipe"),
            "scan": _("Try a scan"),
            "print": _("Print a test page"),
            "door": _("Open a door"),
        }
        actions.append(Action("test", test[KINDS[device.device_class]], icon="check", primary=True))
    if device.device_class in ("printer", "encoder", "lockers"):
        actions.append(Action("ask", _("Ask it now"), icon="help"))
    return tuple(actions)


def result_of(device: DeviceStatistics, result: Result) -> Notice:
    """How a test ended."""
    return Notice(
        {"passed": "done", "failed": "refused"}.get(result.outcome, "information"),  # type: ignore[arg-type]  # as spelt
        OUTCOMES[result.outcome],
        result.words,
        facts=(Fact(_("Device"), device_title(device)),),
    )
