"""The plugin guide tells the truth: its listings are the files, and it documents every hook as it is."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from kiosk.core import hookspecs
from kiosk.core.host.manifest import HOST_API

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
LISTINGS = re.findall(r"```\w+ file=(\S+)\n(.*?)\n```", GUIDE, re.DOTALL)
HOOKS = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("kiosk_")}


@pytest.mark.parametrize(("path", "listing"), LISTINGS, ids=[path for path, _listing in LISTINGS])
def test_a_listing_is_the_file_it_names(path: str, listing: str) -> None:
    assert listing == (ROOT / path).read_text(encoding="utf-8").rstrip()


def test_the_whole_example_is_shown() -> None:
    assert {Path(path).name for path, _listing in LISTINGS} == {
        "pyproject.toml",
        "plugin.toml",
        "__init__.py",
        "0001_votes.py",
        "cards_example.py",
    }


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_is_documented_with_its_signature(name: str) -> None:
    arguments = ", ".join(inspect.signature(HOOKS[name]).parameters)
    assert f"### `{name}({arguments})`" in GUIDE
    assert HOOKS[name].__doc__


def test_no_hook_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r"### `(kiosk_\w+)\(", GUIDE)) == set(HOOKS)


def test_the_guide_names_the_host_api_as_it_is() -> None:
    assert f"this host's is `{HOST_API}`" in GUIDE
