"""A plugin's texts: collected from its code, and whether each is said in every language.

Message ids are the English texts, so English is complete when the ids are English; Simplified Chinese must have every one.
`collect` and `update` are what `kiosk plugin messages` does, and our own `tools/messages.py`. Babel does the work, not GNU
gettext, which few laptops have. Nothing here imports more than Babel, so that building our own package needs no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

# `_` is a room's `Texts(domain)` or the shell's `words_of(language)`; `_.plural(one, many, count)` is the first's.
KEYWORDS = {"_": None, "plural": (1, 2), "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)[sd]")
HAN = re.compile(r"[\u3400-\u9fff]")

CHINESE = "zh_CN"

Fault = tuple[str, int, str, str]
"""Path as collected (or of the catalogue), line (0: none), what is wrong, and the text."""


def collect(domain: str, home: Path, sources: Iterable[Path], *, lines: bool = False) -> Catalog:
    """The texts of these files, their places as seen from `home`. Without `lines` every edit elsewhere leaves the
    catalogue as it was."""
    found = Catalog(domain=domain, project="zhanggui", fuzzy=False, header_comment="")
    for path in sources:
        place = str(path.relative_to(home))
        for line, message, comments, context in extract_from_file(
            "python", path, keywords=KEYWORDS, comment_tags=["For translators:"]
        ):
            where = [(place, line if lines else 0)]
            found.add(message, locations=where, auto_comments=comments, context=context)
    return found


def read(path: Path) -> Catalog:
    """A catalogue of one language. Raises `ValueError` when it is none."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem, abort_invalid=True)


def update(domain: str, home: Path, sources: Iterable[Path]) -> list[Path]:
    """Write the template, and bring every language's catalogue up to it; returns the catalogues. What is new in it is not
    translated: a guess is worse than a gap, because a gap is found and a wrong sentence reaches a customer."""
    template = collect(domain, home, sources)
    folder = home / "locale"
    chinese = folder / CHINESE / "LC_MESSAGES" / f"{domain}.po"
    if not chinese.exists():
        chinese.parent.mkdir(parents=True, exist_ok=True)
        with chinese.open("wb") as file:
            write_po(file, Catalog(locale=CHINESE, domain=domain, fuzzy=False, header_comment=""))
    with (folder / f"{domain}.pot").open("wb") as file:
        write_po(file, template, sort_output=True, include_lineno=False, omit_header=True)
    catalogues = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    for path in catalogues:
        catalogue = read(path)
        catalogue.update(
            template, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False
        )
        with path.open("wb") as file:
            write_po(file, catalogue, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return catalogues


def faults(template: Catalog, path: Path) -> Iterator[Fault]:
    """What is wrong with one language's catalogue, held against the texts of the code."""
    catalogue = read(path)
    wanted = {(message.id, message.context): message for message in template if message.id}
    have = {(message.id, message.context) for message in catalogue if message.id}
    for key in sorted(set(wanted) - have, key=str):
        place, line = wanted[key].locations[0] if wanted[key].locations else (str(path), 0)
        yield place, line, "not collected yet", forms(key[0])[0]
    for key in sorted(have - set(wanted), key=str):
        yield str(path), 0, "no longer said", forms(key[0])[0]
    for message in catalogue:
        if message.id:
            yield from _of_message(message, path)


def _of_message(message: Message, path: Path) -> Iterator[Fault]:
    said, asked = forms(message.string), forms(message.id)
    line = message.lineno or 0
    if message.fuzzy:
        yield str(path), line, "marked fuzzy", asked[0]
    elif not all(said):
        yield str(path), line, "not translated", asked[0]
    else:
        known = set(PLACEHOLDER.findall(" ".join(asked)))
        strange = set(PLACEHOLDER.findall(" ".join(said))) ^ known
        if strange:
            yield str(path), line, f"placeholders differ {sorted(strange)}", asked[0]


def compiled(path: Path) -> bool:
    """Whether a catalogue's compiled form says the same as it does."""
    target = path.with_suffix(".mo")
    if not target.exists():
        return False
    with target.open("rb") as file:
        there = {forms(message.id): forms(message.string) for message in read_mo(file) if message.id}
    return there == {
        forms(message.id): forms(message.string)
        for message in read(path)
        if message.id and any(forms(message.string))
    }


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """A text's forms: one, or those of a plural. A form that is missing is empty."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)
