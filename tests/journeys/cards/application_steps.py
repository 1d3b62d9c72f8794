"""What tests of applications look at."""

from __future__ import annotations

from kiosk.core.records import Context
from kiosk.testing.journey import Journey

DAY = 86_400
FREE = {
    "tiers": [
        {"key": "plain", "name": "普卡", "name_en": "Plain card", "prepaid_from": 0},
        {"key": "gold", "name": "金卡", "name_en": "Gold card", "spent_from": 300_000},
    ]
}
OURS = Context(plugin="cards")


def ours(kiosk: Journey, function):
    return kiosk._run(kiosk.store.read(function, context=OURS))


def slip_of(kiosk: Journey):
    kiosk.until(lambda: kiosk.world.slips, "the slip")
    return kiosk.world.slips[-1]
