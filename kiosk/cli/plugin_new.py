"""`kiosk plugin new`: writes a working plugin: a tile, its conversation, a table of its own, both languages, tests.

What it writes is in `plugin_template/`: one file each, read with Jinja (not needed on a box). A folder that is there already
is never written into, so nothing of an author's is lost.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import sys
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

TEMPLATES = Path(__file__).with_name("plugin_template")

LONGEST_NAME = 31
LONGEST_TITLE = 40
"""Characters of an English title that a tile has room for on two lines."""


class BadName(Exception):
    """A name or title that no plugin can have; the text says why, and what would do."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `kiosk plugin new`."""
    parser.add_argument("name", metavar="NAME", help="the plugin's id: small letters, digits, _ (like queue)")
    parser.add_argument("--title", default="", metavar="TEXT", help="what its tile says in English")
    parser.add_argument(
        "--title-zh", default="", metavar="TEXT", help="the same in Chinese, at most 12 characters"
    )
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="where its folder is made (here)"
    )


def run(parsed: argparse.Namespace) -> int:
    """Write it, and say what is next. 2 for a name or title that will not do."""
    try:
        folder = write(parsed.name, title=parsed.title, title_zh=parsed.title_zh, into=parsed.into)
    except BadName as problem:
        print(f"kiosk plugin new: {problem}", file=sys.stderr)
        return 2
    print(f"{folder} is a working plugin. Next:")
    for line, why in (
        (f"cd {folder}", ""),
        ("pip install --no-deps -e .", "into the environment that `kiosk` runs in"),
        ("pytest", "its journeys"),
        ("kiosk plugin check .", "the rules that a good plugin keeps"),
        ("kiosk demo", "its tile on the screen"),
    ):
        print(f"  {line:<28}# {why}" if why else f"  {line}")
    if not parsed.title_zh:
        print(
            f'Its Chinese title is still "{PLACEHOLDER}": plugin.toml and locale/ have it, --title-zh would have set it.'
        )
    return 0


PLACEHOLDER = "新服务"


def write(name: str, *, title: str = "", title_zh: str = "", into: Path) -> Path:
    """Write the plugin into a new folder below `into`, and return that. Raises `BadName`, and `OSError` of the disk."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from kiosk.core.host.catalogues import compile_catalogue
    from kiosk.testing.quality import catalogues

    check_name(name)
    title = title or name.replace("_", " ").capitalize()
    title_zh = title_zh or PLACEHOLDER
    check_titles(title, title_zh)
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
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        variable_start_string="<<",
        variable_end_string=">>",
    )
    environment.filters["quoted"] = _quoted
    for template, place in FILES.items():
        target = folder / place.format(**words)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(environment.get_template(template).render(words), encoding="utf-8")
    package = folder / words["package"]
    for catalogue in catalogues.update(name, package, sorted(package.glob("*.py"))):
        compile_catalogue(catalogue)
    return folder


def check_name(name: str) -> None:
    """Raises `BadName` for an id that the host would refuse, that Python could not import, or that is taken here."""
    from kiosk.core.host.discovery import candidates
    from kiosk.core.store.migrate import RESERVED

    if not re.fullmatch(rf"[a-z][a-z0-9_]{{1,{LONGEST_NAME - 1}}}", name) or name.endswith("_"):
        near = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_0123456789")[:LONGEST_NAME]
        instead = f"; {near!r} would do" if len(near) > 1 else ""
        raise BadName(
            f"{name!r} is no plugin's id: 2 to {LONGEST_NAME} small letters, digits or _, a letter first{instead}"
        )
    if name in RESERVED or keyword.iskeyword(name):
        raise BadName(f"{name!r} is taken by the kiosk itself; take a word for what your service does")
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
