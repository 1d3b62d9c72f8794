"""Where a conversation can end, as far as its code says so; `journeys` holds them against what the tests reached.

An *ending* is a line of the plugin's code, so that it can be measured:

- each `return` of a coroutine, and the end of a service's own coroutine, when it can be fallen off;
- each `Notice(…)` that tells how something ended (all but "waiting");
- each `visit.home()`;
- each `Settlement(…)`: how it ended for somebody who had left.

It is reached when some journey executed it. That is no proof that the journey looked at the screen; it is what keeps an
ending from never having been seen by anybody.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec

from kiosk.testing.quality.home import Home, Source

Arcs: TypeAlias = Collection[tuple[int, int]]
"""Jumps from line to line that were made, as coverage.py has them; a negative line is the way out of a function."""


class Ending(msgspec.Struct, frozen=True):
    """One ending: the lines of its statement, and what it is. `leaves`: reached by leaving the function there; `skips`: and
    not from one of these lines."""

    path: Path
    line: int
    last: int
    words: str
    leaves: bool = False
    skips: frozenset[int] = frozenset()

    def reached(self, arcs: Arcs) -> bool:
        """Whether it was, by these jumps."""
        if self.leaves:
            return any(
                here in range(self.line, self.last + 1) and here not in self.skips and there < 0
                for here, there in arcs
            )
        return any(line in range(self.line, self.last + 1) for arc in arcs for line in arc)


def endings(home: Home) -> list[Ending]:
    """Every ending of a plugin, in the order of its files and lines."""
    flows = _flows(home)
    found = [ending for source in home.sources for ending in _of_source(source, flows)]
    return sorted(found, key=lambda ending: (str(ending.path), ending.line))


def _of_source(source: Source, flows: set[str]) -> Iterator[Ending]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AsyncFunctionDef):
            yield from _of_coroutine(source, node, is_flow=node.name in flows)
        if isinstance(node, ast.Call) and _is_home(node):
            yield _ending(source, node, "back to the home screen")
    for name, call in source.calls("Notice", "Settlement"):
        if name == "Settlement":
            yield _ending(source, call, "how a reservation is settled")
        elif not (call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value == "waiting"):
            yield _ending(source, call, f"the notice {_first_words(call)}")


def _of_coroutine(source: Source, function: ast.AsyncFunctionDef, *, is_flow: bool) -> Iterator[Ending]:
    inside: set[int] = set()
    for node in _own(function):
        if isinstance(node, ast.Return):
            inside |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            yield _ending(source, node, f"a return of {function.name}", leaves=True)
    if is_flow and _falls_off(function.body):
        last = function.body[-1]
        yield Ending(
            source.path,
            function.lineno,
            last.end_lineno or last.lineno,
            f"the end of {function.name}",
            leaves=True,
            skips=frozenset(inside),
        )


def _own(function: ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """What stands in a coroutine, without the functions that stand in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _falls_off(body: list[ast.stmt]) -> bool:
    """Whether control may come out below a block; True when in doubt about a loop or a `match`."""
    last = body[-1]
    if isinstance(last, ast.Return | ast.Raise | ast.Continue | ast.Break):
        return False
    if isinstance(last, ast.If):
        return not last.orelse or _falls_off(last.body) or _falls_off(last.orelse)
    if isinstance(last, ast.While):
        forever = isinstance(last.test, ast.Constant) and bool(last.test.value)
        return not forever or any(isinstance(node, ast.Break) for node in ast.walk(last))
    if isinstance(last, ast.With | ast.AsyncWith):
        return _falls_off(last.body)
    if isinstance(last, ast.Match):
        whole = any(_takes_all(case.pattern) and case.guard is None for case in last.cases)
        return not whole or any(_falls_off(case.body) for case in last.cases)
    return True


def _takes_all(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _flows(home: Home) -> set[str]:
    """The names of the coroutines that services run."""
    found = set()
    for source in home.sources:
        for _name, call in source.calls("Service"):
            given = [*call.args[2:3], *(keyword.value for keyword in call.keywords if keyword.arg == "flow")]
            for value in given:
                found.add(getattr(value, "attr", "") or getattr(value, "id", ""))
    return found


def _is_home(call: ast.Call) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "home"
        and isinstance(function.value, ast.Name)
        and function.value.id == "visit"
        and not call.args
    )


def _first_words(call: ast.Call) -> str:
    for argument in call.args[1:2]:
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                return repr(node.value)
    return "made here"


def _ending(source: Source, node: ast.stmt | ast.expr, words: str, *, leaves: bool = False) -> Ending:
    return Ending(source.path, node.lineno, node.end_lineno or node.lineno, words, leaves)
