"""Digits. What has been typed stays with the prompt, also when its words change (another language, comfort mode)."""

from __future__ import annotations

from kiosk.link.prompts import Entered, Keypad
from kiosk.shell.geometry import Box
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, total
from kiosk.shell.widgets.keys import DELETE, ENTER, Field, KeyPad


class KeypadView(View):
    """Title, field and keys under each other; side by side on a wide or a small screen."""

    prompt: Keypad

    def arrange(self, box: Box) -> None:
        theme, prompt, local = self.theme, self.prompt, self.context.local
        if local.get("error") != str(prompt.error):
            local["typed"] = ""  # it was wrong: type it again
            local["error"] = str(prompt.error)
        field_height = theme.pick(150, 79)
        if theme.form == "tall":
            box = self.actions(box, prompt.actions)
            head = self._heading(box.width)
            self.stack(box, head)
            rest = box.from_top(total(head), theme.px(40))[1]
            place, rest = rest.from_top(field_height, theme.px(40))
            height = min(rest.height, theme.px(4 * 190))
            keys = rest.from_top(height)[0]
        else:
            least = 3 * theme.target + 2 * theme.pick(20, 8)
            width = max(least, round(box.width * (0.44 if theme.form == "wide" else 0.47)))
            keys, left = box.from_right(width, theme.pick(72, 16))
            if theme.form == "small" and self.context.clock_room:
                keys = keys.from_bottom(keys.height - theme.px(50))[0]
                self.context.clock_room = 0  # the time stands above the keys
            left = self.actions(left, prompt.actions)
            head = self._heading(left.width)
            place, above = left.from_bottom(field_height, theme.pick(28, 8))
            if total(head) <= above.height - theme.px(1) and theme.form == "wide":
                self.stack(above, head)
                place = above.from_top(total(head), theme.px(40))[1].from_top(field_height)[0]
            else:
                self.flow(above, head)
        self._field = Field(place, theme, secret=prompt.secret)
        self.add_widget(self._field)
        self._pad = KeyPad(keys, theme, self.say, self._act)
        self.add_widget(self._pad)
        self._show()

    def _heading(self, width: int) -> list[Part]:
        prompt = self.prompt
        return self.heading(width, str(prompt.title), str(prompt.subtitle), str(prompt.error), prompt.steps)

    @property
    def typed(self) -> str:
        """What has been typed so far."""
        text: str = self.context.local.get("typed", "")
        return text

    def _act(self, key: str) -> bool:
        text = self.typed
        if key == ENTER:
            return len(text) >= self.prompt.minimum and self.context.answer(Entered(text))
        if key == DELETE:
            text = text[:-1]
        elif len(text) < self.prompt.maximum:
            text += key
        self.context.local["typed"] = text
        self.context.touched()
        self._show()
        return False

    def _show(self) -> None:
        text = self.typed
        self._field.tell(text)
        self._pad.keys[ENTER].show_enabled(self.theme, len(text) >= self.prompt.minimum)
