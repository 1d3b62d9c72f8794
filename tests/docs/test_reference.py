"""The plugin reference says what the code says: every name, every hook with its promise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kiosk.core import api, hookspecs

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugin-reference.md").read_text(encoding="utf-8")


def test_the_page_is_as_the_docstrings_say() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "reference.py"), "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr} (make reference)"


def test_each_hook_has_its_promise() -> None:
    hooks = [name for name in vars(hookspecs) if name.startswith("kiosk_")]
    assert set(hookspecs.STABILITY) == set(hooks)
    for name in hooks:
        entry = PAGE.partition(f"### `{name}(")[2].partition("\n### ")[0]
        assert f"*{hookspecs.STABILITY[name].capitalize()}.*" in entry


def test_each_public_name_stands_on_it() -> None:
    assert [name for name in api.__all__ if f"`{name}" not in PAGE] == []


def test_the_host_s_own_verbs_do_not() -> None:
    for verb in ("end_operation", "set_plugin", "begin_session", "give_approval"):
        assert f"`{verb}" not in PAGE
