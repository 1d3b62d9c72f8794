"""What a plugin hands over, held against the types of the wire before anybody relies on it.

A Python struct takes any value for any field; the link does not, and whoever sends one wrong value to a screen closes that
screen for everybody. So a prompt that a flow asks, a service at load and the answer of every hook are encoded and decoded
here once, while the plugin is still the one who can be named: `fit` runs inside the host's guard, and what does not fit is
the plugin's own exception. What comes out is made of the host's own types, whatever the plugin put in.

The types are the same in every language, so they are looked at once. The words are filled in for every language the first
time that a message is seen, because a translation may name a field that the message does not have.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeVar, cast

import msgspec

from kiosk.core.products import Product
from kiosk.core.reports import Report, Sheet
from kiosk.core.rules import RuleKind
from kiosk.core.service import Audience, Availability, Claim, Decided, Service, Settlement
from kiosk.core.store.check import Finding
from kiosk.core.till.records import TillCounts
from kiosk.link.messages import MAXIMUM_FRAME, DeviceClass
from kiosk.link.prompts import Fact, Tone
from kiosk.link.texts import Message, Text, Translator, localise

_T = TypeVar("_T")

LARGEST = MAXIMUM_FRAME // 2
"""Bytes of one prompt or tile; the rest of the frame is the host's."""

LONGEST_REASON = 500

MOST_MET = 5_000
"""Messages remembered; a plugin that makes a new one each time costs time and not memory."""


class _Declared(msgspec.Struct, frozen=True):
    """All of a service that is data."""

    id: str
    title: Text
    verb: Text
    icon: str
    tone: Tone
    audience: Audience
    devices: tuple[DeviceClass, ...]
    order: int
    when_closed: Literal["refuse", "serve"]
    right: str
    group: Text
    members: Literal["any", "local"]


_encoder = msgspec.msgpack.Encoder()


@lru_cache(maxsize=32)
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def words_of(problem: BaseException) -> str:
    """What an exception says, whatever its class does with `str`: one line at most, and only characters that can be
    written down."""
    try:
        text = str(problem)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - a plugin's class may raise anything here
        text = "(it cannot say what)"
    text = " ".join(text[: LONGEST_REASON * 2].split())[:LONGEST_REASON]
    return text.encode("utf-8", "replace").decode("utf-8")


class Sayable:
    """Knows which messages can be said in every language. `translators()` are asked only for one not met before."""

    def __init__(self, translators: Callable[[], Iterable[Translator]]) -> None:
        self._translators = translators
        self._met: set[object] = set()

    def check(self, text: Text) -> Text:
        """The text itself; raises when it has no words in some language."""
        if isinstance(text, str):
            return text
        kinds = tuple((name, type(value)) for name, value in text.arguments.items())
        shape = (text.domain, text.id, text.plural, kinds)
        if shape not in self._met:
            for translator in self._translators():
                translator.say(text)
                if isinstance(text.arguments.get("count"), int):
                    for count in (1, 2):  # the other forms of a plural
                        translator.say(
                            msgspec.structs.replace(text, arguments={**text.arguments, "count": count})
                        )
            if len(self._met) >= MOST_MET:
                self._met.clear()
            self._met.add(shape)
        for value in text.arguments.values():
            if isinstance(value, Message):
                self.check(value)
        return text


def fit(thing: object, kind: Any, sayable: Sayable) -> Any:
    """The same thing as the wire would carry it, its messages still messages; raises when it would not."""
    packed = _encoder.encode(thing)
    if len(packed) > LARGEST:
        raise ValueError(f"{len(packed)} bytes to show at once; the most is {LARGEST}")
    plain = _decoder(kind).decode(packed)
    # Finds every message, and leaves it as it is.
    localise(plain, cast("Callable[[Text], str]", sayable.check))
    return plain


def checked(hook: str, answer: object, sayable: Sayable) -> Any:
    """A hook's answer as the host may use it. Raises when it is not what the hook promises."""
    if inspect.iscoroutine(answer):
        answer.close()
        raise TypeError(f"{hook} is async; a hook answers at once")
    check = _CHECKS.get(hook)
    return check(answer, sayable) if check is not None else answer


def _services(answer: object, sayable: Sayable) -> tuple[Service, ...]:
    return tuple(_service(one, sayable) for one in _many(answer, Service))


def _service(service: Service, sayable: Sayable) -> Service:
    data = {name: getattr(service, name) for name in _Declared.__struct_fields__}
    declared = fit(data, _Declared, sayable)
    if not callable(service.flow):
        raise TypeError(f"the flow of {declared.id!r} is no coroutine function")
    return Service(flow=service.flow, **msgspec.structs.asdict(declared))


