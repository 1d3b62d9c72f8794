"""`kiosk identity`: the keys of buyers' identity records, what records there are, and opening one.

A key is best made on another computer, which needs neither settings nor a store for it. A record is opened beside the store
that it lies in, because whoever opens it stands on the auditors' list there before anything is shown; the medium with the
private key is plugged in for that, and taken out again (ADR 10).
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.cli.options import read_settings, settings_option

if TYPE_CHECKING:
    from kiosk.core.identity import IdentityRecord
    from kiosk.core.store.database import Store
    from kiosk.core.store.identities import Identity
    from kiosk.link.settings import Settings

_REASON = re.compile(r"[a-z][a-z0-9_]{2,39}")
DOCUMENTS = {"id_card": "居民身份证 identity card", "passport": "护照 passport", "other": "其他证件 other"}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk identity`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    making = verbs.add_parser("keygen", help="make a pair of keys; the private one goes onto another medium")
    making.add_argument("file", type=Path, metavar="FILE", help="where to write the private key; a new file")
    making.add_argument("--same-medium", action="store_true", help="also beside the store: for trials only")
    listing = verbs.add_parser("list", help="the records, without what is sealed in them")
    reading = verbs.add_parser("read", help="open one record; somebody with the right identity.read, and why")
    reading.add_argument("record", metavar="RECORD", help="its number on paper, or its id")
    reading.add_argument("--key", type=Path, required=True, metavar="FILE", help="the private key")
    reading.add_argument("--reason", required=True, metavar="KEY", help="a plain key, such as police_request")
    reading.add_argument("--as", dest="number", default="", metavar="NUMBER", help="your staff number")
    for verb in (making, listing, reading):
        settings_option(verb)


def run(parsed: argparse.Namespace) -> int:
    """1 when it is refused; 2 when nobody may, or it was asked wrongly."""
    if parsed.verb == "keygen":
        return _keygen(parsed)
    settings = read_settings(parsed)
    from kiosk.cli.house import open_kiosk_store

    with open_kiosk_store(settings, to_read=parsed.verb == "list") as store:
        return _list(store, settings) if parsed.verb == "list" else _read(parsed, store, settings)


# ---------------------------------------------------------------------------------------------------- keys


def _keygen(parsed: argparse.Namespace) -> int:
    from kiosk.cli.identity_file import KeyFileRefused, write_private
    from kiosk.core.identity import new_pair
    from kiosk.link.identity_key import fingerprint, written

    try:
        data = read_settings(parsed).data
    except FileNotFoundError:
        if parsed.settings is not None:
            raise
        data = None  # another computer, where there is no kiosk: the best place for this
    public, private = new_pair()
    try:
        write_private(
            parsed.file, private, fingerprint(public), away_from=None if parsed.same_medium else data
        )
    except KeyFileRefused as refusal:
        return _refuse(f"{refusal}; no key was made", 1)
    print(f"The private key is in {parsed.file}. Keep two copies in two safes, and none on this box:")
    print("without it no record can be opened, by anybody. In kiosk.toml, then restart the desk:\n")
    print(f'[identity]\npublic_key = "{written("public", public)}"   # fingerprint {fingerprint(public)}')
    return 0


# ---------------------------------------------------------------------------------------------------- records


def _list(store: Store, settings: Settings) -> int:
    from kiosk.core.moments import date_of, stamp

    zone, found, last = ZoneInfo(settings.site.zone), 0, ""
    while page := store.read_now(lambda tx, after=last: tx.identities(after)):
        for one in page:
            reads, _last = store.read_now(lambda tx, which=one.id: tx.identity_reads(which))
            state = "emptied" if one.purged_ms is not None else f"until {date_of(one.purge_day)}"
            about = f"member {one.subject}" if one.subject else "no member"
            print(
                f"{one.number:<18}{stamp(one.made_ms, zone)}  {one.purpose:<16}{state:<18}key {one.sealed_to}"
                f"  read {reads} times  {about}  {one.id}"
            )
        found, last = found + len(page), page[-1].id
    if not found:
        print("there is no record")
    return 0


def _read(parsed: argparse.Namespace, store: Store, settings: Settings) -> int:
    from kiosk.cli.identity_file import KeyFileRefused, read_private
    from kiosk.cli.who import NobodyThere, ask_who, context_of
    from kiosk.core.identity import NotSealedTo, public_of, unseal
    from kiosk.link.identity_key import fingerprint

    if _REASON.fullmatch(parsed.reason) is None:
        return _refuse("a reason is small letters, digits and _, such as police_request", 2)
    found = store.read_now(lambda tx: tx.identity(parsed.record))
    if found is None:
        return _refuse("there is no such record (kiosk identity list)", 1)
    if found.purged_ms is not None:
        return _refuse("this record was emptied: its time was over", 1)
    try:
        private = read_private(parsed.key)
    except KeyFileRefused as refusal:
        return _refuse(str(refusal), 1)
    if (held := fingerprint(public_of(private))) != found.sealed_to:
        return _refuse(f"this record is sealed to the key {found.sealed_to}, and this is {held}", 1)
    try:
        who = ask_who(store, settings, "identity.read", number=parsed.number)
    except NobodyThere as problem:
        return _refuse(str(problem), 2)
    if who is None:
        return _refuse(
            "a record is opened in somebody's name only: somebody needs the right identity.read", 2
        )
    sealed = store.read_now(lambda tx: tx.sealed_identity(found.id))
    try:
        record = unseal(private, sealed, found.id)
    except NotSealedTo as problem:
        return _refuse(str(problem), 1)
    store.write_now(lambda tx: tx.identity_was_read(found.id, parsed.reason, who.id), context=context_of(who))
    _show(found, record, settings)
    return 0


def _show(found: Identity, record: IdentityRecord, settings: Settings) -> None:
    from kiosk.core.moments import date_of

    made = datetime.fromtimestamp(found.made_ms / 1000, UTC).astimezone(ZoneInfo(settings.site.zone))
    print(f"record    {found.number}, made {made:%Y-%m-%d %H:%M} for {found.purpose}")
    print(f"document  {DOCUMENTS[record.kind]}")
    print(f"number    {record.number}")
    print(f"name      {record.name or 'on the signed slip with this number'}")
    print(f"contact   {record.contact}")
    print(f"kept      until {date_of(found.purge_day)}")
    print("This reading is on the list of sensitive acts.", file=sys.stderr)


def _refuse(words: str, status: int) -> int:
    print(f"kiosk identity: {words}", file=sys.stderr)
    return status
