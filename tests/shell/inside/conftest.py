"""For tests that need a window. Kivy allows one for each process, so `test_screens.py` runs this folder in a process of its own
for each size; run it by hand with `KIOSK_SIZE=small pytest tests/shell/inside/inside_*.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

SIZE = os.environ.get("KIOSK_SIZE", "tall")


class Ears:
    """What the stage told the desk."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, Any]] = []
        self.buttons: list[str] = []
        self.touches = 0
        self.deaf = False

    def outlets(self) -> Any:
        from kiosk.shell.stage import Outlets

        return Outlets(self._answer, self._press, self._touched)

    def _answer(self, prompt_id: str, value: Any) -> bool:
        if not self.deaf:
            self.answers.append((prompt_id, value))
        return not self.deaf

    def _press(self, button: str) -> bool:
        self.buttons.append(button)
        return True

    def _touched(self) -> bool:
        self.touches += 1
        return True

    def forget(self) -> None:
        self.answers.clear()
        self.buttons.clear()
        self.touches = 0
        self.deaf = False


class Screen:
    """The stage with a finger on it."""

    def __init__(self, loop: Any, stage: Any, ears: Ears) -> None:
        self.loop, self.stage, self.ears = loop, stage, ears

    def show(self, screen: Any) -> None:
        self.stage.show(screen)
        assert not self.stage.broken

    def targets(self) -> list[Any]:
        from kiosk.shell.widgets.pressable import Pressable

        return [widget for widget in self.stage.walk() if isinstance(widget, Pressable)]

    def target(self, key: str) -> Any:
        found = [one for one in self.targets() if one.key == key]
        assert found, f"no target {key!r} among {[one.key for one in self.targets()]}"
        return found[-1]

    def words(self) -> list[Any]:
        from kiosk.shell.widgets.text import Icon, Words

        return [one for one in self.stage.walk() if isinstance(one, Words) and not isinstance(one, Icon)]

    def says(self, text: str) -> bool:
        return text.replace(" ", "") in "|".join(
            one.text.replace("\n", "").replace(" ", "") for one in self.words()
        )

    def down(self, x: float, y: float) -> None:
        """Through Kivy's own mouse provider, as SDL's events go."""
        from kivy.core.window import Window

        Window.dispatch("on_mouse_down", x, self.stage.height - y, "left", [])
        self.turn()

    def up(self, x: float, y: float) -> None:
        from kivy.core.window import Window

        Window.dispatch("on_mouse_up", x, self.stage.height - y, "left", [])
        self.turn()

    def move(self, x: float, y: float) -> None:
        from kivy.core.window import Window

        Window.dispatch("on_mouse_move", x, self.stage.height - y, [])
        self.turn()

    def tap(self, key: str) -> None:
        x, y = self.target(key).center
        self.down(x, y)
        self.up(x, y)

    def turn(self, times: int = 1) -> None:
        """Let the event loop turn, without waiting."""
        for _ in range(times):
            self.loop.call(lambda: None)
            self.loop.turn()

    def until(self, true: Callable[[], object], what: str = "") -> None:
        """Turn until it is so; the loop sleeps in between."""
        import time

        end = time.monotonic() + 20
        while not true():
            assert time.monotonic() < end, what
            self.loop.turn()


@pytest.fixture(scope="session")
def ears() -> Ears:
    return Ears()


@pytest.fixture(scope="session")
def window(ears: Ears, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    from kiosk.shell.gallery import SIZES, open_stage

    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    options = replace(SIZES[SIZE], run=Path(tmp_path_factory.mktemp("run")))
    loop, stage = open_stage(options, ears.outlets)
    yield Screen(loop, stage, ears)
    stage.close()


@pytest.fixture
def screen(window: Screen) -> Screen:
    """The window, with nothing told yet and nothing remembered."""
    window.stage.screen = None
    window.stage._answered = None
    window.stage._pressed.clear()
    window.stage._last_touched = -1e9
    window.stage._seconds = None
    window.stage._fingers = 0
    window.stage._lifted = -1e9
    window.ears.forget()
    return window
