"""Limits are settings: a number in the code is one that no mall can change.

Every number is asked about but -1, 0 and 1, what only turns one unit into another (`* 60_000`), what picks out of a sequence,
and what says where something stands on the screen or on the paper. The rest is a limit, or says with a comment why it is
none. Migrations and tests are not looked at.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kiosk.testing.quality.complaint import Complaint
from kiosk.testing.quality.home import Home, Source

HARMLESS = frozenset({-1, 0, 1})

UNITS = frozenset({24, 60, 100, 1000, 3600, 10_000, 60_000, 86_400, 3_600_000, 86_400_000})
"""Between seconds, minutes, hours, days and milliseconds, between fen and yuan, and within a day written 20261124."""

PLACES = frozenset(
    {
        "order",
        "row",
        "column",
        "width",
        "height",
        "widths",
        "steps",
        "minimum",
        "maximum",
        "columns",
        "maxsize",
    }
)
"""Keywords that say where something stands, how wide it is, or how many digits may be typed."""

UNIT_NAMES = frozenset({"ms", "seconds", "minutes", "hours", "days", "fen", "yuan"})

PLACING = frozenset({"Steps", "Place", "range", "enumerate", "round"})


def complaints(home: Home) -> Iterator[Complaint]:
    """Of numbers that a site may want to change."""
    settings = set(home.manifest.settings) if home.manifest is not None else set()
    for source in home.sources:
        for node in _numbers(source, settings):
            words = (
                f"{ast.unparse(node)} may be another number in another mall: make it a setting in plugin.toml, "
                "or say why not with `# allow constant: …`"
            )
            yield Complaint(source.path, node.lineno, "constant", words)


def _numbers(source: Source, settings: set[str]) -> Iterator[ast.Constant]:
    parents = {child: node for node in ast.walk(source.tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Constant)
            and type(node.value) in (int, float)
            and node.value not in HARMLESS
            and not _excused(node, parents, settings)
        ):
            yield node


def _excused(node: ast.AST, parents: dict[ast.AST, ast.AST], settings: set[str]) -> bool:
    value = getattr(node, "value", None)
    while (parent := parents.get(node)) is not None:
        if isinstance(parent, ast.Subscript) and node is parent.slice:
            return True
        if isinstance(parent, ast.BinOp) and value in UNITS and _converts(parent):
            return True
        if isinstance(parent, ast.keyword) and parent.arg in PLACES:
            return True
        if isinstance(parent, ast.Call) and getattr(parent.func, "id", "") in PLACING:
            return True
        if isinstance(parent, ast.stmt):
            return _is_a_unit(parent, value) or _is_a_setting(parent, settings)
        node = parent
    return False


def _converts(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod)


def _is_a_setting(statement: ast.stmt, settings: set[str]) -> bool:
    """`lost_after_ms: int = 7 * DAY_MS` in a class that holds the settings: the default of `…_lost_after_days`."""
    if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
        return False
    name = statement.target.id
    return any(
        key == one or key.endswith(f"_{one}")
        for key, one in [
            *((key, name) for key in settings),
            *((_without_unit(key), _without_unit(name)) for key in settings),
        ]
    )


def _without_unit(name: str) -> str:
    head, _, unit = name.rpartition("_")
    return head if head and unit in UNIT_NAMES else name


def _is_a_unit(statement: ast.stmt, value: object) -> bool:
    """`MINUTE_MS = 60_000`, `STEPS = 3`: a unit or a place with a name."""
    if not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)):
        return False
    names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return all(name.casefold() in PLACES or (name.isupper() and value in UNITS) for name in names)
