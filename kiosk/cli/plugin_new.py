"""`kiosk plugin new`: writes a working plugin: a tile, its conversation, a table of its own, both languages, tests; with
`--driver` a working driver of signal lights instead, with its emulator and its tests (docs/drivers.md).

What it writes is in `plugin_template/` and `driver_template/`: one file each, read with Jinja (not needed on a box). A folder
that is there already is never written into, so nothing of an author's is lost.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import sys
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path

FILES = {
    "pyproject.toml.jinja": "pyproject.toml",
    "README.md.jinja": "README.md",
    "gitignore.jinja": ".gitignore",
    "ci.yml.jinja": ".github/workflows/test.yml",
    "plugin.toml.jinja": "{package}/plugin.toml",
    "init.py.jinja": "{package}/__init__.py",
    "flow.py.jinja": "{package}/flow.py",
    "models.py.jinja": "{package}/models.py",
    "0001_entries.py.jinja": "{package}/migrations/0001_entries.py",
    "zh_CN.po.jinja": "{package}/locale/zh_CN/LC_MESSAGES/{id}.po",
    "test_journeys.py.jinja": "tests/test_journeys.py",
}
"""Template, and where it goes."""

DRIVER_FILES = {
    "pyproject.toml.jinja": "pyproject.toml",
    "README.md.jinja": "README.md",
    "gitignore.jinja": ".gitignore",
    "ci.yml.jinja": ".github/workflows/test.yml",
    "driver.toml.jinja": "{package}/driver.toml",
    "init.py.jinja": "{package}/__init__.py",
    "emulator.py.jinja": "{package}/emulator.py",
    "test_driver.py.jinja": "tests/test_driver.py",
}
"""The same for a driver."""

TEMPLATES = Path(__file__).with_name("plugin_template")
DRIVER_TEMPLATES = Path(__file__).with_name("driver_template")

LONGEST_NAME = 31
LONGEST_TITLE = 40
"""Characters of an English title that a tile has room for on two lines."""


class BadName(Exception):
    """A name or title that no plugin can have; the text says why, and what would do."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk plugin new`."""
    parser.add_argument("name", metavar="NAME", help="the plugin's id: small letters, digits, _ (like queue)")
    parser.add_argument(
        "--driver", action="store_true", help="a driver for signal lights, with its emulator, and no service"
    )
    parser.add_argument("--title", default="", metavar="TEXT", help="what its tile says in English")
    parser.add_argument(
        "--title-zh", default="", metavar="TEXT", help="the same in Chinese, at most 12 characters"
    )
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="where its folder is made (here)"
    )


def run(parsed: argparse.Namespace) -> int:
    """Write it, and say what is next. 2 for a name or title that will not do."""
    make = write_driver if parsed.driver else write
    try:
        folder = make(parsed.name, title=parsed.title, title_zh=parsed.title_zh, into=parsed.into)
    except BadName as problem:
        print(f"kiosk plugin new: {problem}", file=sys.stderr)
        return 2
    print(f"{folder} is a working {'driver' if parsed.driver else 'plugin'}. Next:")
    for line, why in ((f"cd {folder}", ""), *(DRIVER_STEPS if parsed.driver else STEPS)):
        print(f"  {line:<28}# {why}" if why else f"  {line}")
    if not parsed.title_zh:
        placeholder = DRIVER_PLACEHOLDER if parsed.driver else PLACEHOLDER
        where = "driver.toml has it" if parsed.driver else "plugin.toml and locale/ have it"
        print(f'Its Chinese title is still "{placeholder}": {where}, --title-zh would have set it.')
    return 0


STEPS = (
    ("pip install --no-deps -e .", "into the environment that `kiosk` runs in"),
    ("pytest", "its journeys"),
    ("kiosk plugin check .", "the rules that a good plugin keeps"),
    ("kiosk demo", "its tile on the screen"),
)
DRIVER_STEPS = (
    ("pip install --no-deps -e .", "into the environment that `kiosk` runs in"),
    ("pytest", "the driver in its process, at the emulated board"),
    ("less README.md", "the lines for kiosk.toml, and where your board's bytes go"),
)

DRIVER_PLACEHOLDER = "信号灯"
PLACEHOLDER = "新服务"


