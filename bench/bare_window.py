"""The floor under start-up and memory: the leanest window that Kivy can make, with one button that answers a
touch.

Imports nothing of ours. The environment is the lean one of the measurements that the shell's own start was
built from.
"""

import os
import sys

width, height = sys.argv[1].split("x")
os.environ.update(
    KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1", KIVY_NO_ENV_CONFIG="1", KIVY_NO_ARGS="1",
    KIVY_WINDOW="sdl2", KIVY_TEXT="sdl2", KIVY_IMAGE="sdl2", KIVY_CLIPBOARD="dummy",
    KIVY_AUDIO="", KIVY_VIDEO="", KIVY_CAMERA="", KIVY_SPELLING="",
)  # fmt: skip

from kivy.config import Config  # noqa: E402 - Kivy reads its environment when it is imported

for key, value in {
    "width": width,
    "height": height,
    "resizable": "0",
    "multisamples": "0",
    "maxfps": "60",
}.items():
    Config.set("graphics", key, value)
for name, _ in Config.items("input"):
    Config.remove_option("input", name)
Config.set("input", "mouse", "mouse,disable_multitouch")

from kivy.base import runTouchApp  # noqa: E402
from kivy.uix.button import Button  # noqa: E402

DARK, LIGHT = (0.1, 0.1, 0.3, 1), (1, 1, 1, 1)
button = Button(text="bare", background_normal="", background_down="", background_color=DARK)


def turn(_: Button) -> None:
    """Answer a touch."""
    button.background_color = LIGHT if tuple(button.background_color) == DARK else DARK


button.bind(on_press=turn)
runTouchApp(button)
