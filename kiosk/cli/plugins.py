"""`kiosk plugins`: every installed plugin, its version and its state, and why it is not active."""

from __future__ import annotations

import argparse
import json
from typing import Any

from kiosk.cli.options import read_settings, settings_option


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk plugins`."""
    settings_option(parser)
    parser.add_argument(
        "--json", action="store_true", help="id, version, state, reason, strikes, as a JSON list"
    )


def run(parsed: argparse.Namespace) -> int:
    """List them. 1 when one is quarantined."""
    found = states(parsed)
    if parsed.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for each in found:
            words = f"{each['id']:<16}{each['version']:<10}{each['state']}"
            print(f"{words}: {each['reason']}" if each["reason"] else words)
        if not found:
            print("no plugin is installed")
    return 1 if any(each["state"] == "quarantined" for each in found) else 0


def states(parsed: argparse.Namespace) -> list[dict[str, Any]]:
    """Every plugin as the desk would have it now."""
    settings = read_settings(parsed)
    from kiosk.cli.house import known, load_plugins, open_kiosk_store

    with open_kiosk_store(settings) as store:
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
