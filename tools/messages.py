"""The message catalogues: collect texts from the sources, compile them, and check that they are complete.

Each room or plugin that speaks to people has a folder `locale/` beside its code:

    locale/<domain>.pot                       the texts as written in the sources (made by `update`)
    locale/<language>/LC_MESSAGES/<domain>.po a translation (edited by people)
    locale/<language>/LC_MESSAGES/<domain>.mo what gettext reads (made by `compile`, never committed)

A plugin's domain is its id, a room's its folder's name, so a stranger's texts never meet ours. Babel does the work and not
GNU gettext, because Babel comes with the locked Python packages.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # while our own package is built, it is not installed yet

from kiosk.core.host.catalogues import compile_catalogue  # noqa: E402 - see above
from kiosk.testing.quality import catalogues as books  # noqa: E402 - see above


def homes() -> list[Path]:
    """The folders that own a catalogue: our own, and the stranger's among the tests."""
    rooms = (ROOT / "kiosk", ROOT / "tests" / "foreign")
    return sorted(folder.parent for room in rooms for folder in room.rglob("locale") if folder.is_dir())


def domain_of(home: Path) -> str:
    manifest = home / "plugin.toml"
    return str(tomllib.loads(manifest.read_text(encoding="utf-8"))["id"]) if manifest.exists() else home.name


def catalogues(home: Path) -> list[Path]:
    return sorted(home.glob("locale/*/LC_MESSAGES/*.po"))


def sources(home: Path) -> Iterator[Path]:
    """A home's own Python files: not its tests, and not those of a home further down."""
    inner = [other for other in homes() if other != home and home in other.parents]
    for path in sorted(home.rglob("*.py")):
        if "tests" not in path.relative_to(home).parts and not any(other in path.parents for other in inner):
            yield path


def update() -> int:
    for home in homes():
        books.update(domain_of(home), home, sources(home))
    return 0


def compile_all() -> int:
    for home in homes():
        for path in catalogues(home):
            target = path.with_suffix(".mo")
            if not (target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns):
                compile_catalogue(path)
    return 0


def faults(home: Path) -> Iterator[str]:
    template = books.collect(domain_of(home), home, sources(home))
    for path in catalogues(home):
        where = path.relative_to(ROOT)
        for _place, _line, fault, text in books.faults(template, path):
            yield f"{where}: {fault}: {text!r}"


def check() -> int:
    found = [fault for home in homes() for fault in faults(home)]
    print("\n".join(found) or f"messages: the catalogues of {len(homes())} folders are complete")
    return bool(found)


def main() -> int:
    verbs = {"update": update, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        print("usage: tools/messages.py update|compile|check", file=sys.stderr)
        return 2
    return verbs[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
