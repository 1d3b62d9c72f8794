"""A second person signs in inside the prompt: what it is about as a review, then the digit pad for number and PIN."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from kiosk.link.prompts import Action
from kiosk.shell.geometry import Box
from kiosk.shell.views.confirm import Story, StoryView
from kiosk.shell.views.keypad import KeypadView


class ApprovalView(StoryView, KeypadView):
    """The review looks like every other review, the keys like every other keypad: nothing new to learn for who is called."""

    prompt: Any
    """An `Approval`."""

    def arrange(self, box: Box) -> None:
        asked, _ = self.prompt, self.say
        if asked.stage != "review":
            pin = asked.stage == "pin"
            what = _("Approver's PIN") if pin else _("Approver's number, or badge")
            self.prompt = replace(asked, title=what, subtitle=asked.title)
            KeypadView.arrange(self, box)
            return
        here = Action("here", _("Approve here"), icon="how_to_reg", primary=True)
        words = " ".join(str(part) for part in (asked.subtitle, asked.who) if part)
        self.tell(
            box,
            Story(
                "verified_user",
                "amber",
                str(asked.title),
                words,
                asked.facts,
                (here, *asked.actions),
                asked.steps,
                facts_first=True,
            ),
        )
