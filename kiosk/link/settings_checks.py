"""What the types alone cannot see: two doors on one coil, a printer without an address, a zone that does not
exist.

Every complaint is a key's route and a sentence; `settings_faults.py` finds the line. Run at each start, so it
stays quick.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from kiosk.link.settings import Link, Settings
from kiosk.link.settings_calls import Calls
from kiosk.link.settings_devices import Printer
from kiosk.link.settings_hours import SpecialDay, WeekdayHours
from kiosk.link.settings_wiring import wiring

Route: TypeAlias = "tuple[str | int, ...]"
Complaint: TypeAlias = "tuple[Route, str]"

SOCKET_PATH_LIMIT = 107
"""Bytes in a Unix socket's path (unix(7): sun_path of 108 with its closing zero)."""


def complaints(settings: Settings) -> list[Complaint]:
    """Everything that is wrong with settings whose types are right."""
    found = [
        *_site(settings),
        *_folders(settings),
        *_store(settings),
        *_identity(settings),
        *_accounts(settings.link),
    ]
    found += [*_calls(settings.calls), *_names(settings), *_ports(settings), *_positions(settings)]
    found += wiring(settings)
    for number, printer in enumerate(settings.printers):
        found += _printer(printer, ("printer", number))
    return found


def _complaint(*route: str | int, wrong: str, right: str) -> Complaint:
    return route, f"{wrong}; right would be {right}"


def _site(settings: Settings) -> Iterator[Complaint]:
    from zoneinfo import ZoneInfo

    site = settings.site
    try:
        ZoneInfo(site.zone)
    except (KeyError, ValueError, OSError):
        wrong = f'there is no time zone "{site.zone}"'
        yield _complaint("site", "zone", wrong=wrong, right='a name like "Asia/Shanghai"')
    for key in ("name", "name_en"):
        name = getattr(site, key)
        if not name.strip() or not name.isprintable():
            wrong = f"{key} is blank or has characters in it that nobody can see"
            yield _complaint("site", key, wrong=wrong, right="the name as customers know it")
    if site.opens == site.closes:
        wrong = f'closes is "{site.closes}", which is when the site opens'
        yield _complaint("site", "closes", wrong=wrong, right="another time")
    for number, some in enumerate(site.hours):
        yield from _span(some, ("site", "hours", number))
    for number, special in enumerate(site.special_day):
        yield from _span(special, ("site", "special_day", number))
    yield from _special_days(settings)


def _identity(settings: Settings) -> Iterator[Complaint]:
    from kiosk.link.identity_key import KeyRefused, read

    try:
        if settings.identity.public_key:
            read("public", settings.identity.public_key)
    except KeyRefused as refusal:
        right = "the whole line that kiosk identity keygen printed"
        yield _complaint(
            "identity", "public_key", wrong=f"public_key is no public key: {refusal}", right=right
        )


def _span(day: WeekdayHours | SpecialDay, route: Route) -> Iterator[Complaint]:
    if day.opens == day.closes and not day.closed:
        wrong = f'closes is "{day.closes}", which is when the site opens'
        yield _complaint(*route, "closes", wrong=wrong, right="another time, or closed = true")


def _special_days(settings: Settings) -> Iterator[Complaint]:
    taken: dict[date, int] = {}
    for number, special in enumerate(settings.site.special_day):
        for day in (special.date + timedelta(days=offset) for offset in range(special.days)):
            if day in taken:
                wrong = f"{day} is already in the special day of {settings.site.special_day[taken[day]].date}"
                yield _complaint("site", "special_day", number, "date", wrong=wrong, right="each day once")
                break
            taken[day] = number


def _calls(calls: Calls) -> Iterator[Complaint]:
    """What is offered to whoever leaves the desk: each once, and nothing beyond the longest."""
    for key, each in (("away_minutes", calls.away_minutes), ("away_reasons", calls.away_reasons)):
        named = [str(one).split("=", 1)[0] for one in each]
        for number, name in enumerate(named):
            if name in named[:number]:
                yield _complaint("calls", key, wrong=f'{key} has "{name}" twice', right="each once")
                break
    for reason in calls.away_reasons:
        if not reason.split("=", 1)[-1].strip():
            yield _complaint("calls", "away_reasons", wrong=f'"{reason}" says nothing', right='"key=text"')
    most = calls.away_longest_hours * 60
    if max(calls.away_minutes, default=0) > most:
        wrong = f"away_minutes has {max(calls.away_minutes)}, and away_longest_hours is {calls.away_longest_hours}"
        yield _complaint("calls", "away_minutes", wrong=wrong, right=f"at most {most}")


def _folders(settings: Settings) -> Iterator[Complaint]:
    for key in ("data", "run"):
        if "\0" in str(getattr(settings, key)):
            wrong = f"{key} has a zero character in it"
            yield _complaint("paths", key, wrong=wrong, right="the path of a folder")
            return
    over = len(str(settings.devices_socket).encode()) - SOCKET_PATH_LIMIT
    if over > 0:
        wrong = f"run is {over} bytes too long for the sockets in it"
        yield _complaint("paths", "run", wrong=wrong, right="a shorter path, like /run/kiosk")
    if os.path.normpath(settings.data) == os.path.normpath(settings.run):
        wrong = "run is the same folder as data"
        yield _complaint("paths", "run", wrong=wrong, right="one of its own, like /run/kiosk")


