"""What people do again and again at lending's lists for staff."""

from __future__ import annotations

import json

from kiosk.link.prompts import Table
from kiosk.plugins.lending import stock
from tests.journeys.lending.steps import (
    sign_in,
)

DAY_S = 24 * 3600
SECOND = ("2048", "573914")


def told(kiosk, event: str) -> list[dict]:
    """Every record of an event, with its actor."""
    entries = kiosk.read(lambda tx: tx.journal_entries())
    return [json.loads(entry.data) | {"actor": entry.actor} for entry in entries if entry.event == event]


def open_service(kiosk, service: str) -> None:
    sign_in(kiosk)
    kiosk.choose(f"lending.{service}")


def rows(kiosk) -> list[list[str]]:
    assert isinstance(kiosk.prompt, Table), kiosk.prompt
    return [[str(cell) for cell in row.cells] for row in kiosk.prompt.rows]


def facts(kiosk) -> dict[str, str]:
    return {str(fact.label): str(fact.value) for fact in kiosk.prompt.facts}


def keys(kiosk) -> list[str]:
    return [one.key for one in (*getattr(kiosk.prompt, "choices", ()), *kiosk.prompt.actions)]


def whereabouts(kiosk) -> list[str]:
    return sorted(kiosk.read(stock.whereabouts, "umbrella").values())
