"""The message catalogues: collect texts from the sources, compile them, and check that they are complete.

Each room or plugin that speaks to people has a folder `locale/` beside its code:

    locale/<domain>.pot                       the texts as written in the sources (made by `update`)
    locale/<language>/LC_MESSAGES/<domain>.po a translation (edited by people)
    locale/<language>/LC_MESSAGES/<domain>.mo what gettext reads (made by `compile`, never committed)

A plugin's domain is its id, a room's its folder's name, so a stranger's texts never meet ours. Babel does the work and not
GNU gettext, because Babel comes with the locked Python packages.
"""

import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
# `_` is a room's `Texts(domain)` or the shell's `words_of(language)`; `_.plural(one, many, count)` is the first's.
KEYWORDS = {"_": None, "plural": (1, 2), "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)[sd]")


def homes() -> list[Path]:
    """The folders that own a catalogue: our own, and the stranger's among the tests."""
    rooms = (ROOT / "kiosk", ROOT / "tests" / "foreign")
    return sorted(folder.parent for room in rooms for folder in room.rglob("locale") if folder.is_dir())


def domain_of(home: Path) -> str:
    manifest = home / "plugin.toml"
    return str(tomllib.loads(manifest.read_text(encoding="utf-8"))["id"]) if manifest.exists() else home.name


def catalogues(home: Path) -> list[Path]:
    return sorted(home.glob("locale/*/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem, abort_invalid=True)


def sources(home: Path) -> Iterator[Path]:
    """A home's own Python files: not its tests, and not those of a home further down."""
    inner = [other for other in homes() if other != home and home in other.parents]
    for path in sorted(home.rglob("*.py")):
        if "tests" not in path.relative_to(home).parts and not any(other in path.parents for other in inner):
            yield path


def collect(home: Path) -> Catalog:
    found = Catalog(domain=domain_of(home), project="zhanggui", fuzzy=False, header_comment="")
    for path in sources(home):
        place = str(path.relative_to(home))
        for _line, message, comments, context in extract_from_file(
            "python", path, keywords=KEYWORDS, comment_tags=["For translators:"]
        ):
            # No line numbers: every edit would otherwise change every catalogue.
            found.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return found


def update() -> int:
    for home in homes():
        template = collect(home)
        with (home / "locale" / f"{domain_of(home)}.pot").open("wb") as file:
            write_po(file, template, sort_output=True, include_lineno=False, omit_header=True)
        for path in catalogues(home):
            catalogue = read(path)
            # A guess is worse than a gap: a gap fails the check, a wrong sentence reaches a customer.
            catalogue.update(
                template, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False
            )
            with path.open("wb") as file:
                write_po(file, catalogue, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return 0


def compile_all() -> int:
    for home in homes():
        for path in catalogues(home):
            target = path.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
                continue
            compiled = io.BytesIO()
            write_mo(compiled, read(path))
            target.write_bytes(compiled.getvalue())
    return 0


def faults(home: Path) -> Iterator[str]:
    wanted = {(message.id, message.context) for message in collect(home) if message.id}
    for path in catalogues(home):
        where = path.relative_to(ROOT)
        catalogue = read(path)
        have = {(message.id, message.context) for message in catalogue if message.id}
        yield from (f"{where}: not collected yet: {text!r}" for text, _ in wanted - have)
        yield from (f"{where}: no longer said: {text!r}" for text, _ in have - wanted)
        for message in catalogue:
            if not message.id:
                continue
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            asked = message.id if isinstance(message.id, tuple) else (message.id,)
            if message.fuzzy:
                yield f"{where}: marked fuzzy: {asked[0]!r}"
            elif not all(said):
                yield f"{where}: not translated: {asked[0]!r}"
            else:
                known = set(PLACEHOLDER.findall(" ".join(asked)))
                strange = set(PLACEHOLDER.findall(" ".join(said))) ^ known
                if strange:
                    yield f"{where}: placeholders differ {sorted(strange)}: {asked[0]!r}"


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