def _findings(answer: object, sayable: Sayable) -> list[Finding]:
    return [fit(one, Finding, sayable) for one in _many(answer, Finding)]


def _reports(answer: object, _sayable: Sayable) -> list[Report]:
    found = [_one(report, Report) for report in _many(answer, Report)]
    for report in found:
        if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", report.id) or not callable(report.make):
            raise TypeError(f"report {report.id!r} has no plain name, or nothing that makes it")
    return found


def _rules(answer: object, _sayable: Sayable) -> list[RuleKind[Any]]:
    found = [_one(kind, RuleKind) for kind in _many(answer, RuleKind)]
    for kind in found:
        if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]{1,30}", kind.name) or not isinstance(
            kind.type, type
        ):
            raise TypeError(f"rule {kind.name!r} is not named like cards.tiers, or has no type")
    return found


def _lines(answer: object, _sayable: Sayable) -> dict[str, str]:
    if not isinstance(answer, Mapping):
        raise TypeError(f"answered {type(answer).__name__} instead of a mapping")
    return {str(kind): str(line) for kind, line in answer.items()}


def _products(answer: object, sayable: Sayable) -> list[Product]:
    found = [fit(one, Product, sayable) for one in _many(answer, Product)]
    for product in found:
        if not re.fullmatch(r"[a-z][a-z0-9_]*_[a-z0-9_]{1,30}", product.id):
            raise ValueError(f"product {product.id!r} is not named like cards_gold")
    return found


def _entry_words(answer: object, sayable: Sayable) -> dict[str, Text]:
    if not isinstance(answer, Mapping):
        raise TypeError(f"answered {type(answer).__name__} instead of a mapping")
    return {str(kind): fit(Fact("", said), Fact, sayable).value for kind, said in answer.items()}


MOST_NOTES = 3
"""Lines of one plugin on another's screen."""


def _notes(answer: object, sayable: Sayable) -> tuple[Text, ...]:
    if isinstance(answer, str | bytes | dict) or not isinstance(answer, Iterable):
        raise TypeError(f"answered {type(answer).__name__} instead of a list of texts")
    notes = tuple(fit(Fact("", note), Fact, sayable).value for note in answer)
    if len(notes) > MOST_NOTES:
        raise ValueError(f"{len(notes)} lines to tell a member; the most is {MOST_NOTES}")
    return notes


def sheets(answer: object, sayable: Sayable) -> list[Sheet]:
    """A report's tables as they can be written: every row as wide as its head."""
    found: list[Sheet] = [fit(one, Sheet, sayable) for one in _many(answer, Sheet)]
    for sheet in found:
        for row in (*sheet.rows, *((sheet.total,) if sheet.total else ())):
            if len(row) != len(sheet.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(sheet.columns)} columns")
    return found


def _many(answer: object, kind: type[_T]) -> list[_T]:
    if isinstance(answer, str | bytes | dict) or not isinstance(answer, Iterable):
        raise TypeError(f"answered {type(answer).__name__} instead of a list of {kind.__name__}")
    return [_one(item, kind) for item in answer]


def _one(answer: object, kind: type[_T]) -> _T:
    if not isinstance(answer, kind):
        raise TypeError(f"answered {type(answer).__name__} instead of {kind.__name__}")
    return answer


def _either(kind: type) -> Callable[[object, Sayable], object]:
    def check(answer: object, sayable: Sayable) -> object:
        return None if answer is None else fit(_one(answer, kind), kind, sayable)

    return check


_CHECKS: dict[str, Callable[[object, Sayable], object]] = {
    "kiosk_services": _services,
    "kiosk_availability": _either(Availability),
    "kiosk_claim_scan": _either(Claim),
    "kiosk_settle": _either(Settlement),
    "kiosk_decided": _either(Decided),
    "kiosk_daily": lambda _answer, _sayable: None,
    "kiosk_check": _findings,
    "kiosk_reports": _reports,
    "kiosk_rules": _rules,
    "kiosk_products": _products,
    "kiosk_member_ties": lambda answer, sayable: None if answer is None else _notes(answer, sayable),
    "kiosk_member_system": lambda answer, _sayable: answer,  # no data: its coroutines are awaited one by one
    "kiosk_member_order": lambda _answer, _sayable: None,
    "kiosk_till": lambda answer, _sayable: _one(answer, TillCounts) if answer is not None else None,
    "kiosk_money_lines": _lines,
    "kiosk_month_lines": _lines,
    "kiosk_entry_words": _entry_words,
    "kiosk_member_notes": lambda answer, sayable: None if answer is None else _notes(answer, sayable),
}
