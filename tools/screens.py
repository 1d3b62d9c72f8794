"""`make screens`: every question of every service as a picture, in both languages, into docs/screens, with an index.

The questions come from the walk through real visits (`tests/walk`): what is installed and furnished in the demo's house is
pictured by itself, at a time that stands still. Pictures are 540 pixels wide WebP, named after service and title; the first
look of each question is kept, not each shade of it. The wide and the small panel, comfort mode and what covers a question are
shown with a few. `--walk FILE` keeps what was walked, or draws it again without walking.

Kivy allows one window per process, so each size is drawn by a process of its own.
"""

from __future__ import annotations

import argparse
import logging
import os
import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.link.messages import Screen  # noqa: E402 - the folder above must be on the path first
from kiosk.link.texts import LANGUAGES  # noqa: E402
from tests.walk.explorer import ATTRACT, Graph, Node, Seen  # noqa: E402

MOVES = 10_000
"""Of one house in one weather: enough that staff's rarer questions are met too."""

WIDTH, QUALITY = 540, 60
SHADES = 1
"""Looks that are kept of questions with the same title of one service: a board has many."""
SHORT = {"zh_CN": "zh", "en": "en"}
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

Picture = tuple[str, str, str, dict[str, Screen], str]
"""Service, file's stem, caption, the screen in each language, how it is drawn (size-mode, or what covers it)."""


def chosen(graph: Graph) -> Iterator[Picture]:
    """What is pictured, service by service, in the order in which it is met."""
    times: dict[tuple[str, str], int] = {}
    first: dict[Node, Seen] = {}
    for seen in graph.seen.values():
        known = first.get(seen.node)
        if known is None or (_calls(known) and not _calls(seen)):
            first[seen.node] = seen
    for node, seen in sorted(first.items(), key=lambda each: (each[0].service, _rank(each[1]), each[0])):
        if node.name == ATTRACT or tempfile.gettempdir() in str(seen.screens):  # a folder of this machine's
            continue
        service = node.service or ("desk" if node.kind == "Menu" and node.keys == ("tiles",) else "staff")
        number = times[service, node.title] = times.get((service, node.title), 0) + 1
        if number <= SHADES:
            stem = slug(node.title) + (f"-{number}" if number > 1 else "")
            yield service, stem, _caption(seen), seen.screens, "tall-standard"


def _rank(seen: Seen) -> int:
    return len(seen.trail)


def _calls(seen: Seen) -> bool:
    return seen.screens["en"].bar.call != "ready"


def _caption(seen: Seen) -> str:
    chinese, english = (getattr(seen.screens[each].prompt, "title", "") for each in ("zh_CN", "en"))
    return f"{chinese} · {english}"


