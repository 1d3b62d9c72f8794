"""Where a plugin is: its project folder, its package, its manifest, its sources, its tests."""

from __future__ import annotations

import ast
import tomllib
from functools import cached_property
from pathlib import Path

from kiosk.core.host.discovery import GROUP, candidates
from kiosk.core.host.manifest import Manifest, ManifestError, read_manifest


class NoPlugin(Exception):
    """There is no plugin where one was looked for; the text says what was looked for."""


class Source:
    """One Python file of a plugin. Raises `SyntaxError` when it is not Python."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.tree = ast.parse(self.text, str(path))

    @cached_property
    def api_names(self) -> dict[str, str]:
        """What this file calls the names of `kiosk.core.api`: its own name, and the host's."""
        return {
            alias.asname or alias.name: alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and node.module == "kiosk.core.api"
            for alias in node.names
        }

    def calls(self, *names: str) -> list[tuple[str, ast.Call]]:
        """Every call of one of these names of `kiosk.core.api`."""
        return [
            (self.api_names[node.func.id], node)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and self.api_names.get(node.func.id) in names
        ]


class Home:
    """A plugin's place on the disk.

    `root` is its project folder (with `pyproject.toml`), or the package itself for one of ours; `tests` None when it has none.
    """

    def __init__(self, package: Path, *, root: Path | None = None, tests: Path | None = None) -> None:
        self.package = package
        self.root = root or package
        own = self.root / "tests"
        self.tests = tests or (own if own.is_dir() else None)
        self.strange_tests = tests is not None
        """Somebody named the tests: they are not the plugin's own, and keep their own rules."""

    @cached_property
    def manifest(self) -> Manifest | None:
        """What it declares; None when that cannot be read (`manifest_fault` says why)."""
        try:
            return read_manifest(self.package / "plugin.toml")
        except ManifestError:
            return None

    @property
    def manifest_fault(self) -> str:
        """Why its manifest cannot be read; empty when it can."""
        try:
            read_manifest(self.package / "plugin.toml")
        except ManifestError as problem:
            return str(problem)
        return ""

    @property
    def id(self) -> str:
        """Its id, as far as it is known."""
        return self.manifest.id if self.manifest is not None else self.package.name

    @cached_property
    def sources(self) -> list[Source]:
        """The code that serves people: everything but tests and migrations. Raises `SyntaxError`."""
        return [
            Source(path)
            for path in sorted(self.package.rglob("*.py"))
            if not {"tests", "migrations"} & set(path.relative_to(self.package).parts)
        ]

    @cached_property
    def test_sources(self) -> list[Source]:
        """Its own tests."""
        if self.tests is None:
            return []
        return [Source(path) for path in sorted(self.tests.rglob("*.py"))]


def find(what: str, tests: Path | None = None) -> Home:
    """The plugin that a path or an installed plugin's id names. Raises `NoPlugin`."""
    path = Path(what)
    if path.is_dir():
        return _in_folder(path.resolve(), tests)
    installed = {candidate.name: candidate for candidate in candidates()}
    candidate = installed.get(what)
    if candidate is None or candidate.folder is None:
        names = ", ".join(sorted(installed)) or "none"
        raise NoPlugin(
            f"there is no folder {what!r} and no installed plugin of that name; installed are: {names}"
        )
    package = candidate.folder.resolve()
    project = package.parent
    return Home(package, root=project if _entry_points(project) else None, tests=tests)


def _in_folder(folder: Path, tests: Path | None) -> Home:
    if (folder / "plugin.toml").exists():
        project = folder.parent
        return Home(folder, root=project if _entry_points(project) else None, tests=tests)
    packages = sorted(
        path.parent
        for path in folder.glob("*/plugin.toml")
        if not path.parent.name.startswith((".", "build"))
    ) or sorted(path.parent for path in folder.glob("src/*/plugin.toml"))
    if not packages:
        raise NoPlugin(f"{folder} has no package with a plugin.toml; `kiosk plugin new` makes one")
    if len(packages) > 1:
        names = ", ".join(package.name for package in packages)
        raise NoPlugin(f"{folder} has more than one plugin ({names}); name the package's folder")
    return Home(packages[0], root=folder, tests=tests)


def _entry_points(project: Path) -> dict[str, str]:
    """What a project folder's `pyproject.toml` declares in our group; empty when it is no plugin's project."""
    file = project / "pyproject.toml"
    if not file.exists():
        return {}
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    points = data.get("project", {}).get("entry-points", {}).get(GROUP, {})
    own = {name: value for name, value in points.items() if not value.startswith("kiosk.plugins.")}
    return dict(own)


entry_points = _entry_points
