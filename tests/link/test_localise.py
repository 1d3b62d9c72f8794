"""Every text of a prompt or a slip becomes words, however deep it stands."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest
from msgspec import inspect

from kiosk.link.prompts import Prompt
from kiosk.link.slips import Frame, Line, Pair, Slip
from kiosk.link.texts import NAMES, Message, Text, Translator, localise, titled

KINDS = [*get_args(Prompt), Slip, Line, Pair, Frame]


def say(text: Text) -> str:
    return text if isinstance(text, str) else f"said {text.id}"


def filled(kind: inspect.Type, name: str = "") -> Any:
    """Something of this type that speaks wherever it may, as msgspec and not `localise` understands the type."""
    match kind:
        case inspect.StructType(cls=cls) if cls is Message:
            return Message("test", name)
        case inspect.StructType(cls=cls, fields=fields):
            return cls(**{field.name: filled(field.type, field.name) for field in fields})
        case inspect.VarTupleType(item_type=item):
            return (filled(item, name),)
        case inspect.UnionType(types=types):
            best = next(
                (one for one in types if isinstance(one, inspect.StructType)),
                next(one for one in types if not isinstance(one, inspect.NoneType)),
            )
            return filled(best, name)
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return 1
        case inspect.FloatType():
            return 1.0
        case inspect.StrType():
            return "plain"
    raise AssertionError(f"a new kind of field: {kind}")


def messages(thing: object) -> int:
    if isinstance(thing, Message):
        return 1
    if isinstance(thing, msgspec.Struct):
        return sum(messages(getattr(thing, field)) for field in thing.__struct_fields__)
    return sum(messages(item) for item in thing) if isinstance(thing, tuple) else 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_is_left_unsaid(kind: type[msgspec.Struct]) -> None:
    thing = filled(inspect.type_info(kind))
    assert messages(thing) > 0
    said = localise(thing, say)
    assert messages(said) == 0
    assert type(said) is kind
    assert msgspec.msgpack.encode(said).count(b"said ") == messages(thing)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_says_nothing_is_not_copied(kind: type[msgspec.Struct]) -> None:
    said = localise(filled(inspect.type_info(kind)), say)
    assert localise(said, say) is said


class Branch(msgspec.Struct, frozen=True):
    """Like a menu within a menu."""

    word: Text
    below: Branch | None = None


def test_a_text_within_its_own_kind_is_said_too() -> None:
    tree = Branch("plain", Branch(Message("test", "deep")))
    assert localise(tree, say) == Branch("plain", Branch("said deep"))


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "1F 东门 6 号"), ("en", "1F East Gate door 6")])
def test_a_name_from_the_settings_is_said_in_the_readers_language(language, words):
    door = {"zh_CN": "{bank} {number} 号", "en": "{bank} door {number}"}[language]
    say = Translator(language, {}, {"1F 东门": "1F East Gate"}).say
    assert say(Message("trial", door, arguments={"bank": Message(NAMES, "1F 东门"), "number": 6})) == words


def test_a_name_without_an_english_one_is_said_as_it_is():
    assert Translator("en", {}, {"1F 东门": "1F East Gate"}).say(Message(NAMES, "2F")) == "2F"


def test_a_title_carries_both_of_its_languages_and_one_alone_is_said_to_everybody():
    chinese, english = Translator("zh_CN", {}), Translator("en", {}, {"盘点": "somebody else's"})
    both = titled("盘点", "Count")
    assert (chinese.say(both), english.say(both)) == ("盘点", "Count")
    assert {
        each.say(one) for one in (titled("", "Count"), titled("Count", "")) for each in (chinese, english)
    } == {"Count"}
