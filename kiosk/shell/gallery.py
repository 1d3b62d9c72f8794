"""Every prompt kind as a picture, without a desk: for our eyes, for the tests, for the documentation.

    python -m kiosk.shell.gallery --out DIR [--size tall|wide|small] [--scene NAME] [--language zh_CN] [--mode standard]

Kivy allows one window per process, so each size is drawn by a process of its own; without a display it draws off screen.
Leaves `<size>-<mode>-<language>-<scene>.png` and one `sheet-….png` for each size, mode and language.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.link.texts import LANGUAGES
from kiosk.shell import environment
from kiosk.shell.options import Options
from kiosk.shell.samples import SCENES, screen

SIZES: dict[str, Options] = {
    "tall": Options(1080, 1920, 102.4),
    "wide": Options(1920, 1080, 102.4),
    "small": Options(800, 480, 133.3),
}
MODES = ("standard", "comfort", "contrast")
EXTRAS = ("still-here", "trouble", "trouble-long")
NOON = datetime(2026, 11, 22, 14, 6, tzinfo=ZoneInfo("Asia/Shanghai"))


def open_stage(options: Options, outlets: Callable[[], Any] | None = None) -> tuple[Any, Any]:
    """A stage in a real window without a desk: (loop, stage).

    What is pressed and answered goes to what `outlets` makes; it is called when Kivy may be imported.
    """
    environment.prepare(options)
    from kiosk.shell.loop import Loop
    from kiosk.shell.stage import Outlets
    from kiosk.shell.window import open_window

    loop = Loop()
    nowhere = Outlets(lambda _prompt, _value: True, lambda _button: True, lambda: True)
    stage = open_window(options, loop.sdl, lambda: NOON)(outlets() if outlets else nowhere)
    return loop, stage


def picture() -> Any:
    """What the window shows, as a Pillow image. Draws first, so that it is never the frame before."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    from kiosk.shell.damage import damage

    damage.everything()
    Window.canvas.ask_update()
    Window.dispatch("on_draw")
    size = int(Window.width), int(Window.height)
    pixels = glReadPixels(0, 0, *size, GL_RGB, GL_UNSIGNED_BYTE)
    return Image.frombytes("RGB", size, pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def scenes(stage: Any, mode: str, language: str, wanted: str = "") -> Iterator[tuple[str, Any]]:
    """Show each scene in turn; yields its name and its picture."""
    stage.options = replace(stage.options, high_contrast=mode == "contrast")
    comfort = mode == "comfort"
    for name in SCENES:
        if not wanted or wanted == name:
            stage.show(screen(name, language, comfort=comfort))
            if stage.broken:
                raise SystemExit(f"{name} could not be drawn")
            yield name, picture()
    for name in EXTRAS:
        if wanted and wanted != name:
            continue
        stage.show(screen("done", language, comfort=comfort))
        if name == "still-here":
            stage.count(24)
        else:
            stage.away(long=name == "trouble-long")
        yield name, picture()


def sheet(pictures: list[Any], columns: int, width: int = 400) -> Any:
    """The pictures side by side."""
    from PIL import Image

    first = pictures[0]
    height = round(first.height * width / first.width)
    rows = -(-len(pictures) // columns)
    whole = Image.new("RGB", (columns * (width + 16) + 16, rows * (height + 16) + 16), "#777777")
    for index, one in enumerate(pictures):
        small = one.resize((width, height), Image.Resampling.LANCZOS)
        whole.paste(small, (16 + index % columns * (width + 16), 16 + index // columns * (height + 16)))
    return whole


def draw(size: str, out: Path, modes: list[str], languages: list[str], scene: str = "") -> int:
    """Draw one size in this process. Returns how many pictures were made."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    with tempfile.TemporaryDirectory() as home:
        _, stage = open_stage(replace(SIZES[size], run=Path(home)))
        for mode in modes:
            for language in languages:
                made = []
                for name, image in scenes(stage, mode, language, scene):
                    image.save(out / f"{size}-{mode}-{language}-{name}.png")
                    made.append(image)
                count += len(made)
                if len(made) > 1:
                    columns = {"tall": 8, "wide": 4, "small": 4}[size]
                    sheet(made, columns, 480 if size != "tall" else 300).save(
                        out / f"sheet-{size}-{mode}-{language}.png"
                    )
        stage.close()
    return count


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="every screen as a picture")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", choices=SIZES)
    parser.add_argument("--mode", choices=MODES)
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--scene", default="")
    given = parser.parse_args()
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    if given.size is None:
        rest = sys.argv[1:]
        return max(
            subprocess.run(
                [sys.executable, "-m", "kiosk.shell.gallery", *rest, "--size", size], check=False
            ).returncode
            for size in SIZES
        )
    modes = [given.mode] if given.mode else list(MODES)
    languages = [given.language] if given.language else list(LANGUAGES)
    made = draw(given.size, given.out, modes, languages, given.scene)
    sys.stdout.write(f"{made} pictures of {given.size} in {given.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
