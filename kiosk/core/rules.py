"""Rules as data: tiers, fees, bonus rules, limits and texts, dated and versioned, and inert until a second person approves.

A kind of rule has a name, a type that its body must fit, and whatever else must hold; the body of a version is that type as
canonical JSON. A pack is what one person brings at once, with one reason, and another approves as a whole. Which version
holds is asked with a business day: the approved one whose first day is the latest not after it.

Left out: which rules there are (each service declares its own), and where a pack is read from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar

import msgspec

from kiosk.core.unlawful import unlawful
from kiosk.link.texts import Text

T = TypeVar("T")

_encode = msgspec.json.Encoder(order="deterministic").encode


class RuleRefused(Exception):
    """A rule that cannot be taken; the text says which, and what would be right."""


class RuleKind(msgspec.Struct, Generic[T], frozen=True):
    """One kind of rule. `name` begins with the plugin's id (`cards.tiers`); `wrong(body)` says in words what does not hold
    together beyond the types, and "" when all is well."""

    name: str
    title: Text
    type: type[T]
    wrong: Callable[[T], str] | None = None

    def read(self, body: object) -> T:
        """A body out of plain data. Raises RuleRefused."""
        try:
            rule = msgspec.convert(body, self.type, strict=True)
        except msgspec.ValidationError as problem:
            raise RuleRefused(f"{self.name}: {problem}") from None
        for text in _texts(body):
            for phrase in unlawful(text):
                raise RuleRefused(f"{self.name}: “{phrase.words}” may not be said ({phrase.source})")
        if self.wrong is not None and (why := self.wrong(rule)):
            raise RuleRefused(f"{self.name}: {why}")
        return rule


class Proposed(msgspec.Struct, frozen=True):
    """A rule as somebody brings it: its kind's name, the first business day (yyyymmdd), and its body as canonical JSON."""

    name: str
    from_day: int
    body: str


class RuleVersion(msgspec.Struct, frozen=True):
    """One version of a rule."""

    number: int
    pack: str
    name: str
    from_day: int
    body: str
    made_ms: int
    made_by: str
    reason: str
    state: Literal["waits", "approved", "refused"]

    @property
    def key(self) -> str:
        """What a record that was made under it keeps (`cards.tiers:7`)."""
        return f"{self.name}:{self.number}"


def proposed(kind: RuleKind[Any], from_day: int, body: object) -> Proposed:
    """A rule to bring, checked. Raises RuleRefused."""
    if not 20_000_101 <= from_day <= 99_991_231:
        raise RuleRefused(f"{kind.name}: {from_day} is no day like 20261201")
    return Proposed(kind.name, from_day, _encode(kind.read(body)).decode())


def pack_hash(rules: Sequence[Proposed]) -> str:
    """What whoever approves has seen: 64 hexadecimal digits over all of it."""
    return hashlib.sha256(_encode(rules)).hexdigest()


def read_pack(written: Mapping[str, Any], kinds: Mapping[str, RuleKind[Any]]) -> list[Proposed]:
    """The rules of a pack: `[[rule]]` tables with `name`, `from` (20261201) and `body`. Raises RuleRefused for the first that
    cannot be taken, and for an empty one."""
    rules = []
    for number, one in enumerate(written.get("rule", ()), start=1):
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str) or name not in kinds:
            raise RuleRefused(
                f"rule {number}: there is no kind {name!r}; there are: {', '.join(sorted(kinds)) or 'none'}"
            )
        if set(one) != {"name", "from", "body"}:
            raise RuleRefused(f"rule {number}, {name}: it has name, from and body, and nothing else")
        if type(one["from"]) is not int:
            raise RuleRefused(f"rule {number}, {name}: from is a day like 20261201")
        rules.append(proposed(kinds[name], one["from"], one["body"]))
    if not rules:
        raise RuleRefused("there is no [[rule]] in it")
    twice = {(one.name, one.from_day) for one in rules}
    if len(twice) != len(rules):
        raise RuleRefused("one rule stands in it twice for the same day")
    return rules


def _texts(body: object) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        for value in body.values():
            yield from _texts(value)
    elif isinstance(body, (list, tuple)):
        for value in body:
            yield from _texts(value)