def write(name: str, *, title: str = "", title_zh: str = "", into: Path) -> Path:
    """Write the plugin into a new folder below `into`, and return that. Raises `BadName`, and `OSError` of the disk."""
    from kiosk.core.host.catalogues import compile_catalogue
    from kiosk.testing.quality import catalogues

    check_name(name)
    title_zh = title_zh or PLACEHOLDER
    check_titles(title := title or _titled(name), title_zh)
    folder = _render(name, title, title_zh, into, TEMPLATES, FILES)
    package = folder / f"zhanggui_{name}"
    for catalogue in catalogues.update(name, package, sorted(package.glob("*.py"))):
        compile_catalogue(catalogue)
    return folder


def write_driver(name: str, *, title: str = "", title_zh: str = "", into: Path) -> Path:
    """Write a driver into a new folder below `into`, and return that. Raises `BadName`, and `OSError` of the disk."""
    check_id(name)
    check_driver(name)
    title_zh = title_zh or DRIVER_PLACEHOLDER
    check_titles(title := title or _titled(name), title_zh)
    return _render(name, title, title_zh, into, DRIVER_TEMPLATES, DRIVER_FILES)


def _titled(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _render(
    name: str, title: str, title_zh: str, into: Path, templates: Path, files: Mapping[str, str]
) -> Path:
    """Write every file of a template into a new folder. Raises `BadName` where that is there already."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = into / f"zhanggui-{name.replace('_', '-')}"
    if folder.exists():
        raise BadName(
            f"{folder} is there already; nothing was written. Another name, or --into another folder"
        )
    words = {
        "id": name,
        "package": f"zhanggui_{name}",
        "distribution": folder.name,
        "title": title,
        "title_zh": title_zh,
    }
    environment = Environment(  # noqa: S701 - it writes no HTML
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        variable_start_string="<<",
        variable_end_string=">>",
    )
    environment.filters["quoted"] = _quoted
    for template, place in files.items():
        target = folder / place.format(**words)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(environment.get_template(template).render(words), encoding="utf-8")
    return folder


def check_name(name: str) -> None:
    """Raises `BadName` for an id that the host would refuse, that Python could not import, or that is taken here."""
    from kiosk.core.host.discovery import candidates

    check_id(name)
    taken = {candidate.name: candidate for candidate in candidates()}
    if name in taken:
        raise BadName(
            f"{name!r} is installed here already ({taken[name].module}); take another name, or uninstall that one"
        )
    near_ones = [one for one in taken if one.startswith(f"{name}_") or name.startswith(f"{one}_")]
    if near_ones:
        raise BadName(
            f"{name!r} and the installed {near_ones[0]!r} would own the same tables; take another name"
        )


def check_id(name: str) -> None:
    """Raises `BadName` for what is no id, or the kiosk's own."""
    from kiosk.core.store.migrate import RESERVED

    if not re.fullmatch(rf"[a-z][a-z0-9_]{{1,{LONGEST_NAME - 1}}}", name) or name.endswith("_"):
        near = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_0123456789")[:LONGEST_NAME]
        instead = f"; {near!r} would do" if len(near) > 1 else ""
        raise BadName(
            f"{name!r} is no plugin's id: 2 to {LONGEST_NAME} small letters, digits or _, a letter first{instead}"
        )
    if name in RESERVED or keyword.iskeyword(name):
        raise BadName(f"{name!r} is taken by the kiosk itself; take a word for what your service does")


def check_driver(name: str) -> None:
    """Raises `BadName` for a driver that is installed here already, also one of the house's own."""
    taken = entry_points(group="kiosk.drivers", name=name)
    if taken:
        raise BadName(
            f"{name!r} is installed here already ({next(iter(taken)).value}); take another name, or uninstall that one"
        )


def check_titles(title: str, title_zh: str) -> None:
    """Raises `BadName` for titles that a tile cannot show."""
    from kiosk.testing.screens import TITLE_LENGTH, width

    for text, option in ((title, "--title"), (title_zh, "--title-zh")):
        if not text.strip() or not text.isprintable() or set("{}<>\\") & set(text):
            raise BadName(f"{option} {text!r} must be one line of words, without {{ }} < > or \\")
    if width(title_zh) > TITLE_LENGTH:
        raise BadName(
            f"--title-zh {title_zh!r} is longer than {TITLE_LENGTH} Chinese characters; the tile has no room"
        )
    if len(title) > LONGEST_TITLE:
        raise BadName(f"--title {title!r} is longer than {LONGEST_TITLE} characters; the tile has no room")


def _quoted(text: str) -> str:
    """A string in Python, TOML and a catalogue alike."""
    return json.dumps(text, ensure_ascii=False)
