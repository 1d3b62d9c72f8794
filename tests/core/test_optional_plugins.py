"""A plugin that says it is optional is off until the site asks for it by name."""

from __future__ import annotations

from pathlib import Path

from kiosk.core.host.discovery import Candidate
from kiosk.core.host.host import OPTIONAL, Host

MANIFEST = """
id = "{name}"
version = "2.0"
host = ">=1,<2"
title = "An extra"
optional = {optional}
"""


def candidate(folder: Path, name: str, *, optional: str = "true") -> Candidate:
    home = folder / name
    home.mkdir()
    (home / "plugin.toml").write_text(MANIFEST.format(name=name, optional=optional))
    return Candidate(name, "json", home)  # any module that imports and implements no hook


def loaded(found: list[Candidate], **how: frozenset[str]) -> Host:
    host = Host(lambda: 0, migrate=lambda _plugin, _folder: None)
    host.load(found, {}, **how)
    return host


def test_it_is_off_by_itself_and_says_so(tmp_path: Path) -> None:
    host = loaded([candidate(tmp_path, "extra")])

    assert "extra" not in host.plugins
    assert (host.states["extra"].state, host.states["extra"].version) == ("disabled", "2.0")
    assert host.states["extra"].reason == OPTIONAL
    assert "extra" in host.disabled  # `kiosk check` does not miss its tables


def test_the_site_asks_for_it(tmp_path: Path) -> None:
    host = loaded([candidate(tmp_path, "extra")], enabled=frozenset({"extra"}))

    assert "extra" in host.plugins
    assert host.disabled == frozenset()


def test_who_is_enabled_and_disabled_is_off(tmp_path: Path) -> None:
    both = frozenset({"extra"})
    host = loaded([candidate(tmp_path, "extra")], enabled=both, disabled=both)

    assert host.states["extra"].state == "disabled"
    assert host.states["extra"].reason == "kiosk.toml"


def test_others_need_no_word_and_a_broken_manifest_is_told_of(tmp_path: Path) -> None:
    plain = candidate(tmp_path, "plain", optional="false")
    broken = candidate(tmp_path, "broken", optional='"perhaps"')
    host = loaded([plain, broken])

    assert "plain" in host.plugins
    assert host.states["broken"].state == "quarantined"
