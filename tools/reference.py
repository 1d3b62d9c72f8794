"""Writes `docs/plugin-reference.md` from the docstrings of what a plugin may use; a test holds the page to them.

    tools/reference.py write    the page, as the code says it now
    tools/reference.py check    1 when the page says something else

Everything on it is what `kiosk.core.api` exports, the hooks, and `plugin.toml`; nothing is written by hand but the headings.
"""

import ast
import dataclasses
import inspect
import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from kiosk.core import api, hookspecs
from kiosk.core.host.manifest import HOST_API, Manifest, Named, Setting
from kiosk.core.staff.rights import Declared
from kiosk.core.store.transaction import Transaction
from kiosk.core.visit import Visit

PAGE = Path(__file__).resolve().parent.parent / "docs" / "plugin-reference.md"

ROOMS = {
    "Prompts": ("kiosk.link.prompts",),
    "Slips": ("kiosk.link.slips", "kiosk.core.service_slip"),
    "What may be waited for, and what comes": ("kiosk.core.outcomes",),
    "Services and what hooks answer": ("kiosk.core.service", "kiosk.core.store.check", "kiosk.core.reports"),
    "Records": ("kiosk.core.records", "kiosk.core.calendar", "kiosk.core.personal"),
    "The ledger": ("kiosk.core.ledger",),
    "Lockers": ("kiosk.core.lockers.",),
    "Texts and times": ("kiosk.link.texts", "kiosk.core.texts", "kiosk.core.moments", "kiosk.core.reasons"),
}
"""Heading, and the modules whose names stand under it; the rest stands at the end."""


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Plugin reference"
    yield ""
    yield f"Written by `tools/reference.py write` from the docstrings; host API `{HOST_API}`."
    yield "The guide is [plugins.md](plugins.md)."
    yield ""
    yield "What stands here keeps its name, arguments and meaning as long as the first number of the host API stays;"
    yield "there may be more names, more fields with a default, and more arguments that a hook need not name."
    yield "What is *provisional* may still change with any release, and the changelog says so."
    yield ""
    yield "## Hooks"
    for name, hook in vars(hookspecs).items():
        if name.startswith("kiosk_"):
            yield from _entry(f"`{name}{_signature(hook)}`", hook)
            yield ""
            yield f"*{hookspecs.STABILITY[name].capitalize()}.*"
    yield ""
    yield "## `Visit`: what a flow is given"
    yield from _members(Visit)
    yield ""
    yield "## `Transaction`: what a write or read function is given"
    yield from _members(Transaction)
    yield ""
    yield "## `plugin.toml`"
    for kind in (Manifest, Declared, Named, Setting):
        yield from _struct(kind)
    told = set()
    for heading, modules in ROOMS.items():
        names = [name for name in api.__all__ if _module(name).startswith(modules)]
        told |= set(names)
        yield from _room(heading, names)
    yield from _room("Besides", [name for name in api.__all__ if name not in told | {"Visit", "Transaction"}])


def _room(heading: str, names: list[str]) -> Iterator[str]:
    yield ""
    yield f"## {heading}"
    constants = []
    for name in names:
        thing = getattr(api, name)
        if isinstance(thing, type) and (issubclass(thing, msgspec.Struct) or dataclasses.is_dataclass(thing)):
            yield from _struct(thing, name)
        elif isinstance(thing, type):
            yield from _entry(f"`{name}`", thing)
        elif inspect.isroutine(thing):
            yield from _entry(f"`{name}{_signature(thing)}`", thing)
        else:
            constants.append(name)
    if constants:
        yield ""
        yield f"Names besides: {', '.join(f'`{name}`' for name in constants)}."


def _struct(kind: type, name: str = "") -> Iterator[str]:
    """`name`: what the API calls it, where that is not its own."""
    yield from _entry(f"`{name or kind.__name__}({', '.join(_fields(kind))})`", kind)


def _fields(kind: type) -> Iterator[str]:
    """Each field with its type as it is written, and its default."""
    written = {
        name: text
        for base in reversed(kind.__mro__)
        for name, text in vars(base).get("__annotations__", {}).items()
    }
    if dataclasses.is_dataclass(kind):
        for field in dataclasses.fields(kind):
            default = "" if field.default is dataclasses.MISSING else f" = {field.default!r}"
            yield f"{field.name}: {_type(written[field.name])}{default}"
        return
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__
    without = len(names) - len(defaults)
    for number, name in enumerate(names):
        default = _default(defaults[number - without]) if number >= without else ""
        yield f"{name}: {_type(written.get(name, ''))}{default}"


def _default(value: object) -> str:
    if value is msgspec.NODEFAULT:
        return ""
    factory = getattr(value, "factory", None)
    return f" = {factory() if factory is not None else value!r}"


def _members(kind: type) -> Iterator[str]:
    """Attributes, properties and verbs, the host's own left out."""
    for name, annotation, words in _attributes(kind) if kind is Visit else ():
        yield ""
        yield f"### `{name}: {_type(annotation)}`"
        yield ""
        yield words
    for base in kind.__mro__:
        for name, member in vars(base).items():
            if name.startswith("_") or base is object or base.__module__ == "typing":
                continue
            if isinstance(member, property):
                yield from _entry(f"`{name}`", member)
            elif inspect.isfunction(member) and "_for_the_host(" not in inspect.getsource(member):
                yield from _entry(f"`{name}{_signature(member)}`", member)


def _attributes(kind: type) -> Iterator[tuple[str, str, str]]:
    """Name, type and the sentence below each attribute of a class."""
    body = ast.parse(inspect.getsource(kind)).body[0].body
    for statement, below in itertools.pairwise(body):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            words = ast.literal_eval(below.value) if isinstance(below, ast.Expr) else ""
            yield statement.target.id, ast.unparse(statement.annotation), inspect.cleandoc(words)


def _entry(title: str, thing: object) -> Iterator[str]:
    yield ""
    yield f"### {title}"
    yield ""
    yield inspect.cleandoc(thing.__doc__ or "").strip()


def _signature(thing: Callable[..., Any]) -> str:
    """Arguments with their types as they are written, without `self` and our long module names."""
    signature = inspect.signature(thing)
    arguments = [one for name, one in signature.parameters.items() if name != "self"]
    returns = "" if isinstance(thing, type) else _type(signature.return_annotation)
    stars = any(one.kind is one.KEYWORD_ONLY for one in arguments)
    text, after = [], False
    for one in arguments:
        if one.kind is one.KEYWORD_ONLY and stars and not after and not isinstance(thing, type):
            text.append("*")
            after = True
        text.append(_argument(one))
    return f"({', '.join(text)})" + (f" -> {returns}" if returns else "")


def _argument(one: inspect.Parameter) -> str:
    star = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
    kind = "" if star else _type(one.annotation)
    default = "" if one.default is one.empty else f" = {one.default!r}"
    return f"{star}{one.name}: {kind}{default}" if kind else f"{star}{one.name}{default}"


def _type(annotation: object) -> str:
    if annotation is inspect.Parameter.empty:
        return ""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", text)


def _module(name: str) -> str:
    return str(getattr(getattr(api, name), "__module__", ""))


def main() -> int:
    if sys.argv[1:] == ["write"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if sys.argv[1:] == ["check"]:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        print(
            "the reference is as the code says"
            if fresh
            else "run tools/reference.py write: the code says more now"
        )
        return 0 if fresh else 1
    print("usage: tools/reference.py write|check", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
