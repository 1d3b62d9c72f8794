"""How something ended, or simply to know. Colour and icon say the outcome, and so do the words."""

from __future__ import annotations

from kiosk.link.prompts import Action, Notice, Tone
from kiosk.shell.geometry import Box
from kiosk.shell.views.confirm import Story, StoryView

_SIGNS: dict[str, tuple[str, Tone]] = {
    "done": ("check_circle", "leaf"),
    "refused": ("info", "amber"),
    "information": ("info", "sky"),
    "waiting": ("schedule", "plum"),
}


class NoticeView(StoryView):
    """A notice that offers nothing gets the shell's own way on: done."""

    prompt: Notice

    def arrange(self, box: Box) -> None:
        one = self.prompt
        _ = self.say
        icon, tone = _SIGNS[one.outcome]
        actions = one.actions or (Action("done", _("Done"), icon="done_all", primary=True),)
        self.tell(
            box,
            Story(
                one.icon or icon,
                tone,
                str(one.title),
                str(one.subtitle),
                one.facts,
                actions,
                one.steps,
                facts_first=True,
                code=one.code,
            ),
        )
