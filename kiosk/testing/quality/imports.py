"""A plugin imports one module of ours, and its tests the kit; whoever holds something says how it is settled."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kiosk.testing.quality.complaint import Complaint
from kiosk.testing.quality.home import Home, Source

HOLDING = frozenset({"hold", "take_place"})


def complaints(home: Home) -> Iterator[Complaint]:
    """Of what is imported, and of holds that nobody settles."""
    own = f"kiosk.plugins.{home.package.name}"
    for source in home.sources:
        for name, line in _imported(source):
            if _ours(name) and not _within(name, "kiosk.core.api") and not _within(name, own):
                words = f"{name} is the host's own and may change any day: import from kiosk.core.api alone"
                yield Complaint(source.path, line, "import", words)
    for source in [] if home.strange_tests else home.test_sources:
        for name, line in _imported(source):
            if _ours(name) and not any(
                _within(name, one) for one in ("kiosk.core.api", "kiosk.testing", own)
            ):
                words = f"{name} is the host's own: tests use kiosk.testing and kiosk.core.api"
                yield Complaint(source.path, line, "import", words)
    yield from _settling(home)


def _settling(home: Home) -> Iterator[Complaint]:
    holds = [
        (source.path, node.lineno)
        for source in home.sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _name(node.func) in HOLDING
    ]
    if not holds:
        return
    if not any(
        isinstance(node, ast.FunctionDef) and node.name == "kiosk_settle"
        for source in home.sources
        for node in ast.walk(source.tree)
    ):
        path, line = holds[0]
        words = "what is held here outlives a visit that is left: implement kiosk_settle, which brings it to its end"
        yield Complaint(path, line, "settle", words)
    walked = any("crash_walk" in source.text for source in home.test_sources)
    if home.tests is not None and not home.strange_tests and not walked:
        path, line = holds[0]
        words = "no test walks through the endings of what is held here: use the fixture crash_walk"
        yield Complaint(path, line, "settle", words)


def _imported(source: Source) -> Iterator[tuple[str, int]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            if module in ("kiosk", "kiosk.core", "kiosk.plugins"):
                for alias in node.names:
                    yield f"{module}.{alias.name}", node.lineno
            else:
                yield module, node.lineno


def _ours(name: str) -> bool:
    return _within(name, "kiosk")


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", "") or getattr(function, "id", "")
