"""Text that knows how to be said in another language.

A service writes `Message("lending", "Take the umbrella")`; the desk turns it into words when it shows the prompt, in the
language of the visit, so that a person who presses "English" in the middle of a flow sees the open prompt change.
On the wire there are only plain strings: `localise` is called before anything is sent.

Catalogues are gettext's, one per plugin (the *domain*) in the plugin's own `locale/` folder. Message ids are the English
texts, so English needs no catalogue; Simplified Chinese comes first on the screen and must be complete (a test holds it).
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast, get_args, get_type_hints

import msgspec

LANGUAGES: tuple[str, ...] = ("zh_CN", "en")
"""Every language on offer, the site's own first."""

Argument: TypeAlias = "str | int | Message"


class Message(msgspec.Struct, frozen=True, tag="message"):
    """A translatable text: `id` is the English text, `{name}` fields are filled from `arguments`.

    `plural` with an integer argument `count` chooses between `id` and `plural` by the language's own rule.
    """

    domain: str
    id: str
    plural: str = ""
    arguments: dict[str, str | int | Message] = {}


Text: TypeAlias = str | Message

NAMES = "names"
"""The domain of what is given in two languages beside its thing ("1F 东门", a title in a toml): no catalogue has it."""

_T = TypeVar("_T")


def titled(chinese: str, english: str) -> Text:
    """A title that carries both of its languages; with one of them alone, that one is said to everybody."""
    if not chinese or not english:
        return chinese or english
    return Message(NAMES, chinese, arguments={"en": english})


@lru_cache(maxsize=64)
def catalogue(domain: str, folder: str, language: str) -> gettext.NullTranslations:
    """The compiled catalogue of a domain; a catalogue that says every text as it is where there is none."""
    return gettext.translation(domain, folder, languages=[language], fallback=True)


class Translator:
    """Says messages in one language, from the catalogues of many domains.

    `folders` maps a domain to its `locale/` folder, `english_names` the domain of names. An unknown domain or
    id is said in English rather than refused: a person at the screen is better served by an English sentence
    than by a broken visit.
    """

    def __init__(
        self, language: str, folders: Mapping[str, Path], english_names: Mapping[str, str] | None = None
    ) -> None:
        self.language = language
        self._folders = folders
        self._english_names = english_names or {}

    def say(self, text: Text) -> str:
        """The words of a text in this translator's language."""
        if isinstance(text, str):
            return text
        if text.domain == NAMES:
            if self.language.startswith("zh"):
                return text.id
            return str(text.arguments.get("en", "")) or self._english_names.get(text.id, text.id)
        folder = self._folders.get(text.domain)
        book = catalogue(text.domain, str(folder), self.language) if folder else gettext.NullTranslations()
        if text.plural:
            words = book.ngettext(text.id, text.plural, cast("int", text.arguments.get("count", 1)))
        else:
            words = book.gettext(text.id)
        if not text.arguments:
            return words
        return words.format(
            **{
                key: self.say(value) if isinstance(value, Message) else value
                for key, value in text.arguments.items()
            }
        )


def localise(thing: _T, say: Callable[[Text], str]) -> _T:
    """A copy of a prompt or a slip in which every `Message` has become words."""
    return cast("_T", _localise(thing, say))


def _localise(thing: object, say: Callable[[Text], str]) -> object:
    if isinstance(thing, Message):
        return say(thing)
    if isinstance(thing, msgspec.Struct):
        changed = {}
        for field in _speaking(type(thing)):
            value = getattr(thing, field)
            said = _localise(value, say)
            if said is not value:
                changed[field] = said
        return msgspec.structs.replace(thing, **changed) if changed else thing
    if isinstance(thing, tuple):
        items = tuple(_localise(item, say) for item in thing)
        return items if any(new is not old for new, old in zip(items, thing, strict=True)) else thing
    return thing


@lru_cache(maxsize=256)
def _speaking(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a struct in which its declared types allow a `Message`.

    A wall of thirty doors has three hundred fields and thirty words; looking into all of them took as long as
    everything else that the desk does for a screen.
    """
    hints = get_type_hints(kind)
    return tuple(field for field in kind.__struct_fields__ if _may_speak(hints[field], frozenset()))


def _may_speak(hint: object, within: frozenset[object]) -> bool:
    if hint is Message or hint in (Any, object):
        return True
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint not in within:
        return any(_may_speak(inner, within | {hint}) for inner in get_type_hints(hint).values())
    return any(_may_speak(part, within) for part in get_args(hint))
