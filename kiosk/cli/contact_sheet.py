"""One picture of many: every screen and slip of a tour, in order, with its name under it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, CAPTION, GAP, COLUMNS = 270, 480, 44, 24, 6
PAPER, INK, LINE = "#FBF8F3", "#1D1B16", "#E4DDD0"


def contact_sheet(pictures: Sequence[tuple[str, Path]], target: Path) -> None:
    """Write a sheet of (name, picture) to `target`."""
    rows = -(-len(pictures) // COLUMNS)
    size = (GAP + COLUMNS * (WIDTH + GAP), GAP + rows * (HEIGHT + CAPTION + GAP))
    sheet = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(sheet)
    face = files("kiosk.shell") / "assets" / "fonts" / "ZhangguiSans-Regular.otf"
    font = ImageFont.truetype(str(face), 18)
    for number, (name, path) in enumerate(pictures):
        row, column = divmod(number, COLUMNS)
        x, y = GAP + column * (WIDTH + GAP), GAP + row * (HEIGHT + CAPTION + GAP)
        with Image.open(path) as picture:
            small = picture.convert("RGB")
            small.thumbnail((WIDTH, HEIGHT))
        left = x + (WIDTH - small.width) // 2
        sheet.paste(small, (left, y))
        draw.rectangle((left - 1, y - 1, left + small.width, y + small.height), outline=LINE)
        draw.text((x, y + HEIGHT + 8), name, fill=INK, font=font)
    sheet.save(target)
