"""The steps in their order. "Back" goes one step back; after a power cut the answered ones are passed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from kiosk.link.settings import Settings
from kiosk.setup.box import Box
from kiosk.setup.desk import WentBack
from kiosk.setup.draft import Draft
from kiosk.setup.steps.account import account
from kiosk.setup.steps.finish import finish
from kiosk.setup.steps.found import found
from kiosk.setup.steps.language import language
from kiosk.setup.steps.panel import size, touch
from kiosk.setup.steps.walls import walls
from kiosk.setup.steps.who import who


class Step(NamedTuple):
    """One step, and whether the draft has its answer already."""

    run: Callable[[Box], Awaitable[None]]
    answered: Callable[[Draft], bool] = lambda _draft: False


STEPS = (
    Step(language),
    Step(who),
    Step(size, lambda draft: draft.ppi > 0),
    Step(touch, lambda draft: draft.touch_seen),
    Step(found, lambda draft: draft.devices_seen and draft.walls_seen),
    Step(walls, lambda draft: draft.walls_seen),
    Step(account),
)


async def commission(box: Box) -> Settings:
    """From the first question to settings on the disk."""
    answered = [step.answered(box.draft) for step in STEPS]
    number = 0
    while number < len(STEPS):
        if answered[number]:
            answered[number] = False  # passed over once; whoever comes back to it is asked
            number += 1
            continue
        try:
            await STEPS[number].run(box)
        except WentBack:
            number = _before(number)
            continue
        if number > 1:
            box.keep()
        number += 1
    return await finish(box)


def _before(number: int) -> int:
    """The step before, and never the code once more."""
    return 0 if number <= 2 else number - 1