def _store(settings: Settings) -> Iterator[Complaint]:
    if not settings.store.url:
        return
    right = '"postgresql://host/database"'
    try:
        parts = urlsplit(settings.store.url)
        _ = parts.port  # a property that refuses what is no port
    except ValueError:
        yield _complaint("store", "url", wrong="url is not one", right=right)
        return
    if parts.password is not None or "password" in parse_qs(parts.query, keep_blank_values=True):
        wrong = "url has a password in it, and secrets never stand here"
        right = "the url without it, and the password in a pgpass file or a systemd credential"
        yield _complaint("store", "url", wrong=wrong, right=right)
    elif not parts.path.strip("/"):
        yield _complaint("store", "url", wrong="url names no database", right=right)


def _accounts(link: Link) -> Iterator[Complaint]:
    import pwd

    for key in ("desk_uids", "shell_uids", "devices_uids"):
        for account in getattr(link, key):
            if isinstance(account, str):
                try:
                    pwd.getpwnam(account)
                except KeyError:
                    wrong = f'there is no user "{account}" on this machine'
                    yield _complaint("link", key, wrong=wrong, right="a user that exists")


def _names(settings: Settings) -> Iterator[Complaint]:
    names = [("scanner", n, scanner.name) for n, scanner in enumerate(settings.scanners)]
    names += [("printer", n, printer.name) for n, printer in enumerate(settings.printers)]
    names += [("encoder", n, encoder.name) for n, encoder in enumerate(settings.encoders)]
    names += [("device", n, device.name) for n, device in enumerate(settings.devices)]
    names += [("bank", n, bank.name) for n, bank in enumerate(settings.banks)]
    names += [("row", n, row.name) for n, row in enumerate(settings.rows)]
    owners: dict[str, str] = {}
    for section, number, name in names:
        if name in owners:
            wrong = f'name "{name}" is already a {owners[name]}\'s'
            yield _complaint(section, number, "name", wrong=wrong, right="a name of its own")
        owners.setdefault(name, section)


def _ports(settings: Settings) -> Iterator[Complaint]:
    """Two devices at one serial port, or at USB under one name: it is opened by one alone."""
    uses = [("scanner", n, "port", each.port, each.name) for n, each in enumerate(settings.scanners)]
    uses += [("encoder", n, "port", each.port, each.name) for n, each in enumerate(settings.encoders)]
    uses += [
        ("bank", n, "port", each.port, each.name)
        for n, each in enumerate(settings.banks)
        if each.driver == "board"
    ]
    uses += [
        ("printer", n, "path", each.path, each.name)
        for n, each in enumerate(settings.printers)
        if each.driver == "serial"
    ]
    uses += [
        (
            "printer",
            n,
            "driver",
            " ".join(filter(None, ("usb", each.usb, each.usb_serial, each.usb_port))),
            each.name,
        )
        for n, each in enumerate(settings.printers)
        if each.driver == "usb"
    ]
    owners: dict[str, str] = {}
    for section, number, key, port, name in uses:
        if port in owners:
            wrong = f'{key} "{port}" is already {owners[port]}'
            yield _complaint(section, number, key, wrong=wrong, right="another port")
        owners.setdefault(port, f'the {section} "{name}"')


def _positions(settings: Settings) -> Iterator[Complaint]:
    known = [settings.shell.position]
    for number, position in enumerate(settings.further):
        if position.name in known:
            wrong = f'there is already a position "{position.name}"'
            yield _complaint("position", number, "name", wrong=wrong, right="a name of its own")
        known.append(position.name)
    names = " or ".join(f'"{name}"' for name in known)
    where = "[shell] and [[position]]" if settings.further else "[shell]"
    right = f'{names} (from {where}), or "" for a device of the whole box'
    uses = [("scanner", n, scanner.position) for n, scanner in enumerate(settings.scanners)]
    uses += [("printer", n, printer.position) for n, printer in enumerate(settings.printers)]
    uses += [("encoder", n, encoder.position) for n, encoder in enumerate(settings.encoders)]
    uses += [("device", n, device.position) for n, device in enumerate(settings.devices)]
    for section, number, position_name in uses:
        if position_name and position_name not in known:
            wrong = f'there is no position "{position_name}"'
            yield _complaint(section, number, "position", wrong=wrong, right=right)


def _printer(printer: Printer, route: Route) -> Iterator[Complaint]:
    if printer.driver == "usb":
        return  # nothing named is "the only printer at USB"
    key, example = {
        "network": ("host", '"192.168.1.50"'),
        "serial": ("path", '"/dev/serial/by-id/…"'),
        "file": ("path", '"/dev/usb/lp0"'),
    }[printer.driver]
    if not getattr(printer, key):
        wrong = f'a printer with driver "{printer.driver}" needs a {key}'
        yield _complaint(*route, "driver", wrong=wrong, right=f"a line like {key} = {example}")
    elif printer.driver == "network" and not re.fullmatch(r"[A-Za-z0-9._:%-]+", printer.host):
        wrong = f'host is "{printer.host}", which is neither a name nor an address'
        yield _complaint(*route, "host", wrong=wrong, right=example)
