"""`kiosk plugins`: every installed plugin, its version and its state, and why it is not active.

`kiosk plugins enable ID` lifts a quarantine that the store keeps over restarts: a person has looked at the reason, and says
so. The strikes begin at nothing again. What keeps a plugin from being loaded at all (a wrong manifest, a wrong setting) is
not kept and cannot be lifted: it is put right.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.cli.options import read_settings, settings_option
from kiosk.cli.who import NobodyThere, ask_who, context_of
from kiosk.core.host.reenable import lift
from kiosk.core.host.safe_mode import SAID, kept_safe_mode

if TYPE_CHECKING:
    from kiosk.core.store.database import Store
    from kiosk.link.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk plugins`."""
    settings_option(parser)
    parser.add_argument(
        "--json", action="store_true", help="id, version, state, reason, strikes, as a JSON list"
    )
    verbs = parser.add_subparsers(dest="verb", metavar="WHAT")
    enabling = verbs.add_parser("enable", help="let a plugin serve again that was put aside")
    enabling.add_argument("id", metavar="ID", help="the plugin's id")
    enabling.add_argument(
        "--as", dest="who", metavar="NUMBER", default="", help="who does it; asked for else"
    )
    enabling.add_argument(
        "--settings", type=Path, metavar="FILE", default=argparse.SUPPRESS, help="the settings"
    )


def run(parsed: argparse.Namespace) -> int:
    """List them: 1 when one is quarantined or held. Or lift a quarantine: 1 when there is none."""
    if parsed.verb == "enable":
        return _enable(read_settings(parsed), parsed.id, parsed.who)
    found = states(parsed)
    if parsed.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        safe = kept_safe_mode(read_settings(parsed).data)
        if safe:
            since = datetime.fromtimestamp(safe.since_ms / 1000, UTC).isoformat(" ", "minutes")
            print(f"The desk is in safe mode ({safe.level}) since {since}: {SAID[safe.why]}.")
            print(
                "What is held is not at fault. Staff leave safe mode at the screen: staff, Plugins, Leave safe mode."
            )
        for each in found:
            words = f"{each['id']:<16}{each['version']:<10}{each['state']}"
            print(f"{words}: {each['reason']}" if each["reason"] else words)
        if not found:
            print("no plugin is installed")
    return 1 if any(each["state"] in ("quarantined", "held") for each in found) else 0


def states(parsed: argparse.Namespace) -> list[dict[str, Any]]:
    """Every plugin as the desk would have it now."""
    settings = read_settings(parsed)
    from kiosk.cli.house import known, load_plugins

    with _store_or_empty(settings) as store:
        kept = known(store)
        host = load_plugins(settings, store)
        return [
            {
                "id": state.id,
                "version": state.version,
                "state": state.state,
                "reason": state.reason,
                "strikes": max(len(state.strikes), kept[state.id].strikes if state.id in kept else 0),
            }
            for state in sorted(host.states.values(), key=lambda state: state.id)
        ]


@contextmanager
def _store_or_empty(settings: Settings) -> Iterator[Store]:
    """The kiosk's store; before its first start an empty one, which is thrown away: nobody has been put aside yet."""
    from kiosk.cli.house import open_kiosk_store

    if settings.store.url or (settings.data / "kiosk.db").exists():
        with open_kiosk_store(settings) as store:
            yield store
        return
    print("this kiosk was never started: its plugins, as they would be on an empty store", file=sys.stderr)
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-plugins-") as folder,
        open_kiosk_store(msgspec.structs.replace(settings, data=Path(folder)), make=True) as store,
    ):
        yield store


def _enable(settings: Settings, plugin: str, number: str) -> int:
    from kiosk.cli.house import known, open_kiosk_store

    with open_kiosk_store(settings) as store:
        record = known(store).get(plugin)
        if record is None or record.state != "quarantined":
            print(
                f"{plugin} is not put aside in this kiosk's store; nothing was changed. "
                "`kiosk plugins` says what keeps a plugin from serving.",
                file=sys.stderr,
            )
            return 1
        try:
            who = ask_who(store, settings, "plugins.approve", number=number)
        except NobodyThere as refusal:
            print(f"{refusal}; nothing was changed.", file=sys.stderr)
            return 1
        store.write_now(lift, plugin, record.version, context=context_of(who))
    print(f"{plugin} may serve again. It was put aside because: {record.reason}")
    print("Next: restart the desk (systemctl restart kiosk-desk), and see that `kiosk plugins` says: active.")
    return 0
