"""Every device: as the device process tells of it, or, without one, as far as its place in the file system shows."""

from __future__ import annotations

import errno
import grp
import os
import pwd
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.doctor import device_findings as found
from kiosk.doctor.case import Case
from kiosk.doctor.findings import Finding
from kiosk.doctor.wires import Wired, moves, wired
from kiosk.link.health import DeviceStatistics, DeviceStatus

RESTLESS = 3
"""Reconnects of one device since the device process began, from which its cable is doubted."""

REFUSED = os.strerror(errno.EACCES)

CAUSES: dict[DeviceStatus, Callable[..., Finding]] = {
    "busy": found.Taken,
    "no_device": found.NotFound,
    "offline": found.Lost,
    "power_off": found.Lost,
    "user_error": found.Misset,
    "unknown": found.Mute,
    "hardware_error": found.Broken,
}


def look(case: Case) -> Iterator[Finding]:
    """Every device that the settings name, and what is plugged in beside them."""
    devices = wired(case.settings)
    told = {each.device: each for each in (case.desk.devices or ())} if case.desk is not None else {}
    if case.desk is not None and case.desk.devices is None and devices:
        yield found.DevicesAway()
    for device in devices:
        if (known := told.pop(device.name, None)) is not None:
            yield from told_of(known, case, device.node)
        elif not case.inside:
            yield from seen(device, case)
        if device.node is not None and moves(device.node):
            yield found.NameMoves(device=device.name, path=str(device.node))
    for known in told.values():  # a driver whose section the doctor does not know
        yield from told_of(known, case, None)
    if not case.inside:
        yield from _unnamed(case, devices)


def told_of(one: DeviceStatistics, case: Case, node: Path | None) -> Iterator[Finding]:
    """What the device process tells of one device, as findings."""
    yield _status(one, case, node)
    if one.status in ("online", "busy") and not one.fault:
        if one.paper == "low":
            yield found.LowPaper(device=one.device)
        if one.reconnects >= RESTLESS:
            yield found.Restless(device=one.device, reconnects=one.reconnects, last_fault=one.last_fault)


def _status(one: DeviceStatistics, case: Case, node: Path | None) -> Finding:
    name, fault = one.device, one.fault or one.status
    if one.status == "online" or (one.status == "busy" and not one.fault):
        return found.DeviceWell(device=name, path=one.path, model=one.model)
    if one.status == "busy" and REFUSED in fault:
        return _not_allowed(name, node or Path(one.path), case)
    if one.status in ("no_device", "offline") and one.found == "no":
        return found.NothingThere(device=name, path=one.path)
    if one.status == "hardware_error" and one.paper == "out":
        return found.NoPaper(device=name)
    if one.status == "starting":
        return found.DeviceStarting(device=name)
    return CAUSES[one.status](device=name, fault=fault)


def seen(device: Wired, case: Case) -> Iterator[Finding]:
    """What can be seen of a device without touching it."""
    node = device.node
    if node is None:
        yield found.NotLookedAt(device=device.name)
    elif not node.exists():
        if case.desk is None and node.is_relative_to(case.settings.run):
            yield found.NotLookedAt(device=device.name)  # an emulated one, which is there while its world is
        else:
            yield found.NothingThere(device=device.name, path=str(node))
    elif not _may_open(node, _user(case)):
        yield _not_allowed(device.name, node, case)
    else:
        yield found.PortThere(device=device.name, path=str(node))


def _unnamed(case: Case, devices: list[Wired]) -> Iterator[Finding]:
    folder = case.machine.path("dev/serial/by-id")
    ours = {each.node.resolve() for each in devices if each.node is not None}
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.resolve() not in ours:
                yield found.Unnamed(path=str(path))


def _user(case: Case) -> int:
    """The user of the device process."""
    return next(iter(case.settings.link.uids("devices")), case.euid)


def _not_allowed(name: str, node: Path, case: Case) -> Finding:
    try:
        group = _group_name(node.stat().st_gid)
    except OSError:
        group = "dialout"
    return found.NotAllowed(device=name, path=str(node), user=_user_name(_user(case)), group=group)


def _may_open(node: Path, uid: int) -> bool:
    status = node.stat()
    if uid == 0:
        return True
    if status.st_uid == uid:
        return stat.S_IMODE(status.st_mode) & 0o600 == 0o600
    if status.st_gid in _groups(uid):
        return stat.S_IMODE(status.st_mode) & 0o060 == 0o060
    return stat.S_IMODE(status.st_mode) & 0o006 == 0o006


def _groups(uid: int) -> list[int]:
    try:
        account = pwd.getpwuid(uid)
    except KeyError:
        return []
    return os.getgrouplist(account.pw_name, account.pw_gid)


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