def slug(title: str) -> str:
    """A file's name from an English title."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"\{\w+\}", "n", title).lower()).strip("-")[:48]


def besides(graph: Graph) -> Iterator[Picture]:
    """The attract screen, what covers a question, comfort mode, the other panels."""
    by_kind: dict[str, Seen] = {}
    for seen in graph.seen.values():
        if not _calls(seen):
            by_kind.setdefault("home" if seen.node.keys == ("tiles",) else seen.node.kind or ATTRACT, seen)
    called = next((each for each in graph.seen.values() if each.node.name == ATTRACT and _calls(each)), None)
    attract, home = by_kind[ATTRACT].screens, by_kind["home"].screens
    yield "desk", "attract", "Nobody is here", attract, "tall-standard"
    if called is not None:
        yield (
            "desk",
            "attract-called",
            "Staff were called, and the customer has gone",
            called.screens,
            "tall-standard",
        )
    yield "desk", "still-here", "Are you still there?", home, "tall-still-here"
    yield "desk", "trouble", "The desk is being started anew", home, "tall-trouble"
    for mode in ("comfort", "contrast"):
        yield "modes", f"home-{mode}", f"Home, {mode}", _in(home, mode), f"tall-{mode}"
    for size in ("wide", "small"):
        for name in (ATTRACT, "home", "PresentCard", "Board", "Notice", "Confirm"):
            if name in by_kind:
                yield (
                    "panels",
                    f"{size}-{slug(name)}",
                    f"{name.lower()}, {size}",
                    by_kind[name].screens,
                    f"{size}-standard",
                )
        yield (
            "panels",
            f"{size}-home-comfort",
            f"home, {size}, comfort",
            _in(home, "comfort"),
            f"{size}-comfort",
        )
        if "Board" in by_kind:
            board = _in(by_kind["Board"].screens, "comfort")
            yield "panels", f"{size}-board-comfort", f"board, {size}, comfort", board, f"{size}-comfort"


def _in(screens: dict[str, Screen], mode: str) -> dict[str, Screen]:
    import msgspec

    comfort = mode == "comfort"
    return {language: msgspec.structs.replace(one, comfort=comfort) for language, one in screens.items()}


def draw(size: str, pictures: list[Picture], out: Path) -> None:
    """Draw those of one size, in this process."""
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk.shell import gallery

    gallery.NOON = NOON
    with tempfile.TemporaryDirectory() as home:
        _, stage = gallery.open_stage(replace(gallery.SIZES[size], run=Path(home)))
        for service, stem, _said, screens, how in pictures:
            for language in LANGUAGES:
                one_size, _, mode = how.partition("-")
                if one_size == size:
                    image = _shown(stage, gallery.picture, screens[language], mode)
                    _keep(image, out / service / f"{stem}-{SHORT[language]}.webp")
        stage.close()


def _shown(stage: Any, picture: Any, screen: Screen, mode: str) -> Any:
    stage.options = replace(stage.options, high_contrast=mode == "contrast")
    stage.count(None)
    stage.show(screen)
    if stage.broken:
        raise SystemExit(f"{screen.prompt} could not be drawn")
    if mode == "still-here":
        stage.count(24)
    if mode == "trouble":
        stage.away()
    return picture()


def _keep(image: Any, path: Path) -> None:
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    width = min(image.width, WIDTH if image.height > image.width else 800)
    small = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    small.save(path, "WEBP", quality=QUALITY, method=6)


def index(pictures: list[Picture], out: Path) -> str:
    """The page with all of them."""
    size = sum(file.stat().st_size for file in out.rglob("*.webp")) / 1e6
    lines = [
        "# Screens",
        "",
        "Every question of every service, as a customer and as staff see it. Made by `make screens` from a walk through real",
        "visits at noon of 22 November 2026, drawn by the shell that customers see, at half its size",
        f"({len(pictures)} screens in two languages, {size:.1f} MB). Where each answer leads is in",
        "[the prompt graph](../prompt-graph.md).",
        "",
    ]
    for service in dict.fromkeys(picture[0] for picture in pictures):
        lines += [f"## {service}", "", "| | 中文 | English |", "| --- | --- | --- |"]
        for _service, stem, caption, _screens, _how in (each for each in pictures if each[0] == service):
            images = " | ".join(
                f'<img src="{service}/{stem}-{each}.webp" width="240">' for each in SHORT.values()
            )
            lines.append(f"| {caption.replace('|', '/')} | {images} |")
        lines.append("")
    return "\n".join(lines)


def walked(file: Path | None) -> list[Picture]:
    """What is pictured: from a file that was kept, else from a walk now (and kept there)."""
    if file is not None and file.exists():
        kept: list[Picture] = pickle.loads(file.read_bytes())  # our own, made a moment ago
        return kept
    from tests.walk import houses

    logging.disable(logging.CRITICAL)
    graph = Graph()
    for house, weather in houses.ALL:
        done = houses.walk(
            house, weather, graph, rounds=2, most=MOVES, staff_first=weather is houses.ALL[-1][1]
        )
        sys.stdout.write(
            f"walked {weather.__name__}: {done.moves} moves, {len(graph.nodes)} questions so far\n"
        )
        sys.stdout.flush()
    pictures = [*besides(graph), *chosen(graph)]
    if file is not None:
        file.write_bytes(pickle.dumps(pictures))
    return pictures


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="every screen as a picture")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screens")
    parser.add_argument("--walk", type=Path, help="keep what was walked here, or draw it again")
    parser.add_argument("--size", choices=("tall", "wide", "small"), help="for this program itself")
    given = parser.parse_args()
    if given.size:
        draw(given.size, walked(given.walk), given.out)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        file = given.walk or Path(folder) / "walked"
        pictures = walked(file)
        for old in given.out.rglob("*.webp"):
            old.unlink()
        for size in ("tall", "wide", "small"):
            subprocess.run(
                [sys.executable, __file__, "--size", size, "--walk", str(file), "--out", str(given.out)],
                check=True,
            )
    (given.out / "README.md").write_text(index(pictures, given.out), encoding="utf-8")
    sys.stdout.write(f"{len(pictures)} screens in {given.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
