"""Digits. What has been typed stays with the prompt, also when its words change (another language, comfort mode)."""

from __future__ import annotations

from kiosk.link.money import yuan
from kiosk.link.prompts import Entered, Keypad
from kiosk.shell.geometry import Box
from kiosk.shell.typeset import fit, line_height
from kiosk.shell.views.base import View
from kiosk.shell.views.parts import Part, TextPart, total
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
            place, keys = self._under_each_other(box, field_height)
        else:
            place, keys = self._beside_each_other(box, field_height)
        self._field = Field(place, theme, secret=prompt.secret)
        self.add_widget(self._field)
        self._pad = KeyPad(keys, theme, self.say, self._act)
        self.add_widget(self._pad)
        self._show()

    def _under_each_other(self, box: Box, field_height: int) -> tuple[Box, Box]:
        """The words at the top, what is touched at the foot, where every hand reaches it."""
        theme = self.theme
        head = self._heading(box.width, 0)
        rest = self.actions(box, self.prompt.actions)
        self.stack(rest, head)
        rest = rest.from_top(total(head), theme.px(44))[1]
        gap = theme.px(36)
        keys = min(rest.height - field_height - gap, theme.px(4 * 222))
        keys_box, rest = rest.from_bottom(keys, gap)
        return rest.from_bottom(field_height)[0], keys_box

    def _beside_each_other(self, box: Box, field_height: int) -> tuple[Box, Box]:
        """The words and the field at the left, the keys at the right, as high as the room."""
        theme = self.theme
        gap = theme.pick(20, 8)
        wide = theme.form == "wide"
        width = max(3 * theme.target + 2 * gap, round(box.width * (0.46 if wide else 0.45)))
        keys, left = box.from_right(width, theme.pick(64, 16))
        if not wide:  # the time stands above the keys
            keys = keys.from_bottom(keys.height - line_height(theme.type.title) - theme.px(4))[0]
            self.context.clock_room = 0
        left = self.actions(left, self.prompt.actions)
        head = self._heading(left.width, left.height - field_height - theme.pick(40, 8))
        if total(head) + theme.pick(40, 8) + field_height <= left.height:
            self.stack(left, head)
            rest = left.from_top(total(head), theme.pick(44, 10))[1]
            return (rest.from_top(field_height)[0] if wide else rest.from_bottom(field_height)[0]), keys
        place, above = left.from_bottom(field_height, gap)
        if total(head) > above.height:  # a small panel with large letters: the title says what is asked
            sizes = (*theme.type.down_from(theme.type.title), theme.chrome)
            text = str(self.prompt.error or self.prompt.title)
            title = fit(text, left.width, sizes, "bold", height=above.height)
            head = [TextPart(title, theme.colours.ink)]
        self.flow(above, head)
        return place, keys

    def _heading(self, width: int, height: int) -> list[Part]:
        one = self.prompt
        return self.heading(
            width, str(one.title), str(one.subtitle), str(one.error), one.steps, height=height
        )

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
        if self.prompt.ends_itself and key != DELETE and len(text) == self.prompt.maximum:
            return self.context.answer(Entered(text))
        return False

    def _show(self) -> None:
        text = self.typed
        self._field.tell(yuan(int(text or "0")) if self.prompt.money else text)
        self._pad.keys[ENTER].show_enabled(self.theme, len(text) >= self.prompt.minimum)
