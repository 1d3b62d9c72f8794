"""The first question, in both languages at once; and the picture is turned here, because nothing can be read before."""

from __future__ import annotations

from typing import cast

from kiosk.link.prompts import Action, Choice, Menu
from kiosk.link.settings import Rotation
from kiosk.setup.box import Box

QUESTION = Menu(
    "语言 · Language",
    (
        Choice("zh_CN", "中文", icon="translate", tone="primary"),
        Choice("en", "English", icon="translate", tone="primary"),
    ),
    actions=(Action("turn", "转动画面 · Turn", icon="refresh"),),
)


async def language(box: Box) -> None:
    """Which language, on a picture that stands upright."""
    draft = box.draft
    box.show_panel()
    while (chosen := await box.desk.choose(QUESTION, back=False)) == "turn":
        draft.rotation = cast("Rotation", (draft.rotation + 90) % 360)
        draft.width, draft.height = draft.height, draft.width
        box.show_panel()
    draft.language = "en" if chosen == "en" else "zh_CN"
    box.desk.speak(draft.language)
