"""Is every character that our texts say in the fonts? Part of `make lint`.

Looked at are the catalogues, the TOML and JSON files, and the string literals of the sources. Comments and
docstrings may draw boxes and arrows as they like: no screen shows them.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS = ROOT / "kiosk" / "shell" / "assets" / "fonts"


COMPARED_WITH = frozenset("\u2e80\ufffd")
"""Never said, only compared with: where East-Asian scripts begin, and what stands for bytes that are no text."""


def literals(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def texts(path: Path) -> Iterator[str]:
    written = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from literals(written)
    else:
        yield from (line for line in written.splitlines() if not line.lstrip().startswith("#"))


def said() -> dict[str, Path]:
    """Each character beyond ASCII, with the first file that says it."""
    found: dict[str, Path] = {}
    for suffix in ("po", "toml", "json", "py"):
        for path in sorted((ROOT / "kiosk").rglob(f"*.{suffix}")):
            if "tests" not in path.parts:
                for text in texts(path):
                    for character in text:
                        if not character.isascii() and character not in COMPARED_WITH:
                            found.setdefault(character, path)
    return found


def main() -> int:
    characters = {character: path for character, path in said().items() if character.isprintable()}
    faults = []
    for font in sorted(FONTS.glob("ZhangguiSans-*.otf")):
        drawn = {chr(code) for code in TTFont(font, lazy=True).getBestCmap()}
        faults += [
            f"{characters[missing].relative_to(ROOT)}: {missing} (U+{ord(missing):04X}) is not in {font.name}"
            for missing in sorted(characters.keys() - drawn)
        ]
    print("\n".join(faults) or f"glyphs: all {len(characters)} characters of our texts are in the fonts")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
