"""How something ended, or simply to know. Colour and icon say the outcome, and so do the words."""

from __future__ import annotations

from kiosk.link.prompts import Action, Notice, Tone
from kiosk.shell.geometry import Box
from kiosk.shell.views.confirm import StoryView

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
        prompt = self.prompt
        _ = self.say
        icon, tone = _SIGNS[prompt.outcome]
        self.story(
            box,
            icon=prompt.icon or icon,
            tone=tone,
            title=str(prompt.title),
            subtitle=str(prompt.subtitle),
            facts=prompt.facts,
            actions=prompt.actions or (Action("done", _("Done"), icon="done_all", primary=True),),
            steps=prompt.steps,
        )
