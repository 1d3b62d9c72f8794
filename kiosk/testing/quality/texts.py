"""Words are said through the catalogue, in both languages, in characters that the font has, and fit where they stand."""

from __future__ import annotations

import ast
import re
import types
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import get_args

import msgspec

from kiosk.core import api
from kiosk.link.prompts import Prompt
from kiosk.link.texts import Message
from kiosk.testing.quality import catalogues
from kiosk.testing.quality.complaint import Complaint
from kiosk.testing.quality.home import Home, Source
from kiosk.testing.screens import TITLE_LENGTH, width
from kiosk.testing.slips import lacking

_TEXT = re.compile(r"\bText\b")

FIELD = "00"
"""What a `{field}` counts as in the length of a title: a number of two digits."""


def complaints(home: Home) -> Iterator[Complaint]:
    """Of words outside the catalogues, of translations, and of titles."""
    for source in home.sources:
        yield from _literals(source)
    if home.manifest is not None:
        yield from _languages(home)
        yield from _titles(home)


# ---------------------------------------------------------------------- words outside the catalogues


@lru_cache(maxsize=1)
def _speaking() -> dict[str, tuple[tuple[str, bool], ...]]:
    """Every struct of the public API that speaks to people: its fields in order, and whether each is words."""
    found = {}
    for name in api.__all__:
        kind = getattr(api, name)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not Message:
            written = (
                kind.__annotations__
            )  # as text; resolving them would need names that only type checkers import
            fields = tuple(
                (field, _TEXT.search(str(written.get(field, ""))) is not None)
                for field in kind.__struct_fields__
            )
            if any(words for _field, words in fields):
                found[name] = fields
    return found


def _said(name: str, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """What a call gives to those fields that are words."""
    fields = _speaking()[name]
    for (field, words), argument in zip(fields, call.args, strict=False):
        if words:
            yield field, argument
    speaking = {field for field, words in fields if words}
    for keyword in call.keywords:
        if keyword.arg in speaking:
            yield keyword.arg, keyword.value


def _literals(source: Source) -> Iterator[Complaint]:
    for name, call in source.calls(*_speaking()):
        for field, value in _said(name, call):
            text = _literal(value)
            if any(sign.isalpha() for sign in text):
                words = f'{name}({field}={text!r}) is said in one language only: write _("…") around the English text'
                yield Complaint(source.path, value.lineno, "text", words)


def _literal(value: ast.expr) -> str:
    if isinstance(value, ast.JoinedStr):
        return "".join(_literal(part) for part in value.values)
    if isinstance(value, ast.Tuple | ast.List):
        return " ".join(filter(None, map(_literal, value.elts)))
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


# ---------------------------------------------------------------------- both languages


def _languages(home: Home) -> Iterator[Complaint]:
    template = catalogues.collect(home.id, home.package, (source.path for source in home.sources), lines=True)
    for message in template:
        text = catalogues.forms(message.id)[0]
        if catalogues.HAN.search(text):
            place, line = message.locations[0]
            words = f"{text!r} is the English text as well as the message's name: write it in English, and Chinese in locale/"
            yield Complaint(home.package / place, line, "language", words)
    path = _chinese(home)
    if not path.exists():
        if len(template):
            words = "there is no Chinese: `kiosk plugin messages` makes the file to translate in"
            yield Complaint(path, 0, "language", words)
        return
    for place, line, fault, text in catalogues.faults(template, path):
        advice = {
            "not collected yet": "run `kiosk plugin messages`, then translate it",
            "no longer said": "run `kiosk plugin messages`",
        }.get(fault, "")
        where = Path(place) if Path(place).is_absolute() else home.package / place
        words = f"{fault}: {text!r}" + (f" ({advice})" if advice else "")
        yield Complaint(where, line, "language", words)
    yield from _undrawable(path)
    if not catalogues.compiled(path):
        words = "not compiled as it stands: `kiosk plugin messages`; on a box nobody would compile it"
        yield Complaint(path, 0, "language", words)


def _undrawable(path: Path) -> Iterator[Complaint]:
    messages = [message for message in catalogues.read(path) if message.id]
    unknown = set(lacking("".join(text for one in messages for text in catalogues.forms(one.string))))
    for message in messages if unknown else ():
        for text in catalogues.forms(message.string):
            if signs := sorted(unknown & set(text)):
                words = f"the kiosk's font has no {' '.join(signs)} ({text!r}): say it in other characters"
                yield Complaint(path, message.lineno or 0, "language", words)


def _chinese(home: Home) -> Path:
    return home.package / "locale" / catalogues.CHINESE / "LC_MESSAGES" / f"{home.id}.po"


# ---------------------------------------------------------------------- titles


def _titles(home: Home) -> Iterator[Complaint]:
    said = _translations(home)
    titled = [kind.__name__ for kind in get_args(Prompt) if not isinstance(kind, types.GenericAlias)]
    for source in home.sources:
        for name, call in source.calls(*titled, "Service"):
            for field, value in _said(name, call):
                for text in _ids(value) if field == "title" else ():
                    chinese = said.get(text, "")
                    if width(catalogues.PLACEHOLDER.sub(FIELD, chinese)) > TITLE_LENGTH:
                        words = f"the title {chinese!r} is longer than {TITLE_LENGTH} Chinese characters: shorten it"
                        yield Complaint(source.path, value.lineno, "title", words)


def _ids(value: ast.expr) -> Iterator[str]:
    """The message ids that an expression may say: `_("…")`, `_.plural("…", "…", n)`, and both sides of an `if`."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            first = node.args[0]
            if called in ("_", "plural") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _translations(home: Home) -> dict[str, str]:
    path = _chinese(home)
    if not path.exists():
        return {}
    return {
        catalogues.forms(message.id)[0]: max(catalogues.forms(message.string), key=len)
        for message in catalogues.read(path)
        if message.id
    }
