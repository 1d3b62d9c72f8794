"""Progress through a flow: as many bars as steps, those behind us and the one we are at filled."""

from __future__ import annotations

from kiosk.link.prompts import Steps
from kiosk.shell.geometry import Box
from kiosk.shell.theme import Theme
from kiosk.shell.widgets.shapes import Fixed, rounded


class StepBar(Fixed):
    """Drawn in `box`, which is as high as the bars."""

    def __init__(self, box: Box, theme: Theme, steps: Steps) -> None:
        super().__init__(box)
        self.steps = steps
        with self.canvas:
            for number, place in enumerate(box.columns(steps.total, theme.px(14)), 1):
                done = number <= steps.current
                rounded(place, box.height // 2, theme.colours.primary if done else theme.colours.track)
